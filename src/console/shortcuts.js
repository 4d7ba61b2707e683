// Keys that go places, and the list of them. None works while something is being typed or a dialog is open.
import {html, useEffect, useState} from './html.js';
import {Dialog} from './dialog.js';
import {go} from './router.js';

/** @type {[string, string, string][]} */
const places = [['o', 'Overview', '#/'], ['a', 'Applications', '#/applications'], ['d', 'Deliveries', '#/deliveries'],
  ['r', 'Replay', '#/replay'], ['p', 'Persons', '#/persons']];

export function Shortcuts() {
  const [open, setOpen] = useState(false);
  useEffect(() => {
    let goes = false;
    const press = (event) => {
      const target = /** @type {HTMLElement} */ (event.target);
      if (event.ctrlKey || event.metaKey || event.altKey || target.closest('input, textarea, select, dialog')) return;
      const place = goes ? places.find(([key]) => key === event.key) : undefined;
      goes = event.key === 'g';
      if (event.key === '?') setOpen(true);
      if (place) go(place[2]);
      const search = event.key === '/' && /** @type {HTMLElement|null} */ (document.querySelector('[type=search]'));
      if (!place && !search) return;
      event.preventDefault();
      if (search) search.focus();
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  }, []);
  if (!open) return null;
  return html`<${Dialog} title="Keys" onClose=${() => setOpen(false)}>
    <dl class="facts"><dt><kbd>?</kbd></dt><dd>This list</dd><dt><kbd>/</kbd></dt><dd>Search on this page</dd>
      ${places.map(([key, text]) => html`<dt><kbd>g</kbd> <kbd>${key}</kbd></dt><dd>${text}</dd>`)}
      <dt><kbd>Esc</kbd></dt><dd>Close a dialog</dd></dl>
    <div class="end"><button onClick=${() => setOpen(false)}>Close</button></div></${Dialog}>`;
}
