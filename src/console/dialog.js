// Dialogs: the browser's own, so that the keyboard stays inside and comes back to where it was.
import {html, useEffect, useId, useRef} from './html.js';
import {Failed} from './states.js';
import {useAction} from './form.js';

/** @param {{title: string, onClose: () => void, wide?: boolean, children: any}} props */
export function Dialog({title, onClose, wide, children}) {
  const element = useRef(/** @type {HTMLDialogElement|null} */ (null));
  const name = useId();
  useEffect(() => {
    const back = /** @type {HTMLElement|null} */ (document.activeElement);
    element.current?.showModal();
    return () => { if (back?.isConnected) back.focus(); };
  }, []);
  return html`<dialog ref=${element} class=${wide ? 'wide' : ''} aria-labelledby=${name}
    onCancel=${(event) => { event.preventDefault(); onClose(); }}>
    <div class="inside"><h2 id=${name}>${title}</h2>${children}</div></dialog>`;
}

/**
 * Asks before something that cannot be taken back.
 * @param {{title: string, confirm: string, danger?: boolean, blocked?: boolean, onClose: () => void,
 *   act: () => Promise<any>,
 *   children: any}} props `act` may throw a Problem, which is shown
 */
export function Confirm({title, confirm, danger, blocked, onClose, act, children}) {
  const {busy, problem, run} = useAction(async () => {
    await act();
    onClose();
  });
  return html`<${Dialog} title=${title} onClose=${onClose}>
    ${children}
    ${problem && html`<${Failed} problem=${problem} />`}
    <div class="end">
      <button type="button" class=${danger ? 'danger' : 'primary'} aria-busy=${busy ? 'true' : undefined}
        disabled=${busy || blocked} onClick=${run}>${confirm}</button>
      <button type="button" autofocus=${danger} onClick=${onClose}>Go back</button>
    </div></${Dialog}>`;
}
