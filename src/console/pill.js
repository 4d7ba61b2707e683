// States at a glance: a shape, a colour and the word, never the colour alone.
import {html} from './html.js';

const shapes = {
  good: html`<svg viewBox="0 0 12 12" aria-hidden="true"><path d="M1.5 6.5 4.6 9.6 10.5 2.8" fill="none"
    stroke="currentColor" stroke-width="2" /></svg>`,
  bad: html`<svg viewBox="0 0 12 12" aria-hidden="true"><path d="M2 2 10 10M10 2 2 10" stroke="currentColor"
    stroke-width="2" /></svg>`,
  warn: html`<svg viewBox="0 0 12 12" aria-hidden="true"><path d="M6 1.2 11.2 10.6H.8Z" fill="none"
    stroke="currentColor" stroke-width="1.7" /></svg>`,
  info: html`<svg viewBox="0 0 12 12" aria-hidden="true"><circle cx="6" cy="6" r="4.4" fill="none"
    stroke="currentColor" stroke-width="1.8" stroke-dasharray="9 4" /></svg>`,
  plain: html`<svg viewBox="0 0 12 12" aria-hidden="true"><path d="M2 6h8" stroke="currentColor"
    stroke-width="2" /></svg>`,
};

/** @typedef {keyof typeof shapes} Mood */

/** @param {{mood: Mood, children: any}} props */
export const Pill = ({mood, children}) => html`<span class=${`pill ${mood}`}>${shapes[mood]}${children}</span>`;

/** @param {{mood: Mood}} props */
export const Sign = ({mood}) => html`<span class=${mood}>${shapes[mood]}</span>`;

/** @type {Record<string, [Mood, string]>} */
const deliveryStates = {
  pending: ['info', 'Waiting'], delivered: ['good', 'Delivered'], exhausted: ['bad', 'Given up'], expired: ['bad',
    'Expired'],
  cancelled: ['plain', 'Cancelled'], endpoint_gone: ['plain', 'Webhook removed'],
};

/** @type {Record<string, [Mood, string]>} */
const syncStates = {
  running: ['info', 'Running'], paused: ['warn', 'Paused'], completed: ['good', 'Completed'], cancelled: ['plain',
    'Cancelled'],
  failed: ['bad', 'Failed'],
};

/** @type {Record<string, [Mood, string]>} */
const verdicts = {
  acknowledged: ['good', 'Acknowledged'], refused: ['bad', 'Refused'], failed: ['bad', 'Failed'], unknown: ['warn',
    'Outcome unknown'],
};

/** @param {Record<string, [Mood, string]>} table @param {string} name */
const named = (table, name) => {
  const [mood, text] = table[name] ?? ['plain', name];
  return html`<${Pill} mood=${mood}>${text}</${Pill}>`;
};

/** @param {{delivery: any}} props */
export function DeliveryState({delivery}) {
  if (delivery.state === 'pending' && delivery.failures > 0) return html`<${Pill} mood="warn">Trying again</${Pill}>`;
  return named(deliveryStates, delivery.state);
}

/** @param {{state: string}} props */
export const SyncState = ({state}) => named(syncStates, state);
/** @param {{verdict: string}} props */
export const Verdict = ({verdict}) => named(verdicts, verdict);

/** How a webhook is doing. @param {{webhook: any}} props null: there is none */
export function WebhookState({webhook}) {
  if (!webhook?.url) return html`<${Pill} mood="plain">No webhook</${Pill}>`;
  if (!webhook.signingKeySet) return html`<${Pill} mood="warn">Signing key missing</${Pill}>`;
  if (!webhook.enabled) return html`<${Pill} mood=${webhook.disabledReason ? 'bad' : 'warn'}>
    ${webhook.disabledReason ? 'Disabled' : 'Paused'}</${Pill}>`;
  if (webhook.breakerOpen) return html`<${Pill} mood="bad">Failing, being probed</${Pill}>`;
  if (webhook.failingSince) return html`<${Pill} mood="warn">Failing</${Pill}>`;
  return html`<${Pill} mood="good">Active</${Pill}>`;
}

export const deliveryStateChoices = /** @type {[string, string][]} */ (Object.entries(deliveryStates).map(([name, [,
  text]]) => [name, text]));
export const kinds = /** @type {[string, string][]} */ ([['change', 'Change'], ['sync', 'Sync'], ['test', 'Test'],
  ['replay', 'Replay']]);
/** @param {string} name */
export const kindText = (name) => kinds.find(([one]) => one === name)?.[1] ?? name;
