/** Videos on the whole screen, one a swipe: the feed's own items, watched and reported as they are. */

import { h, prefersLessMotion } from "./dom.js";
import { icon } from "./icons.js";
import { openDialog } from "./dialog.js";
import { authorLine, authorName, avatar } from "./card.js";
import { hasVideo, videoOf, WatchTimer } from "./media.js";
import { load } from "./media-source.js";
import { richText } from "./richtext.js";
import { outbox } from "./events.js";
import { impressionEvent, viewEvent } from "./reactions.js";
import { openSimilar } from "./similar-panel.js";

/** Further pages load when this few videos are left below the current one. */
const LEFT_BEFORE_MORE = 3;
/** A video counts as seen once it has filled the screen for so long. */
const SEEN_MS = 1_000;
/** A video that ran for less than this was only passed. */
const WATCHED_LEAST_MS = 250;
const KEYS = {
  ArrowDown: 1, j: 1, PageDown: 1, ArrowUp: -1, k: -1, PageUp: -1,
};
const ACTIONS = { l: "like", h: "hide", w: "why", f: "follow" };

/** @typedef {import("./feed-view.js").Entry} Entry */
/** @typedef {{entry: Entry, element: HTMLElement, video: HTMLVideoElement, watch: WatchTimer, timer: number}} Slide */

export class WatchView {
  /** @type {Slide[]} */
  #slides = [];
  /** @type {Slide|undefined} */
  #current;
  #muted = true;

