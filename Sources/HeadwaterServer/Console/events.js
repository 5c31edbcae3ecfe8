/**
 * What the viewer did, on its way to the server.
 *
 * Impressions and views wait a moment and go together; a reaction goes at once and its promise is kept when the
 * server has it on disk. What can't be delivered is tried again with growing pauses: sending an event twice is
 * harmless, its identity being its own. When the page goes away the rest leaves in a request that outlives it.
 */

import { api } from "./api.js";
import { identity } from "./identity.js";

const BATCH_DELAY_MS = 1_500;
const BATCH_MOST = 100;
const QUEUE_MOST = 1_000;
/** Browsers carry at most 64 KiB in requests that outlive their page. */
const LEAVING_MOST_BYTES = 60_000;

/** @typedef {{event: object, settle: ((error: Error|null) => void)|null}} Waiting */

class Outbox extends EventTarget {
  /** @type {Waiting[]} */
  #queue = [];
  #timer = 0;
  /** @type {Promise<void>|null} */
  #sending = null;
  #failures = 0;
  /** Events the server took, by type, for the page's own account of itself. */
  sent = { impression: 0, engagement: 0, edge: 0 };

  constructor() {
    super();
    addEventListener("pagehide", () => this.#leave());
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden") this.#leave();
    });
    addEventListener("online", () => this.flush());
  }

  /**
   * Sends later, together with others.
   * @param {object} event without `actor`, which is the viewer
   */
  add(event) {
    this.#enqueue(event, null);
    if (this.#queue.length >= BATCH_MOST) this.flush();
    else this.#schedule(BATCH_DELAY_MS);
  }

  /**
   * Sends now.
   * @param {object} event without `actor`
   * @returns {Promise<void>} kept once the server has the event; broken where it refuses it
   */
  now(event) {
    return new Promise((resolve, reject) => {
      this.#enqueue(event, (error) => (error ? reject(error) : resolve()));
      this.flush();
    });
  }

  /** Sends what waits. */
  flush() {
    clearTimeout(this.#timer);
    this.#timer = 0;
    this.#sending ??= this.#drain().finally(() => {
      this.#sending = null;
    });
  }

  /** @param {object} event @param {Waiting["settle"]} settle */
  #enqueue(event, settle) {
    this.#queue.push({ event: { ...event, actor: identity.viewer }, settle });
    // An impression is worth less than a reaction: without a server, the oldest impressions go first.
    while (this.#queue.length > QUEUE_MOST) {
      const index = this.#queue.findIndex((w) => !w.settle);
      this.#queue.splice(Math.max(index, 0), 1)[0].settle?.(new Error("too much is waiting"));
    }
  }

  /** @param {number} delay ms */
  #schedule(delay) {
    if (!this.#timer) this.#timer = setTimeout(() => this.flush(), delay);
  }

  async #drain() {
    while (this.#queue.length) {
      const batch = this.#queue.splice(0, BATCH_MOST);
      try {
        const answer = await api.events(batch.map((w) => w.event));
        this.#settle(batch, answer);
        if (this.#failures) this.dispatchEvent(new Event("recovered"));
        this.#failures = 0;
      } catch (error) {
        // Refused for good: a line can't be at fault, as those answer 200.
        if (error.status >= 400 && error.status < 500 && error.status !== 401 && error.status !== 429) {
          for (const { settle } of batch) settle?.(error);
          continue;
        }
        this.#queue.unshift(...batch);
        this.#failures += 1;
        if (this.#failures === 1) this.dispatchEvent(new CustomEvent("stuck", { detail: error }));
        const pause = Math.min(30_000, 1_000 * 2 ** this.#failures) * (0.5 + Math.random() / 2);
        this.#schedule(pause);
        return;
      }
    }
  }

  /** @param {Waiting[]} batch @param {{rejected?: {line: number, error: string}[]}} answer */
  #settle(batch, answer) {
    const rejected = new Map((answer.rejected ?? []).map((r) => [r.line, r.error]));
    batch.forEach(({ event, settle }, index) => {
      const reason = rejected.get(index + 1);
      if (!reason && event.type in this.sent) this.sent[event.type] += 1;
      settle?.(reason ? new Error(reason) : null);
    });
    this.dispatchEvent(new Event("sent"));
  }

  /** Lets the rest go with the page. A batch under way is left to itself: its page may yet live on. */
  #leave() {
    this.dispatchEvent(new Event("leaving"));
    clearTimeout(this.#timer);
    this.#timer = 0;
    const batch = [];
    let bytes = 0;
    while (this.#queue.length && bytes < LEAVING_MOST_BYTES && batch.length < BATCH_MOST) {
      const next = this.#queue.shift();
      bytes += JSON.stringify(next.event).length * 2;
      batch.push(next);
    }
    if (!batch.length) return;
    api.events(batch.map((w) => w.event), true).then(
      (answer) => this.#settle(batch, answer),
      () => {
        // Only a page that was hidden and came back is still here to try again.
        this.#queue.unshift(...batch);
        this.#schedule(BATCH_DELAY_MS);
      });
  }
}

export const outbox = new Outbox();

let lastTime = 0;

/** The time for an event's `at`: now, and later than any before it, so that the newest decides. */
export function eventTime() {
  lastTime = Math.max(Date.now(), lastTime + 1);
  return new Date(lastTime).toISOString();
}
