// Every application that one may see, with its health at a glance.
import {html, useEffect, useRef, useState} from '../html.js';
import {get, part, post} from '../api.js';
import {Dialog} from '../dialog.js';
import {Choice, Form, Submit, TextField, useAction} from '../form.js';
import {useReloadOnNews} from '../live.js';
import {Page} from '../page.js';
import {go, linkTo, useFilters} from '../router.js';
import {useList} from '../resource.js';
import {Empty, NoMatch} from '../states.js';
import {ListTable} from '../table.js';
import {WebhookState} from '../pill.js';
import {Sparkline} from '../chart.js';
import {Moment} from '../time.js';

/** What a row shows besides its name is asked for row by row,
 *   so that the list is there at once; again for those alone of
 * which there is news. @param {any[]} rows */
function useHealth(rows) {
  const [health, setHealth] = useState(/** @type {Record<string, {stats: any, webhook: any}>} */ ({}));
  const stale = useRef(/** @type {Set<string>} */ (new Set()));
  const ids = rows.map((one) => one.id);
  const ask = async (id) => {
    const [stats, webhook] = await Promise.allSettled([get(`/v1/applications/${part(id)}/stats`),
      get(`/v1/applications/${part(id)}/endpoints/default`)]);
    setHealth((old) => ({...old, [id]: {
      stats: stats.status === 'fulfilled' ? stats.value.body : old[id]?.stats ?? null,
      webhook: webhook.status === 'fulfilled' ? webhook.value.body : null,
    }}));
  };
  useEffect(() => { for (const id of ids) ask(id); }, [ids.join('/')]);
  useReloadOnNews(() => {
    for (const id of stale.current) ask(id);
    stale.current.clear();
  }, ({name, data}) => {
    for (const id of name === 'resync' ? ids : ids.filter((one) => one === data.applicationId)) stale.current.add(id);
    return stale.current.size > 0;
  }, 2000);
  return health;
}

/** @param {number|null|undefined} share */
const percent = (share) => (share === null || share === undefined ? '–' : share > 0 && share < 0.001 ? '< 0.1 %'
  : `${(share * 100).toFixed(share < 0.1 ? 1 : 0)} %`);

/** @param {{place: import('../router.js').Place}} props */
export function Applications({place}) {
  const [filters, setFilters] = useFilters(place);
  const [creating, setCreating] = useState(false);
  const list = useList('/v1/applications', {}, 100);
  const health = useHealth(list.rows);

  const wanted = (filters.q ?? '').toLowerCase();
  const fits = (row) => !wanted || [row.name, row.id, row.organization ?? '', health[row.id]?.webhook?.url ?? '']
    .some((text) => text.toLowerCase().includes(wanted));
  const columns = [
    {label: 'Application', kind: 'head', cell: (row) => html`<a class="strong"
      href=${linkTo(['applications', row.id])}>${row.name}</a>
      <div class="soft small mono">${row.id}</div>`},
    {label: 'Webhook', cell: (row) => health[row.id] && html`<${WebhookState} webhook=${health[row.id].webhook} />
      ${health[row.id].webhook?.url && html`<div class="soft small mono">${health[row.id].webhook.url}</div>`}`},
    {label: 'Last 24 hours', cell: (row) => health[row.id]?.stats?.hourly
      && html`<${Sparkline} hours=${health[row.id].stats.hourly} name=${row.name} />`},
    {label: 'Failed', kind: 'right', cell: (row) => health[row.id] && percent(health[row.id].stats?.failureShare)},
    {label: 'Last delivery', cell: (row) => health[row.id] && html`<${Moment}
      at=${health[row.id].stats?.lastDeliveryAt} none="none yet" />`},
  ];
  const create = html`<button class="primary" onClick=${() => setCreating(true)}>New application</button>`;
  return html`<${Page} title="Applications" actions=${create}>
    <div class="filters" role="search"><${TextField} label="Search" type="search" wide value=${filters.q ?? ''}
      onInput=${(q) => setFilters({q})}
      placeholder="Name, id, organization or URL" /></div>
    <${ListTable} list=${list} caption="Applications" columns=${columns} keyOf=${(row) => row.id} filter=${fits}
      noMatch=${html`<${NoMatch} what="applications" onClear=${() => setFilters({q: ''})} />`}
      empty=${html`<${Empty} title="No application yet">
        <p class="soft">An application is a program that is told when persons change: it has approved scopes,
        API keys and a webhook. Make one, give it a webhook, run a test: three minutes.</p>${create}</${Empty}>`} />
    ${creating && html`<${NewApplication} onClose=${() => setCreating(false)} />`}
  </${Page}>`;
}

/** @param {{onClose: () => void}} props */
function NewApplication({onClose}) {
  const organizations = useList('/v1/organizations', {}, 250);
  const [wish, setWish] = useState({name: '', id: '', organization: ''});
  const change = (name) => (value) => setWish((old) => ({...old, [name]: value}));
  const {busy, problem, run} = useAction(async () => {
    const given = Object.fromEntries(Object.entries(wish).filter(([, value]) => value));
    const {body} = await post('/v1/applications', {name: '', ...given});
    go(linkTo(['applications', body.id]));
  });
  return html`<${Dialog} title="New application" onClose=${onClose}>
    <${Form} onSubmit=${run} busy=${busy} problem=${problem} shown=${['name', 'id', 'organization']} end=${html`
      <${Submit} busy=${busy}>Create it</${Submit}><button type="button" onClick=${onClose}>Go back</button>`}>
      <${TextField} label="Name" value=${wish.name} onInput=${change('name')} fault=${problem?.at('name')} autofocus />
      <${TextField} label="Id" optional mono value=${wish.id} onInput=${change('id')} fault=${problem?.at('id')}
        hint="Part of its addresses, fixed for good. Left out, the server makes one." />
      <${Choice} label="Organization" value=${wish.organization} onInput=${change('organization')}
        fault=${problem?.at('organization')}
        choices=${[['', 'None'], ...organizations.rows.map((one) => [one.id, `${one.name} (${one.id})`])]} />
          </${Form}></${Dialog}>`;
}
