// One sync: how far it is or how it ended, and who was not taken and why.
import {html} from '../html.js';
import {part, post} from '../api.js';
import {announce} from '../announce.js';
import {useAction} from '../form.js';
import {useNews} from '../live.js';
import {Page} from '../page.js';
import {Pill, SyncState} from '../pill.js';
import {useList, useResource} from '../resource.js';
import {go, linkTo} from '../router.js';
import {Empty, Failed, Loaded} from '../states.js';
import {ListTable} from '../table.js';
import {counted, Due, Moment} from '../time.js';
import {SyncProgress} from './sync_progress.js';

/** @param {{place: import('../router.js').Place}} props */
export function SyncReceipt({place}) {
  const id = place.parts[1] ?? '';
  const sync = useResource(`/v1/syncs/${part(id)}`);
  const failures = useList(`/v1/syncs/${part(id)}/failures`, {}, 100);
  useNews((events) => {
    for (const {name, data} of events) {
      if (name === 'resync') { sync.reload(); failures.reload(); }
      if (name !== 'sync' || data.id !== id) continue;
      if (data.failed !== sync.value?.failed || data.waiting !== sync.value?.waiting || data.endedAt) failures.reload();
      sync.put(data);
    }
  });
  const application = sync.value?.applicationId;
  const columns = [
    {label: 'Person', kind: 'head', cell: (row) => html`<a href=${linkTo(['persons', row.key])}>${row.key}</a>`},
    {label: 'State', cell: (row) => (row.givenUp ? html`<${Pill} mood="bad">Given up</${Pill}>`
      : sync.value?.endedAt ? html`<${Pill} mood="plain">Left</${Pill}>`
        : html`<${Pill} mood="warn">Trying again</${Pill}>`)},
    {label: 'Why', cell: (row) => row.error},
    {label: 'Attempts', kind: 'right', cell: (row) => row.attempts},
    {label: 'First failed', cell: (row) => html`<${Moment} at=${row.firstFailedAt} />`},
    {label: 'Next attempt', cell: (row) => (sync.value?.endedAt ? html`<span class="soft">–</span>`
      : html`<${Due} at=${row.nextAttemptAt} />`)},
  ];
  return html`<${Page} title="Sync" crumbs=${html`<a href="#/applications">Applications</a> / ${application
    && html`<a href=${linkTo(['applications', application, 'sync'])}>${application}</a> / `}<span class="mono">${id}
      </span>`}
    actions=${sync.value && html`<${SyncState} state=${sync.value.state} />`}>
    <${Loaded} of=${sync} what="Loading the sync">${(value) => html`<section class="card">
      <${SyncProgress} sync=${value} />
      ${value.retryOf && html`<p class="small soft">Of those alone whom <a class="mono"
        href=${linkTo(['syncs', value.retryOf])}>${value.retryOf}</a> left.</p>`}
      ${value.endedAt && value.failed + value.waiting > 0 && html`<${RetryFailed} sync=${value} />`}</section>`}
        </${Loaded}>
    <section class="section"><h2>Not acknowledged</h2>
      <${ListTable} list=${failures} caption="Persons that were not acknowledged" columns=${columns}
        keyOf=${(row) => row.key}
        empty=${html`<${Empty} title="Everyone was taken"><p class="soft">
          ${sync.value?.endedAt ? 'Nobody was refused.' : 'Nobody has been refused so far.'}</p></${Empty}>`} />
            </section></${Page}>`;
}

/** @param {{sync: any}} props ended, with somebody left */
function RetryFailed({sync}) {
  const {busy, problem, run} = useAction(async () => {
    const {body} = await post(`/v1/syncs/${part(sync.id)}/retry`);
    announce('Another sync takes them up.');
    go(linkTo(['syncs', body.id]));
  });
  return html`<div class="row"><button aria-busy=${busy ? 'true' : undefined} onClick=${run}>Retry failed</button>
    <span class="small soft">Another sync, of ${counted(sync.failed + sync.waiting, 'person')} as of now. This receipt
      stays as it is.</span></div>
    ${problem && html`<${Failed} problem=${problem} />`}
    ${problem?.location && html`<p class="note warn">One is under way already: <a
      href=${linkTo(['syncs', problem.location.split('/').at(-1) ?? ''])}>see the running sync</a></p>`}`;
}
