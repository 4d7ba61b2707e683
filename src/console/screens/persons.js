// The register's persons: gone through by id, or gone to at once.
import {html, useState} from '../html.js';
import {Page} from '../page.js';
import {TextField} from '../form.js';
import {useList} from '../resource.js';
import {go, linkTo} from '../router.js';
import {useIsAdministrator} from '../session.js';
import {Empty} from '../states.js';
import {ListTable} from '../table.js';
import {Moment} from '../time.js';

export function Persons() {
  const admin = useIsAdministrator();
  const list = useList('/v1/persons', {}, 50);
  const [id, setId] = useState('');
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
      if (id.trim()) go(linkTo(['persons', id.trim()]));
    }}><${TextField} label="Go to personID" type="search" value=${id} onInput=${setId} inputmode="numeric"
      hint="Persons are found by their id; there is no search by name."
      end=${html`<button type="submit">Go</button>`} /></form>
    <${ListTable} list=${list} caption="Persons" columns=${columns} keyOf=${(row) => String(row.personID)}
      empty=${html`<${Empty} title="Nobody here yet">
        <p class="soft">Persons come by import, one JSON object a line, or over the API.</p>${actions}</${Empty}>`} />
          </${Page}>`;
}
