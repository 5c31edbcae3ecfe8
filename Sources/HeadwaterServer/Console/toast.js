/** Short notices at the foot of the page, some with an Undo. */

import { byId, h } from "./dom.js";
import { icon } from "./icons.js";

const LASTS_MS = 7_000;

/** @type {{element: HTMLElement, undo: (() => void)|null}[]} */
const shown = [];

/**
 * Shows a notice; it waits while it is pointed at or focused.
 * @param {string} message
 * @param {{undo?: () => void, kind?: "info"|"error"}} [options]
 */
export function toast(message, { undo, kind = "info" } = {}) {
  const entry = { element: null, undo: undo ?? null };
  const close = () => {
    clearTimeout(timer);
    const index = shown.indexOf(entry);
    if (index >= 0) shown.splice(index, 1);
    entry.element.remove();
  };
  const element = h(
    "div", { class: `toast toast-${kind}`, role: kind === "error" ? "alert" : "status" },
    h("span", { class: "toast-text" }, message),
    undo && h("button", {
      type: "button", class: "toast-undo", data: { action: "undo" },
      on: {
        click: () => {
          close();
          undo();
        },
      },
    }, "Undo"),
    h("button", { type: "button", class: "icon-button", "aria-label": "Dismiss", on: { click: close } }, icon("close")),
  );
  entry.element = element;
  let timer = setTimeout(close, LASTS_MS);
  const hold = () => clearTimeout(timer);
  const release = () => {
    clearTimeout(timer);
    timer = setTimeout(close, LASTS_MS);
  };
  element.addEventListener("pointerenter", hold);
  element.addEventListener("pointerleave", release);
  element.addEventListener("focusin", hold);
  element.addEventListener("focusout", release);
  entry.close = close;
  while (shown.length >= 2) shown[0].close();
  shown.push(entry);
  byId("toasts").appendChild(element);
}

/** Takes back the latest that can be; says whether there was one. */
export function undoLatest() {
  for (let i = shown.length - 1; i >= 0; i -= 1) {
    const { undo, close } = shown[i];
    if (!undo) continue;
    close();
    undo();
    return true;
  }
  return false;
}
