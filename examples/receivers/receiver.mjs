// A webhook receiver in JavaScript, Node alone.
//
//     WEBHOOK_KEY='helloWorld' node receiver.mjs 8080
import { createHmac, timingSafeEqual } from "node:crypto";
import { createServer } from "node:http";

const key = process.env.WEBHOOK_KEY;
if (!key) throw new Error("WEBHOOK_KEY is empty");

/** The bytes of strict base64; Node's own decoder skips what it does not know. */
function decode(text) {
  const bytes = Buffer.from(text, "base64");
  if (bytes.toString("base64") !== text) throw new Error("not base64");
  return bytes;
}

/** The persons of an authentic POST; throws where it is not authentic. */
function personsOf(body) {
  const { data, attributes } = JSON.parse(body).message;
  const bytes = decode(data);
  const wanted = createHmac("sha256", key).update(bytes).digest();
  const signed = ["hash", "previousHash"]
    .filter((name) => name in attributes)
    .map((name) => decode(attributes[name]))
    .some((given) => given.length === wanted.length && timingSafeEqual(given, wanted));
  if (!signed) throw new Error("not signed with our key");
  return JSON.parse(bytes);
}

createServer(async (request, response) => {
  const parts = [];
  for await (const part of request) parts.push(part);
  let persons;
  try {
    persons = personsOf(Buffer.concat(parts));
  } catch {
    response.writeHead(401).end();
    return;
  }
  console.log(JSON.stringify(persons)); // store them durably here, before the answer
  response.writeHead(204).end();
}).listen(Number(process.argv[2]), "127.0.0.1");
