// A request and its answer as they went over the wire.
import {html} from './html.js';
import {bytesOf, decodedData, prettyJson, Text} from './text.js';

/** One shell word. @param {string} text */
const quoted = (text) => `'${text.replaceAll("'", "'\\''")}'`;

/** The request as a command that sends the same bytes with the same signatures. @param {string} url @param {string}
 *   head @param {string} body */
export function asCurl(url, head, body) {
  const lines = head.split(/\r?\n/).slice(1).filter(Boolean);
  const own = lines.filter((line) => !/^(host|content-length|connection|transfer-encoding):/i.test(line));
  return ['curl --include', ...own.map((line) => `  --header ${quoted(line)}`), `  --data-binary ${quoted(body)}`,
    `  ${quoted(url)}`].join(' \\\n');
}

/** @param {{head?: string|null, body?: string|null,
 *   url?: string}} props what is left out is not spoken of; a `body` of null is no longer kept */
export function RequestAsSent({head, body, url}) {
  const decoded = body ? decodedData(body) : null;
  return html`<div class="stack">
    ${decoded !== null && html`<${Text} title="Persons in the body, decoded" text=${prettyJson(decoded)} />`}
    ${head && html`<${Text} title="Request head" text=${head.trimEnd()} />`}
    ${body ? html`<${Text} title="Request body" text=${body} />` : body === null
      && html`<p class="soft">The body is no longer kept.</p>`}
    ${url && head && body && html`<details><summary>As a curl command</summary>
      <p class="small soft">Signed as it was sent: a receiver that checks the age of a message takes it for some
        minutes only.</p>
      <${Text} title="curl command" text=${asCurl(url, head, body)} /></details>`}</div>`;
}

/** @param {{attempt: any}} props */
export function AnswerAsRead({attempt}) {
  const head = bytesOf(attempt, 'responseHead');
  const body = bytesOf(attempt, 'responseBody');
  if (!head) return html`<p class="soft">No answer was read.</p>`;
  return html`<div class="stack"><${Text} title="Response head" text=${head.trimEnd()} />
    ${body ? html`<${Text} title="Response body" text=${body} />` : html`<p class="soft">The response has no body.</p>`}
    ${attempt.responseTruncated
      && html`<p class="small soft">There was more of it; only the beginning is kept.</p>`}</div>`;
}

/** The page of the documentation on an error, where there is one. @param {{explanation: string}} props */
export const WhatToDo = ({explanation}) => html`<a
  href=${`/docs/troubleshooting#${explanation.toLowerCase().replace(/[^a-z0-9 -]/g, '').replaceAll(' ',
    '-')}`}>What to do about it</a>`;
