// One person: seen, edited (which is a change that goes out), their consents, their end.
import {html, useState} from '../html.js';
import {part, patch, put, remove} from '../api.js';
import {announce} from '../announce.js';
import {Confirm} from '../dialog.js';
import {Form, Submit, TextArea, TextField, useAction, useDraft} from '../form.js';
import {Page} from '../page.js';
import {useResource} from '../resource.js';
import {go, linkTo} from '../router.js';
import {useIsAdministrator} from '../session.js';
import {Loaded} from '../states.js';
import {Text} from '../text.js';
import {counted, Moment} from '../time.js';
import {Consents} from './consents.js';
import {personDraft, personFields, personPatch} from './person_draft.js';

/** @param {any} done */
const sentText = (done) => (done.effect === 'unchanged' ? 'Nothing differs from what was there.'
  : `Saved. ${done.messages === 0 ? 'No application may see what changed, so no message went out.'
    : `${counted(done.messages, 'message')} went out.`}`);

/** @param {{place: import('../router.js').Place}} props */
export function Person({place}) {
  const id = place.parts[1] ?? '';
  const admin = useIsAdministrator();
  const path = `/v1/persons/${part(id)}`;
  const person = useResource(path);
  const [deleting, setDeleting] = useState(false);
  const name = person.value?.displayName || person.value?.firstName;
  return html`<${Page} title=${name ?? `Person ${id}`} crumbs=${html`<a href="#/persons">Persons</a> / <span
    class="number">${id}</span>`}
    lead=${person.value && html`Last changed <${Moment} at=${person.value.lastChangedDate} both />`}
    actions=${html`<a class="button" href=${linkTo(['deliveries'], {key: id})}>Deliveries</a>
      ${admin && person.value && html`<button class="danger" onClick=${() => setDeleting(true)}>Delete</button>`}`}>
    <${Loaded} of=${person} what="Loading the person">${(value) => html`
      ${admin ? html`<${Editing} path=${path} value=${value} etag=${person.etag} onSaved=${person.reload} />`
        : html`<${Text} title="Person" text=${JSON.stringify(value, null, 2)} />`}
      <${Consents} path=${path} editable=${admin} />`}</${Loaded}>
    ${deleting && html`<${Confirm} title=${`Delete ${name ?? id}?`} confirm="Delete the person" danger
      onClose=${() => setDeleting(false)} act=${async () => {
      await remove(path, {etag: person.etag});
      announce('Deleted; whoever could see the person is told.');
      go('#/persons');
    }}><p>Every application that could see the person is told that they are gone. Their consents go with them.</p>
      </${Confirm}>`}</${Page}>`;
}

/** @param {{path: string, value: any, etag: string|null, onSaved: () => Promise<void>}} props */
function Editing({path, value, etag, onSaved}) {
  const [draft, edit] = useDraft(etag, () => personDraft(value));
  const changes = personPatch(draft, value);
  const dirty = Object.keys(changes).length > 0;
  const {busy, problem, run} = useAction(async () => {
    const {body} = await patch(path, changes, {etag});
    announce(sentText(body));
    await onSaved();
  });
  const paths = personFields.map((one) => one.path.join('.'));
  return html`<section class="section"><h2>Edit</h2>
    <${Form} onSubmit=${run} busy=${busy} problem=${problem} shown=${paths}
      end=${html`<${Submit} busy=${busy} disabled=${!dirty}>Save the change</${Submit}>
      ${problem?.status === 412 && html`<button type="button" onClick=${onSaved}>Load what is there now</button>`}
      <span class="soft small">An edit is a change: it reaches every application that may see what changed.</span>`}>
      <div class="columns">${personFields.map((field) => html`<${TextField} key=${field.path.join('.')}
        label=${field.label} type=${field.type ?? 'text'} value=${draft[field.path.join('.')]}
        placeholder=${field.placeholder} fault=${problem?.at(field.path.join('.'))}
          onInput=${(text) => edit((old) => ({...old, [field.path.join('.')]: text}))} />`)}</div></${Form}>
    <${WholeDocument} path=${path} value=${value} etag=${etag} onSaved=${onSaved} /></section>`;
}

/** Everything else of a person is edited as the document that it is. @param {{path: string, value: any,
 *   etag: string|null, onSaved: () => Promise<void>}} props */
function WholeDocument({path, value, etag, onSaved}) {
  const [text, edit] = useDraft(etag, () => JSON.stringify(value, null, 2));
  const [broken, setBroken] = useState('');
  const {busy, problem, run} = useAction(async () => {
    let document;
    try {
      document = JSON.parse(text);
      setBroken('');
    } catch (thrown) {
      setBroken(`This is not JSON: ${/** @type {Error} */ (thrown).message}`);
      return;
    }
    const {lastChangedDate: _, ...rest} = document;
    announce(sentText((await put(path, rest, {etag})).body));
    await onSaved();
  });
  return html`<details><summary>The whole document</summary>
    <${Form} onSubmit=${run} busy=${busy} problem=${problem}
      end=${html`<${Submit} busy=${busy}>Save the document</${Submit}>`}>
      <${TextArea} label="Person as JSON" rows="20" value=${text} onInput=${(typed) => edit(() => typed)} fault=${broken}
        hint="What is missing in it is taken away from the person." /></${Form}></details>`;
}
