/** Light, dark, or as the system has it. */

import { announce, fill, h } from "./dom.js";
import { icon } from "./icons.js";

const KEY = "headwater.theme";
const CHOICES = /** @type {const} */ (["auto", "light", "dark"]);
const ICONS = { auto: "auto", light: "sun", dark: "moon" };
const WORDS = { auto: "as the system", light: "light", dark: "dark" };

function current() {
  return document.documentElement.dataset.theme ?? "auto";
}

/** @param {string} choice */
function apply(choice) {
  if (choice === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = choice;
  try {
    if (choice === "auto") localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, choice);
  } catch {
    // The choice then lasts as long as the page.
  }
}

/** A button that goes through the three. */
export function themeButton() {
  const button = h("button", { type: "button", class: "icon-button", id: "theme-button" });
  const show = () => {
    fill(button, icon(ICONS[current()]), h("span", { class: "tool-label" }, "Theme"));
    button.setAttribute("aria-label", `Theme: ${WORDS[current()]}`);
    button.title = `Theme: ${WORDS[current()]}`;
  };
  button.addEventListener("click", () => {
    apply(CHOICES[(CHOICES.indexOf(current()) + 1) % CHOICES.length]);
    show();
    announce(`Theme ${WORDS[current()]}`);
  });
  show();
  return button;
}
