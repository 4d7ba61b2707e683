// What is read from the server and shown: once, page by page, and again. Old values stay on screen while new ones come.
import {useCallback, useEffect, useRef, useState} from './html.js';
import {get, Problem} from './api.js';

/**
 * @template T
 * @typedef {{value: T|null, etag: string|null, problem: Problem|null, loading: boolean, reload: () => Promise<void>,
 *   put: (value: T, etag?: string|null) => void}} Resource
 */

/** @param {unknown} thrown */
export const asProblem = (thrown) => (thrown instanceof Problem ? thrown
  : new Problem({status: -1, message: thrown instanceof Error ? thrown.message : String(thrown)}));

/**
 * @param {string|null} path nothing is asked for while it is null
 * @param {Record<string, any>} [query]
 * @returns {Resource<any>}
 */
export function useResource(path, query) {
  const address = path === null ? null : JSON.stringify([path, query ?? {}]);
  const [state, setState] = useState({address: /** @type {string|null} */ (null), value: /** @type {any} */ (null),
    etag: /** @type {string|null} */ (null), problem: /** @type {Problem|null} */ (null)});
  const running = useRef(/** @type {AbortController|null} */ (null));

  const reload = useCallback(async () => {
    running.current?.abort();
    if (address === null) return;
    const control = new AbortController();
    running.current = control;
    const [where, what] = JSON.parse(address);
    try {
      const answer = await get(where, {query: what, signal: control.signal});
      if (!control.signal.aborted) setState({address, value: answer.body, etag: answer.etag, problem: null});
    } catch (thrown) {
      if (control.signal.aborted) return;
      const problem = asProblem(thrown);
      setState((old) => (old.address === address && problem.unreachable
        ? {...old, problem} : {address, value: null, etag: null, problem}));
    }
  }, [address]);

  useEffect(() => {
    reload();
    return () => running.current?.abort();
  }, [reload]);

  const put = useCallback((value, /** @type {string|null} */ etag = null) => {
    setState({address, value, etag, problem: null});
  }, [address]);

  const known = state.address === address;
  return {value: known ? state.value : null, etag: known ? state.etag : null, problem: known ? state.problem : null,
    loading: address !== null && (!known || (state.value === null && state.problem === null)), reload, put};
}

/**
 * A list that comes in pages: `{data, nextCursor}`. A reload asks for as much as is on screen.
 * @param {string|null} path @param {Record<string, any>} [query] @param {number} [size] of a page,
 *   at most 250; 0: the route
 * has no pages and is asked for none
 */
export function useList(path, query = {}, size = 50) {
  const address = path === null ? null : JSON.stringify([path, query]);
  const blank = {address, rows: /** @type {any[]} */ ([]), next: /** @type {string|null} */ (null),
    problem: /** @type {Problem|null} */ (null), loaded: false, busy: false};
  const [state, setState] = useState(blank);
  const running = useRef(/** @type {AbortController|null} */ (null));
  const shown = useRef(0);

  const ask = useCallback(async (cursor, limit) => {
    running.current?.abort();
    if (address === null) return;
    const control = new AbortController();
    running.current = control;
    const [where, what] = JSON.parse(address);
    try {
      const {body} = await get(where, {query: size ? {...what, limit, cursor} : what, signal: control.signal});
      if (control.signal.aborted) return;
      setState((old) => {
        const before = cursor && old.address === address ? old.rows : [];
        const rows = [...before, ...body.data];
        shown.current = rows.length;
        return {address, rows, next: body.nextCursor, problem: null, loaded: true, busy: false};
      });
    } catch (thrown) {
      if (control.signal.aborted) return;
      const problem = asProblem(thrown);
      setState((old) => (old.address === address ? {...old, problem, busy: false}
        : {...blank, address, problem}));
    }
  }, [address]);

  useEffect(() => {
    shown.current = 0;
    ask(null, size);
    return () => running.current?.abort();
  }, [ask]);

  const reload = useCallback(() => ask(null, Math.min(250, Math.max(size, shown.current))), [ask]);
  const more = useCallback(() => {
    setState((old) => ({...old, busy: true}));
    return ask(state.next, size);
  }, [ask, state.next]);
  const now = state.address === address ? state : blank;
  return {...now, loading: !now.loaded && !now.problem, reload, more};
}

/** Calls `run` when a value has been still for a moment. @param {any} value @param {number} [ms] */
export function useSettled(value, ms = 300) {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), ms);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}
