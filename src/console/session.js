// Who is signed in, and what they may see.
import {createContext, useContext} from './html.js';

/** @typedef {{account: {accountId: string, login: string, role: string, organizations: string[],
 *   personID: number|null},
 *   person: {personID: number, displayName: string}|null, expiresAt: string, idleMinutes: number}} Session */

export const SessionContext = createContext(/** @type {Session|null} */ (null));

/** @returns {Session} */
export function useSession() {
  const session = useContext(SessionContext);
  if (!session) throw new Error('nobody is signed in');
  return session;
}

export const useIsAdministrator = () => useSession().account.role === 'system-administrator';

/** @type {[string, string][]} */
export const roles = [['technical-administrator', 'Technical administrator'], ['system-administrator',
  'System administrator']];
/** @param {string} name */
export const roleText = (name) => roles.find(([one]) => one === name)?.[1] ?? name;
