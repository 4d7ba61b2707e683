// How long each part of an attempt took, as bars along one line of time.
import {html} from './html.js';
import {spanText} from './time.js';

/** The phases in their order: name in the API, how it is called.
 * @type {[string, string][]} */
const phases = [['dns', 'Name'], ['connect', 'Connection'], ['tls', 'TLS'], ['send', 'Sent'], ['firstByte',
  'First byte']];

/** @param {{attempt: any}} props */
export function Phases({attempt}) {
  const timings = attempt.timingsMs;
  const total = Math.max(timings.total, 0.001);
  const known = phases.filter(([name]) => timings[name] !== null);
  const broken = attempt.status === null && attempt.verdict === 'failed';
  const reached = phases.findLastIndex(([name]) => timings[name] !== null);
  let begin = 0;
  return html`<ol class="phases" aria-label="Phases">${phases.map(([name, label], at) => {
    const ms = timings[name];
    if (ms === null) {
      const why = at > reached ? 'not reached' : attempt.connectionReused ? 'connection reused' : 'not needed';
      return html`<li class="skipped" key=${name}><span>${label}</span><span class="small">${why}</span>
        <span class="ms">–</span></li>`;
    }
    const from = begin;
    begin += ms;
    const last = broken && name === known.at(-1)?.[0];
    return html`<li key=${name} class=${last ? 'broken' : ''}><span>${label}</span><span class="track">
      <i style=${{left: `${Math.min(99, (from / total) * 100)}%`,
      width: `${Math.max(0, Math.min(100 - (from / total) * 100, (ms / total) * 100))}%`,
        animationDelay: `${at * 90}ms`}}></i></span><span class="ms">${spanText(ms)}</span></li>`;
  })}
    <li><strong>${broken ? 'Ended' : 'Done'}</strong><span></span><strong class="ms">${spanText(timings.total)}
      </strong></li></ol>`;
}
