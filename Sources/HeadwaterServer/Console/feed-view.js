/** For You: the list of cards, how it grows, and how it changes after a reaction. */

import { announce, fill, h, prefersLessMotion } from "./dom.js";
import { icon } from "./icons.js";
import { followed, identity } from "./identity.js";
import { outbox } from "./events.js";
import { FeedModel } from "./feed-model.js";
import { feedCard } from "./card.js";
import { autoplayWithin, stopWithin, WatchTimer } from "./media.js";
import { Exposure } from "./exposure.js";
import { clickEvent, impressionEvent, viewEvent } from "./reactions.js";
import { emptyNotice, errorNotice, skeletons } from "./notices.js";
import { onSwipe } from "./gestures.js";
import { FeedActions } from "./feed-actions.js";
import { SessionPanel } from "./session-panel.js";
import { openPost } from "./post-panel.js";

/** Further pages load when this few cards are left below the current one. */
const LEFT_BEFORE_MORE = 4;
/** Reactions in quick succession change the page once. */
const SETTLE_MS = 250;
const LOOK_AGAIN_MS = 20_000;
/** A video that ran for less than this was only passed. */
const WATCHED_LEAST_MS = 250;

/** @typedef {import("./feed-model.js").Item & {card: HTMLElement, watch: WatchTimer, glimpsed: boolean,
 *     skipped: boolean, away?: boolean}} Entry */

export class FeedView {
  /** @type {Entry[]} in the order shown */
  entries = [];
  /** @type {Map<Element, Entry>} */
  #byCard = new Map();
  model = new FeedModel();
  /** @type {Promise<void>} one page at a time */
  #turn = Promise.resolve();
  #loading = false;
  #settleTimer = 0;
  /** Whether every reaction since the last change of the page was a yes. */
  #keepRest = true;
  #lookTimer = 0;
  #abort = new AbortController();
  #active = false;
  /** @type {(() => void)|undefined} told whenever the entries are others */
  onChange;

  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    this.list = h("div", { class: "feed", id: "feed", role: "feed", "aria-busy": "true", "aria-label": "Posts for you" });
    this.tail = h("div", { class: "feed-tail", id: "feed-tail" });
    this.session = new SessionPanel();
    this.actions = new FeedActions(this);
    fill(
      root,
      h(
        "div", { class: "columns" },
        h(
          "div", { class: "column" },
          h("div", { class: "view-head" },
            h("h1", { id: "title-for-you", tabindex: "-1" }, "For You"),
            h("button", { type: "button", class: "button quiet", id: "feed-restart", on: { click: () => this.reset() } }, icon("refresh"), "New page")),
          this.list, this.tail),
        this.session.element),
    );
    this.exposure = new Exposure({
      seen: (card) => this.#seen(card),
      gone: (card) => this.#gone(card),
      glimpsed: (card) => this.#glimpsed(card),
    });
    this.list.addEventListener("click", (event) => this.#clicked(event));
    onSwipe(this.list, (card, direction) => this.act(direction === "left" ? "skip" : "like", this.#byCard.get(card)));
    outbox.addEventListener("leaving", () => this.entries.forEach((e) => this.#reportWatch(e)));
    new IntersectionObserver((seen) => {
      if (seen.some((s) => s.isIntersecting)) this.more();
    }, { rootMargin: "600px" }).observe(this.tail);
  }

  /** The view is shown. */
  activate() {
    this.#active = true;
    if (this.entries.length === 0) this.more();
  }

  /** The view is left. */
  deactivate() {
    this.#active = false;
    outbox.flush();
  }

  /** Begins again: another viewer, or a new page asked for. */
  reset({ forget = false } = {}) {
    this.#abort.abort();
    this.#abort = new AbortController();
    clearTimeout(this.#settleTimer);
    outbox.flush();
    for (const entry of [...this.entries]) this.#discard(entry);
    this.entries = [];
    if (forget) {
      this.model = new FeedModel();
      this.session.clear();
      this.actions.liked.clear();
    } else {
      this.model.restart();
    }
    this.#turn = Promise.resolve();
    this.#loading = false;
    fill(this.tail);
    scrollTo({ top: 0 });
    if (this.#active) this.more();
  }

  /** Loads the next page, unless one is being loaded. */
  more() {
    if (this.#loading || !this.#active) return;
    this.#loading = true;
    clearTimeout(this.#lookTimer);
    const { signal } = this.#abort;
    this.list.setAttribute("aria-busy", "true");
    fill(this.tail, skeletons(this.entries.length ? 1 : 3));
    this.#inTurn(async () => {
      const items = await this.model.next(signal);
      if (signal.aborted) return;
      fill(this.tail);
      this.#append(items);
      if (!items.length) this.#end();
    }, signal, (error) => {
      fill(this.tail, errorNotice(error, () => {
        this.#loading = false;
        this.more();
      }));
      // Stays "loading" until the reader tries again, so that scrolling doesn't hammer a server that is down.
      return false;
    });
  }

  /**
   * Changes what hasn't been seen by a page that knows of the latest reaction.
   * @param {boolean} isYes true after a like or a follow, false after a skip or a hide
   */
  freshen(isYes) {
    clearTimeout(this.#settleTimer);
    this.#keepRest &&= isYes;
    const { signal } = this.#abort;
    this.#settleTimer = setTimeout(() => {
      this.#inTurn(async () => {
        const rest = this.#unseenRest();
        const keep = this.#keepRest;
        this.#keepRest = true;
        if (!rest.length) return;
        const items = await this.model.instead(rest.map(({ post, request, position }) => ({ post, request, position })), keep, signal);
        if (signal.aborted || !items) return;
        this.#replace(rest, items);
        announce("The posts below have changed.");
      }, signal, () => true);
    }, SETTLE_MS);
  }

  /**
   * Puts items in place of cards, in their order, keeping the cards of those that stay.
   * @param {Entry[]} rest
   * @param {import("./feed-model.js").Item[]} items
   */
  #replace(rest, items) {
    const staying = new Set(items.map(({ post }) => post.post));
    // Cards that came into sight meanwhile stay where the viewer saw them.
    const unseen = rest.filter((entry) => !entry.glimpsed);
    for (const entry of unseen) if (!staying.has(entry.post.post)) this.#discard(entry);
    const kept = new Map(unseen.filter((e) => staying.has(e.post.post)).map((e) => [e.post.post, e]));
    const seen = new Set(rest.filter((e) => e.glimpsed).map((e) => e.post.post));
    this.entries = this.entries.filter((e) => !kept.has(e.post.post));
    for (const item of items) {
      const entry = kept.get(item.post.post);
      if (entry) {
        this.entries.push(entry);
        this.list.appendChild(entry.card);
      } else if (!seen.has(item.post.post)) {
        this.#append([item]);
      }
    }
    this.#number();
  }

  /**
   * Runs one load after another.
   * @param {() => Promise<void>} work
   * @param {AbortSignal} signal
   * @param {(error: *) => boolean} failed says whether loading may go on
   */
  #inTurn(work, signal, failed) {
    this.#turn = this.#turn.then(work).then(
      () => true,
      (error) => (signal.aborted ? true : failed(error)),
    ).then((goOn) => {
      if (signal.aborted) return;
      if (goOn) this.#loading = false;
      this.list.setAttribute("aria-busy", "false");
    });
  }

