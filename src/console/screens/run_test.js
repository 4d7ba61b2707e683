// Run Test: one person, POSTed now, with everything that happens on the way.
import {html, useRef, useState} from '../html.js';
import {post} from '../api.js';
import {AnswerAsRead, RequestAsSent, WhatToDo} from '../exchange.js';
import {Check, Form, Submit, TextField, useAction} from '../form.js';
import {useConnection, useNews} from '../live.js';
import {doing, Phases, PhasesSoFar} from '../phases.js';
import {Pill, Verdict} from '../pill.js';
import {useSession} from '../session.js';
import {bytesOf} from '../text.js';
import {Moment, spanText, useNow} from '../time.js';
import {WebhookMissing} from './application.js';

/** @typedef {{phase: string, probe: boolean, timingsMs: Record<string, number|null>, seenAt: number}} Progress */

/** @param {import('./application.js').TabProps} props */
export function RunTest({application, webhook, address}) {
  const session = useSession();
  const [person, setPerson] = useState('');
  const [probe, setProbe] = useState(false);
  const [report, setReport] = useState(/** @type {any} */ (null));
  const [startedAt, setStartedAt] = useState(0);
  const [progress, setProgress] = useState(/** @type {Progress|null} */ (null));
  const own = useRef('');
  useNews((events) => {
    const newest = events.findLast(({name, data}) => name === 'test-phase' && data.run === own.current);
    if (newest) setProgress({...newest.data, seenAt: Date.now()});
  });
  const {busy, problem, run} = useAction(async () => {
    setReport(null);
    setProgress(null);
    setStartedAt(Date.now());
    own.current = newName();
    const wish = {run: own.current, ...(person ? {personID: /^\d+$/.test(person) ? Number(person) : person} : {}), ...(probe
      ? {probeSignatureCheck: true} : {})};
    setReport((await post(`${address}/endpoints/default/test`, wish)).body);
  });
  if (!webhook) return html`<${WebhookMissing} application=${application} what="A test needs somewhere to go." />`;
  const self = session.person;
  return html`<div class="stack">
    <p class="lead">Sends one person to <span class="mono">${webhook.url}
      </span>, once and at once, as a real change would be sent: signed, and with no more fields than this application
        may see. No retry follows, and nothing else is affected.</p>
    <${Form} onSubmit=${run} busy=${busy} problem=${problem} shown=${['personID']}
      end=${html`<${Submit} busy=${busy}>Run Test</${Submit}>`}>
      <${TextField} label="personID" optional=${Boolean(self)} class="narrow" value=${person} onInput=${setPerson}
        fault=${problem?.at('personID')} inputmode="numeric"
        hint=${self ? `Left empty, it is you: ${self.displayName} (${self.personID}).`
          : 'Your account is tied to no person, so name one whom this application may see.'} />
      <${Check} label="Then send it once more, wrongly signed" checked=${probe} onInput=${setProbe}
        hint="Marked as a test. A receiver that acknowledges it does not check signatures." /></${Form}>
    <div aria-live="polite" class="stack">
      ${busy && html`<${Running} since=${startedAt} deadline=${webhook.policy.deadlines.wholeMs} progress=${progress} />`}
      ${report && !busy && html`<${Report} report=${report} url=${webhook.url} />`}
    </div></div>`;
}

/** What tells the events of this run from those of others: no secret, but unlike any other.
 * @returns {string} */
const newName = () => Array.from(crypto.getRandomValues(new Uint8Array(12)),
  (byte) => byte.toString(16).padStart(2, '0')).join('');

/** Where the events of the run do not come, its answer does all the same.
 * @param {{since: number, deadline: number, progress: Progress|null}} props */
function Running({since, deadline, progress}) {
  const now = useNow();
  const connection = useConnection();
  const from = (begin) => (now - begin < 1000 ? '0 s' : spanText(Math.floor((now - begin) / 1000) * 1000));
  return html`<section class="card stack" aria-label="Under way"><div class="row">
      <${Pill} mood="info">Under way</${Pill}><span class="number" aria-hidden="true">${from(since)}</span></div>
    <p>${progress ? html`<strong>${progress.probe && 'Once more, wrongly signed. '}${doing(progress.phase)}.</strong>`
      : 'Name, connection, TLS, request, answer.'}</p>
    ${progress && html`<${PhasesSoFar} phase=${progress.phase} timings=${progress.timingsMs}
      waited=${from(progress.seenAt)} />`}
    <p class="soft">The receiver has ${spanText(deadline)} for all of it.${connection !== 'live'
      && ' The live view is interrupted: how far it is cannot be shown, what comes of it will be.'}</p></section>`;
}

/** @param {{report: any, url: string}} props */
function Report({report, url}) {
  const {attempt} = report;
  return html`<section class="card stack" aria-label="What came of it">
    <div class="row"><${Verdict} verdict=${attempt.verdict} />
      ${attempt.status !== null && html`<strong class="number">HTTP ${attempt.status}</strong>`}</div>
    <p><strong>${report.verdict}</strong> ${attempt.error && html`<${WhatToDo}
      explanation=${attempt.explanation} />`}</p>
    <${Phases} attempt=${attempt} />
    <dl class="facts"><dt>Address</dt><dd class="mono">${report.peer || '–'}</dd><dt>TLS</dt><dd>
      ${attempt.tlsVersion || '–'}</dd>
      <dt>Certificate expires</dt><dd><${Moment} at=${attempt.certificateExpiresAt} both /></dd><dt>Sent</dt><dd>
        <${Moment} at=${attempt.startedAt} both /></dd></dl>
    ${report.probe && html`<${Probe} report=${report} />`}
  </section>
  <section class="pair"><div class="section"><h2>Request as sent</h2>
    <${RequestAsSent} head=${bytesOf(attempt, 'requestHead')} body=${bytesOf(report, 'requestBody')} url=${url} /></div>
    <div class="section"><h2>Answer</h2><${AnswerAsRead} attempt=${attempt} /></div></section>`;
}

/** @param {{report: any}} props */
function Probe({report}) {
  const answered = report.probe.status === null ? `It was not answered: ${report.probe.explanation}`
    : `It was answered with ${report.probe.status}.`;
  if (report.checksSignatures === true) return html`<div class="note good">
    <strong>The receiver checks signatures</strong><p>The wrongly signed POST was refused. ${answered}</p></div>`;
  if (report.checksSignatures === false) {
    return html`<div class="note bad"><strong>The receiver does not check signatures</strong>
      <p>It took a POST whose signature is wrong, so it would take one from anybody. ${answered}
      <a href="/docs/webhooks#confirm-that-it-is-authentic">How to check them</a></p></div>`;
  }
  return html`<div class="note warn"><strong>Whether it checks signatures stays open</strong>
    <p>${report.acknowledged ? '' : 'It refused the rightly signed POST too. '}${answered}</p></div>`;
}
