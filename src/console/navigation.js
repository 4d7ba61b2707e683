// The frame around every page: where one can go, how it looks, who one is.
import {html, useEffect, useState} from './html.js';
import {prefer, preferences} from './preferences.js';
import {roleText, useIsAdministrator, useSession} from './session.js';
import {useAction} from './form.js';
import {announce} from './announce.js';

export const Mark = () => html`<svg viewBox="0 0 32 32" aria-hidden="true">
  <rect width="32" height="32" rx="8" fill="var(--accent)" />
  <path d="M11 7v9a5 5 0 1 0 10 0" fill="none" stroke="var(--on-accent)" stroke-width="3.2" stroke-linecap="round" />
  <circle cx="21" cy="9" r="2.6" fill="var(--on-accent)" /></svg>`;

const groups = [
  {name: 'Webhooks', links: [['', 'Overview'], ['applications', 'Applications'], ['deliveries', 'Deliveries'],
    ['replay', 'Replay']]},
  {name: 'Register', links: [['persons', 'Persons'], ['organizations', 'Organizations']]},
  {name: 'Operation', admin: true, links: [['accounts', 'Accounts'], ['audit', 'Audit'], ['system', 'System']]},
];

const themes = /** @type {['system'|'light'|'dark', string][]} */ ([['system', 'System'], ['light', 'Light'],
  ['dark', 'Dark']]);

function Looks() {
  const [theme, setTheme] = useState(preferences.theme);
  return html`<div class="switcher" role="group" aria-label="Colours">
    ${themes.map(([name, text]) => html`<button type="button"
    key=${name} aria-pressed=${theme === name ? 'true' : 'false'}
      onClick=${() => { prefer({theme: name}); setTheme(name); }}>${text}</button>`)}</div>`;
}

function Times() {
  const [absolute, setAbsolute] = useState(preferences.absoluteTimes);
  const choose = (value) => { prefer({absoluteTimes: value}); setAbsolute(value); };
  return html`<div class="switcher" role="group" aria-label="Times">
    <button type="button" aria-pressed=${absolute ? 'false' : 'true'} onClick=${() => choose(false)}>3 min ago</button>
    <button type="button" aria-pressed=${absolute ? 'true' : 'false'}
      onClick=${() => choose(true)}>14:05:32</button></div>`;
}

/** @param {{place: import('./router.js').Place, onLeave: () => Promise<void>}} props */
export function Navigation({place, onLeave}) {
  const session = useSession();
  const admin = useIsAdministrator();
  const [open, setOpen] = useState(false);
  const leave = useAction(onLeave);
  useEffect(() => setOpen(false), [place.path]);
  useEffect(() => { if (leave.problem) announce(leave.problem.message); }, [leave.problem]);
  const here = place.parts[0] ?? '';
  return html`<header class=${open ? 'side open' : 'side'}>
    <div class="bar"><a class="brand" href="#/"><${Mark} />cohook</a>
      <button class="menu-button small" aria-expanded=${open ? 'true' : 'false'} aria-controls="navigation"
        onClick=${() => setOpen(!open)}>Menu</button></div>
    <nav id="navigation" aria-label="Main">${groups.filter((group) => admin
      || !group.admin).map((group) => html`<div key=${group.name}>
      <h2>${group.name}</h2>
      <ul>${group.links.map(([path, text]) => html`<li key=${path}><a href=${`#/${path}`}
        aria-current=${here === path ? (place.parts.length > 1 ? 'true' : 'page') : undefined}>${text}</a></li>`)}
          </ul></div>`)}
      <div><h2>Reading</h2><ul><li><a href="/docs">Documentation</a></li></ul></div></nav>
    <div class="foot"><${Looks} /><${Times} />
      <a class="button quiet" href="#/me" aria-current=${here === 'me' ? 'page' : undefined}>
        <span class="stack tight"><strong>${session.person?.displayName ?? session.account.login}</strong>
        <small>${roleText(session.account.role)}</small></span></a>
      <button class="quiet" onClick=${leave.run} aria-busy=${leave.busy ? 'true' : undefined}>Sign out</button></div>
  </header>`;
}
