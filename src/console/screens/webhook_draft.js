// The settings of a webhook while they are being edited: the form's values, what of them differs, and what two people
// changed at once. Pure.
import {parseSpan, spanText} from '../time.js';

/** Settings in the order of the form: name in the API, how it is called, how a value is told.
 * @type {[string, string, (value: any) => string][]} */
const settings = [
  ['url', 'URL', String], ['requestIntervalMs', 'Request interval', (value) => `${value} ms`],
  ['enabled', 'Enabled', (value) => (value ? 'yes' : 'no')], ['format', 'Format', String],
  ['policy', 'Policy', (value) => JSON.stringify(value)], ['headers', 'Headers',
    (value) => value.map((one) => one.name).join(', ') || 'none'],
  ['ordering', 'Ordering', String], ['coalesce', 'Coalesce', (value) => (value ? 'yes' : 'no')], ['maxInFlight',
    'At once', String],
];

/** The values of the form. Spans and numbers are texts while they are typed. @param {any} webhook */
export function draftOf(webhook) {
  const policy = webhook?.policy;
  return {
    url: webhook?.url ?? '', signingKey: '', requestIntervalMs: String(webhook?.requestIntervalMs ?? 0),
      enabled: webhook?.enabled ?? true,
    format: webhook?.format ?? 'members', ordering: webhook?.ordering ?? 'none', coalesce: webhook?.coalesce ?? false,
    maxInFlight: String(webhook?.maxInFlight ?? 1),
    headers: /** @type {{name: string, value: string, kept: boolean}[]} */ (
      (webhook?.headers ?? []).map((one) => ({name: one.name, value: '', kept: one.valueSet}))),
    policy: policy?.name ?? 'members', acknowledge: policy?.acknowledge ?? 'members_statuses',
    whole: policy ? spanText(policy.deadlines.wholeMs) : '', first: policy ? spanText(policy.resend.firstMs) : '',
      cap: policy ? spanText(policy.resend.capMs) : '',
    list: policy ? policy.resend.listMs.map((one) => spanText(one)).join(', ') : '', life: policy?.lifeMs
      ? spanText(policy.lifeMs) : '',
    disableAfter: policy?.disableAfterMs ? spanText(policy.disableAfterMs) : '', breakerThreshold: policy
      ? String(policy.breakerThreshold) : '',
    disableOnGone: policy?.disableOnGone ?? true,
  };
}

/** @typedef {ReturnType<typeof draftOf>} Draft */

/** A number as typed; what is none goes to the server as it is, which says what would be right. @param {string} text */
const number = (text) => (/^-?\d+$/.test(text.trim()) ? Number(text) : text);
/** @param {string} text */
const span = (text) => parseSpan(text) ?? text;
/** @param {string} text */
const spanList = (text) => text.split(',').map((one) => one.trim()).filter(Boolean).map(span);

/** What of the draft differs from the draft that it began as,
 *   as the API takes it. @param {Draft} draft @param {Draft} base */
export function changesOf(draft, base) {
  /** @type {Record<string, any>} */
  const changes = {};
  const differs = (name) => JSON.stringify(draft[name]) !== JSON.stringify(base[name]);
  for (const name of /** @type {const} */ (['url', 'enabled', 'format', 'ordering',
    'coalesce'])) if (differs(name)) changes[name] = draft[name];
  for (const name of /** @type {const} */ (['requestIntervalMs',
    'maxInFlight'])) if (differs(name)) changes[name] = number(draft[name]);
  if (draft.signingKey) changes.signingKey = draft.signingKey;
  if (differs('headers')) changes.headers = draft.headers.map((one) => (one.kept && !one.value ? {name: one.name}
    : {name: one.name, value: one.value}));
  const policy = policyChanges(draft, differs);
  if (policy) changes.policy = policy;
  return changes;
}

/** @param {Draft} draft @param {(name: keyof Draft) => boolean} differs */
function policyChanges(draft, differs) {
  /** @type {Record<string, any>} */
  const policy = {};
  if (differs('policy')) policy.name = draft.policy;
  if (differs('acknowledge')) policy.acknowledge = draft.acknowledge;
  if (differs('whole')) policy.deadlines = {wholeMs: span(draft.whole)};
  if (differs('first') || differs('cap') || differs('list')) {
    policy.resend = {
      ...(differs('first') && {firstMs: span(draft.first)}), ...(differs('cap') && {capMs: span(draft.cap)}),
      ...(differs('list') && {listMs: spanList(draft.list)}),
    };
  }
  if (differs('life')) policy.lifeMs = draft.life.trim() ? span(draft.life) : null;
  if (differs('disableAfter')) policy.disableAfterMs = draft.disableAfter.trim() ? span(draft.disableAfter) : null;
  if (differs('breakerThreshold')) policy.breakerThreshold = number(draft.breakerThreshold);
  if (differs('disableOnGone')) policy.disableOnGone = draft.disableOnGone;
  return Object.keys(policy).length ? policy : null;
}

/**
 * What somebody else changed since `before`, beside what this form would make of it.
 * @param {any} before @param {any} theirs webhooks as the server shows them
 * @param {Record<string, any>} changes this form's
 */
export function conflictOf(before, theirs, changes) {
  return settings.filter(([name]) => JSON.stringify(before[name]) !== JSON.stringify(theirs[name]) || name in changes)
    .map(([name, label, show]) => ({
      name, label, theirs: show(theirs[name]),
        theirsChanged: JSON.stringify(before[name]) !== JSON.stringify(theirs[name]),
      mine: name in changes ? (name === 'policy' ? JSON.stringify(changes.policy) : show(changes[name])) : null,
    }));
}
