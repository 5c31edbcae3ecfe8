/**
 * What was seen: a card counts once half of it, or half of the window, has been in sight for a second.
 */

const SEEN_MS = 1_000;
const STEPS = Array.from({ length: 21 }, (_, i) => i / 20);

export class Exposure {
  /** @type {Map<Element, {timer: number, since: number, total: number, seen: boolean, visible: boolean}>} */
  #cards = new Map();
  #observer;
  #suspended = false;

  /**
   * @param {{seen: (card: HTMLElement) => void, gone: (card: HTMLElement) => void,
   *     glimpsed: (card: HTMLElement) => void}} handlers `seen` once a card; `gone` each time that it leaves
   *     sight; `glimpsed` when any part of it has come into sight
   */
  constructor(handlers) {
    this.handlers = handlers;
    this.#observer = new IntersectionObserver((entries) => this.#changed(entries), { threshold: STEPS });
    document.addEventListener("visibilitychange", () => this.#pageVisibility());
  }

  /** @param {HTMLElement} card */
  watch(card) {
    if (this.#cards.has(card)) return;
    this.#cards.set(card, { timer: 0, since: 0, total: 0, seen: false, visible: false });
    this.#observer.observe(card);
  }

  /** @param {HTMLElement} card */
  forget(card) {
    const state = this.#cards.get(card);
    if (!state) return;
    this.#hide(card, state);
    this.#observer.unobserve(card);
    this.#cards.delete(card);
  }

  /** Counts nothing as in sight until `resume`: something else covers the cards. */
  suspend() {
    this.#suspended = true;
    this.#pageVisibility();
  }

  /** Counts what is in sight again. */
  resume() {
    this.#suspended = false;
    this.#pageVisibility();
  }

  /** Whether cards that are in view can be seen. */
  get #isOpen() {
    return !this.#suspended && document.visibilityState === "visible";
  }

  /** How long the card has been in sight, in ms. @param {HTMLElement} card */
  dwell(card) {
    const state = this.#cards.get(card);
    if (!state) return 0;
    return Math.round(state.total + (state.since ? performance.now() - state.since : 0));
  }

  /** @param {IntersectionObserverEntry[]} entries */
  #changed(entries) {
    for (const entry of entries) {
      const card = /** @type {HTMLElement} */ (entry.target);
      const state = this.#cards.get(card);
      if (!state) continue;
      if (this.#isOpen && entry.isIntersecting && entry.intersectionRect.height > 24) this.handlers.glimpsed(card);
      const windowHeight = entry.rootBounds?.height ?? innerHeight;
      state.visible = entry.intersectionRatio >= 0.5 || entry.intersectionRect.height >= windowHeight / 2;
      if (state.visible && this.#isOpen) this.#show(card, state);
      else this.#hide(card, state);
    }
  }

  #pageVisibility() {
    for (const [card, state] of this.#cards) {
      if (this.#isOpen && state.visible) this.#show(card, state);
      else this.#hide(card, state);
    }
  }

  #show(card, state) {
    if (state.since) return;
    state.since = performance.now();
    if (state.seen) return;
    state.timer = setTimeout(() => {
      state.seen = true;
      this.handlers.seen(card);
    }, SEEN_MS);
  }

  #hide(card, state) {
    if (!state.since) return;
    clearTimeout(state.timer);
    state.total += performance.now() - state.since;
    state.since = 0;
    this.handlers.gone(card);
  }
}
