// Sync Data: everyone whom the application may see, one POST each, started, watched, paused, gone on with, ended.
import {html, useState} from '../html.js';
import {patch, post, remove} from '../api.js';
import {announce} from '../announce.js';
import {Confirm, Dialog} from '../dialog.js';
import {Form, Submit, TextField, useAction} from '../form.js';
import {useNews} from '../live.js';
import {SyncState} from '../pill.js';
import {useList, useResource} from '../resource.js';
import {linkTo} from '../router.js';
import {Empty, Failed} from '../states.js';
import {ListTable} from '../table.js';
import {counted, countText, Moment, spanText} from '../time.js';
import {WebhookMissing} from './application.js';
import {SyncProgress} from './sync_progress.js';

/** @param {import('./application.js').TabProps} props */
export function Sync({application, webhook, address}) {
  const list = useList(webhook ? `${address}/endpoints/default/syncs` : null, {}, 20);
  const [asking, setAsking] = useState(false);
  const [news, setNews] = useState(/** @type {Record<string, any>} */ ({}));
  useNews((events) => {
    for (const {name, data} of events) {
      if (name === 'resync') list.reload();
      if (name !== 'sync' || data.applicationId !== application.id) continue;
      setNews((old) => ({...old, [data.id]: data}));
      if (data.endedAt || !list.rows.some((one) => one.id === data.id)) list.reload();
    }
  });
  if (!webhook) return html`<${WebhookMissing} application=${application} what="A sync needs somewhere to go." />`;
  const rows = list.rows.map((one) => (news[one.id] && !one.endedAt ? news[one.id] : one));
  const active = rows.find((one) => one.state === 'running' || one.state === 'paused');
  const columns = [
    {label: 'Started', kind: 'head', cell: (row) => html`<a class="strong" href=${linkTo(['syncs', row.id])}>
      <${Moment} at=${row.startedAt} /></a>`},
    {label: 'State', cell: (row) => html`<${SyncState} state=${row.state} />`},
    {label: 'Acknowledged', kind: 'right', cell: (row) => `${countText(row.acknowledged)} of ${countText(row.total)}`},
    {label: 'Failed', kind: 'right', cell: (row) => countText(row.failed)},
    {label: 'Took', kind: 'right', cell: (row) => (row.endedAt
      ? spanText(Date.parse(row.endedAt) - Date.parse(row.startedAt)) : '–')},
  ];
  return html`<div class="stack">
    <p class="lead">Sends every person whom this application may see, one POST a person, paced by the request
      interval. A change that happens meanwhile overtakes it: what is sent is each person as of that moment.</p>
    ${active ? html`<${Running} key=${active.id} sync=${active} onChange=${list.reload} />`
      : html`<div><button class="primary" onClick=${() => setAsking(true)}>Sync Data</button></div>`}
    <section class="section"><h2>Syncs so far</h2>
      <${ListTable} list=${{...list, rows: rows.filter((one) => one !== active)}} caption="Syncs so far"
        columns=${columns} keyOf=${(row) => row.id}
        empty=${html`<${Empty} title=${active ? 'This is the first one' : 'No sync yet'}>
          <p class="soft">Each sync leaves a receipt here: what was sent, what failed and why.</p></${Empty}>`} />
            </section>
    ${asking && html`<${Question} address=${address} webhook=${webhook} onClose=${() => setAsking(false)}
      onStarted=${list.reload} />`}</div>`;
}

/** @param {{address: string, webhook: any, onClose: () => void, onStarted: () => void}} props */
function Question({address, webhook, onClose, onStarted}) {
  const estimate = useResource(`${address}/sync-estimate`);
  const [batch, setBatch] = useState('1');
  const {busy, problem, run} = useAction(async () => {
    await post(`${address}/endpoints/default/syncs`, batch === '1' ? {} : {syncBatch: /^\d+$/.test(batch)
      ? Number(batch) : batch});
    announce('The sync has started.');
    onStarted();
    onClose();
  });
  const told = estimate.value;
  const posts = told ? Math.ceil(told.persons / Math.max(1, Number(batch) || 1)) : 0;
  return html`<${Dialog} title="Sync Data" onClose=${onClose}>
    ${estimate.problem && html`<${Failed} problem=${estimate.problem} retry=${estimate.reload} />`}
    <p>${told ? html`<strong>${counted(told.persons, 'person')}</strong> will be sent to <span class="mono">
      ${webhook.url}</span>.` : 'Counting the persons…'}</p>
    ${told && html`<p>${webhook.requestIntervalMs === 0
      ? html`The request interval is 0: as fast as the receiver takes them. A receiver that cannot keep up is better
          served by an interval.`
      : html`At the request interval of ${spanText(webhook.requestIntervalMs)} that takes about <strong>
        ${spanText(Math.max(0, posts - 1) * webhook.requestIntervalMs)}</strong>.`}</p>`}
    <${Form} onSubmit=${run} busy=${busy} problem=${problem} shown=${['syncBatch']}
      end=${html`<${Submit} busy=${busy} disabled=${!told}>Start</${Submit}>
      <button type="button" onClick=${onClose}>Go back</button>`}>
      <details><summary>More at once</summary><${TextField} label="Persons in one POST" class="narrow" value=${batch}
        onInput=${setBatch} fault=${problem?.at('syncBatch')} inputmode="numeric"
          hint="1 to 500. The array in the body then holds as many." /></details>
      ${problem?.location && html`<p class="note warn">One is under way already: <a
        href=${linkTo(['syncs', problem.location.split('/').at(-1) ?? ''])}
          onClick=${onClose}>see the running sync</a></p>`}</${Form}></${Dialog}>`;
}

/** @param {{sync: any, onChange: () => void}} props */
function Running({sync, onChange}) {
  const [cancelling, setCancelling] = useState(false);
  const path = `/v1/syncs/${sync.id}`;
  const turn = useAction(async (state) => {
    await patch(path, {state});
    onChange();
    announce(state === 'paused' ? 'The sync is paused; it keeps its place.' : 'The sync goes on.');
  });
  const paused = sync.state === 'paused';
  return html`<section class="card stack" aria-label="Running sync">
    <div class="row apart"><div class="row"><h2>${paused ? 'Paused sync' : 'Running sync'}</h2>
      <${SyncState} state=${sync.state} /></div>
      <div class="row"><button class="small" aria-busy=${turn.busy ? 'true' : undefined}
        onClick=${() => turn.run(paused ? 'running' : 'paused')}>${paused ? 'Resume' : 'Pause'}</button>
        <button class="small danger" onClick=${() => setCancelling(true)}>Cancel</button>
        <a class="small button" href=${linkTo(['syncs', sync.id])}>Details</a></div></div>
    <${SyncProgress} sync=${sync} />
    ${turn.problem && html`<${Failed} problem=${turn.problem} />`}
    ${cancelling && html`<${Confirm} title="Cancel the sync?" confirm="Cancel the sync" danger
      onClose=${() => setCancelling(false)} act=${async () => {
      await remove(path);
      onChange();
      announce('The sync is cancelled.');
    }}><p>${countText(sync.total - sync.done)} of ${counted(sync.total,
      'person')} have not been sent yet and will not be by this sync. Paused, it would keep its place.</p>
        </${Confirm}>`}
  </section>`;
}
