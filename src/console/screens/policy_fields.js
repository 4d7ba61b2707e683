// The numbers of a delivery policy. An existing webhook shows its own; a new one takes those of the policy named.
import {html} from '../html.js';
import {Check, Choice, TextField} from '../form.js';

/** @param {{draft: import('./webhook_draft.js').Draft, change: (name: string) => (value: any) => void,
 *   fault: (path: string) => string, known: boolean}} props */
export function PolicyFields({draft, change, fault, known}) {
  if (!known) return html`<p
    class="soft">The policy's deadlines and resends can be changed one by one once the webhook is registered.</p>`;
  const text = (name, label, path, hint) => html`<${TextField}
    label=${label} value=${draft[name]} onInput=${change(name)} fault=${fault(`policy.${path}`)} hint=${hint} />`;
  return html`<p class="soft small">Spans as <code>10 s</code>, <code>1 h 30 min</code>, <code>7 d</code>, or in
    milliseconds. Choosing another policy resets them all to that one's.</p>
    <div class="columns">
      <${Choice} label="Acknowledged by" value=${draft.acknowledge} onInput=${change('acknowledge')}
        fault=${fault('policy.acknowledge')}
        choices=${[['members_statuses', '102, 200, 201, 202, 204'], ['any_2xx', 'any 2xx']]} />
      ${text('whole', 'Deadline of an attempt', 'deadlines.wholeMs', 'The receiver must have answered by then.')}
      ${text('first', 'First wait', 'resend.firstMs', 'It doubles from resend to resend …')}
      ${text('cap', 'Longest wait', 'resend.capMs', '… up to this.')}
      ${text('list', 'Waits, one by one', 'resend.listMs',
        'With commas between; given, they stand in place of doubling.')}
      ${text('life', 'Gives up after', 'lifeMs', 'Counted from acceptance; empty: only after the list.')}
      ${text('breakerThreshold', 'Failures until it is only probed', 'breakerThreshold', '0: never.')}
      ${text('disableAfter', 'Disabled after', 'disableAfterMs', 'Without one success; empty: never.')}</div>
    <${Check} label="410 disables the webhook" checked=${draft.disableOnGone} onInput=${change('disableOnGone')} />`;
}
