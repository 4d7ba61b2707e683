// The audit trail: who changed, revealed and tested what.
import {html} from '../html.js';
import {TextField} from '../form.js';
import {Page} from '../page.js';
import {useList} from '../resource.js';
import {linkTo, useFilters} from '../router.js';
import {Empty, NoMatch} from '../states.js';
import {ListTable} from '../table.js';
import {Moment} from '../time.js';

/** `revealSigningKey` as words. @param {string} action */
const actionText = (action) => action.replace(/([A-Z])/g, (one) => ` ${one.toLowerCase()}`).replace(/^./, (one) => one.toUpperCase());

/** @param {{place: import('../router.js').Place}} props */
export function Audit({place}) {
  const [filters, setFilters] = useFilters(place);
  const list = useList('/v1/audit', {application: filters.application}, 100);
  const columns = [
    {label: 'When', kind: /** @type {const} */ ('head'), cell: (/** @type {any} */ row) => html`<${Moment} at=${row.at} />`},
    {label: 'Who', cell: (/** @type {any} */ row) => row.actor},
    {label: 'What', cell: (/** @type {any} */ row) => html`${actionText(row.action)}`},
    {label: 'Of', cell: (/** @type {any} */ row) => html`<span class="mono">${row.subject}</span>`},
    {label: 'Application', cell: (/** @type {any} */ row) => row.application && html`<a href=${linkTo(['applications', row.application])}>${row.application}</a>`},
    {label: 'Detail', cell: (/** @type {any} */ row) => row.detail && Object.keys(row.detail).length > 0 && html`<span class="mono small">${JSON.stringify(row.detail)}</span>`},
  ];
  return html`<${Page} title="Audit" lead="Who changed, revealed and tested what, newest first.">
    <div class="filters" role="search"><${TextField} label="Application id" type="search" value=${filters.application ?? ''} onInput=${(/** @type {string} */ application) => setFilters({application})} /></div>
    <${ListTable} list=${list} caption="Audit trail" columns=${columns} keyOf=${(/** @type {any} */ row) => row.id}
      empty=${filters.application ? html`<${NoMatch} what="entries" onClear=${() => setFilters({application: ''})} />` : html`<${Empty} title="Nothing yet"><p class="soft">The first change will be the first line.</p></${Empty}>`} /></${Page}>`;
}
