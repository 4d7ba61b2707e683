// The keys by which programs of the application use the API: made, shown once, revoked.
import {html, useState} from '../html.js';
import {part, post, remove} from '../api.js';
import {announce} from '../announce.js';
import {Confirm, Dialog} from '../dialog.js';
import {Choice, Form, Submit, TextField, useAction} from '../form.js';
import {Pill} from '../pill.js';
import {useList} from '../resource.js';
import {Empty} from '../states.js';
import {ListTable} from '../table.js';
import {Copy} from '../text.js';
import {Moment} from '../time.js';

/** @param {import('./application.js').TabProps} props */
export function ApiKeys({application}) {
  const list = useList('/v1/api-keys', {application: application.id}, 0);
  const [creating, setCreating] = useState(false);
  const [revoking, setRevoking] = useState(/** @type {any} */ (null));
  const gone = (row) => row.revokedAt || (row.expiresAt && Date.parse(row.expiresAt) < Date.now());
  const columns = [
    {label: 'Key', kind: 'head', cell: (row) => html`${row.label || html`<span class="soft">without a label</span>`}
      <div class="soft small mono">${row.id}</div>`},
    {label: 'State', cell: (row) => (row.revokedAt ? html`<${Pill} mood="plain">Revoked</${Pill}>` : gone(row)
      ? html`<${Pill} mood="plain">Expired</${Pill}>` : html`<${Pill} mood="good">Active</${Pill}>`)},
    {label: 'Rights', cell: (row) => row.rights},
    {label: 'Last used', cell: (row) => html`<${Moment} at=${row.lastUsedAt} none="never" />`},
    {label: 'Expires', cell: (row) => html`<${Moment} at=${row.expiresAt} none="never" />`},
    {label: 'Created', cell: (row) => html`<${Moment} at=${row.createdAt} />`},
    {label: 'Revoke', hideLabel: true, kind: 'bare', cell: (row) => !row.revokedAt
      && html`<button class="small danger" aria-label=${`Revoke ${row.label || row.id}`}
        onClick=${() => setRevoking(row)}>Revoke</button>`},
  ];
  const create = html`<button class="primary" onClick=${() => setCreating(true)}>New key</button>`;
  return html`<div class="stack"><div class="row apart">
    <p class="lead">A key stands for this application: it reads what the application may see and changes its own
      webhook.</p>${create}</div>
    <${ListTable} list=${list} caption="API keys" columns=${columns} keyOf=${(row) => row.id}
      empty=${html`<${Empty} title="No key yet">
        <p class="soft">The console needs none. A program that asks for persons or changes the webhook does.</p>
          ${create}</${Empty}>`} />
    ${creating && html`<${NewKey} application=${application} onClose=${() => setCreating(false)}
      onMade=${list.reload} />`}
    ${revoking && html`<${Confirm} title="Revoke the key?" confirm="Revoke it" danger
      onClose=${() => setRevoking(null)} act=${async () => {
      await remove(`/v1/api-keys/${part(revoking.id)}`);
      await list.reload();
      announce('The key is revoked.');
    }}><p>Whatever uses <strong>${revoking.label || revoking.id}
      </strong> is refused from now on. ${revoking.lastUsedAt
        && html`It was used <${Moment} at=${revoking.lastUsedAt} />.`}</p></${Confirm}>`}</div>`;
}

/** @param {{application: any, onClose: () => void, onMade: () => void}} props */
function NewKey({application, onClose, onMade}) {
  const [wish, setWish] = useState({label: '', rights: 'read', expiresAt: ''});
  const [made, setMade] = useState('');
  const change = (name) => (value) => setWish((old) => ({...old, [name]: value}));
  const {busy, problem, run} = useAction(async () => {
    const {expiresAt, ...rest} = wish;
    const body = {application: application.id, ...rest, ...(expiresAt
      ? {expiresAt: new Date(expiresAt).toISOString()} : {})};
    setMade((await post('/v1/api-keys', body)).body.key);
    onMade();
  });
  if (made) {
    return html`<${Dialog} title="The new key" onClose=${onClose}>
      <p>It is shown this once: only a digest of it is kept. Copy it now.</p>
      <div class="with-button"><input class="mono" readonly value=${made} aria-label="The new API key" />
        <${Copy} text=${made} what="the key" small=${false} /></div>
      <div class="end"><button class="primary" onClick=${onClose}>Done</button></div></${Dialog}>`;
  }
  return html`<${Dialog} title="New API key" onClose=${onClose}>
    <${Form} onSubmit=${run} busy=${busy} problem=${problem} shown=${['label', 'rights', 'expiresAt']}
      end=${html`<${Submit} busy=${busy}>Make the key</${Submit}>
        <button type="button" onClick=${onClose}>Go back</button>`}>
      <${TextField} label="Label" value=${wish.label} onInput=${change('label')} fault=${problem?.at('label')}
        hint="What uses it, so that it can be told apart later." />
      <div class="columns"><${Choice} label="Rights" value=${wish.rights} onInput=${change('rights')}
        fault=${problem?.at('rights')} choices=${[['read', 'Read'], ['read write', 'Read and write']]} />
        <${TextField} label="Expires" optional type="date" value=${wish.expiresAt} onInput=${change('expiresAt')}
          fault=${problem?.at('expiresAt')} /></div></${Form}></${Dialog}>`;
}
