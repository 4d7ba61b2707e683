// The reference receiver in JavaScript: prints nanoseconds of processor time a verification of a body of 1 KiB.
import { Webhook } from "standardwebhooks";

const key = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo=";
const body = JSON.stringify({ type: "person.updated", data: "x".repeat(1024 - 35) });
const id = "msg_p5jXN8AQM9LWM0D4loKWxJek";
const webhook = new Webhook(key);
const now = new Date();
const headers = {
  "host": "receiver.example",
  "user-agent": "cohook/0.1",
  "content-type": "application/json",
  "content-length": "1024",
  "webhook-id": id,
  "webhook-timestamp": String(Math.floor(now / 1000)),
  "webhook-signature": webhook.sign(id, now, body),
};

function run(calls) {
  const start = process.cpuUsage();
  for (let i = 0; i < calls; ++i) webhook.verify(body, headers);
  const { user, system } = process.cpuUsage(start);
  return ((user + system) * 1000) / calls;
}

run(5000);
console.log(run(20000));