  /** The cards after the last that was in sight or is current. */
  #unseenRest() {
    let last = this.entries.indexOf(this.current());
    this.entries.forEach((entry, index) => {
      if (entry.glimpsed) last = Math.max(last, index);
    });
    return this.entries.slice(last + 1);
  }

  /** @param {import("./feed-model.js").Item[]} items */
  #append(items) {
    for (const item of items) {
      const card = feedCard(item.post, {
        following: followed.has(item.post.author),
        mine: item.post.author === identity.viewer,
        open: (id) => openPost({ post: id }),
      });
      const entry = { ...item, card, watch: new WatchTimer(card), glimpsed: false, skipped: false };
      this.entries.push(entry);
      this.#byCard.set(card, entry);
      this.list.appendChild(card);
      this.attach(entry);
    }
    this.#number();
  }

  /** Watches a card that is in the page. @param {Entry} entry */
  attach(entry) {
    this.exposure.watch(entry.card);
    if (!this.onChange) autoplayWithin(entry.card);
  }

  /** Takes a card out; it can be put back. @param {Entry} entry */
  detach(entry) {
    this.exposure.forget(entry.card);
    stopWithin(entry.card);
    entry.card.remove();
    this.#number();
  }

  /** @param {Entry} entry */
  #discard(entry) {
    this.#reportWatch(entry);
    this.detach(entry);
    this.#byCard.delete(entry.card);
    this.entries = this.entries.filter((e) => e !== entry);
  }

  /** Something covers the cards: nothing in them plays or counts as seen. */
  suspend() {
    this.exposure.suspend();
    for (const { card } of this.entries) stopWithin(card);
  }

  /** The cards are in sight again. */
  resume() {
    this.exposure.resume();
    for (const { card } of this.entries) if (card.isConnected) autoplayWithin(card);
  }

  #number() {
    this.onChange?.();
    this.entries.forEach((entry, index) => {
      entry.card.setAttribute("aria-posinset", String(index + 1));
      entry.card.setAttribute("aria-setsize", "-1");
    });
  }

  #end() {
    const again = h("button", { type: "button", class: "button", on: { click: () => this.#lookAgain() } }, icon("refresh"), "Look again");
    fill(this.tail, this.entries.length
      ? emptyNotice("You have seen it all.", "New posts appear here as they come in.", again)
      : emptyNotice("Nothing here yet.", "Send posts to /v1/events, start with the demo, or follow a live source.", again));
    this.#lookTimer = setTimeout(() => this.#lookAgain(), LOOK_AGAIN_MS);
  }

  #lookAgain() {
    clearTimeout(this.#lookTimer);
    if (!this.#active || document.visibilityState !== "visible") {
      this.#lookTimer = setTimeout(() => this.#lookAgain(), LOOK_AGAIN_MS);
      return;
    }
    this.model.restart();
    this.#loading = false;
    this.more();
  }

  /** @param {HTMLElement} card */
  #seen(card) {
    const entry = this.#byCard.get(card);
    if (!entry) return;
    outbox.add(impressionEvent(entry));
    card.dataset.seen = "";
    this.session.countSeen();
    if (this.entries.length - this.entries.indexOf(entry) <= LEFT_BEFORE_MORE) this.more();
  }

  /** @param {HTMLElement} card */
  #glimpsed(card) {
    const entry = this.#byCard.get(card);
    if (entry) entry.glimpsed = true;
  }

  /** @param {HTMLElement} card */
  #gone(card) {
    const entry = this.#byCard.get(card);
    if (entry) this.#reportWatch(entry);
  }

  /** @param {Entry} entry */
  #reportWatch(entry) {
    const ms = entry.watch.take();
    // A skip has already said how long it was.
    if (ms >= WATCHED_LEAST_MS && !entry.skipped) outbox.add(viewEvent(entry, ms, this.durationOf(entry)));
  }

  /** A video's length in ms, 0 where unknown. @param {Entry} entry */
  durationOf(entry) {
    const media = entry.post.media?.find((m) => m.kind === "video");
    return entry.watch.durationMs || media?.duration_ms || 0;
  }

  /** @param {MouseEvent} event */
  #clicked(event) {
    const target = event.target instanceof Element ? event.target : null;
    const entry = this.#byCard.get(target?.closest("article.card"));
    if (!entry) return;
    const button = target.closest("button[data-action]");
    if (button) this.act(button.dataset.action, entry);
    else if (target.closest("a.ext")) outbox.add(clickEvent(entry));
  }

  /** The card in focus, or else the first that begins in sight. @returns {Entry|undefined} */
  current() {
    const focused = this.#byCard.get(document.activeElement?.closest("article.card"));
    if (focused) return focused;
    return this.entries.find(({ card }) => card.isConnected && card.getBoundingClientRect().bottom > 120);
  }

  /** Does what a button, key or swipe says. @param {string} action @param {Entry} [entry] */
  act(action, entry = this.current()) {
    if (entry) this.actions.run(action, entry);
  }

  /** Goes to the next or previous card. @param {1|-1} step */
  move(step) {
    const shown = this.entries.filter((e) => e.card.isConnected);
    const focused = this.#byCard.get(document.activeElement?.closest("article.card"));
    const now = focused ?? this.current();
    const index = now ? shown.indexOf(now) : -1;
    // Without a focused card, the first in sight is the first to go to.
    this.goTo(shown[focused ? index + step : index]);
  }

  /** @param {Entry} [entry] */
  goTo(entry) {
    if (!entry) return;
    entry.card.focus({ preventScroll: true });
    entry.card.scrollIntoView({ block: "start", behavior: prefersLessMotion() ? "auto" : "smooth" });
  }

  /** The card that comes after one, or before it at the end. @param {Entry} entry */
  neighbour(entry) {
    const shown = this.entries.filter((e) => e.card.isConnected);
    const index = shown.indexOf(entry);
    return shown[index + 1] ?? shown[index - 1];
  }
}
