// The head of a page: its title gets the focus when one arrives, so that a reader knows where they are.
import {html, useEffect, useRef} from './html.js';
import {currentPlace} from './router.js';

let arrivedAt = /** @type {string|null} */ (null);

/** @param {{title: string, crumbs?: any, lead?: any, actions?: any, children: any}} props */
export function Page({title, crumbs, lead, actions, children}) {
  const heading = useRef(/** @type {HTMLElement|null} */ (null));
  useEffect(() => { document.title = `${title} · cohook`; }, [title]);
  useEffect(() => {
    const here = currentPlace().path;
    if (arrivedAt !== null && arrivedAt !== here) {
      scrollTo(0, 0);
      heading.current?.focus({preventScroll: true});
    }
    arrivedAt = here;
  });
  return html`<div class="page">
    <header class="page-head"><div class="title">
      ${crumbs && html`<p class="crumbs">${crumbs}</p>`}
      <h1 ref=${heading} tabIndex="-1">${title}</h1>
      ${lead && html`<p class="lead">${lead}</p>`}</div>
      ${actions && html`<div class="row">${actions}</div>`}</header>
    ${children}
  </div>`;
}
