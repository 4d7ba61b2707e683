// The audit trail: who changed, revealed and tested what.
import {html} from '../html.js';
import {TextField} from '../form.js';
import {Page} from '../page.js';
import {useList} from '../resource.js';
import {linkTo, useFilters} from '../router.js';
import {Empty, NoMatch} from '../states.js';
import {ListTable} from '../table.js';
import {wordsOf} from '../text.js';
import {Moment} from '../time.js';

/** What is on record besides; the request's id is for those who read logs. @param {any} detail */
const detailText = (detail) => Object.entries(detail ?? {}).filter(([name]) => name !== 'requestId')
  .map(([name, value]) => `${name} ${typeof value === 'string' ? value : JSON.stringify(value)}`).join(', ');

/** @param {{place: import('../router.js').Place}} props */
export function Audit({place}) {
  const [filters, setFilters] = useFilters(place);
  const list = useList('/v1/audit', {application: filters.application}, 100);
  const columns = [
    {label: 'When', kind: 'head', cell: (row) => html`<${Moment} at=${row.at} />`},
    {label: 'Who', cell: (row) => row.actor},
    {label: 'What', cell: (row) => wordsOf(row.action)},
    {label: 'Of', cell: (row) => html`<span class="mono">${row.subject.replace(/^\/v1/, '')}</span>`},
    {label: 'Application', cell: (row) => row.application && html`<a
      href=${linkTo(['applications', row.application])}>${row.application}</a>`},
    {label: 'Detail', cell: (row) => html`<span class="small"
      title=${row.detail?.requestId ? `request ${row.detail.requestId}` : undefined}>${detailText(row.detail)}</span>`},
  ];
  return html`<${Page} title="Audit" lead="Who changed, revealed and tested what, newest first.">
    <div class="filters" role="search"><${TextField} label="Application id" type="search"
      value=${filters.application ?? ''} onInput=${(application) => setFilters({application})} /></div>
    <${ListTable} list=${list} caption="Audit trail" columns=${columns} keyOf=${(row) => row.id}
      empty=${filters.application ? html`<${NoMatch} what="entries"
        onClear=${() => setFilters({application: ''})} />` : html`<${Empty} title="Nothing yet">
          <p class="soft">The first change will be the first line.</p></${Empty}>`} /></${Page}>`;
}
