// How far a sync is: the number, the bar, the rate, and when it will be done.
import {html} from '../html.js';
import {counted, countText, Moment, spanText} from '../time.js';

/** Words for who hears the page rather than sees it: they change with every tenth alone. @param {any} sync */
const spokenText = (sync) => `${Math.floor((sync.done / Math.max(1, sync.total)) * 10) * 10} % done, ${sync.state}`;

/** @param {{sync: any}} props */
export function SyncProgress({sync}) {
  const share = (part) => `${(part / Math.max(1, sync.total)) * 100}%`;
  const percent = sync.total ? Math.floor((sync.done / sync.total) * 1000) / 10 : 100;
  return html`<div class="stack">
    <p class="sync-number">${countText(sync.done)} <small>of ${counted(sync.total, 'person')}, ${percent} %</small></p>
    <div class="progress" role="progressbar" aria-label="Persons done" aria-valuemin="0" aria-valuemax=${sync.total}
      aria-valuenow=${sync.done} aria-valuetext=${`${sync.done} of ${sync.total}`}>
      <i style=${{width: share(sync.acknowledged + sync.skipped)}}></i>
        <i class="bad" style=${{width: share(sync.failed)}}></i></div>
    <p class="unseen" aria-live="polite">${spokenText(sync)}</p>
    <dl class="figures"><div><dt>Acknowledged</dt><dd>${countText(sync.acknowledged)}</dd></div>
      <div><dt>Failed</dt><dd>${countText(sync.failed)}</dd></div>
      <div><dt>${sync.endedAt ? 'Left' : 'To be retried'}</dt><dd>${countText(sync.waiting)}</dd></div>
      ${sync.endedAt ? html`<div><dt>Took</dt><dd>${spanText(Date.parse(sync.endedAt) - Date.parse(sync.startedAt))}
        </dd></div>`
        : html`<div><dt>Rate</dt><dd>${sync.ratePerSecond >= 10 ? countText(Math.round(sync.ratePerSecond))
          : sync.ratePerSecond.toFixed(1)}<small>a second</small></dd></div>
          <div><dt>Done in about</dt><dd>${sync.remainingMs === null ? '–'
            : spanText(Math.ceil(sync.remainingMs / 1000) * 1000)}</dd></div>`}
      ${sync.skipped > 0 && html`<div><dt>No longer to be seen</dt><dd>${countText(sync.skipped)}</dd></div>`}</dl>
    <p class="small soft">Started <${Moment} at=${sync.startedAt}
      both />; ${sync.requestIntervalMs === 0 ? 'no interval' : `one POST every ${spanText(sync.requestIntervalMs)}`}${
      sync.syncBatch > 1 ? `, ${sync.syncBatch} persons in each` : ''}.${sync.reason ? ` ${sync.reason}` : ''}
        </p></div>`;
}
