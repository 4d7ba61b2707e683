// Replay: send again what ended, by time and state; counted first, always.
import {html, useState} from '../html.js';
import {post} from '../api.js';
import {announce} from '../announce.js';
import {Choice, Form, Submit, TextField, useAction} from '../form.js';
import {Page} from '../page.js';
import {deliveryStateChoices} from '../pill.js';
import {useList} from '../resource.js';
import {go, linkTo} from '../router.js';
import {counted} from '../time.js';

/** What a field of local time says, as the API takes it; as it is where it says nothing. @param {string} text */
function moment(text) {
  const when = new Date(text);
  return Number.isNaN(when.getTime()) ? text : when.toISOString();
}

/** @param {{place: import('../router.js').Place}} props */
export function Replay({place}) {
  const applications = useList('/v1/applications', {}, 250);
  // Whoever comes from a list of deliveries means what it showed; whoever comes by themselves, what was given up.
  const {application = '', state = place.query.key || place.query.application ? '' : 'exhausted', key = ''} = place.query;
  const [wish, setWish] = useState({application, state, from: '', to: '', key});
  const [found, setFound] = useState(/** @type {any} */ (null));
  const change = (name) => (value) => {
    setFound(null);
    setWish((old) => ({...old, [name]: value}));
  };
  const body = () => {
    /** @type {Record<string, string>} */
    const made = {};
    for (const name of /** @type {const} */ (['application', 'state', 'key'])) if (wish[name]) made[name] = wish[name];
    for (const name of /** @type {const} */ (['from', 'to'])) if (wish[name]) made[name] = moment(wish[name]);
    return made;
  };
  const count = useAction(async () => setFound((await post('/v1/replays', {...body(), dryRun: true})).body));
  const send = useAction(async () => {
    const done = (await post('/v1/replays', body())).body;
    announce(`${counted(done.redelivered, 'message')} sent again${done.skipped
      ? `; ${done.skipped} left out, because the webhook or the body is gone` : ''}.`);
    setFound(null);
    go(linkTo(['deliveries'], {kind: 'replay', application: wish.application}));
  });
  const problem = count.problem ?? send.problem;
  return html`<${Page} title="Replay"
    lead="Sends the messages of ended deliveries again, oldest first: the same messageId, the same bytes, signed
      afresh. Nothing is sent before you have seen how many there are.">
    <${Form} onSubmit=${count.run} busy=${count.busy} problem=${problem}
      shown=${['state', 'from', 'to', 'key', 'application']}
        end=${html`<${Submit} busy=${count.busy}>Count them</${Submit}>`}>
      <div class="columns">
        <${Choice} label="Application" value=${wish.application} onInput=${change('application')}
          fault=${problem?.at('application')}
          choices=${[['', 'All'], ...applications.rows.map((one) => [one.id, one.name])]} />
        <${Choice} label="State" value=${wish.state} onInput=${change('state')} fault=${problem?.at('state')}
          choices=${[['', 'Any that ended'], ...deliveryStateChoices.filter(([name]) => name !== 'pending')]} />
        <${TextField} label="Accepted from" optional type="datetime-local" value=${wish.from}
          onInput=${change('from')} fault=${problem?.at('from')} />
        <${TextField} label="Accepted before" optional type="datetime-local" value=${wish.to} onInput=${change('to')}
          fault=${problem?.at('to')} />
        <${TextField} label="personID" optional value=${wish.key} onInput=${change('key')}
          fault=${problem?.at('key')} inputmode="numeric" /></div></${Form}>
    <div aria-live="polite">${found && html`<section class="card stack"><h2>
      ${found.matched === 0 ? 'None match' : `${counted(found.matched, 'delivery',
        'deliveries')} would be sent again`}</h2>
      ${found.skipped > 0 && html`<p class="soft">
        ${found.skipped} of them would be left out: the webhook or the body is gone meanwhile.</p>`}
      ${found.matched > 0 ? html`<div class="row"><button class="primary" aria-busy=${send.busy ? 'true' : undefined}
        disabled=${send.busy} onClick=${send.run}>Send ${found.matched} again</button>
        <button onClick=${() => setFound(null)}>Do not</button></div>`
          : html`<p class="soft">Widen the time or choose another state.</p>`}</section>`}</div></${Page}>`;
}
