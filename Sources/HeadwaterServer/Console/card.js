/** A post as a card of the feed, and the parts that other views show of a post. */

import { h } from "./dom.js";
import { icon } from "./icons.js";
import { fullTime, plural, shortNumber, timeAgo } from "./format.js";
import { richText, webAddress } from "./richtext.js";
import { hasVideo, mediaBlock } from "./media.js";
import { showAvatar } from "./avatars.js";

/** Longer texts are cut at a few lines, with a button for the rest. */
const LONG_TEXT = 560;
const LONG_LINES = 10;

/** A colour of the palette for an account, the same each time. @param {string} id */
function toneOf(id) {
  let sum = 0;
  for (let i = 0; i < id.length; i += 1) sum = (sum * 31 + id.charCodeAt(i)) >>> 0;
  return sum % 8;
}

/** The first letter of a name, whatever its script. @param {string} name */
function initialOf(name) {
  const match = /[\p{L}\p{N}]/u.exec(name);
  return match ? match[0].toLocaleUpperCase() : "•";
}

/** @param {import("./api.js").Post} post */
export function displayName(post) {
  return post.name || post.handle || post.author;
}

/** A disc with the author's initial, and their picture once it is known. @param {import("./api.js").Post} post */
export function avatar(post) {
  const disc = h("span", { class: `avatar tone-${toneOf(post.author)}`, "aria-hidden": "true" }, initialOf(displayName(post)));
  showAvatar(disc, post.author);
  return disc;
}

/** The name, kept from turning the line round. @param {import("./api.js").Post} post */
export function authorName(post) {
  return h("bdi", { class: "author-name" }, displayName(post));
}

/** Handle and time, each kept from turning the line round. @param {import("./api.js").Post} post */
export function authorLine(post) {
  const edited = post.edited && post.edited !== post.at;
  return h(
    "span", { class: "post-when" },
    post.handle ? [h("bdi", { class: "author-handle" }, `@${post.handle}`), " · "] : null,
    timeElement(post.at), edited ? " · edited" : null,
  );
}

/** A time that stays right: `tickTimes` renews it. @param {string} at */
export function timeElement(at) {
  return h("time", { datetime: at, title: fullTime(at), data: { ago: "" } }, timeAgo(at));
}

/** Renews every relative time in the page. */
export function tickTimes() {
  const now = Date.now();
  for (const element of document.querySelectorAll("time[data-ago]")) {
    const words = timeAgo(element.getAttribute("datetime") ?? "", now);
    if (element.textContent !== words) element.textContent = words;
  }
}

/**
 * Who wrote it, and when.
 * @param {import("./api.js").Post} post
 * @param {...*} more
 */
export function postHead(post, ...more) {
  return h(
    "header", { class: "post-head" },
    avatar(post),
    h("div", { class: "post-who" }, authorName(post), authorLine(post)),
    more,
  );
}

/**
 * Title, text and media.
 * @param {import("./api.js").Post} post
 * @param {{ranges?: Object<string, import("./bytes.js").ByteRange[]>, markClass?: string, whole?: boolean,
 *     open?: (id: string) => void}} [options] `whole` shows a long text uncut
 */
export function postBody(post, { ranges = {}, markClass = "hit", whole = false, open } = {}) {
  const text = post.text ?? "";
  const long = !whole && (text.length > LONG_TEXT || text.split("\n").length > LONG_LINES);
  const words = h("div", {
    class: long ? "post-text is-cut" : "post-text", dir: "auto", data: { field: "text" },
  }, richText(text, { ranges: ranges.text, markClass }));
  const address = webAddress(post.url);
  return h(
    "div", { class: "post-body" },
    context(post, open),
    post.title ? h("h3", { class: "post-title", dir: "auto", data: { field: "title" } }, richText(post.title, { ranges: ranges.title, markClass, links: false })) : null,
    text ? words : null,
    long ? moreButton(words) : null,
    address ? linkLine(address) : null,
    mediaBlock(post, { ranges, markClass }),
  );
}

/** @param {HTMLElement} words */
function moreButton(words) {
  const button = h("button", { type: "button", class: "text-button", "aria-expanded": "false" }, "Show more");
  button.addEventListener("click", () => {
    const cut = words.classList.toggle("is-cut");
    button.setAttribute("aria-expanded", String(!cut));
    button.textContent = cut ? "Show more" : "Show less";
  });
  return button;
}

/** @param {string} address */
function linkLine(address) {
  return h(
    "a", { class: "ext link-line", href: address, target: "_blank", rel: "noopener noreferrer nofollow" },
    new URL(address).host,
  );
}

