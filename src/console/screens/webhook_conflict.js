// Two people changed one webhook: what each of them did, and the ways on.
import {html} from '../html.js';
import {Moment} from '../time.js';

/** @param {{rows: ReturnType<typeof import('./webhook_draft.js').conflictOf>, at: string, onTheirs: () => void,
 *   onMine: () => void, busy: boolean}} props */
export const Conflict = ({rows, at, onTheirs, onMine, busy}) => html`<section class="note warn" role="alert"
  aria-label="Somebody else changed this webhook">
  <strong>Somebody else changed this webhook while you were editing it</strong>
  <p>They saved <${Moment} at=${at} />. Nothing of yours has been saved yet, and nothing of theirs was overwritten.</p>
  <div class="table-wrap cards"><table role="table"><caption class="unseen">What differs</caption>
    <thead role="rowgroup"><tr role="row"><th scope="col" role="columnheader">Setting</th>
      <th scope="col" role="columnheader">There now</th><th scope="col" role="columnheader">Yours</th></tr></thead>
    <tbody role="rowgroup">${rows.map((row) => html`<tr role="row" key=${row.name}>
      <th scope="row" role="rowheader" data-label="Setting">${row.label}</th>
      <td role="cell" data-label="There now">${row.theirs}${row.theirsChanged
        && html` <span class="soft small">(changed)</span>`}</td>
      <td role="cell" data-label="Yours">${row.mine ?? html`<span class="soft">not touched</span>`}</td></tr>`)}
        </tbody></table></div>
  <div class="row"><button type="button" class="small" onClick=${onMine}
    aria-busy=${busy ? 'true' : undefined}>Save mine on top of theirs</button>
    <button type="button" class="small" onClick=${onTheirs}>Take theirs, drop mine</button></div></section>`;
