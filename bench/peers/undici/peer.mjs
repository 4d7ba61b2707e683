// The peer in JavaScript: undici's pool, the same envelope, the same signatures, the same headers. Prints POSTs a second.
//
//     node peer.mjs URL PERSON_FILE DELIVERIES CONNECTIONS
import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Pool } from 'undici';

const [url, personFile, deliveries, connections] = process.argv.slice(2);
const { origin, pathname } = new URL(url);
const key = Buffer.from('the key of the benchmarks');
const list = Buffer.concat([Buffer.from('['), readFileSync(personFile), Buffer.from(']')]);
const deadline = 600_000;
const pool = new Pool(origin, {
  connections: Number(connections), pipelining: 1, headersTimeout: deadline, bodyTimeout: deadline,
});

// The members envelope of a person. Sixteen digits and a base64 text hold nothing that JSON would escape.
function envelope(id, now) {
  const hash = createHmac('sha256', key).update(list).digest('base64');
  const published = now.toISOString();
  return Buffer.from(`{"message":{"attributes":{"hash":"${hash}","entity":"person","change":"updated"},"data":"${
    list.toString('base64')}","messageId":"${id}","message_id":"${id}","publishTime":"${
    published}","publish_time":"${published}"},"subscription":"bench"}`, 'latin1');
}

async function deliver(number) {
  const now = new Date();
  const id = String(2070443600000000 + number);
  const timestamp = String(Math.floor(now.getTime() / 1000));
  const body = envelope(id, now);
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest('base64');
  const response = await pool.request({
    method: 'POST', path: pathname, body,
    headers: [
      'content-type', 'application/json', 'user-agent', 'peer', 'webhook-id', id, 'webhook-timestamp', timestamp,
      'webhook-signature', `v1,${signature}`,
    ],
  });
  if (response.statusCode !== 204) throw new Error(`status ${response.statusCode}`);
  await response.body.dump();
}

async function send(count) {
  let left = count;
  const worker = async () => {
    while (left > 0) await deliver(--left);
  };
  await Promise.all(Array.from({ length: Number(connections) }, worker));
}

await send(Number(connections) * 20); // connections are open, and the code is hot, when the clock starts
const started = process.hrtime.bigint();
await send(Number(deliveries));
console.log((Number(deliveries) / (Number(process.hrtime.bigint() - started) / 1e9)).toFixed(0));
await pool.close();
