// Short words on what was done: seen for a while, and read out.
import {html, useEffect, useState} from './html.js';

const spoken = new EventTarget();
let number = 0;

/** @param {string} text */
export function announce(text) {
  spoken.dispatchEvent(new CustomEvent('said', {detail: {id: ++number, text}}));
}

export function Announcements() {
  const [all, setAll] = useState(/** @type {{id: number, text: string}[]} */ ([]));
  const drop = (id) => setAll((old) => old.filter((one) => one.id !== id));
  useEffect(() => {
    const hear = (event) => {
      const said = /** @type {CustomEvent} */ (event).detail;
      setAll((old) => [...old.slice(-2), said]);
      setTimeout(() => drop(said.id), 7000);
    };
    spoken.addEventListener('said', hear);
    return () => spoken.removeEventListener('said', hear);
  }, []);
  return html`<div class="toasts" role="status" aria-live="polite">
    ${all.map((one) => html`<div class="toast" key=${one.id}><span>${one.text}</span></div>`)}
  </div>`;
}
