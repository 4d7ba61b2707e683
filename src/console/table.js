// Tables: real ones, which become cards where the screen is narrow.
import {html} from './html.js';
import {Failed, Loading} from './states.js';

/**
 * @typedef {{label: string, cell: (row: any) => any, kind?: 'head'|'right'|'bare', hideLabel?: boolean}} Column
 * @param {{caption: string, columns: Column[], rows: any[], keyOf: (row: any) => string}} props
 *   `caption` is read out, not shown
 */
export function Table({caption, columns, rows, keyOf}) {
  const cell = (column, row) => {
    const classes = column.kind === 'bare' ? 'bare fit' : column.kind ?? '';
    return column.kind === 'head'
      ? html`<th scope="row" role="rowheader" data-label=${column.label}><div>${column.cell(row)}</div></th>`
      : html`<td role="cell" class=${classes} data-label=${column.label}><div>${column.cell(row)}</div></td>`;
  };
  // Roles are named because browsers drop those of a table whose parts are laid out as blocks.
  return html`<div class="table-wrap cards"><table role="table">
    <caption class="unseen">${caption}</caption>
    <thead role="rowgroup"><tr role="row">${columns.map((column) => html`<th scope="col" role="columnheader"
      class=${column.kind === 'right' ? 'right' : ''}>${column.hideLabel
        ? html`<span class="unseen">${column.label}</span>` : column.label}</th>`)}</tr></thead>
    <tbody role="rowgroup">${rows.map((row) => html`<tr role="row" key=${keyOf(row)}>
      ${columns.map((column) => cell(column, row))}</tr>`)}</tbody>
  </table></div>`;
}

/**
 * A list that comes in pages, in whichever state it is.
 * @param {{list: ReturnType<typeof import('./resource.js').useList>, caption: string, columns: Column[],
 *   keyOf: (row: any) => string, empty: any, filter?: (row: any) => boolean, noMatch?: any}} props
 */
export function ListTable({list, caption, columns, keyOf, empty, filter, noMatch}) {
  if (list.loading) return html`<${Loading} what=${caption} />`;
  if (list.problem && !list.loaded) return html`<${Failed} problem=${list.problem} retry=${list.reload} />`;
  const rows = filter ? list.rows.filter(filter) : list.rows;
  const problem = list.problem && html`<${Failed} problem=${list.problem} retry=${list.reload} />`;
  if (list.rows.length === 0) return html`${problem}${empty}`;
  return html`${problem}
    ${rows.length === 0 ? noMatch ?? empty : html`<${Table} caption=${caption} columns=${columns} rows=${rows}
      keyOf=${keyOf} />`}
    ${list.next && html`<div class="more"><button onClick=${list.more}
      aria-busy=${list.busy ? 'true' : undefined}>Show more</button></div>`}`;
}
