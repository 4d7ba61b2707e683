// The fields of a person that the form edits, and the patch that a form's state amounts to. Pure.

/** @typedef {{path: string[], label: string, type?: string, placeholder?: string}} PersonField */

/** @type {PersonField[]} */
export const personFields = [
  {path: ['firstName'], label: 'First name'}, {path: ['middleName'], label: 'Middle name'}, {path: ['lastName'],
    label: 'Last name'},
  {path: ['displayName'], label: 'Display name'}, {path: ['birthDate'], label: 'Birth date',
    placeholder: '1980-05-17'}, {path: ['gender'], label: 'Gender'},
  {path: ['cultureCode1'], label: 'Culture', placeholder: 'nb-NO'}, {path: ['email'], label: 'E-mail', type: 'email'},
  {path: ['cellPhone', 'formatted'], label: 'Cell phone'}, {path: ['homePhone', 'formatted'], label: 'Home phone'},
  {path: ['currentAddress', 'address1'], label: 'Address'}, {path: ['currentAddress', 'postalCode'],
    label: 'Postal code'}, {path: ['currentAddress', 'city'], label: 'City'},
];

/** @param {any} person @param {string[]} path @returns {string} */
export const valueAt = (person, path) => path.reduce((value, name) => value?.[name], person) ?? '';

/** @param {any} person */
export const personDraft = (person) => Object.fromEntries(personFields.map(({path}) => [path.join('.'),
  String(valueAt(person, path))]));

/** A merge patch of what differs; a field made empty is taken away. @param {Record<string,
 *   string>} draft @param {any} person */
export function personPatch(draft, person) {
  /** @type {any} */
  const patch = {};
  for (const {path} of personFields) {
    const text = draft[path.join('.')];
    if (text === String(valueAt(person, path))) continue;
    const [last] = path.slice(-1);
    const inner = path.slice(0, -1).reduce((object, name) => (object[name] ??= {}), patch);
    inner[last] = text === '' ? null : text;
  }
  return patch;
}
