// Who of the applications sees a person, and what of them, because the person agreed.
import {html, useState} from '../html.js';
import {part, put, remove} from '../api.js';
import {announce} from '../announce.js';
import {Confirm, Dialog} from '../dialog.js';
import {Check, Choice, Form, Submit, useAction} from '../form.js';
import {useList} from '../resource.js';
import {linkTo} from '../router.js';
import {Empty} from '../states.js';
import {ListTable} from '../table.js';
import {Moment} from '../time.js';

/** @param {{path: string, editable: boolean}} props */
export function Consents({path, editable}) {
  const list = useList(`${path}/consents`, {}, 0);
  const [editing, setEditing] = useState(/** @type {any} */ (null));
  const [withdrawing, setWithdrawing] = useState(/** @type {any} */ (null));
  const columns = [
    {label: 'Application', kind: 'head', cell: (row) => html`<a href=${linkTo(['applications', row.application])}>
      ${row.application}</a>`},
    {label: 'Scopes', cell: (row) => (row.scopes.length ? html`<span class="mono">${row.scopes.join(', ')}</span>`
      : 'the id alone')},
    {label: 'Granted', cell: (row) => html`<${Moment} at=${row.grantedAt} />`},
    ...(editable ? [{label: 'Change', hideLabel: true, kind: 'bare', cell: (row) => html`<div class="row">
      <button class="small" aria-label=${`Change the consent to ${row.application}`}
        onClick=${() => setEditing(row)}>Change</button>
      <button class="small danger" aria-label=${`Withdraw the consent to ${row.application}`}
        onClick=${() => setWithdrawing(row)}>Withdraw</button></div>`}] : []),
  ];
  const grant = editable && html`<button class="small" onClick=${() => setEditing({application: '',
    scopes: []})}>Grant consent</button>`;
  return html`<section class="section"><div class="section-head"><h2>Consents</h2>${grant}</div>
    <${ListTable} list=${list} caption="Consents" columns=${columns} keyOf=${(row) => row.application}
      empty=${html`<${Empty} title="No consent given"><p class="soft">No application sees this person.</p>
        </${Empty}>`} />
    ${editing && html`<${Granting} path=${path} consent=${editing} onClose=${() => setEditing(null)}
      onDone=${list.reload} />`}
    ${withdrawing && html`<${Confirm} title="Withdraw the consent?" confirm="Withdraw it" danger
      onClose=${() => setWithdrawing(null)} act=${async () => {
      await remove(`${path}/consents/${part(withdrawing.application)}`);
      await list.reload();
      announce('Withdrawn; the application is told.');
    }}><p><strong>${withdrawing.application}</strong> no longer sees this person, and is told so.</p></${Confirm}>`}
      </section>`;
}

/** @param {{path: string, consent: any, onClose: () => void, onDone: () => Promise<void>}} props */
function Granting({path, consent, onClose, onDone}) {
  const fresh = !consent.application;
  const applications = useList(fresh ? '/v1/applications' : null, {}, 250);
  const scopes = useList('/v1/scopes', {}, 0);
  const [application, setApplication] = useState(consent.application);
  const [chosen, setChosen] = useState(/** @type {string[]} */ (consent.scopes));
  const {busy, problem, run} = useAction(async () => {
    const {body} = await put(`${path}/consents/${part(application)}`, {scopes: chosen});
    await onDone();
    announce(body.effect === 'unchanged' ? 'Nothing differs from what was there.' : 'Saved; the application is told.');
    onClose();
  });
  return html`<${Dialog} title=${fresh ? 'Grant consent' : `Consent to ${consent.application}`} onClose=${onClose}>
    <${Form} onSubmit=${run} busy=${busy} problem=${problem}
      end=${html`<${Submit} busy=${busy} disabled=${!application}>Save</${Submit}>
        <button type="button" onClick=${onClose}>Go back</button>`}>
      ${fresh && html`<${Choice} label="Application" value=${application} onInput=${setApplication}
        choices=${[['', 'Choose one'], ...applications.rows.map((one) => [one.id, `${one.name} (${one.id})`])]} />`}
      <fieldset><legend>Scopes</legend>${scopes.rows.map((one) => html`<${Check} key=${one.name}
        checked=${chosen.includes(one.name)} label=${html`<code>${one.name}</code>`} hint=${one.summary}
        onInput=${(on) => setChosen((old) => (on ? [...old, one.name]
          : old.filter((name) => name !== one.name)))} />`)}</fieldset></${Form}></${Dialog}>`;
}