  /**
   * Opens the view at a video of the feed.
   * @param {import("./feed-view.js").FeedView} feed
   * @param {Entry} from
   */
  constructor(feed, from) {
    this.feed = feed;
    this.list = h("div", { class: "watch-list", role: "feed", "aria-label": "Videos for you", tabindex: "-1" });
    this.observer = new IntersectionObserver((seen) => this.#moved(seen), { root: this.list, threshold: [0.6] });
    feed.suspend();
    feed.onChange = () => this.#renew();
    this.dialog = openDialog({
      id: "watch", kind: "whole", title: "Videos", body: this.list, onClose: () => this.#close(),
    });
    this.dialog.addEventListener("keydown", (event) => this.#pressed(event));
    this.#renew();
    const slide = this.#slides.find((s) => s.entry === from) ?? this.#slides[0];
    slide?.element.scrollIntoView();
    this.list.focus({ preventScroll: true });
  }

  /** Makes the slides those of the feed's videos, keeping the ones that stay. */
  #renew() {
    const wanted = this.feed.entries.filter((entry) => !entry.away && hasVideo(entry.post));
    for (const slide of [...this.#slides]) {
      // What is being watched stays until it is left, unless it was hidden.
      if (!wanted.includes(slide.entry) && (slide !== this.#current || slide.entry.away)) this.#remove(slide);
    }
    const kept = new Map(this.#slides.map((slide) => [slide.entry, slide]));
    const slides = wanted.map((entry) => kept.get(entry) ?? this.#make(entry));
    if (this.#current && !slides.includes(this.#current)) slides.unshift(this.#current);
    const hasMoved = slides.some((slide, index) => this.#slides[index] !== slide);
    this.#slides = slides;
    if (!hasMoved) return;
    for (const { element } of slides) if (!element.isConnected) this.list.appendChild(element);
    // Only what comes after the current one is put in order: what is on the screen doesn't jump.
    const from = this.#current ? slides.indexOf(this.#current) + 1 : 0;
    for (const { element } of slides.slice(from)) this.list.appendChild(element);
  }

  /** @param {Entry} entry @returns {Slide} */
  #make(entry) {
    const { post } = entry;
    const { media, source, poster } = videoOf(post);
    const video = /** @type {HTMLVideoElement} */ (h("video", {
      playsinline: true, loop: true, preload: "metadata", "aria-label": media.alt ? `Video: ${media.alt}` : "Video",
    }));
    load(video, poster, "poster");
    load(video, source);
    video.muted = this.#muted;
    const button = (action, label, pressed) => h("button", {
      type: "button", class: "watch-button", "aria-label": label, title: label, data: { action },
      "aria-pressed": pressed === undefined ? null : String(pressed),
    }, icon(action));
    const element = h(
      "article", { class: "watch-slide", tabindex: "-1", data: { post: post.post } },
      h("div", { class: "watch-stage" }, video),
      h("div", { class: "watch-words" },
        h("div", { class: "watch-who" }, avatar(post), h("div", { class: "post-who" }, authorName(post), authorLine(post))),
        post.text ? h("p", { class: "watch-text", dir: "auto" }, richText(post.text, {})) : null,
        post.reasons?.length ? h("p", { class: "reason", dir: "auto" }, post.reasons[0]) : null),
      h("div", { class: "watch-buttons" },
        button("like", "Like (l)", this.feed.actions.liked.has(post.post)), button("hide", "Hide this post (h)"),
        button("similar", "More like this"), button("why", "Why this? (w)"),
        button("unmute", "Sound on or off", !this.#muted)),
    );
    element.addEventListener("click", (event) => this.#clicked(event, slide));
    const slide = { entry, element, video, watch: new WatchTimer(element), timer: 0 };
    this.observer.observe(element);
    return slide;
  }

  /** @param {Slide} slide */
  #remove(slide) {
    this.#leave(slide);
    this.observer.unobserve(slide.element);
    slide.element.remove();
    slide.video.removeAttribute("src");
    slide.video.load();
    this.#slides = this.#slides.filter((s) => s !== slide);
    if (this.#current === slide) this.#current = undefined;
  }

  /** @param {IntersectionObserverEntry[]} seen */
  #moved(seen) {
    for (const { target, isIntersecting } of seen) {
      const slide = this.#slides.find((s) => s.element === target);
      if (!slide) continue;
      if (isIntersecting) this.#enter(slide);
      else this.#leave(slide);
    }
  }

  /** @param {Slide} slide */
  #enter(slide) {
    this.#current = slide;
    slide.entry.glimpsed = true;
    slide.video.muted = this.#muted;
    if (!prefersLessMotion()) slide.video.play().catch(() => {});
    if (!slide.entry.card.dataset.seen) {
      slide.timer = setTimeout(() => {
        outbox.add(impressionEvent(slide.entry));
        slide.entry.card.dataset.seen = "";
        this.feed.session.countSeen();
      }, SEEN_MS);
    }
    if (this.#slides.length - this.#slides.indexOf(slide) <= LEFT_BEFORE_MORE) this.feed.more();
  }

  /** @param {Slide} slide */
  #leave(slide) {
    clearTimeout(slide.timer);
    slide.video.pause();
    const ms = slide.watch.take();
    if (ms < WATCHED_LEAST_MS) return;
    const duration = slide.watch.durationMs || videoOf(slide.entry.post)?.media.duration_ms || 0;
    outbox.add(viewEvent(slide.entry, ms, duration));
    // A look that was too short to be an impression was still one.
    if (!slide.entry.card.dataset.seen) {
      slide.entry.card.dataset.seen = "";
      outbox.add(impressionEvent(slide.entry));
    }
  }

  /** @param {MouseEvent} event @param {Slide} slide */
  #clicked(event, slide) {
    const target = event.target instanceof Element ? event.target : null;
    const action = target?.closest("button[data-action]")?.dataset.action;
    if (action) this.#act(action, slide);
    else if (target?.closest(".watch-stage")) this.#toggle(slide);
  }

  /** @param {Slide} slide */
  #toggle({ video }) {
    if (video.paused) video.play().catch(() => {});
    else video.pause();
  }

  /** @param {string} action @param {Slide} [slide] */
  #act(action, slide = this.#current) {
    if (!slide) return;
    if (action === "unmute") {
      this.#muted = !this.#muted;
      for (const { video, element } of this.#slides) {
        video.muted = this.#muted;
        element.querySelector("[data-action=unmute]")?.setAttribute("aria-pressed", String(!this.#muted));
      }
      return;
    }
    if (action === "similar") {
      openSimilar(slide.entry.post);
      return;
    }
    if (action === "hide") {
      this.move(1);
      slide.entry.away = true;
    }
    this.feed.act(action, slide.entry);
    const isLiked = this.feed.actions.liked.has(slide.entry.post.post);
    slide.element.querySelector("[data-action=like]")?.setAttribute("aria-pressed", String(isLiked));
  }

  /** @param {1|-1} step */
  move(step) {
    const next = this.#slides[this.#slides.indexOf(this.#current) + step];
    next?.element.scrollIntoView({ behavior: prefersLessMotion() ? "auto" : "smooth" });
  }

  /** @param {KeyboardEvent} event */
  #pressed(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const isButton = event.target instanceof HTMLElement && event.target.matches("button");
    if (event.key in KEYS) this.move(KEYS[event.key]);
    else if (event.key in ACTIONS) this.#act(ACTIONS[event.key]);
    else if (event.key === " " && !isButton && this.#current) this.#toggle(this.#current);
    else return;
    event.preventDefault();
  }

  #close() {
    const last = this.#current?.entry;
    for (const slide of [...this.#slides]) this.#remove(slide);
    this.observer.disconnect();
    this.feed.onChange = undefined;
    this.feed.resume();
    outbox.flush();
    if (last?.card.isConnected) this.feed.goTo(last);
  }
}
