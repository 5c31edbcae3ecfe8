/** A modal dialog: the browser's own, so that focus stays inside, Escape closes it and focus goes back. */

import { h } from "./dom.js";
import { icon } from "./icons.js";

/**
 * Opens a dialog and removes it when it closes.
 * @param {{id: string, title: string, kind?: "box"|"drawer", body: *, foot?: *, onClose?: () => void}} options
 * @returns {HTMLDialogElement}
 */
export function openDialog({ id, title, kind = "box", body, foot, onClose }) {
  document.getElementById(id)?.remove();
  const titleId = `${id}-title`;
  const dialog = /** @type {HTMLDialogElement} */ (h(
    "dialog", { id, class: `dialog dialog-${kind}`, "aria-labelledby": titleId },
    h(
      "div", { class: "dialog-head" },
      h("h2", { id: titleId, tabindex: "-1", autofocus: true }, title),
      h("button", {
        type: "button", class: "icon-button", "aria-label": "Close", data: { action: "close" },
        on: { click: () => dialog.close() },
      }, icon("close")),
    ),
    h("div", { class: "dialog-body" }, body),
    foot ? h("div", { class: "dialog-foot" }, foot) : null,
  ));
  dialog.addEventListener("close", () => {
    dialog.remove();
    onClose?.();
  });
  // The dialog's box is filled by its children: a click on the dialog itself is one beside it.
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
  });
  // A link within may lead to another view.
  dialog.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("a[href^='#/']") : null;
    if (link) dialog.close();
  });
  document.body.appendChild(dialog);
  dialog.showModal();
  return dialog;
}
