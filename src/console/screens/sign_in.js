// The door: sign in, the first-run set-up, and the first password of an invited account.
import {html, useEffect, useState} from '../html.js';
import {post} from '../api.js';
import {Form, Submit, TextField, useAction} from '../form.js';
import {useResource} from '../resource.js';
import {linkTo} from '../router.js';
import {Failed, Loading} from '../states.js';
import {Mark} from '../navigation.js';

const shortestPassword = 10;
const passwordHint = `At least ${shortestPassword} characters; a few words are easier to keep than signs.`;

/** @param {{place: import('../router.js').Place, expired: boolean, onEnter: (session: any) => void}} props */
export function Door({place, expired, onEnter}) {
  const methods = useResource('/v1/session/methods');
  const invited = place.parts[0] === 'invitation';
  const title = invited ? 'Choose a password' : methods.value?.setupNeeded ? 'Set up cohook' : 'Sign in';
  useEffect(() => { document.title = `${title} · cohook`; }, [title]);
  let inside;
  if (invited) inside = html`<${Invitation} invitation=${place.query.invitation ?? ''} onEnter=${onEnter} />`;
  else if (methods.problem) inside = html`<${Failed} problem=${methods.problem} retry=${methods.reload} />`;
  else if (!methods.value) inside = html`<${Loading} />`;
  else if (methods.value.setupNeeded) inside = html`<${SetUp} onEnter=${onEnter} />`;
  else inside = html`<${SignIn} methods=${methods.value} refusal=${place.parts[0] === 'sign-in' ? place.query.error
    : undefined} onEnter=${onEnter} />`;
  return html`<main class="alone"><div class="door">
    <span class="brand"><${Mark} />cohook</span>
    <h1>${title}</h1>
    ${expired && html`<p class="note warn"
      role="status">Your session has ended. Sign in again, and you are back where you were.</p>`}
    ${inside}</div></main>`;
}

/** @param {{methods: any, refusal: string|undefined, onEnter: (session: any) => void}} props */
function SignIn({methods, refusal, onEnter}) {
  const [login, setLogin] = useState('');
  const [password, setPassword] = useState('');
  const {busy, problem, run} = useAction(async () => onEnter((await post('/v1/session', {login, password})).body));
  const wait = problem?.status === 429 && problem.retryAfter ? ` Try again in ${problem.retryAfter} s.` : '';
  return html`
    ${refusal && html`<p class="note bad" role="alert">${refusal}</p>`}
    ${problem && html`<div class="note bad" role="alert"><p>${problem.message}${wait}</p></div>`}
    ${methods.password && html`<${Form} onSubmit=${run} busy=${busy} problem=${null}
      end=${html`<${Submit} busy=${busy}>Sign in</${Submit}>`}>
      <${TextField} label="Name" value=${login} onInput=${setLogin} autocomplete="username" autocapitalize="none"
        required />
      <${TextField} label="Password" type="password" value=${password} onInput=${setPassword}
        autocomplete="current-password" required /></${Form}>`}
    ${methods.oidc.length > 0 && html`${methods.password && html`<p class="rule">or</p>`}
      <div class="stack">${methods.oidc.map((one) => html`<a class="button" key=${one.id}
        href=${one.startUrl}>Sign in with ${one.name}</a>`)}</div>`}`;
}

/** @param {{onEnter: (session: any) => void}} props */
function SetUp({onEnter}) {
  const [wish, setWish] = useState({token: '', login: '', password: '', personID: ''});
  const change = (name) => (value) => setWish((old) => ({...old, [name]: value}));
  const {busy, problem, run} = useAction(async () => {
    const {personID, ...rest} = wish;
    const body = personID ? {...rest, personID: Number(personID)} : rest;
    onEnter((await post('/v1/setup', body)).body);
  });
  return html`<p class="soft">This server has no account yet. Make the first one, a system administrator, with the
      one-time token that <code>cohook serve</code> printed when it started.</p>
    <${Form} onSubmit=${run} busy=${busy} problem=${problem} shown=${['token', 'login', 'password', 'personID']}
      end=${html`<${Submit} busy=${busy}>Create the account</${Submit}>`}>
      <${TextField} label="Set-up token" mono value=${wish.token} onInput=${change('token')}
        fault=${problem?.at('token')} autocomplete="one-time-code" autocapitalize="none" />
      <${TextField} label="Name" value=${wish.login} onInput=${change('login')} fault=${problem?.at('login')}
        autocomplete="username" autocapitalize="none" />
      <${TextField} label="Password" type="password" value=${wish.password} onInput=${change('password')}
        fault=${problem?.at('password')} hint=${passwordHint} autocomplete="new-password" />
      <${TextField} label="Your personID" optional value=${wish.personID} onInput=${change('personID')}
        fault=${problem?.at('personID')} inputmode="numeric"
        hint="The person that Run Test sends for you. It can be given later, too." /></${Form}>`;
}

/** @param {{invitation: string, onEnter: (session: any) => void}} props */
function Invitation({invitation, onEnter}) {
  const [password, setPassword] = useState('');
  const {busy, problem, run} = useAction(async () => onEnter((await post('/v1/invitations', {invitation,
    password})).body));
  return html`<p class="soft">You were invited to this console. The password that you choose now is yours alone.</p>
    <${Form} onSubmit=${run} busy=${busy} problem=${problem} shown=${['password']}
      end=${html`<${Submit} busy=${busy}>Set the password</${Submit}>`}>
      <${TextField} label="Password" type="password" value=${password} onInput=${setPassword}
        fault=${problem?.at('password')} hint=${passwordHint} autocomplete="new-password" /></${Form}>
    <p class="small"><a href=${linkTo([])}>I have a password already</a></p>`;
}
