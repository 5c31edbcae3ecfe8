/**
 * The pages of a feed, without their looks.
 *
 * A cursor names every page served before it, and nothing served under it comes again. So when a reaction makes
 * the unseen rest stale, the rest is set aside, the next page is asked for with the newest cursor, and what was
 * set aside is offered again only when the server has nothing else: nothing is lost and nothing comes twice.
 */

import { api } from "./api.js";

export const PAGE_SIZE = 10;
/** A look-up by id takes at most this many. */
const LOOKUP_MOST = 50;

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
   * A fresher page in place of items that nobody has seen.
   * @param {Item[]} rest
   * @param {AbortSignal} [signal]
   * @returns {Promise<Item[]|null>} null where the rest should stay, the server having nothing else
   */
  async instead(rest, signal) {
    if (this.#started && this.#cursor === undefined) return null;
    const items = await this.#page(signal);
    if (!items.length) return null;
    this.#aside.push(...rest);
    return items;
  }

  /** Starts from the beginning: what was shown stays shown, as the server knows of it. */
  restart() {
    this.#cursor = undefined;
    this.#started = false;
  }

  /** @param {AbortSignal} [signal] */
  async #page(signal) {
    const page = await api.feed({ limit: PAGE_SIZE, cursor: this.#cursor, signal });
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
