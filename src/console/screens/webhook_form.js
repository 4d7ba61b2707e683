// The form of a webhook. The server judges: its words are shown beside the fields, while the URL is typed and on
// saving.
import {html, useEffect, useState} from '../html.js';
import {get, patch, post} from '../api.js';
import {announce} from '../announce.js';
import {Check, Choice, Form, Submit, TextField, useAction} from '../form.js';
import {asProblem, useResource, useSettled} from '../resource.js';
import {countText, spanText} from '../time.js';
import {Conflict} from './webhook_conflict.js';
import {changesOf, conflictOf, draftOf} from './webhook_draft.js';
import {PolicyFields} from './policy_fields.js';
import {freshKey, keyWarning} from './signing_key.js';
import {RemovalQuestion} from './webhook_removal.js';

const shownPaths = ['url', 'signingKey', 'requestIntervalMs', 'format', 'maxInFlight', 'ordering'];

/** What the server says of a URL while it is typed. @param {string} address @param {string} url @param {boolean}
 *   wanted */
function useUrlVerdict(address, url, wanted) {
  const settled = useSettled(url, 250);
  const [verdict, setVerdict] = useState(/** @type {{url: string, body: any, problem: any}} */ ({url: '', body: null,
    problem: null}));
  useEffect(() => {
    if (!wanted || !settled) return undefined;
    const control = new AbortController();
    post(`${address}/url-check`, {url: settled}, {signal: control.signal})
      .then(({body}) => setVerdict({url: settled, body, problem: null}))
      .catch((thrown) => { if (!control.signal.aborted) setVerdict({url: settled, body: null,
        problem: asProblem(thrown)}); });
    return () => control.abort();
  }, [address, settled, wanted]);
  return verdict.url === url && wanted ? verdict : null;
}

/** @param {{address: string, webhook: any, etag: string|null,
 *   resource: import('../resource.js').Resource<any>}} props `webhook` null: a new one */
export function WebhookForm({address, webhook, etag, resource}) {
  const [base, setBase] = useState({webhook, etag});
  const [draft, setDraft] = useState(() => draftOf(webhook));
  const [theirs, setTheirs] = useState(/** @type {{webhook: any, etag: string|null}|null} */ (null));
  const changes = changesOf(draft, draftOf(base.webhook));
  const dirty = Object.keys(changes).length > 0;
  const change = (name) => (value) => setDraft((old) => ({...old, [name]: value}));
  const rebase = (fresh, tag) => {
    setBase({webhook: fresh, etag: tag});
    setDraft(draftOf(fresh));
    setTheirs(null);
  };

  // Somebody else saved: an untouched form follows, one with edits says so.
  useEffect(() => {
    if (!webhook || webhook.revision === base.webhook?.revision) return;
    if (dirty) setTheirs({webhook, etag});
    else rebase(webhook, etag);
  }, [webhook?.revision]);

  const save = useAction(async (tag) => {
    const fresh = !base.webhook;
    try {
      const answer = fresh ? await post(`${address}/endpoints`, {id: 'default', signingKey: '', url: '', ...changes})
        : await patch(`${address}/endpoints/default`, changes, {etag: tag});
      rebase(answer.body, answer.etag);
      resource.put(answer.body, answer.etag);
      resource.reload();
      announce(fresh ? 'The webhook is registered.' : 'Saved; in force from the next attempt on.');
    } catch (thrown) {
      if (asProblem(thrown).status !== 412) throw thrown;
      const now = await get(`${address}/endpoints/default`);
      setTheirs({webhook: now.body, etag: now.etag});
    }
  });
  // An empty URL is how the members face removes a webhook; here it asks first.
  const [removing, setRemoving] = useState(false);
  const submit = () => (base.webhook && !draft.url ? setRemoving(true) : save.run(base.etag));
  const fault = (path) => save.problem?.at(path) ?? '';
  const verdict = useUrlVerdict(address, draft.url, draft.url !== (base.webhook?.url ?? ''));
  const urlFault = verdict?.body && !verdict.body.allowed ? verdict.body.problem : verdict?.body ? '' : fault('url');

  return html`<${Form} onSubmit=${submit} busy=${save.busy} problem=${save.problem}
    shown=${shownPaths} sticky
    end=${html`<${Submit} busy=${save.busy} disabled=${!dirty}>${base.webhook ? 'Save' : 'Register the webhook'}
      </${Submit}>
      ${dirty && base.webhook && html`<button type="button" class="quiet"
        onClick=${() => { save.forget(); rebase(base.webhook, base.etag); }}>Discard the changes</button>`}
      ${!dirty && base.webhook && html`<span class="soft small">Nothing to save.</span>`}`}>
    ${theirs && html`<${Conflict} rows=${conflictOf(base.webhook, theirs.webhook, changes)}
      at=${theirs.webhook.changedAt}
      onTheirs=${() => rebase(theirs.webhook, theirs.etag)} onMine=${() => save.run(theirs.etag)} busy=${save.busy} />`}
    <${TextField} label="URL" mono type="url" inputmode="url" value=${draft.url} onInput=${change('url')}
      fault=${urlFault} placeholder="https://example.org/hook"
      fine=${verdict?.body?.allowed && html`Allowed. The request target is <code>${verdict.body.requestTarget}
        </code>, byte for byte.`}
      hint=${verdict?.problem ? verdict.problem.message
        : 'Absolute, with its protocol, https. Nothing is added, removed or normalised.'} />
    ${!base.webhook && html`<${TextField} label="Signing key" mono value=${draft.signingKey}
      onInput=${change('signingKey')} fault=${fault('signingKey')} autocomplete="off"
      hint=${keyWarning(draft.signingKey)
        || 'Any text; the receiver is given the same one. It can be revealed and rotated later.'}
      end=${html`<button type="button" onClick=${() => change('signingKey')(freshKey())}>Generate</button>`} />`}
    <${Interval} address=${address} value=${draft.requestIntervalMs} onInput=${change('requestIntervalMs')}
      fault=${fault('requestIntervalMs')} />
    ${base.webhook && html`<${Check} label="Enabled" checked=${draft.enabled} onInput=${change('enabled')}
      hint="While it is not, changes are accepted and wait; nothing is sent." />`}
    <div class="columns">
      <${Choice} label="Format" value=${draft.format} onInput=${change('format')} fault=${fault('format')}
        choices=${[['members', 'Members envelope'], ['standard', 'Standard Webhooks'], ['cloudevents',
          'CloudEvents 1.0']]} />
      <${Choice} label="Policy" value=${draft.policy} onInput=${change('policy')}
        fault=${fault('policy') || fault('policy.name')}
        choices=${[['members', 'Members: 600 s, resend for 7 days'], ['standard',
          'Standard: 30 s, nine resends']]} /></div>
    <${Headers} headers=${draft.headers} onInput=${change('headers')} problem=${save.problem} />
    <details><summary>Delivery in detail</summary><div class="form">
      <${PolicyFields} draft=${draft} change=${change} fault=${fault} known=${Boolean(base.webhook)} />
      <div class="columns">
        <${Choice} label="Ordering" value=${draft.ordering} onInput=${change('ordering')} fault=${fault('ordering')}
          choices=${[['none', 'None: whatever is due goes'], ['by_key',
            'By person: the next waits for the one before']]} />
        <${TextField} label="POSTs at once" value=${draft.maxInFlight} onInput=${change('maxInFlight')}
          fault=${fault('maxInFlight')} inputmode="numeric" /></div>
      <${Check} label="Send only the newest state of a person" checked=${draft.coalesce}
        onInput=${change('coalesce')}
          hint="A change that still waits is replaced by a newer one of the same person; how many is kept." /></div>
            </details>
  </${Form}>
  ${removing && html`<${RemovalQuestion} webhook=${base.webhook} address=${address}
    endpoint=${`${address}/endpoints/default`} etag=${base.etag} onChange=${resource.reload}
    onClose=${() => setRemoving(false)} />`}`;
}

