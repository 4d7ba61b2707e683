// What the application may see: its approved scopes, and one person as it would get them.
import {html, useState} from '../html.js';
import {get, patch} from '../api.js';
import {announce} from '../announce.js';
import {Check, Form, Submit, TextField, useAction} from '../form.js';
import {Pill} from '../pill.js';
import {useList} from '../resource.js';
import {useIsAdministrator, useSession} from '../session.js';
import {Loading, Failed} from '../states.js';
import {Text} from '../text.js';

/** @param {import('./application.js').TabProps} props */
export const Scopes = (props) => html`<div class="pair"><${Approved} ...${props} /><${Preview} ...${props} /></div>`;

/** @param {import('./application.js').TabProps} props */
function Approved({application, applicationEtag, reloadApplication, address}) {
  const admin = useIsAdministrator();
  const all = useList('/v1/scopes', {}, 0);
  const [chosen, setChosen] = useState(/** @type {Set<string>} */ (new Set(application.scopes)));
  const {busy, problem, run} = useAction(async () => {
    await patch(address, {scopes: [...chosen]}, {etag: applicationEtag});
    await reloadApplication();
    announce('The scopes are saved; whoever sees more or less now is told by a message.');
  });
  const dirty = chosen.size !== application.scopes.length || application.scopes.some((one) => !chosen.has(one));
  const choose = (name, on) => setChosen((old) => {
    const next = new Set(old);
    if (on) next.add(name); else next.delete(name);
    return next;
  });
  if (all.problem && !all.loaded) return html`<${Failed} problem=${all.problem} retry=${all.reload} />`;
  if (all.loading) return html`<${Loading} />`;
  return html`<section class="section"><h2>Approved scopes</h2>
    <p class="soft">A field reaches the application if its scope is approved here <strong>and</strong> the person has
      consented to it. <code>personID</code> and <code>lastChangedDate</code> always do.</p>
    <${Form} onSubmit=${run} busy=${busy} problem=${problem} sticky
      end=${admin ? html`<${Submit} busy=${busy} disabled=${!dirty}>Save the scopes</${Submit}>
      ${problem?.status === 412 && html`<button type="button"
        onClick=${reloadApplication}>Load what is there now</button>`}`
          : html`<span class="soft">A system administrator approves scopes.</span>`}>
      <ul class="scopes">${all.rows.map((one) => html`<li key=${one.name}>
        <${Check} checked=${chosen.has(one.name)} disabled=${!admin} onInput=${(on) => choose(one.name, on)}
        label=${html`<code>${one.name}</code>`} hint=${html`${one.summary}
          ${one.fields.length > 0 && html`<br /><span class="mono">${one.fields.join(', ')}</span>`}`} />
        ${one.deprecated ? html`<${Pill} mood="warn">Deprecated</${Pill}>` : html`<span></span>`}</li>`)}</ul>
          </${Form}></section>`;
}

/** @param {import('./application.js').TabProps} props */
function Preview({application, address}) {
  const session = useSession();
  const [person, setPerson] = useState(session.person ? String(session.person.personID) : '');
  const [shown, setShown] = useState(/** @type {any} */ (null));
  const {busy, problem, run} = useAction(async () => {
    setShown(null);
    setShown((await get(`${address}/preview`, {query: {personID: person}})).body);
  });
  return html`<section class="section"><h2>A person as ${application.name} gets them</h2>
    <${Form} onSubmit=${run} busy=${busy} problem=${problem} shown=${['personID']}
      end=${html`<${Submit} busy=${busy} disabled=${!person}>Preview</${Submit}>`}>
      <${TextField} label="personID" class="narrow" value=${person} onInput=${setPerson}
        fault=${problem?.at('personID')} inputmode="numeric" /></${Form}>
    <div aria-live="polite" class="stack">${shown && (shown.visible
      ? html`<${Text} title="What is sent" text=${JSON.stringify(shown.visible, null, 2)} />`
      : html`<p class="note warn">The application does not see this person at all: they have given it no consent.</p>`)}
    ${shown?.withheld.length > 0 && html`<div class="table-wrap"><table>
      <caption class="unseen">Fields that are withheld</caption>
      <thead><tr><th scope="col">Withheld</th><th scope="col">Because</th></tr></thead>
      <tbody>${shown.withheld.map((one) => html`<tr key=${one.field}><th scope="row" class="mono">${one.field}</th>
        <td>${one.reason === 'no consent' ? 'the person has not consented' : one.reason === 'scope not approved'
          ? 'its scope is not approved' : one.reason}</td></tr>`)}</tbody></table></div>`}</div></section>`;
}
