// The first page: how deliveries go, what waits, who is in trouble.
import {html} from '../html.js';
import {HourlyChart} from '../chart.js';
import {useReloadOnNews} from '../live.js';
import {Page} from '../page.js';
import {DeliveryState, Pill} from '../pill.js';
import {useResource} from '../resource.js';
import {linkTo} from '../router.js';
import {Empty, Loaded} from '../states.js';
import {Table} from '../table.js';
import {counted, countText, Due, Moment, spanText} from '../time.js';
import {SyncProgress} from './sync_progress.js';

/** @param {any} value */
function successShare({acknowledged, failed}) {
  const all = acknowledged + failed;
  return all ? `${((acknowledged / all) * 100).toFixed(failed && failed / all < 0.01 ? 2 : 1)} %` : '–';
}

export function Overview() {
  const overview = useResource('/v1/overview');
  useReloadOnNews(overview.reload, () => true, 2000);
  return html`<${Page} title="Overview"><${Loaded} of=${overview} what="Loading the overview">${(value) => html`
    <dl class="figures">
      <div><dt>Acknowledged, 24 h</dt><dd>${countText(value.acknowledged)}</dd></div>
      <div><dt>Failed attempts, 24 h</dt><dd>${countText(value.failed)}</dd></div>
      <div><dt>Success</dt><dd>${successShare(value)}</dd></div>
      <div><dt>Waiting</dt><dd>${countText(value.pending)}${value.oldestPendingAt
        && html`<small>oldest <${Moment} at=${value.oldestPendingAt} /></small>`}</dd></div>
      <div><dt>Median answer</dt><dd>${spanText(value.latencyMs.p50)}
        <small>p95 ${spanText(value.latencyMs.p95)}, p99 ${spanText(value.latencyMs.p99)}</small></dd></div></dl>
    <${Troubled} rows=${value.troubled} />
    ${value.activeSyncs.length > 0 && html`<section class="section"><h2>Running syncs</h2>
      ${value.activeSyncs.map((one) => html`<div class="card stack" key=${one.id}>
      <h3><a href=${linkTo(['applications', one.applicationId, 'sync'])}>${one.applicationId}</a></h3>
        <${SyncProgress} sync=${one} /></div>`)}</section>`}
    <section class="card"><${HourlyChart} title="Attempts, hour by hour" hours=${value.hourly} /></section>
    <${RecentFailures} rows=${value.recentFailures} />`}</${Loaded}></${Page}>`;
}

/** @type {Record<string, [import('../pill.js').Mood, string]>} */
const troubles = {disabled: ['bad', 'Disabled'], open: ['bad', 'Failing, being probed'], failing: ['warn', 'Failing']};

/** @param {{rows: any[]}} props */
function Troubled({rows}) {
  if (rows.length === 0) return html`<p class="note good">No webhook is in trouble.</p>`;
  const columns = [
    {label: 'Application', kind: 'head', cell: (row) => html`<a class="strong"
      href=${linkTo(['applications', row.application])}>${row.application}</a><div class="soft small mono">${row.url}
        </div>`},
    {label: 'State', cell: (row) => html`<${Pill} mood=${troubles[row.state]?.[0] ?? 'warn'}>
      ${troubles[row.state]?.[1] ?? row.state}</${Pill}>`},
    {label: 'Why', cell: (row) => row.reason},
    {label: 'Next probe', cell: (row) => html`<${Due} at=${row.nextProbeAt} />`},
  ];
  return html`<section class="section"><h2>${counted(rows.length, 'webhook')} in trouble</h2>
    <${Table} caption="Webhooks in trouble" columns=${columns} rows=${rows} keyOf=${(row) => row.endpoint} />
      </section>`;
}

/** @param {{rows: any[]}} props deliveries, newest first */
function RecentFailures({rows}) {
  const columns = [
    {label: 'Message', kind: 'head', cell: (row) => html`<a class="strong mono"
      href=${linkTo(['deliveries', row.id])}>${row.messageId}</a>`},
    {label: 'Application', cell: (row) => html`<a href=${linkTo(['applications', row.applicationId])}>
      ${row.applicationId}</a>`},
    {label: 'State', cell: (row) => html`<${DeliveryState} delivery=${row} />`},
    {label: 'Failed', cell: (row) => counted(row.failures, 'attempt')},
    {label: 'Next attempt', cell: (row) => html`<${Due} at=${row.nextAttemptAt} />`},
    {label: 'Accepted', cell: (row) => html`<${Moment} at=${row.acceptedAt} />`},
  ];
  return html`<section class="section"><div class="section-head"><h2>Recent failures</h2>
    <a href=${linkTo(['deliveries'], {failed: 'true'})}>All of them</a></div>
    ${rows.length === 0 ? html`<${Empty} title="None">
      <p class="soft">Every delivery was acknowledged at its first attempt.</p></${Empty}>`
      : html`<${Table} caption="Recent failures" columns=${columns} rows=${rows} keyOf=${(row) => row.id} />`}
        </section>`;
}
