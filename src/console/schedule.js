// When the attempts to come are due, by the policy of the webhook. Pure.

/** The wait after so many failures, in ms; null: there is none left. @param {any} policy @param {number} failures
 * from 1 */
export function waitAfter(policy, failures) {
  const {listMs, firstMs, capMs} = policy.resend;
  if (listMs.length) return listMs[failures - 1] ?? null;
  return Math.min(capMs, firstMs * 2 ** Math.min(40, failures - 1));
}

/**
 * The attempts after the next one, if all of them fail: about when, and after what wait.
 * @param {any} delivery pending @param {any} policy @param {number} most
 * @returns {{at: string, waitMs: number}[]}
 */
export function comingAttempts(delivery, policy, most) {
  const coming = [];
  const end = delivery.expiresAt ? Date.parse(delivery.expiresAt) : Infinity;
  let at = Date.parse(delivery.nextAttemptAt);
  for (let failures = delivery.failures + 1; coming.length < most; ++failures) {
    const wait = waitAfter(policy, failures);
    if (wait === null || at + wait > end) break;
    at += wait;
    coming.push({at: new Date(at).toISOString(), waitMs: wait});
  }
  return coming;
}
