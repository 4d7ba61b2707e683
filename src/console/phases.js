// How long each part of an attempt took, as bars along one line of time; and of one that is under way, which part it is in.
import {html} from './html.js';
import {spanText} from './time.js';

/** The phases in their order: name in the API, how it is called, what is being done in it.
 * @type {[string, string, string][]} */
const phases = [['dns', 'Name', 'Looking the name up'], ['connect', 'Connection', 'Connecting'],
  ['tls', 'TLS', 'Agreeing on TLS'], ['send', 'Sent', 'Sending the request'],
  ['firstByte', 'First byte', 'Waiting for the first byte of the answer']];

/** What an attempt is doing in this phase. @param {string} name */
export const doing = (name) => phases.find(([one]) => one === name)?.[2] ?? 'Reading the answer';

/** A phase that took its time. @param {{at: number, timings: any, broken?: boolean}} props */
function Took({at, timings, broken = false}) {
  const [name, label] = phases[at];
  const share = 100 / Math.max(timings.total, 0.001);
  const from = share * phases.slice(0, at).reduce((sum, [one]) => sum + (timings[one] ?? 0), 0);
  return html`<li class=${broken ? 'broken' : ''}><span>${label}</span><span class="track">
    <i style=${{left: `${Math.min(99, from)}%`, width: `${Math.max(0, Math.min(100 - from, share * timings[name]))}%`,
      animationDelay: `${at * 90}ms`}}></i></span><span class="ms">${spanText(timings[name])}</span></li>`;
}

/** A phase without a time. @param {{at: number, why: string}} props */
const Without = ({at, why}) => html`<li class="skipped"><span>${phases[at][1]}</span><span class="small">${why}</span>
  <span class="ms">–</span></li>`;

/** @param {{attempt: any}} props */
export function Phases({attempt}) {
  const timings = attempt.timingsMs;
  const broken = attempt.status === null && attempt.verdict === 'failed';
  const reached = phases.findLastIndex(([name]) => timings[name] !== null);
  return html`<ol class="phases" aria-label="Phases">${phases.map(([name], at) => {
    if (timings[name] !== null) {
      return html`<${Took} key=${name} at=${at} timings=${timings} broken=${broken && at === reached} />`;
    }
    const why = at > reached ? 'not reached' : attempt.connectionReused ? 'connection reused' : 'not needed';
    return html`<${Without} key=${name} at=${at} why=${why} />`;
  })}
    <li><strong>${broken ? 'Ended' : 'Done'}</strong><span></span><strong class="ms">${spanText(timings.total)}
      </strong></li></ol>`;
}

/** Of an attempt that is under way. What changes here is told in words elsewhere: a list that grows is no news to listen
 * to. @param {{phase: string, timings: any, waited: string}} props `timings` of the phases that are over, `waited` in
 *   the one it is in */
export function PhasesSoFar({phase, timings, waited}) {
  const known = phases.findIndex(([name]) => name === phase);
  const now = known < 0 ? phases.length : known;
  return html`<ol class="phases" aria-label="Phases so far" aria-live="off">${phases.map(([name, label], at) => {
    if (at === now) return html`<${Waiting} key=${name} label=${label} waited=${waited} />`;
    if (timings[name] !== null) return html`<${Took} key=${name} at=${at} timings=${timings} />`;
    return html`<${Without} key=${name} at=${at} why=${at > now ? '' : 'not needed'} />`;
  })}
    ${now === phases.length ? html`<${Waiting} label="Answer" waited=${waited} />` : html`<li class="skipped">
      <span>Done</span><span></span><span class="ms">–</span></li>`}</ol>`;
}

/** @param {{label: string, waited: string}} props */
const Waiting = ({label, waited}) => html`<li class="current" aria-current="step"><strong>${label}</strong>
  <span class="track"><i></i></span><span class="ms">${waited}</span></li>`;
