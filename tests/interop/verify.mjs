// Verifies recorded deliveries with the reference library: node verify.mjs CASES
// CASES is JSON: [{name, key, headers, body (base64)}]. One line for each: "ok NAME" or "not NAME: why".
import { readFileSync } from "node:fs";
import { Webhook } from "standardwebhooks";

/** A key that does not say `whsec_` is its own bytes in UTF-8; the library calls that raw. */
function webhookOf(key) {
  return key.startsWith("whsec_") ? new Webhook(key) : new Webhook(Buffer.from(key, "utf8"), { format: "raw" });
}

/** What `verify` says of one request: "ok", or why not. */
function verdict({ key, headers, body }) {
  try {
    webhookOf(key).verify(Buffer.from(body, "base64").toString("utf8"), headers);
    return "ok";
  } catch (why) {
    return why.message;
  }
}

for (const one of JSON.parse(readFileSync(process.argv[2], "utf8"))) {
  const said = verdict(one);
  console.log(said === "ok" ? `ok ${one.name}` : `not ${one.name}: ${said}`);
}