/** What the post answers or quotes, to open. */
function context(post, open) {
  if (!open) return null;
  const parts = [
    post.reply_parent && ["reply", "Replies to a post", post.reply_parent],
    post.quote && ["feed", "Quotes a post", post.quote],
  ].filter(Boolean);
  return parts.map(([name, words, id]) =>
    h("button", { type: "button", class: "text-button context", on: { click: () => open(id) } }, icon(name), words));
}

/** Replies and reposts in words; likes stand on their button. @param {import("./api.js").Post} post */
export function countsLine(post) {
  const counts = post.counts ?? {};
  const parts = [["repost", "repost"], ["reply", "reply", "replies"], ["quote", "quote"], ["view", "view"]]
    .filter(([kind]) => counts[kind] > 0)
    .map(([kind, one, many]) => h("span", { title: plural(counts[kind], one, many) }, shortNumber(counts[kind]), ` ${counts[kind] === 1 ? one : many ?? `${one}s`}`));
  return parts.length ? h("p", { class: "counts" }, parts) : null;
}

/**
 * A button of the card.
 * @param {string} action
 * @param {string} label
 * @param {{words?: string, pressed?: boolean, title?: string, cls?: string}} [options]
 */
function actionButton(action, label, { words, pressed, title, cls = "" } = {}) {
  return h(
    "button",
    {
      type: "button", class: `action action-${action} ${cls}`, data: { action }, title: title ?? label,
      "aria-label": label, "aria-pressed": pressed === undefined ? null : String(pressed),
    },
    icon(action), words === undefined ? null : h("span", { class: "action-words" }, words),
  );
}

/**
 * The card.
 * @param {import("./api.js").Post} post
 * @param {{following: boolean, mine: boolean, open: (id: string) => void}} options
 * @returns {HTMLElement}
 */
export function feedCard(post, { following, mine, open }) {
  const name = displayName(post);
  const card = h(
    "article",
    {
      class: "card", tabindex: "0", data: { post: post.post, author: post.author },
      "aria-label": `Post by ${name}`,
    },
    h(
      "div", { class: "card-inner" },
      postHead(post, mine ? null : followButton(name, following)),
      postBody(post, { open }),
      h(
        "div", { class: "card-meta" },
        post.reasons?.length ? h("p", { class: "reason", dir: "auto" }, post.reasons[0]) : null,
        countsLine(post),
      ),
      h(
        "footer", { class: "actions" },
        actionButton("like", "Like", { words: likeWords(post), pressed: false, title: "Like (l)" }),
        actionButton("skip", "Skip", { words: "Skip", title: "Skip (s)" }),
        actionButton("similar", "More like this", { words: "More like this", title: "More like this (r)" }),
        actionButton("why", "Why this?", { words: "Why this", title: "Why this? (w)" }),
        h("span", { class: "spring" }),
        hasVideo(post) ? actionButton("watch", "Watch on the whole screen", { title: "Whole screen (v)" }) : null,
        actionButton("hide", "Hide this post", { title: "Hide this post (h)" }),
        mine ? null : actionButton("mute", `Hide everything by ${name}`, { title: "Hide this author (m)" }),
      ),
    ),
  );
  return card;
}

/** @param {string} name @param {boolean} following */
function followButton(name, following) {
  const button = actionButton("follow", `Follow ${name}`, { words: "Follow", pressed: following, title: "Follow (f)", cls: "pill" });
  if (following) showFollowing(button, true);
  return button;
}

/** @param {Element} button @param {boolean} on */
export function showFollowing(button, on) {
  button.setAttribute("aria-pressed", String(on));
  button.replaceChildren(icon(on ? "following" : "follow"), h("span", { class: "action-words" }, on ? "Following" : "Follow"));
}

/** @param {import("./api.js").Post} post */
function likeWords(post) {
  const likes = post.counts?.like ?? 0;
  return likes > 0 ? shortNumber(likes) : "Like";
}

/**
 * Shows whether the viewer likes the post.
 * @param {HTMLElement} card
 * @param {import("./api.js").Post} post
 * @param {boolean} on
 */
export function showLiked(card, post, on) {
  const button = card.querySelector("[data-action=like]");
  const words = button?.querySelector(".action-words");
  if (!button || !words) return;
  button.setAttribute("aria-pressed", String(on));
  const likes = (post.counts?.like ?? 0) + (on ? 1 : 0);
  words.textContent = likes > 0 ? shortNumber(likes) : "Like";
}