/** The request interval, with what a sync of everyone would take. @param {{address: string, value: string,
 *   onInput: (value: string) => void, fault: string}} props */
function Interval({address, value, onInput, fault}) {
  const stats = useResource(`${address}/stats`);
  const ms = /^\d+$/.test(value.trim()) ? Number(value) : null;
  const persons = stats.value?.persons;
  const told = ms === null || persons === undefined ? '' : ms === 0
    ? ` For ${countText(persons)} persons: as fast as the receiver takes them.`
    : ` ${countText(persons)} persons at ${ms} ms take about ${spanText(Math.max(0, persons - 1) * ms)}.`;
  return html`<${TextField} label="Request interval for a sync, in ms" value=${value} onInput=${onInput}
    fault=${fault} inputmode="numeric" class="narrow"
    hint=${`No two POSTs of a sync start closer together than this; 0 means as fast as we can.${told}`} />`;
}

/** @param {{headers: {name: string, value: string, kept: boolean}[], onInput: (headers: any[]) => void,
 *   problem: import('../api.js').Problem|null}} props */
function Headers({headers, onInput, problem}) {
  const set = (at, changes) => onInput(headers.map((one, index) => (index === at ? {...one, ...changes} : one)));
  return html`<fieldset class="stack tight"><legend>Headers of your own</legend>
    <p class="soft small">Sent with every POST. Values are never shown again; framing, host and signature headers
      cannot be replaced.</p>
    ${headers.map((one, at) => html`<div class="columns" key=${at}>
      <${TextField} label=${`Name of header ${at + 1}`} mono value=${one.name}
        fault=${problem?.at(`headers[${at}].name`) || problem?.at(`headers[${at}]`)}
        onInput=${(name) => set(at, {name, kept: false})} />
      <${TextField} label=${`Value of header ${at + 1}`} mono value=${one.value}
        fault=${problem?.at(`headers[${at}].value`)} autocomplete="off"
        placeholder=${one.kept ? 'kept as it is' : ''} onInput=${(value) => set(at, {value})}
        end=${html`<button type="button" aria-label=${`Remove header ${at + 1}`}
          onClick=${() => onInput(headers.filter((_, index) => index !== at))}>Remove</button>`} /></div>`)}
    <div><button type="button" class="small" onClick=${() => onInput([...headers, {name: '', value: '',
      kept: false}])}>Add a header</button></div>
    ${problem?.at('headers') && html`<p class="note bad">${problem.at('headers')}</p>`}</fieldset>`;
}
