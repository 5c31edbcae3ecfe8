/** Single keys: which there are, when they count, and the page that lists them. */

import { h } from "./dom.js";
import { openDialog } from "./dialog.js";

const OFF = "headwater.shortcuts";

/** @type {[string, string][]} */
const KEYS = [
  ["j", "next post"], ["k", "previous post"], ["l", "like"], ["s", "skip"], ["f", "follow"],
  ["h", "hide the post"], ["m", "hide the author"], ["w", "why this post"],
  ["r", "more like this"], ["v", "watch on the whole screen"], ["u", "undo"],
  ["/", "search"], ["a", "ask"], ["?", "all keys"],
];

/** The keys as a list. */
export function shortcutList() {
  return h("dl", { class: "keys" }, KEYS.map(([key, words]) => [
    h("dt", {}, h("kbd", {}, key)), h("dd", {}, words),
  ]));
}

/** Single keys can be in the way of speech input and of reading programs: they can be switched off. */
export const shortcutSetting = {
  get on() {
    try {
      return localStorage.getItem(OFF) !== "off";
    } catch {
      return true;
    }
  },
  set on(value) {
    try {
      if (value) localStorage.removeItem(OFF);
      else localStorage.setItem(OFF, "off");
    } catch {
      // Then they stay as they are.
    }
  },
};

export function openHelp() {
  openDialog({
    id: "help-dialog",
    title: "Keys and gestures",
    body: [
      shortcutList(),
      h("p", { class: "quiet-text" }, "On a touch screen, swipe a card to the right to like it and to the left to skip it. "
        + "Single keys can be switched off in the settings."),
    ],
  });
}

/** True where a key press is text for a field. @param {EventTarget|null} target */
function isTyping(target) {
  return target instanceof HTMLElement
    && (target.isContentEditable || target.matches("input, textarea, select, video, audio"));
}

/**
 * Listens for single keys.
 * @param {(key: string) => boolean} handle says whether the key meant something
 */
export function onShortcut(handle) {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (!shortcutSetting.on || isTyping(event.target) || document.querySelector("dialog[open]")) return;
    if (event.key.length !== 1) return;
    if (handle(event.key.toLowerCase())) event.preventDefault();
  });
}
