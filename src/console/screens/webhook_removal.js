// The end of a webhook, and what is lost with it: asked by its button, or by an emptied URL.
import {html, useState} from '../html.js';
import {remove} from '../api.js';
import {announce} from '../announce.js';
import {Confirm} from '../dialog.js';
import {useResource} from '../resource.js';
import {counted} from '../time.js';

/** @param {{webhook: any, address: string, endpoint: string, etag: string|null,
 *   onChange: () => Promise<void>}} props */
export function Removal({webhook, address, endpoint, etag, onChange}) {
  const [asking, setAsking] = useState(false);
  return html`<section class="card stack tight" aria-label="Remove the webhook"><h2>Remove</h2>
    <p class="soft small">Nothing more is sent. The register and the consents stay as they are.</p>
    <div><button class="danger small" onClick=${() => setAsking(true)}>Remove the webhook</button></div>
    ${asking && html`<${RemovalQuestion} webhook=${webhook} address=${address} endpoint=${endpoint} etag=${etag}
      onChange=${onChange} onClose=${() => setAsking(false)} />`}</section>`;
}

/** @param {{webhook: any, address: string, endpoint: string, etag: string|null, onChange: () => Promise<void>,
 *   onClose: () => void}} props */
export function RemovalQuestion({webhook, address, endpoint, etag, onChange, onClose}) {
  const stats = useResource(`${address}/stats`);
  const own = stats.value?.endpoints.find((one) => one.endpointId === webhook.id);
  return html`<${Confirm} title="Remove the webhook?" confirm="Remove it" danger blocked=${!own} onClose=${onClose}
    act=${async () => {
    await remove(endpoint, {etag});
    await onChange();
    announce('The webhook is removed.');
  }}>
    <p class="mono">${webhook.url}</p>
    <p>${!own ? 'Counting what waits…' : own.pending === 0 ? 'No delivery waits: nothing is lost.'
      : html`<strong>${counted(own.pending, 'delivery', 'deliveries')} still ${own.pending === 1 ? 'waits' : 'wait'}
        </strong> and will never be sent. A running sync is cancelled.`}</p>
    <p class="soft">To stop for a while, pause it instead: what comes meanwhile is kept.</p></${Confirm}>`;
}
