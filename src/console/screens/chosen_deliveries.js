// What can be done to deliveries that were chosen from a list: counted first, then done one by one.
import {html, useState} from '../html.js';
import {part, post} from '../api.js';
import {announce} from '../announce.js';
import {Confirm} from '../dialog.js';
import {asProblem} from '../resource.js';
import {counted} from '../time.js';

/** @param {{rows: any[], all: any[], onChoose: (ids: string[]) => void, onDone: () => void}} props */
export function ChosenDeliveries({rows, all, onChoose, onDone}) {
  const [asking, setAsking] = useState(/** @type {'redeliver'|'cancel'|null} */ (null));
  const waiting = rows.filter((one) => one.state === 'pending');
  const ended = rows.filter((one) => one.state !== 'pending');
  const each = async (which, verb, done) => {
    let refused = 0;
    let last;
    for (const {id} of which) {
      try {
        await post(`/v1/deliveries/${part(id)}/${verb}`);
      } catch (thrown) {
        last = asProblem(thrown);
        // A delivery that changed meanwhile is passed over; a server that is gone stops the rest.
        if (last.status !== 404 && last.status !== 409) throw last;
        refused += 1;
      }
    }
    announce(`${counted(which.length - refused, 'delivery', 'deliveries')} ${done}${refused
      ? `; ${refused} not: ${last?.message}` : '.'}`);
    onDone();
  };
  return html`<section class="selection" aria-label="Chosen deliveries"><strong>
    ${counted(rows.length, 'delivery', 'deliveries')} chosen</strong>
    <button class="small" disabled=${!ended.length} onClick=${() => setAsking('redeliver')}>Redeliver ${ended.length
      || ''}</button>
    <button class="small danger" disabled=${!waiting.length}
      onClick=${() => setAsking('cancel')}>Cancel ${waiting.length || ''}</button>
    <button class="small quiet"
      onClick=${() => onChoose(all.map((one) => one.id))}>Choose all ${all.length} shown</button>
    <button class="small quiet" onClick=${() => onChoose([])}>Choose none</button>
    ${asking === 'redeliver' && html`<${Confirm} title=${`Redeliver ${counted(ended.length, 'message')}?`}
      confirm="Redeliver" onClose=${() => setAsking(null)} act=${() => each(ended, 'redeliver', 'sent again')}>
      <p>Each is sent again with the same messageId and the same bytes, as a new delivery.${waiting.length
        ? ` ${waiting.length} of the chosen still wait and are left as they are.` : ''}</p></${Confirm}>`}
    ${asking === 'cancel' && html`<${Confirm} title=${`Cancel ${counted(waiting.length, 'delivery', 'deliveries')}?`}
      confirm="Cancel them" danger onClose=${() => setAsking(null)} act=${() => each(waiting, 'cancel', 'cancelled')}>
      <p>No further attempt is made. A cancelled delivery can be redelivered later.</p></${Confirm}>`}
  </section>`;
}
