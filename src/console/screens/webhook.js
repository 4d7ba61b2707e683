// The webhook of an application: registered, changed, looked into, removed.
import {html, useState} from '../html.js';
import {post} from '../api.js';
import {announce} from '../announce.js';
import {useAction} from '../form.js';
import {Sign, WebhookState} from '../pill.js';
import {useResource} from '../resource.js';
import {linkTo} from '../router.js';
import {Failed} from '../states.js';
import {counted, countText, Due, Moment} from '../time.js';
import {SigningKey} from './signing_key.js';
import {WebhookForm} from './webhook_form.js';
import {Removal} from './webhook_removal.js';

/** @param {import('./application.js').TabProps} props */
export function Webhook({application, webhook, webhookResource, address}) {
  if (!webhook) {
    return html`<div class="stack">
      <p class="lead">Whenever a person changes whom this application may see, the change is POSTed to this URL,
        signed with the key.</p>
      <${WebhookForm} address=${address} webhook=${null} etag=${null} resource=${webhookResource} /></div>`;
  }
  const endpoint = `${address}/endpoints/default`;
  return html`<div class="split">
    <div class="stack"><${WebhookForm} key=${webhook.createdAt} address=${address} webhook=${webhook}
      etag=${webhookResource.etag} resource=${webhookResource} /></div>
    <aside>
      <${Health} application=${application} webhook=${webhook} address=${address} onChange=${webhookResource.reload} />
      <${SigningKey} webhook=${webhook} endpoint=${endpoint} onChange=${webhookResource.reload} />
      <${Removal} webhook=${webhook} address=${address} endpoint=${endpoint} etag=${webhookResource.etag}
        onChange=${webhookResource.reload} />
    </aside></div>`;
}

/** How it is doing, and switching it off and on. @param {{application: any, webhook: any, address: string,
 *   onChange: () => Promise<void>}} props */
function Health({application, webhook, address, onChange}) {
  const endpoint = `${address}/endpoints/default`;
  const stats = useResource(`${address}/stats`);
  const waiting = stats.value?.deliveries.pending;
  const toggle = useAction(async () => {
    await post(`${endpoint}/${webhook.enabled ? 'pause' : 'resume'}`);
    await onChange();
    announce(webhook.enabled ? 'Paused: changes are kept and wait.' : 'Resumed: what waited is sent now.');
  });
  return html`<section class="card stack" aria-label="How it is doing">
    <div class="row apart"><h2>State</h2><${WebhookState} webhook=${webhook} /></div>
    ${webhook.disabledReason && html`<p class="note bad">${webhook.disabledReason}</p>`}
    <dl class="facts">
      ${webhook.failingSince && html`<dt>Failing since</dt><dd><${Moment} at=${webhook.failingSince} /></dd>`}
      ${webhook.lastError && html`<dt>Last error</dt><dd>${webhook.lastError}</dd>`}
      ${webhook.breakerOpen && html`<dt>Next probe</dt><dd><${Due} at=${webhook.nextProbeAt} /></dd>`}
      ${stats.value && html`<dt>Delivered</dt><dd class="number">${countText(stats.value.deliveries.delivered)}</dd>
        <dt>Waiting</dt><dd class="number">${waiting ? html`<a
          href=${linkTo(['applications', application.id, 'deliveries'], {state: 'pending'})}>${countText(waiting)}
            </a>` : '0'}</dd>
        <dt>Sees</dt><dd>${counted(stats.value.persons, 'person')}</dd>`}
      <dt>Changed</dt><dd><${Moment} at=${webhook.changedAt} /></dd></dl>
    ${toggle.problem && html`<${Failed} problem=${toggle.problem} />`}
    <div class="row"><button class="small" aria-busy=${toggle.busy ? 'true' : undefined} onClick=${toggle.run}>
      ${webhook.enabled ? 'Pause' : 'Resume'}</button>
      <a class="button small" href=${linkTo(['applications', application.id, 'test'])}>Run Test</a></div>
    <${Findings} endpoint=${endpoint} />
  </section>`;
}

/** @type {Record<string, import('../pill.js').Mood>} */
const moods = {ok: 'good', warning: 'warn', failed: 'bad', skipped: 'info'};

/** What was looked at. @type {Record<string, string>} */
const labels = {url: 'URL', dns: 'Name', address: 'Address', connection: 'Connection', tls: 'TLS',
  expiry: 'Certificate', answer: 'Answer', signature: 'Signature'};

/** @param {any} found @returns {[import('../pill.js').Mood, any][]} */
function linesOf(found) {
  /** @type {[import('../pill.js').Mood, any][]} */
  const lines = found.findings.map((one) => [moods[one.standing], html`${labels[one.check]}: ${one.what}${one.remedy
    && html`<span class="soft">; ${one.remedy}</span>`}`]);
  lines.push(found.enabled ? ['good', 'It is enabled.'] : ['bad', found.disabledReason || 'It is paused.']);
  if (found.breakerOpen) lines.push(['bad', html`So many attempts failed that it is only probed; next <${Moment}
    at=${found.nextProbeAt} />.`]);
  if (found.failingSince) lines.push(['warn', html`It has been failing since <${Moment}
    at=${found.failingSince} />: ${found.lastError}`]);
  else lines.push(['good', 'No attempt has failed since the last that was acknowledged.']);
  return lines;
}

/** @param {{endpoint: string}} props */
function Findings({endpoint}) {
  const [found, setFound] = useState(/** @type {any} */ (null));
  const {busy, problem, run} = useAction(async () => setFound((await post(`${endpoint}/check`)).body));
  return html`<div class="stack tight"><div><button class="small" aria-busy=${busy ? 'true' : undefined}
    onClick=${run}>Check endpoint</button></div>
    <div aria-live="polite">${problem && html`<${Failed} problem=${problem} />`}
    ${found && html`<ul class="findings">${linesOf(found)
      .map(([mood, text]) => html`<li><${Sign} mood=${mood} /><span>${text}</span></li>`)}</ul>
      <p class="small soft">It was POSTed to twice, with nobody's data: signed, and wrongly signed. From a shell, <code
        >cohook doctor URL</code> tells the same.</p>`}</div></div>`;
}
