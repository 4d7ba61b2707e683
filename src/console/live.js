// What happens on the server, as it happens: one event stream for the whole console, which resumes where it broke off.
import {useEffect, useRef, useState} from './html.js';

const names = ['attempt', 'test', 'test-phase', 'sync', 'endpoint-disabled', 'breaker', 'resync'];
const longestWait = 15_000;

/** @typedef {{name: string, data: any}} LiveEvent */

class Live extends EventTarget {
  constructor() {
    super();
    /** @type {EventSource|null} */
    this.source = null;
    /** @type {'off'|'connecting'|'live'|'lost'} */
    this.state = 'off';
    this.waits = 0;
    /** @type {ReturnType<typeof setTimeout>|undefined} */
    this.timer = undefined;
    /** @type {LiveEvent[]} */
    this.waiting = [];
    this.lastId = '';
    this.wasLost = false;
  }

  open() {
    if (this.state === 'off') this.connect();
  }

  close() {
    clearTimeout(this.timer);
    this.source?.close();
    this.source = null;
    this.wasLost = false;
    this.turn('off');
  }

  connect() {
    clearTimeout(this.timer);
    this.source?.close();
    if (this.state !== 'lost') this.turn('connecting');
    const source = new EventSource('/v1/stream');
    this.source = source;
    source.onopen = () => {
      this.waits = 0;
      // A new stream knows nothing of what this one missed: whoever shows something asks for it again.
      if (this.wasLost) this.take({name: 'resync', data: {}});
      this.wasLost = false;
      this.turn('live');
    };
    source.onerror = () => {
      this.wasLost = true;
      this.turn('lost');
      // The browser itself tries again after a broken connection, but never after an answer that is no stream.
      if (source.readyState !== EventSource.CLOSED) return;
      this.waits = Math.min(longestWait, (this.waits || 500) * 2);
      this.timer = setTimeout(() => this.connect(), this.waits);
    };
    for (const name of names) {
      source.addEventListener(name, (event) => {
        this.take({name, data: JSON.parse(/** @type {MessageEvent} */ (event).data)});
      });
    }
  }

  /** Events of one moment are handed on together. @param {LiveEvent} event */
  take(event) {
    this.waiting.push(event);
    if (this.waiting.length > 1) return;
    setTimeout(() => {
      const all = this.waiting;
      this.waiting = [];
      this.dispatchEvent(new CustomEvent('news', {detail: all}));
    }, 100);
  }

  /** @param {'off'|'connecting'|'live'|'lost'} state */
  turn(state) {
    if (this.state === state) return;
    this.state = state;
    this.dispatchEvent(new Event('state'));
  }
}

export const live = new Live();

/** Calls `take` with what has happened. @param {(events: LiveEvent[]) => void} take */
export function useNews(take) {
  const newest = useRef(take);
  newest.current = take;
  useEffect(() => {
    const hear = (event) => newest.current(/** @type {CustomEvent} */ (event).detail);
    live.addEventListener('news', hear);
    return () => live.removeEventListener('news', hear);
  }, []);
}

/** Asks again when something happened that matters here, but not more often than every so many milliseconds.
 * @param {() => void} reload @param {(event: LiveEvent) => boolean} matters @param {number} [every] */
export function useReloadOnNews(reload, matters, every = 500) {
  const timer = useRef(/** @type {ReturnType<typeof setTimeout>|undefined} */ (undefined));
  const newest = useRef(reload);
  newest.current = reload;
  useNews((events) => {
    const wanted = events.map((one) => matters(one) || one.name === 'resync').includes(true);
    if (timer.current !== undefined || !wanted) return;
    timer.current = setTimeout(() => {
      timer.current = undefined;
      newest.current();
    }, every);
  });
  useEffect(() => () => clearTimeout(timer.current), []);
}

/** @returns {'off'|'connecting'|'live'|'lost'} */
export function useConnection() {
  const [state, setState] = useState(live.state);
  useEffect(() => {
    const follow = () => setState(live.state);
    live.addEventListener('state', follow);
    return () => live.removeEventListener('state', follow);
  }, []);
  return state;
}
