// Import of persons: a file of one JSON object a line, sent as it is, with what became of each line.
import {html, useRef, useState} from '../html.js';
import {noticeSignedOut, Problem, problemOf} from '../api.js';
import {Field, Form, Submit, useAction} from '../form.js';
import {Page} from '../page.js';
import {linkTo} from '../router.js';
import {counted, countText} from '../time.js';

const address = '/v1/persons:import';

/**
 * Sends a file, telling how much of it is on its way: only this older way of the browser tells that.
 * @param {File} file @param {(sent: number) => void} tell @param {(stop: () => void) => void} give
 * @returns {Promise<any>} the report
 */
function upload(file, tell, give) {
  return new Promise((done, refuse) => {
    const sending = new XMLHttpRequest();
    give(() => sending.abort());
    sending.upload.onprogress = (event) => tell(event.loaded);
    sending.onload = () => {
      if (sending.status === 200) { done(JSON.parse(sending.responseText)); return; }
      const problem = problemOf(sending.status, sending.responseText, (name) => sending.getResponseHeader(name));
      noticeSignedOut(problem, address);
      refuse(problem);
    };
    sending.onerror = () => refuse(new Problem({status: 0,
      message: 'The connection broke off. Lines that were taken are in; the same file may be sent again, whole.'}));
    sending.onabort = () => refuse(new Problem({status: 0,
      message: 'Stopped. Lines that were taken are in; the same file may be sent again, whole.'}));
    sending.open('POST', address);
    sending.setRequestHeader('Content-Type', 'application/x-ndjson');
    sending.setRequestHeader('X-Cohook-Console', '1');
    sending.send(file);
  });
}

export function Import() {
  const [file, setFile] = useState(/** @type {File|null} */ (null));
  const [sent, setSent] = useState(0);
  const [report, setReport] = useState(/** @type {any} */ (null));
  const stop = useRef(() => {});
  const {busy, problem, run} = useAction(async () => {
    if (!file) return;
    setReport(null);
    setSent(0);
    setReport(await upload(file, setSent, (how) => { stop.current = how; }));
  });
  const share = file?.size ? Math.min(100, Math.round((sent / file.size) * 100)) : 0;
  return html`<${Page} title="Import persons" crumbs=${html`<a href="#/persons">Persons</a>`}
    lead=${html`One JSON object a line: a person, or <code>
      ${'{"person":{…},"consents":[{"application":"…","scopes":[…]}]}'}
        </code>. Sending the same file again changes nothing.`}>
    <${Form} onSubmit=${run} busy=${busy} problem=${problem}
      end=${html`<${Submit} busy=${busy} disabled=${!file}>Import</${Submit}>
      ${busy && html`<button type="button" onClick=${() => stop.current()}>Stop</button>`}`}>
      <${Field} label="File">${(ids) => html`<input ...${ids} type="file" accept=".ndjson,.jsonl,.json,.txt"
        onChange=${(event) => setFile(event.currentTarget.files[0] ?? null)} />`}</${Field}></${Form}>
    <div aria-live="polite" class="stack">
      ${busy && html`<section class="card stack"><div class="progress" role="progressbar" aria-label="Sent"
        aria-valuemin="0" aria-valuemax="100" aria-valuenow=${share}><i style=${{width: `${share}%`}}></i></div>
        <p>${share < 100 ? `${share} % sent; lines go in as they arrive.`
          : 'All is sent; the last lines are being taken in.'}</p></section>`}
      ${report && html`<${Report} report=${report} />`}</div></${Page}>`;
}

/** @param {{report: any}} props */
const Report = ({report}) => html`<section class="stack" aria-label="What became of the lines">
  <dl class="figures"><div><dt>Lines</dt><dd>${countText(report.lines)}</dd></div><div><dt>Created</dt><dd>
    ${countText(report.created)}</dd></div>
    <div><dt>Updated</dt><dd>${countText(report.updated)}</dd></div><div><dt>Unchanged</dt><dd>
      ${countText(report.unchanged)}</dd></div>
    <div><dt>Refused</dt><dd>${countText(report.refused)}</dd></div><div><dt>Consents</dt><dd>
      ${countText(report.consents)}</dd></div>
    <div><dt>Messages</dt><dd>${countText(report.messages)}</dd></div></dl>
  ${report.errors.length > 0 && html`<h2>Refused lines</h2><div class="table-wrap"><table>
    <caption class="unseen">Refused lines</caption>
    <thead><tr><th scope="col" class="right">Line</th><th scope="col">Field</th><th scope="col">Why</th></tr></thead>
    <tbody>${report.errors.map((one) => html`<tr><td class="right">${one.line}</td><td class="mono">${one.path}</td>
      <td>${one.message}</td></tr>`)}</tbody></table></div>`}
  ${report.errorsLeftOut > 0 && html`<p class="soft">${counted(report.errorsLeftOut,
    'more line')} refused, not listed.</p>`}
  <p><a href=${linkTo(['persons'])}>To the persons</a></p></section>`;
