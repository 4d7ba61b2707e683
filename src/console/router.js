// Where in the console one is: `#/applications/calendar/deliveries?state=pending`. Filters live in the address, so
// that it can be kept, sent and gone back to.
import {useCallback, useEffect, useState} from './html.js';
import {addressOf} from './api.js';

/** @typedef {{path: string, parts: string[], query: Record<string, string>}} Place */

/** @returns {Place} */
export function currentPlace() {
  const [path, query = ''] = location.hash.replace(/^#/, '').split(/\?(.*)/s);
  const parts = path.split('/').filter(Boolean).map((one) => {
    try { return decodeURIComponent(one); } catch { return one; }
  });
  return {path: `/${path.split('/').filter(Boolean).join('/')}`, parts,
    query: Object.fromEntries(new URLSearchParams(query))};
}

/** @param {(string|number)[]} parts @param {Record<string, any>} [query] */
export function linkTo(parts, query = {}) {
  const path = parts.map((one) => encodeURIComponent(String(one))).join('/');
  return `#${addressOf(`/${path}`, query)}`;
}

/** @param {string} link of `linkTo` @param {{replace?: boolean}} [how] */
export function go(link, {replace = false} = {}) {
  if (replace) {
    history.replaceState(null, '', link);
    dispatchEvent(new HashChangeEvent('hashchange'));
  } else {
    location.hash = link;
  }
}

/** @returns {Place} */
export function usePlace() {
  const [place, setPlace] = useState(currentPlace);
  useEffect(() => {
    const follow = () => setPlace(currentPlace());
    addEventListener('hashchange', follow);
    return () => removeEventListener('hashchange', follow);
  }, []);
  return place;
}

/** The filters of this page, and how to change some of them. @param {Place} place
 * @returns {[Record<string, string>, (changes: Record<string, any>) => void]} */
export function useFilters(place) {
  const change = useCallback((changes) => {
    const now = currentPlace();
    go(`#${addressOf(now.path, {...now.query, ...changes})}`, {replace: true});
  }, []);
  return [place.query, change];
}
