// Texts as they were sent and received: shown as text whatever they hold, and copied as they are.
import {html} from './html.js';
import {announce} from './announce.js';

/** @param {{text: string, what: string, small?: boolean}} props */
export const Copy = ({text, what, small = true}) => html`<button type="button" class=${small ? 'small quiet' : ''}
  aria-label=${`Copy ${what}`} onClick=${async () => {
  try {
    await navigator.clipboard.writeText(text);
    announce(`Copied ${what}.`);
  } catch {
    announce(`The browser did not allow copying ${what}; select the text instead.`);
  }
}}>Copy</button>`;

/** @param {{text: string, title: string, lang?: string}} props */
export const Text = ({text, title}) => html`<figure class="text"><figcaption><span>${title}</span>
  <${Copy} text=${text} what=${title.toLowerCase()} /></figcaption>
  <pre tabIndex="0" role="region" aria-label=${title}>${text}</pre></figure>`;

/** A name of the API as words: `revealSigningKey`, Reveal signing key. @param {string} name */
export function wordsOf(name) {
  const words = name.replace(/([A-Z])/g, (letter) => ` ${letter.toLowerCase()}`);
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** JSON with line breaks; whatever is no JSON as it is. @param {string} text */
export function prettyJson(text) {
  try { return JSON.stringify(JSON.parse(text), null, 2); } catch { return text; }
}

/** The UTF-8 text behind base64, where it is one. @param {string} text @returns {string|null} */
export function fromBase64(text) {
  try {
    return new TextDecoder('utf-8', {fatal: true}).decode(Uint8Array.from(atob(text), (one) => one.charCodeAt(0)));
  } catch { return null; }
}

/** What the persons of a members envelope are, decoded; null where the body is none. @param {string} body */
export function decodedData(body) {
  try {
    const data = JSON.parse(body)?.message?.data;
    return typeof data === 'string' ? fromBase64(data) : null;
  } catch { return null; }
}

/** A member that holds bytes: text, or base64 under another name. @param {any} object @param {string} name */
export function bytesOf(object, name) {
  const plain = object?.[name];
  if (typeof plain === 'string') return plain;
  const encoded = object?.[`${name}Base64`];
  return typeof encoded === 'string' ? `(not text; as base64)\n${encoded}` : null;
}
