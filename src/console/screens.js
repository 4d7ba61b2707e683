// Which page an address asks for. Pages are loaded when they are first gone to; the same page of another application is
// another page, so nothing of the one stays in the other.

/** @typedef {{key: string, load: () => Promise<any>}} Wanted */

/** Names of pages that no address begins with. */
const onlyWithin = ['application', 'delivery', 'person', 'import'];
const applicationTabs = ['webhook', 'test', 'sync', 'deliveries', 'scopes', 'keys', 'settings'];

/** @type {Record<string, () => Promise<any>>} */
const pages = {
  '': async () => (await import('./screens/overview.js')).Overview,
  applications: async () => (await import('./screens/applications.js')).Applications,
  application: async () => (await import('./screens/application.js')).Application,
  deliveries: async () => (await import('./screens/deliveries.js')).Deliveries,
  delivery: async () => (await import('./screens/delivery.js')).Delivery,
  replay: async () => (await import('./screens/replay.js')).Replay,
  syncs: async () => (await import('./screens/sync_receipt.js')).SyncReceipt,
  persons: async () => (await import('./screens/persons.js')).Persons,
  person: async () => (await import('./screens/person.js')).Person,
  import: async () => (await import('./screens/import.js')).Import,
  organizations: async () => (await import('./screens/organizations.js')).Organizations,
  system: async () => (await import('./screens/system.js')).System,
  audit: async () => (await import('./screens/audit.js')).Audit,
  accounts: async () => (await import('./screens/accounts.js')).Accounts,
  me: async () => (await import('./screens/me.js')).Me,
};

/** The name of the page: most addresses begin with it, those of one thing are told by their second part.
 * @param {import('./router.js').Place} place @returns {string|null} */
function pageOf({parts}) {
  const [first = '', second, third] = parts;
  if (first === 'applications' && second !== undefined) {
    return parts.length <= 3 && (third === undefined || applicationTabs.includes(third)) ? 'application' : null;
  }
  if (parts.length > 2) return null;
  if (second === undefined) return first === 'syncs' || onlyWithin.includes(first) ? null : first;
  if (first === 'deliveries') return 'delivery';
  if (first === 'persons') return second === 'import' ? 'import' : 'person';
  return first === 'syncs' ? 'syncs' : null;
}

/** @param {import('./router.js').Place} place @returns {Wanted|null} */
export function screenOf(place) {
  const key = pageOf(place);
  return key !== null && Object.hasOwn(pages, key) ? {key, load: pages[key]} : null;
}
