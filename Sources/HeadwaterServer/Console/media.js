/** Pictures, videos and sounds of a post. */

import { h, prefersLessMotion } from "./dom.js";
import { icon } from "./icons.js";
import { clockTime } from "./format.js";
import { richText } from "./richtext.js";
import { foreignAddress, load, mediaSource } from "./media-source.js";

/** @typedef {{kind: string, url?: string, poster?: string, alt?: string, transcript?: string, ocr?: string,
 *     segments?: {start_ms: number, end_ms: number, text: string}[], duration_ms?: number, sound?: string,
 *     width?: number, height?: number}} Media */
/** @typedef {{ranges?: Object<string, import("./bytes.js").ByteRange[]>, markClass?: string}} Marks
 *     `ranges` by field name, such as `media/0/alt` */

const SHOWN_MOST = 4;

/**
 * The first video of a post that the page may play, and where it and its still picture are.
 * @param {import("./api.js").Post} post
 * @returns {{media: Media, source: string, poster: string|null}|null}
 */
export function videoOf(post) {
  for (const [index, media] of (post.media ?? []).entries()) {
    const source = media.kind === "video" ? mediaSource(post.post, index, media) : null;
    if (source) return { media, source, poster: mediaSource(post.post, index, media, "poster") };
  }
  return null;
}

/** Whether a post has a video that the page may play. @param {import("./api.js").Post} post */
export function hasVideo(post) {
  return videoOf(post) !== null;
}

/**
 * A post's media.
 * @param {import("./api.js").Post} post
 * @param {Marks} [marks]
 * @returns {HTMLElement|null}
 */
export function mediaBlock({ post, media: list }, marks = {}) {
  if (!Array.isArray(list) || list.length === 0) return null;
  const shown = list.slice(0, SHOWN_MOST);
  const figures = shown.map((media, index) => figure(post, media, index, marks));
  const many = shown.filter((m) => m.kind === "image").length > 1;
  return h("div", { class: many ? "media media-grid" : "media" }, figures);
}

/** @param {string} post @param {Media} media @param {number} index @param {Marks} marks */
function figure(post, media, index, marks) {
  const source = mediaSource(post, index, media);
  const body =
    !source ? missing(media)
    : media.kind === "video" ? videoElement(media, source, mediaSource(post, index, media, "poster"))
    : media.kind === "audio" ? audioElement(media, source)
    : imageElement(media, source);
  const element = h("figure", { class: `medium medium-${media.kind === "video" ? "video" : media.kind === "audio" ? "audio" : "image"}` }, body);
  if (media.sound && media.kind !== "image") {
    element.appendChild(h("span", { class: "sound", dir: "auto" }, icon("sound"), soundName(media.sound)));
  }
  for (const name of ["alt", "transcript", "ocr"]) {
    const words = wordsOf(media, name, marks.ranges?.[`media/${index}/${name}`], marks.markClass);
    if (words) element.appendChild(words);
  }
  return element;
}

/** A sound's id with the separators made readable. @param {string} sound */
function soundName(sound) {
  return sound.replace(/^sound:/, "").replaceAll(/[-_]+/g, " ");
}

/**
 * The measures, and the class for their shape; without measures a box of a fixed shape.
 * @param {Media} media
 */
function sizeOf(media) {
  const ok = Number.isInteger(media.width) && Number.isInteger(media.height)
    && media.width > 0 && media.height > 0 && media.width < 20_000 && media.height < 20_000;
  if (!ok) return { width: 640, height: 480, shape: "unsized" };
  return { width: media.width, height: media.height, shape: media.width / media.height < 0.9 ? "tall" : null };
}

/** The picture, or its description where there is none to show. @param {Media} media @param {string} source */
function imageElement(media, source) {
  const { width, height, shape } = sizeOf(media);
  const image = h("img", {
    alt: media.alt ?? "", width, height, loading: "lazy", decoding: "async", referrerpolicy: "no-referrer", class: shape,
  });
  image.addEventListener("error", () => image.replaceWith(missing(media)), { once: true });
  load(image, source);
  return image;
}

/** @param {Media} media @param {string} source @param {string|null} poster */
function videoElement(media, source, poster) {
  const { width, height, shape } = sizeOf(media);
  const video = /** @type {HTMLVideoElement} */ (h("video", {
    width, height, preload: "metadata", playsinline: true, loop: true, controls: true,
    "aria-label": media.alt ? `Video: ${media.alt}` : "Video", class: shape,
  }));
  video.muted = true;
  addCaptions(video, media);
  video.addEventListener("error", () => video.replaceWith(missing(media)), { once: true });
  load(video, poster, "poster");
  load(video, source);
  return video;
}

/** @param {Media} media @param {string} source */
function audioElement(media, source) {
  const audio = h("audio", { controls: true, preload: "none", "aria-label": media.alt ?? "Recording" });
  audio.addEventListener("error", () => audio.replaceWith(missing(media)), { once: true });
  load(audio, source);
  return audio;
}

