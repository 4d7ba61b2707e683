// Deliveries as they happen: filtered by the address, followed live, chosen and sent again or ended.
import {html, useEffect, useState} from '../html.js';
import {useReloadOnNews, useConnection} from '../live.js';
import {Check, Choice, TextField} from '../form.js';
import {Page} from '../page.js';
import {DeliveryState, deliveryStateChoices, kinds, kindText} from '../pill.js';
import {useList} from '../resource.js';
import {linkTo, useFilters} from '../router.js';
import {Empty, NoMatch} from '../states.js';
import {ListTable} from '../table.js';
import {counted, Due, Moment} from '../time.js';
import {ChosenDeliveries} from './chosen_deliveries.js';

const windows = [['', 'Any time'], ['1', 'Last hour'], ['24', 'Last 24 hours'], ['168', 'Last 7 days']];

/** @param {{place: import('../router.js').Place}} props */
export const Deliveries = ({place}) => html`<${Page} title="Deliveries"
  actions=${html`<a class="button" href="#/replay">Replay</a>`}><${DeliveryList} place=${place} /></${Page}>`;

/** @param {Record<string, string>} filters @param {string|undefined} application */
function queryOf(filters, application) {
  const hours = Number(filters.hours);
  // The beginning of the window keeps still for a minute: it is part of what the list is asked by.
  const from = hours > 0 ? new Date(Math.floor(Date.now() / 60_000) * 60_000 - hours * 3_600_000).toISOString()
    : undefined;
  return {application: application ?? filters.application, state: filters.state, kind: filters.kind,
    key: filters.key, failed: filters.failed, from};
}

/** Of one application where it is given, of all otherwise. @param {{application?: any,
 *   place: import('../router.js').Place}} props */
export function DeliveryList({application, place}) {
  const [filters, setFilters] = useFilters(place);
  const list = useList('/v1/deliveries', queryOf(filters, application?.id), 50);
  const connection = useConnection();
  const [held, setHeld] = useState(false);
  const [chosen, setChosen] = useState(/** @type {Set<string>} */ (new Set()));
  const [behind, setBehind] = useState(false);
  // Whoever has scrolled down, or has chosen some, would lose their place: they are told instead.
  useEffect(() => {
    const look = () => setHeld(scrollY > 300);
    addEventListener('scroll', look, {passive: true});
    return () => removeEventListener('scroll', look);
  }, []);
  const still = held || chosen.size > 0;
  const catchUp = () => { setBehind(false); list.reload(); };
  useReloadOnNews(() => (still ? setBehind(true) : list.reload()),
    (event) => event.name === 'attempt' && (!application || event.data.applicationId === application.id));
  useEffect(() => { if (!still && behind) catchUp(); }, [still]);
  useEffect(() => setChosen(new Set()), [JSON.stringify(filters)]);

  const filtered = ['application', 'state', 'kind', 'key', 'failed', 'hours'].some((name) => filters[name]);
  const clear = () => setFilters({application: '', state: '', kind: '', key: '', failed: '', hours: ''});
  const replayLink = linkTo(['replay'], {application: application?.id ?? filters.application, state: filters.state,
    key: filters.key});
  const choose = (id, on) => setChosen((old) => {
    const next = new Set(old);
    if (on) next.add(id); else next.delete(id);
    return next;
  });
  const columns = [
    {label: 'Choose', kind: 'bare', hideLabel: true, cell: (row) => html`<input type="checkbox"
      aria-label=${`Choose ${row.id}`}
      checked=${chosen.has(row.id)} onInput=${(event) => choose(row.id, event.currentTarget.checked)} />`},
    {label: 'State', cell: (row) => html`<${DeliveryState} delivery=${row} />`},
    {label: 'Message', kind: 'head', cell: (row) => html`<a class="strong mono"
      href=${linkTo(['deliveries', row.id])}>${row.messageId}</a>
      <div class="soft small">${kindText(row.kind)} · ${row.type}</div>`},
    {label: 'Person', cell: (row) => row.key && html`<button class="link" title="Only this person"
      onClick=${() => setFilters({key: row.key})}>${row.key}</button>`},
    ...(application ? [] : [{label: 'Application', cell: (row) => html`<a
      href=${linkTo(['applications', row.applicationId])}>${row.applicationId}</a>`}]),
    {label: 'Attempts', kind: 'right', cell: (row) => row.attempts},
    {label: 'Next attempt', cell: (row) => (row.state === 'pending' ? html`<${Due} at=${row.nextAttemptAt} />`
      : html`<span class="soft">–</span>`)},
    {label: 'Accepted', cell: (row) => html`<${Moment} at=${row.acceptedAt} />`},
  ];
  return html`<div class="stack">
    <div class="filters" role="search" aria-label="Filter deliveries">
      <${Choice} label="State" value=${filters.state ?? ''} onInput=${(state) => setFilters({state})}
        choices=${[['', 'Any'], ...deliveryStateChoices]} />
      <${Choice} label="Kind" value=${filters.kind ?? ''} onInput=${(kind) => setFilters({kind})}
        choices=${[['', 'Any'], ...kinds]} />
      <${Choice} label="Accepted" value=${filters.hours ?? ''} onInput=${(hours) => setFilters({hours})}
        choices=${windows} />
      <${TextField} label="personID" type="search" value=${filters.key ?? ''} onInput=${(key) => setFilters({key})}
        inputmode="numeric" />
      ${!application && html`<${TextField} label="Application id" value=${filters.application ?? ''}
        onInput=${(value) => setFilters({application: value})} />`}
      <${Check} label="Only with failures" checked=${filters.failed === 'true'}
        onInput=${(on) => setFilters({failed: on ? 'true' : ''})} />
    </div>
    <div class="row apart small soft" role="status"><span>${behind
      ? html`<button class="small" onClick=${() => { setChosen(new Set()); scrollTo(0,
        0); catchUp(); }}>There is news: show it</button>`
      : connection === 'live' ? 'Live: new attempts appear by themselves.' : connection === 'lost' ? 'Reconnecting…'
        : ''}</span>
      ${list.loaded && html`<span>${counted(list.rows.length, 'delivery', 'deliveries')} shown
        ${list.next ? ', more below' : ''}
        ${filtered && filters.state !== 'pending' && html` · <a href=${replayLink}>Replay what matches</a>`}
          </span>`}</div>
    <${ListTable} list=${list} caption="Deliveries" columns=${columns} keyOf=${(row) => row.id}
      empty=${filtered ? html`<${NoMatch} what="deliveries" onClear=${clear} />`
        : html`<${Empty} title="No delivery yet">
          <p class="soft">As soon as a person changes whom an application may see, the delivery appears here by
            itself.</p></${Empty}>`} />
    ${chosen.size > 0 && html`<${ChosenDeliveries} rows=${list.rows.filter((one) => chosen.has(one.id))}
      all=${list.rows} onChoose=${(ids) => setChosen(new Set(ids))}
        onDone=${() => { setChosen(new Set()); list.reload(); }} />`}
  </div>`;
}
