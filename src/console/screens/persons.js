// The register's persons: gone through by id, searched by name, or gone to at once.
import {html} from '../html.js';
import {Page} from '../page.js';
import {TextField} from '../form.js';
import {useList, useSettled} from '../resource.js';
import {go, linkTo, useFilters} from '../router.js';
import {useIsAdministrator} from '../session.js';
import {Empty, NoMatch} from '../states.js';
import {ListTable} from '../table.js';
import {Moment} from '../time.js';

/** @param {{place: import('../router.js').Place}} props */
export function Persons({place}) {
  const admin = useIsAdministrator();
  const [filters, setFilters] = useFilters(place);
  const typed = (filters.search ?? '').trim();
  const isId = /^\d+$/.test(typed);
  const search = useSettled(isId ? '' : typed);
  const list = useList('/v1/persons', {search}, 50);
  const refused = list.problem?.at('search');
  const columns = [
    {label: 'personID', kind: 'head', cell: (row) => html`<a class="strong" href=${linkTo(['persons', row.personID])}>
      ${row.personID}</a>`},
    {label: 'Name', cell: (row) => row.displayName ?? [row.firstName, row.lastName].filter(Boolean).join(' ')},
    {label: 'E-mail', cell: (row) => row.email},
    {label: 'Church', cell: (row) => row.church?.name ?? row.churchID},
    {label: 'Changed', cell: (row) => html`<${Moment} at=${row.lastChangedDate} />`},
  ];
  const actions = admin && html`<a class="button" href="#/persons/import">Import</a>`;
  return html`<${Page} title="Persons" actions=${actions}>
    <form class="filters" role="search" onSubmit=${(event) => {
      event.preventDefault();
      if (isId) go(linkTo(['persons', typed]));
    }}><${TextField} label="Name or personID" type="search" wide value=${filters.search ?? ''}
      onInput=${(text) => setFilters({search: text})} fault=${refused}
      hint="The beginning of each name is enough. With a personID, Enter goes to the person."
      end=${html`<button type="submit" disabled=${!isId}>Go</button>`} /></form>
    ${!refused && html`<${ListTable} list=${list} caption="Persons" columns=${columns} keyOf=${(row) => String(row.personID)}
      empty=${search ? html`<${NoMatch} what="persons" onClear=${() => setFilters({search: ''})} />`
        : html`<${Empty} title="Nobody here yet"><p class="soft">Persons come by import, one JSON object a line, or over
          the API.</p>${actions}</${Empty}>`} />`}</${Page}>`;
}
