// Requests to the server. What it refuses becomes a `Problem`, with the server's own words for each field.

/** Told on `events` when a request was refused because nobody is signed in (any more). */
export const events = new EventTarget();

/** Why a request came to nothing: the server's problem document, or that no server was reached (status 0). */
export class Problem extends Error {
  /** @param {{status: number, message: string, errors?: {path: string, message: string}[], requestId?: string,
   *   location?: string|null, retryAfter?: number|null}} what */
  constructor(what) {
    super(what.message);
    this.status = what.status;
    this.errors = what.errors ?? [];
    this.requestId = what.requestId ?? '';
    this.location = what.location ?? null;
    this.retryAfter = what.retryAfter ?? null;
  }

  /** What the server says about one field; empty where it says nothing. @param {string} path */
  at(path) {
    return this.errors.filter((one) => one.path === path).map((one) => one.message).join(' ');
  }

  get unreachable() { return this.status === 0 || this.status === 502; }
}

/**
 * @typedef {{status: number, body: any, etag: string|null, location: string|null}} Answer
 * @typedef {{body?: any, query?: Record<string, any>, etag?: string|null, signal?: AbortSignal}} Options
 */

/** @param {string} path @param {Record<string, any>} [query] empty values are left out */
export function addressOf(path, query = {}) {
  const pairs = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== '') pairs.set(name, String(value));
  }
  const text = pairs.toString();
  return text ? `${path}?${text}` : path;
}

/**
 * @param {number} status @param {string} text of the body
 * @param {(name: string) => string|null} header
 */
export function problemOf(status, text, header) {
  let told = /** @type {any} */ (null);
  try { told = JSON.parse(text); } catch { /* not of this server, or broken off */ }
  const retryAfter = Number.parseInt(header('Retry-After') ?? '', 10);
  return new Problem({
    status,
    message: told?.detail ?? told?.message ?? `The server answered with status ${status}.`,
    errors: told?.errors ?? [],
    requestId: told?.requestId ?? '',
    location: header('Location'),
    retryAfter: Number.isNaN(retryAfter) ? null : retryAfter,
  });
}

/** Tells whoever shows the page that the session is over. @param {Problem} problem @param {string} path */
export function noticeSignedOut(problem, path) {
  if (problem.status === 401 && !path.startsWith('/v1/session')) events.dispatchEvent(new Event('signed-out'));
}

/** @param {string} method @param {string} path @param {Options} [options] @returns {Promise<Answer>} */
export async function request(method, path, {body, query, etag, signal} = {}) {
  /** @type {Record<string, string>} */
  const headers = {'X-Cohook-Console': '1', Accept: 'application/json'};
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  if (etag) headers['If-Match'] = etag;
  let response;
  let text;
  try {
    response = await fetch(addressOf(path, query), {
      method, headers, signal, credentials: 'same-origin', cache: 'no-store',
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    text = await response.text();
  } catch (thrown) {
    if (signal?.aborted) throw thrown;
    throw new Problem({status: 0, message: 'The server cannot be reached. What you see may be out of date.'});
  }
  if (!response.ok) {
    const problem = problemOf(response.status, text, (name) => response.headers.get(name));
    noticeSignedOut(problem, path);
    throw problem;
  }
  return {
    status: response.status,
    body: text ? JSON.parse(text) : null,
    etag: response.headers.get('ETag'),
    location: response.headers.get('Location'),
  };
}

/** @param {string} path @param {Options} [options] */
export const get = (path, options) => request('GET', path, options);
/** @param {string} path @param {any} [body] @param {Options} [options] */
export const post = (path, body, options) => request('POST', path, {...options, body});
/** @param {string} path @param {any} body @param {Options} [options] */
export const put = (path, body, options) => request('PUT', path, {...options, body});
/** @param {string} path @param {any} body @param {Options} [options] */
export const patch = (path, body, options) => request('PATCH', path, {...options, body});
/** @param {string} path @param {Options} [options] */
export const remove = (path, options) => request('DELETE', path, options);

/** One part of a path. @param {string|number} text */
export const part = (text) => encodeURIComponent(String(text));
