/** The server's API, one function a call; what goes wrong becomes an `ApiError`. */

import { identity } from "./identity.js";
import { readEvents } from "./sse.js";

const TIMEOUT_MS = 20_000;

/** @typedef {{post: string, author: string, handle?: string, name?: string, at: string, edited?: string,
 *     title?: string, url?: string, text: string, media?: object[], reply_parent?: string, quote?: string,
 *     counts?: Object<string, number>, score?: number, reasons?: string[],
 *     highlights?: {field: string, start: number, end: number}[]}} Post */
/** @typedef {{request: string, items: Post[], cursor?: string}} FeedPage */
/** @typedef {{n: number, post: string, revision?: string, author: string, handle?: string, name?: string,
 *     at: string, field: string, quote: string, start: number, end: number, start_ms?: number}} Citation */
/** @typedef {{text: string, citations: number[], support?: number}} Claim */
/** @typedef {{answer: string, state: string, claims: Claim[], citations: Citation[], as_of?: string,
 *     timings?: Object<string, number>}} Answer */

/** What the server answered that was no success; `status` 0 where it couldn't be reached. */
export class ApiError extends Error {
  /**
   * @param {number} status
   * @param {string} message
   * @param {string} [code]
   */
  constructor(status, message, code = "") {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/**
 * Sends one request.
 * @param {string} path
 * @param {{method?: string, body?: string, type?: string, accept?: string, signal?: AbortSignal,
 *     keepalive?: boolean, timeoutMs?: number}} [options]
 * @returns {Promise<Response>} only successes
 */
async function send(path, options = {}) {
  const { method = "GET", body, type, accept = "application/json", signal, keepalive } = options;
  /** @type {Record<string, string>} */
  const headers = { Accept: accept };
  if (type) headers["Content-Type"] = type;
  if (identity.credential) headers.Authorization = `Bearer ${identity.credential}`;
  const timeout = AbortSignal.timeout(options.timeoutMs ?? TIMEOUT_MS);
  let response;
  try {
    response = await fetch(path, {
      method, body, headers, keepalive, cache: "no-store", credentials: "omit",
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    if (timeout.aborted) throw new ApiError(0, "The server took too long.", "late");
    throw new ApiError(0, "The connection to the server is lost.", "unreachable");
  }
  if (response.ok) return response;
  throw await errorFrom(response);
}

/** @param {Response} response */
async function errorFrom(response) {
  let detail;
  try {
    detail = (await response.json())?.error;
  } catch {
    // A proxy's page, or nothing at all: the status alone must do.
  }
  if (response.status === 401) identity.ask();
  return new ApiError(response.status, detail?.message ?? response.statusText, detail?.code ?? "");
}

/** @param {string} path @param {object} [options] */
async function json(path, options) {
  const response = await send(path, options);
  try {
    return await response.json();
  } catch (error) {
    if (options?.signal?.aborted) throw error;
    throw new ApiError(0, "The server's answer broke off.");
  }
}

/** The query string of what is not left out. @param {Object<string, *>} fields */
function query(fields) {
  const parts = new URLSearchParams();
  for (const [name, value] of Object.entries(fields)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== undefined && one !== null && one !== "") parts.append(name, String(one));
    }
  }
  return parts.toString();
}

/** @param {object} body @param {AbortSignal} [signal] */
function posting(body, signal) {
  return { method: "POST", body: JSON.stringify(body), type: "application/json", signal };
}

export const api = {
  /** @param {{limit: number, cursor?: string, signal?: AbortSignal}} page @returns {Promise<FeedPage>} */
  feed: ({ limit, cursor, signal }) =>
    json(`/v1/feed?${query({ viewer: identity.viewer, limit, cursor, explain: "true" })}`, { signal }),

  /** @param {string} request */
  receipt: (request) =>
    json(`/v1/feed/${encodeURIComponent(request)}/receipt?${query({ viewer: identity.viewer })}`),

  /** @param {string[]} ids @returns {Promise<{posts: Post[]}>} */
  posts: (ids) => json(`/v1/posts?${query({ id: ids, viewer: identity.viewer })}`),

  /** @param {string} id @returns {Promise<{posts: (Post & {score: number, reasons: string[]})[]}>} */
  similar: (id) => json(`/v1/posts/similar?${query({ id, viewer: identity.viewer, limit: 12 })}`),

  /** @param {string[]} ids @returns {Promise<{accounts: {id: string, avatar?: string}[]}>} */
  accounts: (ids) => json(`/v1/accounts?${query({ id: ids, viewer: identity.viewer })}`),

  /** @returns {Promise<{ticket: string, expires_in_s: number}>} */
  mediaTicket: () => json(`/v1/media/ticket?${query({ viewer: identity.viewer })}`),

  /** @param {object} fields @param {AbortSignal} [signal] @returns {Promise<{hits: Post[], cursor?: string}>} */
  search: (fields, signal) => json("/v1/search", posting({ viewer: identity.viewer, ...fields }, signal)),

  tuning: () => json("/v1/tuning", { timeoutMs: 5_000 }),

  /** @param {string} name @param {number} value @param {string} why */
  setKnob: (name, value, why) => json("/v1/knobs", posting({ name, value, why })),

  /** @param {AbortSignal} [signal] */
  status: (signal) => json("/v1/status", { signal, timeoutMs: 5_000 }),

  /**
   * Sends events as NDJSON.
   * @param {object[]} events
   * @param {boolean} [leaving] true where the page is going away and the request must outlive it
   */
  events: (events, leaving = false) =>
    json("/v1/events", {
      method: "POST",
      body: events.map((e) => JSON.stringify(e)).join("\n") + "\n",
      type: "application/x-ndjson",
      keepalive: leaving,
    }),

  /**
   * Asks, and yields the answer as it comes: `sources`, `claim`, `answer`, `done`.
   * @param {object} fields
   * @param {AbortSignal} signal
   * @returns {AsyncGenerator<{event: string, data: *}>}
   */
  async *ask(fields, signal) {
    const response = await send("/v1/ask", {
      ...posting({ viewer: identity.viewer, ...fields, stream: true }, signal),
      accept: "text/event-stream",
      timeoutMs: 120_000,
    });
    if (!response.headers.get("content-type")?.startsWith("text/event-stream")) {
      yield { event: "done", data: await response.json() };
      return;
    }
    try {
      for await (const { event, data } of readEvents(response.body)) {
        const value = JSON.parse(data);
        if (event === "error") {
          const detail = value.error ?? value;
          throw new ApiError(500, detail.message ?? "The answer failed.", detail.code);
        }
        yield { event, data: value };
      }
    } catch (error) {
      if (signal.aborted || error instanceof ApiError) throw error;
      throw new ApiError(0, "The answer broke off.");
    }
  },
};
