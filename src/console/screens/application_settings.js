// An application's name and organization, and its end.
import {html, useState} from '../html.js';
import {patch, remove} from '../api.js';
import {announce} from '../announce.js';
import {Confirm} from '../dialog.js';
import {Choice, Form, Submit, TextField, useAction} from '../form.js';
import {go} from '../router.js';
import {useList, useResource} from '../resource.js';
import {counted, Moment} from '../time.js';

/** @param {import('./application.js').TabProps} props */
export function ApplicationSettings({application, applicationEtag, reloadApplication, address}) {
  const organizations = useList('/v1/organizations', {}, 250);
  const [name, setName] = useState(application.name);
  const [organization, setOrganization] = useState(application.organization ?? '');
  const [deleting, setDeleting] = useState(false);
  const {busy, problem, run} = useAction(async () => {
    await patch(address, {name, organization: organization || null}, {etag: applicationEtag});
    await reloadApplication();
    announce('Saved.');
  });
  const known = organizations.rows.some((one) => one.id === organization);
  return html`<div class="stack">
    <section class="section"><${Form} onSubmit=${run} busy=${busy} problem=${problem}
      shown=${['name', 'organization']} end=${html`<${Submit} busy=${busy}>Save</${Submit}>
      ${problem?.status === 412 && html`<button type="button"
        onClick=${reloadApplication}>Load what is there now</button>`}`}>
      <div class="columns"><${TextField} label="Name" value=${name} onInput=${setName} fault=${problem?.at('name')} />
        <${Choice} label="Organization" value=${organization} onInput=${setOrganization}
          fault=${problem?.at('organization')}
          choices=${[['', 'None'], ...(known || !organization ? [] : [[organization, organization]]),
            ...organizations.rows.map((one) => [one.id, `${one.name} (${one.id})`])]} /></div></${Form}></section>
    <dl class="facts"><dt>Id</dt><dd class="mono">${application.id}</dd><dt>Created</dt><dd>
      <${Moment} at=${application.createdAt} both /></dd>
      <dt>Changed</dt><dd><${Moment} at=${application.changedAt} both /></dd></dl>
    <section class="section card"><h2>Delete the application</h2>
      <p class="soft">With it go its webhook, its API keys and every consent that was given to it. There is no way
        back.</p>
      <div><button class="danger" onClick=${() => setDeleting(true)}>Delete it</button></div></section>
    ${deleting && html`<${Deleting} application=${application} etag=${applicationEtag} address=${address}
      onClose=${() => setDeleting(false)} />`}</div>`;
}

/** @param {{application: any, etag: string|null, address: string, onClose: () => void}} props */
function Deleting({application, etag, address, onClose}) {
  const stats = useResource(`${address}/stats`);
  const [typed, setTyped] = useState('');
  return html`<${Confirm} title=${`Delete ${application.name}?`} confirm="Delete it for good" danger
    blocked=${typed !== application.id} onClose=${onClose}
    act=${async () => {
      await remove(address, {etag});
      announce(`${application.name} is deleted.`);
      go('#/applications');
    }}>
    <p>${stats.value ? html`It sees ${counted(stats.value.persons,
      'person')}, and ${counted(stats.value.deliveries.pending, 'delivery',
        'deliveries')} still ${stats.value.deliveries.pending === 1 ? 'waits' : 'wait'}:
      they are never sent then.` : 'Counting what would be lost…'}</p>
    <${TextField} label=${html`Type <code>${application.id}</code> to confirm`} mono value=${typed}
      onInput=${setTyped} /></${Confirm}>`;
}
