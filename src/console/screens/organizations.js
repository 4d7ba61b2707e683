// Organizations: whom applications belong to.
import {html, useState} from '../html.js';
import {part, post, put, remove} from '../api.js';
import {announce} from '../announce.js';
import {Confirm, Dialog} from '../dialog.js';
import {Form, Submit, TextField, useAction} from '../form.js';
import {Page} from '../page.js';
import {useList, useResource} from '../resource.js';
import {linkTo, useFilters} from '../router.js';
import {useIsAdministrator} from '../session.js';
import {Empty, Loaded, NoMatch} from '../states.js';
import {ListTable} from '../table.js';
import {Moment} from '../time.js';

/** @param {{place: import('../router.js').Place}} props */
export function Organizations({place}) {
  const admin = useIsAdministrator();
  const [filters, setFilters] = useFilters(place);
  const list = useList('/v1/organizations', {}, 250);
  const [editing, setEditing] = useState(/** @type {{id: string}|null} */ (null));
  const [deleting, setDeleting] = useState(/** @type {any} */ (null));
  const wanted = (filters.q ?? '').toLowerCase();
  const fits = (row) => !wanted || [row.id, row.name, row.type ?? '', row.visitingAddress?.city
    ?? ''].some((text) => String(text).toLowerCase().includes(wanted));
  const columns = [
    {label: 'Organization', kind: 'head', cell: (row) => html`${row.name}<div class="soft small mono">${row.id}</div>`},
    {label: 'orgID', kind: 'right', cell: (row) => row.orgID},
    {label: 'Type', cell: (row) => row.type},
    {label: 'Status', cell: (row) => row.status},
    {label: 'City', cell: (row) => row.visitingAddress?.city},
    {label: 'Changed', cell: (row) => html`<${Moment} at=${row.changedAt} />`},
    ...(admin ? [{label: 'Change', hideLabel: true, kind: 'bare', cell: (row) => html`<div class="row">
      <button class="small" aria-label=${`Edit ${row.name}`} onClick=${() => setEditing({id: row.id})}>Edit</button>
      <button class="small danger" aria-label=${`Delete ${row.name}`}
        onClick=${() => setDeleting(row)}>Delete</button></div>`}] : []),
  ];
  const create = admin && html`<button class="primary" onClick=${() => setEditing({id: ''})}>New organization</button>`;
  return html`<${Page} title="Organizations" actions=${create}>
    <div class="filters" role="search"><${TextField} label="Search" type="search" wide value=${filters.q ?? ''}
      onInput=${(q) => setFilters({q})} placeholder="Name, id, type or city" /></div>
    <${ListTable} list=${list} caption="Organizations" columns=${columns} keyOf=${(row) => row.id} filter=${fits}
      noMatch=${html`<${NoMatch} what="organizations" onClear=${() => setFilters({q: ''})} />`}
      empty=${html`<${Empty} title="No organization yet">
        <p class="soft">An application may belong to one; its technical administrators see the applications of
          theirs.</p>${create}</${Empty}>`} />
    ${editing && html`<${Editing} id=${editing.id} onClose=${() => setEditing(null)} onSaved=${list.reload} />`}
    ${deleting && html`<${Confirm} title=${`Delete ${deleting.name}?`} confirm="Delete it" danger
      onClose=${() => setDeleting(null)} act=${async () => {
      await remove(`/v1/organizations/${part(deleting.id)}`);
      await list.reload();
      announce('Deleted.');
    }}><p>Applications keep existing; <a href=${linkTo(['applications'], {q: deleting.id})}
      onClick=${() => setDeleting(null)}>see which belong to it</a>.</p></${Confirm}>`}</${Page}>`;
}

/** @param {{id: string, onClose: () => void, onSaved: () => Promise<void>}} props */
function Editing({id, onClose, onSaved}) {
  const there = useResource(id ? `/v1/organizations/${part(id)}` : null);
  return html`<${Dialog} title=${id ? 'Edit the organization' : 'New organization'} onClose=${onClose}>${id
    ? html`<${Loaded} of=${there}>${(value) => html`<${Fields} value=${value} etag=${there.etag} onClose=${onClose}
      onSaved=${onSaved} />`}</${Loaded}>`
    : html`<${Fields} value=${{}} etag=${null} onClose=${onClose} onSaved=${onSaved} />`}</${Dialog}>`;
}

/** @type {[string, string][]} */
const texts = [['name', 'Name'], ['orgID', 'orgID'], ['type', 'Type'], ['status', 'Status'], ['website', 'Website']];
/** @type {[string, string][]} */
const addressTexts = [['address1', 'Address'], ['postalCode', 'Postal code'], ['city', 'City']];

/** @param {{value: any, etag: string|null, onClose: () => void, onSaved: () => Promise<void>}} props */
function Fields({value, etag, onClose, onSaved}) {
  const fresh = !value.id;
  const [draft, setDraft] = useState(() => /** @type {Record<string, string>} */ ({
    ...Object.fromEntries(texts.map(([name]) => [name, String(value[name] ?? '')])),
    ...Object.fromEntries(addressTexts.map(([name]) => [name, String(value.visitingAddress?.[name] ?? '')])),
      id: value.id ?? '',
  }));
  const {busy, problem, run} = useAction(async () => {
    const {id, createdAt: _, changedAt: __, ...rest} = value;
    /** @type {any} */
    const wanted = {...rest};
    for (const [name] of texts) wanted[name] = name === 'orgID' && /^\d+$/.test(draft[name]) ? Number(draft[name])
      : draft[name];
    const address = {...value.visitingAddress};
    for (const [name] of addressTexts) address[name] = draft[name];
    for (const object of [wanted,
      address]) for (const name of Object.keys(object)) if (object[name] === '') delete object[name];
    delete wanted.visitingAddress;
    if (Object.keys(address).length) wanted.visitingAddress = address;
    if (fresh) await post('/v1/organizations', draft.id ? {id: draft.id, ...wanted} : wanted);
    else await put(`/v1/organizations/${part(id)}`, wanted, {etag});
    await onSaved();
    announce('Saved.');
    onClose();
  });
  const field = (name, label, path) => html`<${TextField} key=${name} label=${label} value=${draft[name]}
    optional=${name !== 'name'}
    fault=${problem?.at(path)} onInput=${(text) => setDraft((old) => ({...old, [name]: text}))} />`;
  return html`<${Form} onSubmit=${run} busy=${busy} problem=${problem}
    shown=${['id', ...texts.map(([name]) => name), ...addressTexts.map(([name]) => `visitingAddress.${name}`)]}
    end=${html`<${Submit} busy=${busy}>Save</${Submit}><button type="button" onClick=${onClose}>Go back</button>`}>
    <div class="columns">${fresh && field('id', 'Id', 'id')}${texts.map(([name, label]) => field(name, label, name))}
      ${addressTexts.map(([name, label]) => field(name, label, `visitingAddress.${name}`))}</div></${Form}>`;
}
