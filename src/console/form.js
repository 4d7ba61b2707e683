// Forms: labels, hints, and the server's own word beside the field that it is about.
import {html, useCallback, useId, useLayoutEffect, useRef, useState} from './html.js';
import {asProblem} from './resource.js';
import {Failed} from './states.js';

/**
 * Something that is done on the server: whether it is under way, and why it was refused.
 * @template T @param {(...values: any[]) => Promise<T>} act
 */
export function useAction(act) {
  const [state, setState] = useState({busy: false, problem: /** @type {import('./api.js').Problem|null} */ (null)});
  const newest = useRef(act);
  newest.current = act;
  const alive = useRef(true);
  useLayoutEffect(() => {
    alive.current = true;
    return () => { alive.current = false; };
  }, []);
  const run = useCallback(async (/** @type {any[]} */ ...values) => {
    setState({busy: true, problem: null});
    try {
      await newest.current(...values);
      if (alive.current) setState({busy: false, problem: null});
    } catch (thrown) {
      if (alive.current) setState({busy: false, problem: asProblem(thrown)});
    }
  }, []);
  const forget = useCallback(() => setState({busy: false, problem: null}), []);
  return {...state, run, forget};
}

/**
 * What is edited of something that has versions; it begins anew with each. In the very rendering that brings the new
 * version: an effect comes a frame later and would take back what was typed before it.
 * @template T @param {any} version @param {() => T} begin
 * @returns {[T, (edit: (old: T) => T) => void]}
 */
export function useDraft(version, begin) {
  const [held, setHeld] = useState(() => ({version, draft: begin()}));
  const draftIn = (one) => (one.version === version ? one.draft : begin());
  return [draftIn(held), (edit) => setHeld((old) => ({version, draft: edit(draftIn(old))}))];
}

/**
 * @param {{label: string, hint?: any, fault?: string, fine?: any, optional?: boolean, wide?: boolean,
 *   children: (ids: {id: string,
 *   'aria-describedby': string|undefined, 'aria-invalid': 'true'|undefined}) => any}} props
 */
export function Field({label, hint, fault, fine, optional, wide, children}) {
  const id = useId();
  const described = [hint && `${id}-hint`, (fault || fine) && `${id}-word`].filter(Boolean).join(' ') || undefined;
  return html`<div class=${wide ? 'field wide' : 'field'}>
    <label for=${id}>${label}${optional && html`<span class="optional">optional</span>`}</label>
    ${children({id, 'aria-describedby': described, 'aria-invalid': fault ? 'true' : undefined})}
    <div id=${`${id}-word`} aria-live="polite">${fault ? html`<p class="fault">${fault}</p>` : fine
      ? html`<p class="fine">${fine}</p>` : null}</div>
    ${hint && html`<p class="hint" id=${`${id}-hint`}>${hint}</p>`}
  </div>`;
}

/**
 * @param {{label: string, value: string, onInput: (value: string) => void, hint?: any, fault?: string, fine?: any,
 *   optional?: boolean,
 *   wide?: boolean, mono?: boolean, type?: string, end?: any, [other: string]: any}} props `end`: a button beside it
 */
export function TextField({label, value, onInput, hint, fault, fine, optional, wide, mono, end, type = 'text',
  ...rest}) {
  return html`<${Field} label=${label} hint=${hint} fault=${fault} fine=${fine} optional=${optional} wide=${wide}>
    ${(ids) => {
    const input = html`<input ...${ids} ...${rest} type=${type} class=${mono ? 'mono' : ''} value=${value}
      spellcheck=${false} onInput=${(event) => onInput(event.currentTarget.value)} />`;
    return end ? html`<div class="with-button">${input}${end}</div>` : input;
  }}</${Field}>`;
}

/** @param {{label: string, value: string, onInput: (value: string) => void, hint?: any, fault?: string,
 *   rows?: number, [other: string]: any}} props */
export const TextArea = ({label, value, onInput, hint, fault, optional,
  ...rest}) => html`<${Field} label=${label} hint=${hint} fault=${fault} optional=${optional}>${
  (ids) => html`<textarea ...${ids} ...${rest} spellcheck=${false} value=${value}
    onInput=${(event) => onInput(event.currentTarget.value)}></textarea>`}</${Field}>`;

/** @param {{label: string, value: string, onInput: (value: string) => void, choices: [string, string][], hint?: any,
 *   fault?: string}} props */
export const Choice = ({label, value, onInput, choices, hint,
  fault}) => html`<${Field} label=${label} hint=${hint} fault=${fault}>${
  (ids) => html`<select ...${ids} value=${value} onInput=${(event) => onInput(event.currentTarget.value)}>
    ${choices.map(([name, text]) => html`<option key=${name} value=${name} selected=${name === value}>${text}
      </option>`)}</select>`}</${Field}>`;

/** @param {{label: any, checked: boolean, onInput: (value: boolean) => void, hint?: any, disabled?: boolean}} props */
export const Check = ({label, checked, onInput, hint, disabled}) => html`<label class="check">
  <input type="checkbox" checked=${checked} disabled=${disabled}
    onInput=${(event) => onInput(event.currentTarget.checked)} />
  <span>${label}${hint && html`<span class="hint">${hint}</span>`}</span></label>`;

/**
 * A form. What the server refuses is told at its end unless a field shows it (`shown`: paths of the fields that do),
 *   and
 * the first field at fault gets the focus.
 * @param {{onSubmit: () => void, busy: boolean, problem: import('./api.js').Problem|null, shown?: string[],
 *   children: any, end: any, sticky?: boolean}} props
 */
export function Form({onSubmit, busy, problem, shown = [], children, end, sticky}) {
  const element = useRef(/** @type {HTMLFormElement|null} */ (null));
  useLayoutEffect(() => {
    if (problem) /** @type {HTMLElement|null} */ (element.current?.querySelector('[aria-invalid="true"]'))?.focus();
  }, [problem]);
  const elsewhere = problem && (problem.errors.length === 0 || problem.errors.some((one) => !shown.includes(one.path)));
  return html`<form class="form" ref=${element} noValidate onSubmit=${(event) => {
    event.preventDefault();
    if (!busy) onSubmit();
  }}>
    ${children}
    ${elsewhere && html`<${Failed} problem=${problem} />`}
    <div class=${sticky ? 'form-end sticky' : 'form-end'}>${end}</div>
  </form>`;
}

/** @param {{busy: boolean, children: any, disabled?: boolean}} props */
export const Submit = ({busy, children, disabled}) => html`<button type="submit" class="primary"
  disabled=${disabled || busy}
  aria-busy=${busy ? 'true' : undefined}>${children}</button>`;
