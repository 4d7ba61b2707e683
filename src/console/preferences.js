// What a person chose for this browser: colours, and how moments are told.

const key = 'cohook-console';

/** @typedef {{theme: 'system'|'light'|'dark', absoluteTimes: boolean}} Preferences */

/** @returns {Preferences} */
function stored() {
  /** @type {Preferences} */
  const usual = {theme: 'system', absoluteTimes: false};
  try { return {...usual, ...JSON.parse(localStorage.getItem(key) ?? '{}')}; } catch { return usual; }
}

export const preferences = stored();

function apply() {
  const root = document.documentElement;
  if (preferences.theme === 'system') root.removeAttribute('data-theme');
  else root.setAttribute('data-theme', preferences.theme);
}

/** @param {Partial<typeof preferences>} changes */
export function prefer(changes) {
  Object.assign(preferences, changes);
  localStorage.setItem(key, JSON.stringify(preferences));
  apply();
}

apply();
