// Accounts: who may sign in, as what, for which organizations.
import {html, useState} from '../html.js';
import {part, patch, post, remove} from '../api.js';
import {announce} from '../announce.js';
import {Confirm, Dialog} from '../dialog.js';
import {Check, Choice, Form, Submit, TextField, useAction} from '../form.js';
import {Page} from '../page.js';
import {Pill} from '../pill.js';
import {useList} from '../resource.js';
import {linkTo} from '../router.js';
import {roles, roleText, useSession} from '../session.js';
import {Empty} from '../states.js';
import {ListTable} from '../table.js';
import {Copy} from '../text.js';
import {Moment} from '../time.js';

export function Accounts() {
  const own = useSession().account.accountId;
  const list = useList('/v1/accounts', {}, 100);
  const [editing, setEditing] = useState(/** @type {any} */ (null));
  const [deleting, setDeleting] = useState(/** @type {any} */ (null));
  const [invitation, setInvitation] = useState(/** @type {{login: string, text: string}|null} */ (null));
  const invite = useAction(async (row) => setInvitation({login: row.login,
    text: (await post(`/v1/accounts/${part(row.accountId)}/invitation`)).body.invitation}));
  const columns = [
    {label: 'Name', kind: 'head', cell: (row) => html`${row.login}
      ${row.accountId === own && html` <span class="soft small">(you)</span>`}`},
    {label: 'State', cell: (row) => (row.disabled ? html`<${Pill} mood="bad">Disabled</${Pill}>` : row.lastSignInAt
      ? html`<${Pill} mood="good">Active</${Pill}>` : html`<${Pill} mood="info">Never signed in</${Pill}>`)},
    {label: 'Role', cell: (row) => roleText(row.role)},
    {label: 'Organizations', cell: (row) => (row.role === 'system-administrator' ? 'all'
      : row.organizations.join(', ') || 'none')},
    {label: 'Person', cell: (row) => row.personID && html`<a href=${linkTo(['persons', row.personID])}>
      ${row.personID}</a>`},
    {label: 'Last sign-in', cell: (row) => html`<${Moment} at=${row.lastSignInAt} none="never" />`},
    {label: 'Change', hideLabel: true, kind: 'bare', cell: (row) => html`<div class="row">
      <button class="small" aria-label=${`Edit ${row.login}`} onClick=${() => setEditing(row)}>Edit</button>
      <button class="small" aria-label=${`New invitation for ${row.login}`}
        onClick=${() => invite.run(row)}>New invitation</button>
      ${row.accountId !== own && html`<button class="small danger" aria-label=${`Delete ${row.login}`}
        onClick=${() => setDeleting(row)}>Delete</button>`}</div>`},
  ];
  return html`<${Page} title="Accounts" actions=${html`<button class="primary"
    onClick=${() => setEditing({})}>New account</button>`}
    lead="A technical administrator sees and changes what belongs to their organizations; a system administrator
      everything.">
    ${invite.problem && html`<p class="note bad" role="alert">${invite.problem.message}</p>`}
    <${ListTable} list=${list} caption="Accounts" columns=${columns} keyOf=${(row) => row.accountId}
      empty=${html`<${Empty} title="No account" />`} />
    ${editing && html`<${Editing} account=${editing} onClose=${() => setEditing(null)} onSaved=${list.reload}
      onInvited=${setInvitation} />`}
    ${deleting && html`<${Confirm} title=${`Delete ${deleting.login}?`} confirm="Delete the account" danger
      onClose=${() => setDeleting(null)} act=${async () => {
      await remove(`/v1/accounts/${part(deleting.accountId)}`);
      await list.reload();
      announce('Deleted; their sessions have ended.');
    }}><p>Their sessions end at once. What they did stays in the audit trail.</p></${Confirm}>`}
    ${invitation && html`<${Invited} login=${invitation.login} text=${invitation.text}
      onClose=${() => setInvitation(null)} />`}</${Page}>`;
}

/** @param {{login: string, text: string, onClose: () => void}} props */
function Invited({login, text, onClose}) {
  const link = `${location.origin}/console${linkTo(['invitation'], {invitation: text})}`;
  return html`<${Dialog} title=${`Invitation for ${login}`} onClose=${onClose}>
    <p>Whoever opens this link chooses the password of <strong>${login}
      </strong>. It works once, and is shown this once: hand it over by a way that only they read.</p>
    <div class="with-button"><input class="mono" readonly value=${link} aria-label="Invitation link" />
      <${Copy} text=${link} what="the link" small=${false} /></div>
    <div class="end"><button class="primary" onClick=${onClose}>Done</button></div></${Dialog}>`;
}

/** @param {{account: any, onClose: () => void, onSaved: () => Promise<void>, onInvited: (made: {login: string,
 *   text: string}) => void}} props */
function Editing({account, onClose, onSaved, onInvited}) {
  const fresh = !account.accountId;
  const organizations = useList('/v1/organizations', {}, 250);
  const [wish, setWish] = useState({login: account.login ?? '', role: account.role ?? 'technical-administrator',
    organizations: /** @type {string[]} */ (account.organizations ?? []),
    personID: account.personID ? String(account.personID) : '', disabled: account.disabled ?? false});
  const change = (name) => (value) => setWish((old) => ({...old, [name]: value}));
  const {busy, problem, run} = useAction(async () => {
    const person = /^\d+$/.test(wish.personID) ? Number(wish.personID) : wish.personID;
    const body = {role: wish.role, organizations: wish.organizations};
    if (fresh) {
      const made = (await post('/v1/accounts', {login: wish.login, ...body, ...(wish.personID ? {personID: person}
        : {})})).body;
      onInvited({login: made.login, text: made.invitation});
    } else {
      await patch(`/v1/accounts/${part(account.accountId)}`, {...body, personID: wish.personID ? person : null,
        disabled: wish.disabled});
      announce('Saved.');
    }
    await onSaved();
    onClose();
  });
  return html`<${Dialog} title=${fresh ? 'New account' : `Account ${account.login}`} onClose=${onClose}>
    <${Form} onSubmit=${run} busy=${busy} problem=${problem} shown=${['login', 'role', 'personID', 'organizations']}
      end=${html`<${Submit} busy=${busy}>${fresh ? 'Create and invite' : 'Save'}</${Submit}>
        <button type="button" onClick=${onClose}>Go back</button>`}>
      ${fresh && html`<${TextField} label="Name" value=${wish.login} onInput=${change('login')}
        fault=${problem?.at('login')} autocapitalize="none"
          hint="What they sign in with; an e-mail address lets an identity provider recognise them." />`}
      <${Choice} label="Role" value=${wish.role} onInput=${change('role')} fault=${problem?.at('role')}
        choices=${roles} />
      ${wish.role === 'technical-administrator' && html`<fieldset><legend>Organizations</legend>
        ${organizations.rows.map((one) => html`<${Check} key=${one.id} checked=${wish.organizations.includes(one.id)}
          label=${one.name}
        onInput=${(on) => setWish((old) => ({...old, organizations: on ? [...old.organizations, one.id]
          : old.organizations.filter((id) => id !== one.id)}))} />`)}
        ${problem?.at('organizations') && html`<p class="fault">${problem.at('organizations')}</p>`}</fieldset>`}
      <${TextField} label="personID" optional value=${wish.personID} onInput=${change('personID')}
        fault=${problem?.at('personID')} inputmode="numeric" hint="The person that Run Test sends for them." />
      ${!fresh && html`<${Check} label="Disabled" checked=${wish.disabled} onInput=${change('disabled')}
        hint="Cannot sign in; their sessions end." />`}</${Form}></${Dialog}>`;
}
