/** The settings: who is looking, the key, and single keys on or off. */

import { h } from "./dom.js";
import { openDialog } from "./dialog.js";
import { identity, newViewer } from "./identity.js";
import { shortcutSetting } from "./shortcuts.js";

/** @param {{needed?: boolean}} [options] `needed` where the server has asked for a key */
export function openSettings({ needed = false } = {}) {
  if (document.getElementById("settings-dialog")) return;
  const viewer = /** @type {HTMLInputElement} */ (h("input", {
    id: "settings-viewer", type: "text", value: identity.viewer, maxlength: "512", autocomplete: "off", spellcheck: "false",
    autocapitalize: "off", required: true, readonly: identity.isFixed, "aria-describedby": "settings-viewer-help",
  }));
  const key = /** @type {HTMLInputElement} */ (h("input", {
    id: "settings-key", type: "password", autocomplete: "off", spellcheck: "false", value: identity.credential ?? "",
    "aria-describedby": "settings-key-help", autofocus: needed,
  }));
  const keys = /** @type {HTMLInputElement} */ (h("input", { id: "settings-shortcuts", type: "checkbox", checked: shortcutSetting.on }));
  const form = h(
    "form", {
      id: "settings-form", class: "stack", method: "dialog", on: {
        submit: () => {
          shortcutSetting.on = keys.checked;
          // The dialog closes first, so that what follows isn't behind it.
          queueMicrotask(() => identity.set(viewer.value.trim() || newViewer(), key.value.trim() || null));
        },
      },
    },
    needed ? h("p", { class: "notice" }, "The server asks for an API key or a viewer token.") : null,
    h("label", { class: "field", for: "settings-key" }, h("span", {}, "API key or viewer token"), key),
    h("p", { class: "quiet-text", id: "settings-key-help" }, "Kept in this tab alone. Needed only where the server has keys configured."),
    h("label", { class: "field", for: "settings-viewer" }, h("span", {}, "Viewer"), viewer),
    h("p", { class: "quiet-text", id: "settings-viewer-help" }, identity.isFixed
      ? "The viewer token says who you are."
      : "Whose feed this is. Another viewer has another feed; a new one has no history."),
    identity.isFixed ? null : h("div", { class: "row" }, h("button", {
      type: "button", class: "button small", id: "settings-new-viewer", on: {
        click: () => {
          viewer.value = newViewer();
          viewer.focus();
        },
      },
    }, "Make a new viewer")),
    h("label", { class: "check", for: "settings-shortcuts" }, keys, h("span", {}, "Single keys (j, k, l …) act on posts")),
  );
  const dialog = openDialog({
    id: "settings-dialog",
    title: needed ? "A key is needed" : "Settings",
    body: form,
    foot: [
      h("button", { type: "button", class: "button", on: { click: () => dialog.close() } }, "Cancel"),
      h("button", { type: "submit", class: "button primary", form: "settings-form" }, "Save"),
    ],
  });
  if (needed) key.focus();
}
