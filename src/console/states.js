// What stands where data is not, or not yet: loading, nothing there, nothing found, an error with a way out.
import {html} from './html.js';

/** @param {{what?: string}} props */
export const Loading = ({what = 'Loading'}) => html`<div role="status" class="skeleton">
  <span class="unseen">${what}…</span>${[1, 2, 3, 4, 5].map(() => html`<i></i>`)}</div>`;

/** @param {{title: string, children?: any}} props */
export const Empty = ({title, children}) => html`<div class="state"><h2>${title}</h2>${children}</div>`;

/** @param {{what: string, onClear: () => void}} props */
export const NoMatch = ({what, onClear}) => html`<div class="state"><h2>No ${what} match</h2>
  <p class="soft">Nothing fits all of the filters together.</p>
  <button onClick=${onClear}>Clear the filters</button></div>`;

/** @param {{problem: import('./api.js').Problem, retry?: () => void, title?: string}} props */
export const Failed = ({problem, retry, title}) => html`<div class="note bad" role="alert">
  <strong>${title ?? (problem.unreachable ? 'The server does not answer' : problem.status === 404
    ? 'There is no such thing' : 'That did not work')}</strong>
  <p>${problem.message}</p>
  ${problem.errors.length > 0 && html`<ul>${problem.errors.map((one) => html`<li><code>${one.path}
    </code> ${one.message}</li>`)}</ul>`}
  ${problem.requestId && html`<p class="small soft">Request <code>${problem.requestId}</code></p>`}
  ${retry && html`<div class="row"><button class="small" onClick=${retry}>Try again</button></div>`}
</div>`;

/** One resource: its value when it is there, what stands in for it otherwise.
 * @param {{of: {value: any, problem: any, loading: boolean, reload: () => void}, children: (value: any) => any,
 *   what?: string}} props */
export function Loaded({of, children, what}) {
  if (of.value !== null) {
    return html`${of.problem && html`<${Failed} problem=${of.problem} retry=${of.reload} />`}${children(of.value)}`;
  }
  if (of.problem) return html`<${Failed} problem=${of.problem} retry=${of.reload} />`;
  return html`<${Loading} what=${what} />`;
}
