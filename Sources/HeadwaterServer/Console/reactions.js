/** What a viewer can do about a post, as the events that say so. */

import { eventTime } from "./events.js";

/** A view that is this short is a skip to any server: under 3 s and under a fifth of the length. */
const SKIP_MOST_MS = 1_200;

/** @typedef {"like"|"skip"|"hide"|"follow"|"mute"} Reaction */

/**
 * The event of a reaction.
 * @param {Reaction} reaction
 * @param {import("./feed-model.js").Item} item
 * @param {{undone?: boolean, dwellMs?: number, durationMs?: number}} [options]
 * @returns {object} without `actor`
 */
export function reactionEvent(reaction, { post, request }, { undone, dwellMs = 0, durationMs = 0 } = {}) {
  const at = eventTime();
  if (reaction === "follow" || reaction === "mute") {
    return { type: "edge", kind: reaction, subject: post.author, at, ...(undone && { undone }) };
  }
  if (reaction === "skip") {
    const most = durationMs > 0 ? Math.min(SKIP_MOST_MS, Math.floor(durationMs / 5) - 1) : SKIP_MOST_MS;
    return {
      type: "engagement", kind: "view", post: post.post, at, request,
      watch_ms: Math.max(0, Math.min(dwellMs, most)), ...(durationMs > 0 && { duration_ms: durationMs }),
    };
  }
  return { type: "engagement", kind: reaction, post: post.post, at, request, ...(undone && { undone }) };
}

/**
 * A card that was seen.
 * @param {import("./feed-model.js").Item} item
 */
export function impressionEvent({ post, request, position }) {
  return { type: "impression", post: post.post, at: eventTime(), request, position, surface: "main" };
}

/**
 * A video that was watched.
 * @param {import("./feed-model.js").Item} item
 * @param {number} watchMs
 * @param {number} durationMs 0 where unknown
 */
export function viewEvent({ post, request }, watchMs, durationMs) {
  return {
    type: "engagement", kind: "view", post: post.post, at: eventTime(), request, watch_ms: watchMs,
    ...(durationMs > 0 && { duration_ms: durationMs }),
  };
}

/**
 * A link in a post that was followed.
 * @param {import("./feed-model.js").Item} item
 */
export function clickEvent({ post, request }) {
  return { type: "engagement", kind: "click", post: post.post, at: eventTime(), request };
}

/**
 * The words of the notice after a reaction, and after taking it back.
 * @param {Reaction} reaction
 * @param {string} name the author's
 * @param {boolean} on
 */
export function reactionWords(reaction, name, on) {
  const words = {
    like: ["Liked. More like it below.", "Like taken back."],
    skip: ["Skipped.", ""],
    hide: ["Hidden. You won't see that post again.", "The post is back."],
    follow: [`Following ${name}.`, `No longer following ${name}.`],
    mute: [`Nothing more by ${name}.`, `${name} may appear again.`],
  };
  return words[reaction][on ? 0 : 1];
}
