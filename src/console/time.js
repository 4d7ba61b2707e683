// Moments and spans for people: relative with the absolute at hand, or the other way round if so preferred.
import {html, useEffect, useState} from './html.js';
import {preferences} from './preferences.js';

const relative = new Intl.RelativeTimeFormat('en', {numeric: 'auto', style: 'long'});
const units = /** @type {[Intl.RelativeTimeFormatUnit, number][]} */ ([
  ['day', 86_400_000], ['hour', 3_600_000], ['minute', 60_000], ['second', 1000]]);

/** @param {string} iso @param {number} [now] */
export function relativeTime(iso, now = Date.now()) {
  const distance = Date.parse(iso) - now;
  if (Math.abs(distance) < 5000) return distance > 0 ? 'in a moment' : 'just now';
  const [unit, length] = units.find(([, size]) => Math.abs(distance) >= size) ?? units[3];
  return relative.format(Math.round(distance / length), unit);
}

/** @param {string} iso */
export function absoluteTime(iso) {
  const when = new Date(iso);
  const two = (number) => String(number).padStart(2, '0');
  return `${when.getFullYear()}-${two(when.getMonth() + 1)}-${two(when.getDate())} `
    + `${two(when.getHours())}:${two(when.getMinutes())}:${two(when.getSeconds())}`;
}

const ticking = new Set();
let ticker = /** @type {ReturnType<typeof setInterval>|undefined} */ (undefined);

/** The time, again every second. One clock for all that show it. */
export function useNow() {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    ticking.add(setNow);
    ticker ??= setInterval(() => { for (const tell of ticking) tell(Date.now()); }, 1000);
    return () => {
      ticking.delete(setNow);
      if (ticking.size) return;
      clearInterval(ticker);
      ticker = undefined;
    };
  }, []);
  return now;
}

/** @param {{at: string|null|undefined, none?: string,
 *   both?: boolean}} props `both`: relative and absolute beside each other */
export function Moment({at, none = '–', both = false}) {
  const now = useNow();
  if (!at) return html`<span class="soft">${none}</span>`;
  const told = [relativeTime(at, now), absoluteTime(at)];
  const [first, second] = preferences.absoluteTimes ? told.reverse() : told;
  return html`<time dateTime=${at} title=${second} class="number">${first}
    ${both && html` <span class="soft">(${second})</span>`}</time>`;
}

/** When something that is planned happens; what is overdue waits for its turn. @param {{at: string|null|undefined}}
 *   props */
export function Due({at}) {
  const now = useNow();
  return at && Date.parse(at) < now - 5000
    ? html`<span title=${`due since ${absoluteTime(at)}`}>due, waits its turn</span>` : html`<${Moment} at=${at} />`;
}

const spans = /** @type {[string, number][]} */ ([['d', 86_400_000], ['h', 3_600_000], ['min', 60_000], ['s', 1000],
  ['ms', 1]]);

/** `3 h 5 min`: the two greatest units. @param {number|null|undefined} ms */
export function spanText(ms) {
  if (ms === null || ms === undefined) return '–';
  if (ms < 1) return ms === 0 ? '0 ms' : `${ms.toFixed(2)} ms`;
  if (ms < 100 && !Number.isInteger(ms)) return `${ms.toFixed(1)} ms`;
  let rest = ms < 10_000 ? Math.round(ms) : Math.round(ms / 1000) * 1000;
  const said = [];
  for (const [unit, length] of spans) {
    const count = Math.floor(rest / length);
    if (!count || said.length === 2) continue;
    said.push(`${count} ${unit}`);
    rest -= count * length;
  }
  return said.join(' ');
}

/** `10 s`, `1 h 30 min`, or milliseconds alone; nothing where it is neither. @param {string} text */
export function parseSpan(text) {
  const clean = text.trim();
  if (/^\d+$/.test(clean)) return Number(clean);
  let sum = 0;
  const rest = clean.replace(/(\d+(?:\.\d+)?)\s*(ms|min|m|s|h|d)\s*/g, (_, count, unit) => {
    sum += Number(count) * (spans.find(([name]) => name === (unit === 'm' ? 'min' : unit))?.[1] ?? 0);
    return '';
  });
  return rest || !clean ? null : Math.round(sum);
}

/** @param {number|null|undefined} value */
export const countText = (value) => (value === null || value === undefined ? '–'
  : value.toLocaleString('en').replaceAll(',', '\u202f'));

/** `1 person`, `2 persons`. @param {number} count @param {string} one @param {string} [many] */
export const counted = (count, one, many = `${one}s`) => `${countText(count)} ${count === 1 ? one : many}`;
