// One's own account.
import {html, useState} from '../html.js';
import {put} from '../api.js';
import {announce} from '../announce.js';
import {Form, Submit, TextField, useAction} from '../form.js';
import {Page} from '../page.js';
import {linkTo} from '../router.js';
import {roleText, useSession} from '../session.js';
import {Moment} from '../time.js';

export function Me() {
  const session = useSession();
  const [current, setCurrent] = useState('');
  const [password, setPassword] = useState('');
  const {busy, problem, run} = useAction(async () => {
    await put('/v1/session/password', {current, password});
    setCurrent('');
    setPassword('');
    announce('The password is changed; your other sessions have ended.');
  });
  return html`<${Page} title="Your account">
    <dl class="facts"><dt>Name</dt><dd>${session.account.login}</dd>
      <dt>Role</dt><dd>${roleText(session.account.role)}</dd>
      <dt>Organizations</dt><dd>${session.account.organizations.join(', ')
        || (session.account.role === 'system-administrator' ? 'all' : 'none')}</dd>
      <dt>Person</dt><dd>${session.person ? html`<a href=${linkTo(['persons', session.person.personID])}>
        ${session.person.displayName}</a> (${session.person.personID})`
        : 'none; a system administrator can tie the account to one, which Run Test then sends'}</dd>
      <dt>This session ends</dt><dd><${Moment} at=${session.expiresAt}
        both />, or after ${session.idleMinutes} min without use</dd></dl>
    <section class="section card"><h2>Change the password</h2>
      <${Form} onSubmit=${run} busy=${busy} problem=${problem} shown=${['current', 'password']}
        end=${html`<${Submit} busy=${busy}>Change it</${Submit}>`}>
        <div class="columns"><${TextField} label="Current password" type="password" value=${current}
          onInput=${setCurrent} fault=${problem?.at('current')} autocomplete="current-password" />
        <${TextField} label="New password" type="password" value=${password} onInput=${setPassword}
          fault=${problem?.at('password')} autocomplete="new-password"
          hint="Your other sessions end with it." /></div></${Form}></section></${Page}>`;
}
