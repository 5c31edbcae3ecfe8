/**
 * The pages of a feed, without their looks.
 *
 * A cursor names every page served before it, and nothing served under it comes again. So when a reaction makes
 * the unseen rest stale, the next page is asked for with the newest cursor. After a yes (a like, a follow) the
 * rest is still what the server held best a moment ago, and it is merged with the new page; after a no (a skip,
 * a hide) it is set aside. What is set aside is offered again when the server has nothing else: nothing is lost,
 * and nothing comes twice.
 */

import { api } from "./api.js";

export const PAGE_SIZE = 8;
/** After a merge, at most this many unseen posts stay in the list. */
const REST_MOST = 16;
/** A look-up by id takes at most this many. */
const LOOKUP_MOST = 20;

/** @typedef {{post: import("./api.js").Post, request: string, position: number}} Item */

export class FeedModel {
  /** @type {string|undefined} */
  #cursor;
  #started = false;
  /** @type {Item[]} served, not seen, and set aside for a fresher page */
  #aside = [];
  /** Every post offered to the viewer since the page was opened. */
  #offered = new Set();
  /** Authors hidden since, whom a page under way may still hold. */
  #muted = new Set();
  #hidden = new Set();

  /** True where the server has said that nothing is left. */
  get isAtEnd() {
    return this.#started && this.#cursor === undefined && this.#aside.length === 0;
  }

  /** @param {string} author @param {boolean} on */
  mute(author, on) {
    if (on) this.#muted.add(author);
    else this.#muted.delete(author);
  }

  /** @param {string} post @param {boolean} on */
  hide(post, on) {
    if (on) this.#hidden.add(post);
    else this.#hidden.delete(post);
  }

  /** @param {import("./api.js").Post} post */
  #mayShow(post) {
    return !this.#muted.has(post.author) && !this.#hidden.has(post.post);
  }

  /**
   * The next items; none where there is nothing left.
   * @param {AbortSignal} [signal]
   * @returns {Promise<Item[]>}
   */
  async next(signal) {
    while (!this.#started || this.#cursor !== undefined) {
      const items = await this.#page(signal);
      if (items.length) return items;
    }
    return this.#fromAside();
  }

  /**
   * What should follow now, in place of items that nobody has seen.
   * @param {Item[]} rest
   * @param {boolean} keep true to merge the rest into it, false to set the rest aside
   * @param {AbortSignal} [signal]
   * @returns {Promise<Item[]|null>} null where the rest should stay, the server having nothing else
   */
  async instead(rest, keep, signal) {
    if (this.#started && this.#cursor === undefined) return null;
    const items = await this.#page(signal);
    if (!items.length) return null;
    const merged = keep ? merge(items, rest.filter(({ post }) => this.#mayShow(post))) : items;
    this.#aside.push(...(keep ? merged.slice(REST_MOST) : rest));
    return merged.slice(0, REST_MOST);
  }

  /** Starts from the beginning: what was shown stays shown, as the server knows of it. */
  restart() {
    this.#cursor = undefined;
    this.#started = false;
  }

  /** @param {AbortSignal} [signal] @returns {Promise<import("./api.js").FeedPage>} */
  async #fetch(signal) {
    try {
      return await api.feed({ limit: PAGE_SIZE, cursor: this.#cursor, signal });
    } catch (error) {
      // A cursor that the server doesn't know any longer; without one it goes by what has been seen.
      if (error.status !== 400 || this.#cursor === undefined) throw error;
      return api.feed({ limit: PAGE_SIZE, signal });
    }
  }

  /** @param {AbortSignal} [signal] */
  async #page(signal) {
    const page = await this.#fetch(signal);
    this.#started = true;
    // A page that repeats its cursor would be asked for without end.
    this.#cursor = page.items.length && page.cursor !== this.#cursor ? page.cursor : undefined;
    const items = page.items.map((post, position) => ({ post, request: page.request, position }));
    const fresh = items.filter(({ post }) => this.#mayShow(post) && !this.#offered.has(post.post));
    for (const { post } of fresh) this.#offered.add(post.post);
    return fresh;
  }

  /** What was set aside, less what has been deleted or hidden since. */
  async #fromAside() {
    const waiting = this.#aside.splice(0, LOOKUP_MOST).filter(({ post }) => this.#mayShow(post));
    if (!waiting.length) return [];
    const { posts } = await api.posts(waiting.map(({ post }) => post.post));
    const there = new Set(posts.map((p) => p.post));
    return waiting.filter(({ post }) => there.has(post.post));
  }
}

/** At most twice in ten for one author, as on the server's pages. */
const NEAR = 9;
const NEAR_MOST = 2;

/**
 * Two pages as one: they take turns, the fresh one first, and each keeps its order, unless an author has just been
 * shown twice. Scores aren't compared: those of the rest are from before the reaction, and a place may have been kept
 * for a post of little score.
 * @param {Item[]} fresh
 * @param {Item[]} rest
 * @returns {Item[]}
 */
function merge(fresh, rest) {
  const merged = [];
  const isCrowded = ({ post }) =>
    merged.slice(-NEAR).filter((i) => i.post.author === post.author).length >= NEAR_MOST;
  let f = 0;
  let r = 0;
  while (f < fresh.length && r < rest.length) {
    const inTurn = f <= r;
    const freshCrowded = isCrowded(fresh[f]);
    const takeFresh = freshCrowded === isCrowded(rest[r]) ? inTurn : !freshCrowded;
    merged.push(takeFresh ? fresh[f++] : rest[r++]);
  }
  return [...merged, ...fresh.slice(f), ...rest.slice(r)];
}
