// The key that signs: masked, shown on record, copied, set, rotated with an overlap.
import {html, useState} from '../html.js';
import {get, post, put} from '../api.js';
import {announce} from '../announce.js';
import {Dialog} from '../dialog.js';
import {Choice, Form, Submit, TextField, useAction} from '../form.js';
import {Failed} from '../states.js';
import {Copy} from '../text.js';
import {Moment} from '../time.js';

/** 32 random bytes, written as Standard Webhooks write a key. */
export function freshKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(32));
  return `whsec_${btoa(String.fromCharCode(...bytes))}`;
}

/** @param {string} key empty: no word */
export const keyWarning = (key) => (key && key.length < 16
  ? 'Short keys can be guessed by whoever has seen one message. Generate one instead.' : '');

/** @param {{webhook: any, endpoint: string, onChange: () => Promise<void>}} props */
export function SigningKey({webhook, endpoint, onChange}) {
  const [shown, setShown] = useState(/** @type {string|null} */ (null));
  const [open, setOpen] = useState(/** @type {'set'|'rotate'|null} */ (null));
  const reveal = useAction(async () => setShown((await get(`${endpoint}/signing-key`)).body.signingKey));
  const changed = async () => {
    setShown(null);
    await onChange();
  };
  return html`<section class="card stack" aria-label="Signing key"><h2>Signing key</h2>
    ${webhook.signingKeySet
      ? html`<p class="row"><code class="mono">${shown ?? `••••••••••••${webhook.signingKeyHint ?? ''}`}</code></p>
        <div class="row">${shown === null
          ? html`<button class="small" aria-busy=${reveal.busy ? 'true' : undefined}
            onClick=${reveal.run}>Reveal</button>`
          : html`<button class="small" onClick=${() => setShown(null)}>Hide</button>
            <${Copy} text=${shown} what="the signing key" />`}
          <button class="small" onClick=${() => setOpen('rotate')}>Rotate</button>
          <button class="small quiet" onClick=${() => setOpen('set')}>Replace at once</button></div>
        <p class="soft small">Revealing it is written to the audit trail.</p>${webhook.publicKey && html`
          <div class="stack tight"><h3>Public key</h3><p class="row"><code class="mono">${webhook.publicKey}</code>
            <${Copy} text=${webhook.publicKey} what="the public key" /></p>
            <p class="soft small">With it a receiver verifies <code>v1a</code>; nobody can sign with it.</p></div>`}`
      : html`<p class="note warn">Without a key nothing can be signed, and so nothing is sent.</p><div>
        <button class="small primary" onClick=${() => setOpen('set')}>Set the key</button></div>`}
    ${reveal.problem && html`<${Failed} problem=${reveal.problem} />`}
    ${webhook.olderSigningKeys.length > 0 && html`<div class="stack tight"><h3>Signing beside it</h3><ul>
      ${webhook.olderSigningKeys.map((one) => html`<li class="small">
      <code>${one.hint}</code> until <${Moment} at=${one.signsUntil} /></li>`)}</ul></div>`}
    ${open === 'set' && html`<${Replacement} endpoint=${endpoint} first=${!webhook.signingKeySet}
      onClose=${() => setOpen(null)} onDone=${changed} />`}
    ${open === 'rotate' && html`<${Rotation} endpoint=${endpoint} onClose=${() => setOpen(null)} onDone=${changed} />`}
  </section>`;
}

/** @param {{endpoint: string, first: boolean, onClose: () => void, onDone: () => Promise<void>}} props */
function Replacement({endpoint, first, onClose, onDone}) {
  const [key, setKey] = useState('');
  const {busy, problem, run} = useAction(async () => {
    await put(`${endpoint}/signing-key`, {signingKey: key});
    await onDone();
    announce('The new key signs from the next attempt on.');
    onClose();
  });
  return html`<${Dialog} title=${first ? 'Set the signing key' : 'Replace the signing key at once'} onClose=${onClose}>
    ${!first && html`<p class="soft">From the next attempt on only the new key signs. A receiver that still has the
      old one refuses what it gets until it has the new one;
      rotating lets both sign for a while.</p>`}
    <${Form} onSubmit=${run} busy=${busy} problem=${problem} shown=${['signingKey']}
      end=${html`<${Submit} busy=${busy}>${first ? 'Set it' : 'Replace it'}</${Submit}>
      <button type="button" onClick=${onClose}>Go back</button>`}>
      <${TextField} label="New key" mono value=${key} onInput=${setKey} fault=${problem?.at('signingKey')}
        hint=${keyWarning(key) || 'Any text; the receiver gets the same one.'} autocomplete="off"
        end=${html`<button type="button" onClick=${() => setKey(freshKey())}>Generate</button>`} /></${Form}>
          </${Dialog}>`;
}

const overlaps = [['0', 'None: the old key stops at once'], ['3600', '1 hour'], ['86400', '24 hours'], ['604800',
  '7 days']];

/** @param {{endpoint: string, onClose: () => void, onDone: () => Promise<void>}} props */
function Rotation({endpoint, onClose, onDone}) {
  const [overlap, setOverlap] = useState('86400');
  const [key, setKey] = useState('');
  const [made, setMade] = useState(/** @type {string|null} */ (null));
  const {busy, problem, run} = useAction(async () => {
    const {body} = await post(`${endpoint}/signing-key/rotate`, {overlapSeconds: Number(overlap), ...(key
      ? {signingKey: key} : {})});
    setMade(body.signingKey ?? key);
    await onDone();
  });
  if (made !== null) {
    return html`<${Dialog} title="The key is rotated" onClose=${onClose}>
      <p>Give this key to the receiver now. Until the overlap ends both keys sign, so that it may change over in its
        own time.</p>
      <div class="with-button"><input class="mono" readonly value=${made} aria-label="The new signing key" />
        <${Copy} text=${made} what="the new key" small=${false} /></div>
      <div class="end"><button class="primary" onClick=${onClose}>Done</button></div></${Dialog}>`;
  }
  return html`<${Dialog} title="Rotate the signing key" onClose=${onClose}>
    <p class="soft">A new key signs from now on. For the length of the overlap the old one signs beside
      it: <code>attributes.previousHash</code> in the body, a second signature in${' '}
      <code>webhook-signature</code>.</p>
    <${Form} onSubmit=${run} busy=${busy} problem=${problem} shown=${['signingKey', 'overlapSeconds']}
      end=${html`<${Submit} busy=${busy}>Rotate</${Submit}>
      <button type="button" onClick=${onClose}>Go back</button>`}>
      <${Choice} label="Overlap" value=${overlap} onInput=${setOverlap} choices=${overlaps}
        fault=${problem?.at('overlapSeconds')} />
      <${TextField} label="New key" optional mono value=${key} onInput=${setKey} fault=${problem?.at('signingKey')}
        hint=${keyWarning(key) || 'Left empty, the server makes one and shows it once.'} autocomplete="off" />
    </${Form}></${Dialog}>`;
}
