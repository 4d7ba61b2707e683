// The server itself: what it is, how it fares, what it was told, and taking it out of service.
import {html, useState} from '../html.js';
import {post, put} from '../api.js';
import {announce} from '../announce.js';
import {Confirm} from '../dialog.js';
import {Choice, useAction} from '../form.js';
import {Page} from '../page.js';
import {Pill} from '../pill.js';
import {useResource} from '../resource.js';
import {Failed, Loaded} from '../states.js';
import {Table} from '../table.js';
import {wordsOf} from '../text.js';
import {countText, Moment, spanText, useNow} from '../time.js';

const levels = /** @type {[string, string][]} */ (['debug', 'info', 'warning', 'error',
  'off'].map((one) => [one, one]));

/** @param {number} bytes */
function sizeText(bytes) {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let at = 0;
  let value = bytes;
  for (; value >= 1024 && at < units.length - 1; ++at) value /= 1024;
  return `${value >= 100 || at === 0 ? Math.round(value) : value.toFixed(1)} ${units[at]}`;
}

/** @param {{since: string}} props */
const Uptime = ({since}) => html`<span class="number">${spanText(Math.max(0, useNow() - Date.parse(since)))}</span>`;

export function System() {
  const system = useResource('/v1/system');
  const [draining, setDraining] = useState(false);
  const level = useAction(async (wanted) => {
    await put('/v1/system/log-level', {level: wanted});
    await system.reload();
    announce(`The log holds ${wanted} and above from now on.`);
  });
  return html`<${Page} title="System" actions=${html`<button onClick=${system.reload}>Refresh</button>`}>
    <${Loaded} of=${system} what="Loading the state of the server">${(now) => html`
      ${!now.store.healthy
        && html`<p class="note bad"><strong>The store is not healthy:</strong> ${now.store.problem}</p>`}
      ${now.openAccess && html`<p class="note warn">The API is open to all: no key is asked for.</p>`}
      <dl class="figures"><div><dt>Version</dt><dd>${now.version}</dd></div><div><dt>Up for</dt><dd>
        <${Uptime} since=${now.startedAt} /></dd></div>
        <div><dt>Store</dt><dd>${sizeText(now.store.bytes)}</dd></div><div><dt>In flight</dt><dd>
          ${countText(now.engine.inFlight)}</dd></div>
        <div><dt>Breakers open</dt><dd>${countText(now.engine.breakersOpen)}</dd></div><div>
          <dt>Consoles and tails</dt><dd>${countText(now.streamClients)}</dd></div></dl>
      <div class="pair">
        <section class="card stack"><div class="row apart"><h2>Service</h2>
          ${now.draining ? html`<${Pill} mood="warn">Draining</${Pill}>`
            : html`<${Pill} mood="good">Serving</${Pill}>`}</div>
          <p class="soft">Draining takes this server out of the balancer: <code>/readyz</code> says no, while
            everything that is under way goes on.</p>
          <div><button class="danger" disabled=${now.draining} onClick=${() => setDraining(true)}>Drain</button></div>
            </section>
        <section class="card stack"><h2>Log</h2><${Choice} label="Least level" value=${now.logLevel}
          choices=${levels} onInput=${level.run} hint="Until the next start; the configuration says what holds then." />
          ${level.problem && html`<${Failed} problem=${level.problem} />`}</section></div>
      <${Configuration} settings=${now.configuration} />
      <div class="pair"><${Numbers} title="Engine" values=${now.engine} />
        <${Numbers} title="Store" values=${now.store} />${now.server
          && html`<${Numbers} title="Listener" values=${now.server} />`}</div>
      ${draining && html`<${Confirm} title="Drain this server?" confirm="Drain it" danger
        onClose=${() => setDraining(false)} act=${async () => {
        await post('/v1/system/drain');
        await system.reload();
        announce('Draining.');
      }}><p>It can be put back into service only by a restart.</p></${Confirm}>`}`}</${Loaded}></${Page}>`;
}

/** What the server was told. @param {{settings: Record<string, {value: any, origin: string}>}} props */
const Configuration = ({settings}) => html`<section class="section"><h2>Configuration</h2>
  <p class="soft">As it was at the start. A flag wins over the environment, that over the file, that over the default.
    Files that hold a secret are named; what is in them is not shown.</p>
  <${Table} caption="Configuration" keyOf=${([name]) => name} rows=${Object.entries(settings)}
    columns=${[
    {label: 'Setting', kind: 'head', cell: ([name]) => html`<code>${name}</code>`},
    {label: 'Value', cell: ([, {value}]) => html`<span class="mono">${settingText(value)}</span>`},
    {label: 'Source', cell: ([, {origin}]) => (origin === 'default' ? html`<span class="soft">default</span>`
      : html`<span class="mono">${origin}</span>`)}]} /></section>`;

/** @param {any} value */
const settingText = (value) => (Array.isArray(value) ? value.join(', ') : String(value)) || '–';

/** @param {{title: string, values: Record<string, any>}} props */
const Numbers = ({title, values}) => html`<section class="card stack"><h2>${title}</h2><dl class="facts">
  ${Object.entries(values).filter(([, value]) => value !== null)
  .map(([name, value]) => html`<dt>${wordsOf(name)}</dt><dd class="number">
    ${typeof value === 'number' ? (name === 'bytes' ? sizeText(value) : countText(value))
      : typeof value === 'boolean' ? (value ? 'yes' : 'no') : String(value)}</dd>`)}</dl></section>`;