/** What stands for a medium that isn't shown: what it is, and the way to it where another host has it. @param {Media} media */
function missing(media) {
  const kind = media.kind === "video" ? "Video" : media.kind === "audio" ? "Recording" : "Picture";
  const there = foreignAddress(media.url);
  if (!there) {
    return h("div", { class: "medium-missing", dir: "auto" }, media.alt ? `${kind}: ${media.alt}` : `${kind} not available`);
  }
  return h("div", { class: "medium-missing", dir: "auto" },
    h("span", {}, media.alt ? `${kind} on another host: ${media.alt}` : `${kind} on another host, without a description`),
    h("a", { class: "ext", href: there.href, target: "_blank", rel: "noopener noreferrer nofollow", dir: "ltr" },
      `Open it at ${there.host}`));
}

/** What is said, as captions that the player itself shows. */
function addCaptions(video, media) {
  if (!Array.isArray(media.segments) || typeof VTTCue === "undefined") return;
  const track = video.addTextTrack("captions", "Captions");
  for (const segment of media.segments.slice(0, 2_000)) {
    if (!(segment.end_ms > segment.start_ms) || typeof segment.text !== "string") continue;
    const cue = new VTTCue(segment.start_ms / 1000, segment.end_ms / 1000, "");
    // A cue's text is parsed for tags; the words of a post must not be.
    cue.text = segment.text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
    track.addCue(cue);
  }
  track.mode = "showing";
}

/**
 * The words in a medium. A transcript can always be opened; a description or the words seen in a picture are
 * shown where something in them is marked.
 */
function wordsOf(media, name, ranges, markClass) {
  const text = media[name];
  if (typeof text !== "string" || !text) return null;
  const marked = Array.isArray(ranges) && ranges.length > 0;
  const body = h("p", { dir: "auto", class: "medium-words", data: { field: name } }, richText(text, { ranges, markClass }));
  if (name !== "transcript") {
    const label = name === "alt" ? "Description" : "Words in the picture";
    return marked ? h("div", { class: "words-block" }, h("span", { class: "words-label" }, label), body) : null;
  }
  return h("details", { class: "words-block", open: marked }, h("summary", {}, "What is said"), body);
}

/**
 * A button that plays a post's video or sound from a moment.
 * @param {HTMLElement} root the element that holds the media
 * @param {number} index
 * @param {number} startMs
 */
export function playFromButton(root, index, startMs) {
  return h("button", {
    type: "button", class: "button small", on: {
      click: () => {
        const player = root.querySelectorAll(".medium")[index]?.querySelector("video, audio");
        if (!(player instanceof HTMLMediaElement)) return;
        player.currentTime = startMs / 1000;
        player.play().catch(() => {});
      },
    },
  }, `Play from ${clockTime(startMs)}`);
}

/** Plays a video while at least half of it can be seen, unless the reader wants less motion. */
const autoplay = new IntersectionObserver((entries) => {
  for (const { target, intersectionRatio } of entries) {
    const video = /** @type {HTMLVideoElement} */ (target);
    if (intersectionRatio < 0.5) video.pause();
    else if (!prefersLessMotion() && video.muted) video.play().catch(() => {});
  }
}, { threshold: [0, 0.5] });

/** @param {HTMLElement} root */
export function autoplayWithin(root) {
  for (const video of root.querySelectorAll("video")) autoplay.observe(video);
}

/** @param {HTMLElement} root */
export function stopWithin(root) {
  for (const video of root.querySelectorAll("video")) {
    autoplay.unobserve(video);
    video.pause();
  }
}

/**
 * Measures how long a video has played in the sight of the viewer.
 * Takes a whole card, whose first video counts.
 */
export class WatchTimer {
  #since = 0;
  #total = 0;

  /** @param {HTMLElement} card */
  constructor(card) {
    this.video = card.querySelector("video");
    this.video?.addEventListener("playing", () => {
      this.#since ||= performance.now();
    });
    for (const type of ["pause", "waiting", "ended", "emptied"]) {
      this.video?.addEventListener(type, () => this.#stop());
    }
  }

  #stop() {
    if (!this.#since) return;
    this.#total += performance.now() - this.#since;
    this.#since = 0;
  }

  /** The video's length in ms, 0 where unknown. */
  get durationMs() {
    const seconds = this.video?.duration ?? 0;
    return Number.isFinite(seconds) ? Math.round(seconds * 1000) : 0;
  }

  /** Takes what has been watched since the last taking, in ms. */
  take() {
    const playing = this.#since !== 0;
    this.#stop();
    if (playing) this.#since = performance.now();
    const ms = Math.round(this.#total);
    this.#total = 0;
    return ms;
  }
}
