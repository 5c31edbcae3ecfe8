/** The controls for time: what was known when, and posts of which stretch. */

import { h } from "./dom.js";

const AGO = /** @type {[string, string][]} */ ([
  ["", "now"], ["5", "5 minutes ago"], ["15", "15 minutes ago"], ["30", "30 minutes ago"],
  ["60", "an hour ago"], ["360", "6 hours ago"], ["1440", "a day ago"], ["at", "at a time…"],
]);

/** A local date and time as the API wants it; undefined where empty. @param {string} local */
function toUTC(local) {
  if (!local) return undefined;
  const date = new Date(local);
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}

/** @param {string} id @param {string} label @param {boolean} [hidden] where the label is for the ear alone */
function dateField(id, label, hidden = false) {
  const input = /** @type {HTMLInputElement} */ (h("input", { type: "datetime-local", id }));
  return { input, element: h("label", { class: "field", for: id }, h("span", { class: hidden ? "visually-hidden" : null }, label), input) };
}

/** "As known" with its choices, and a range. */
export class TimeControls {
  constructor() {
    this.select = /** @type {HTMLSelectElement} */ (h(
      "select", { id: "ask-as-of" }, AGO.map(([value, words]) => h("option", { value }, words))));
    this.moment = dateField("ask-as-of-at", "As known at", true);
    this.moment.element.hidden = true;
    this.since = dateField("ask-since", "Posts since");
    this.until = dateField("ask-until", "Posts before");
    this.select.addEventListener("change", () => {
      this.moment.element.hidden = this.select.value !== "at";
      if (this.select.value === "at") this.moment.input.focus();
    });
    this.element = h(
      "div", { class: "time-controls" },
      h("label", { class: "field inline", for: "ask-as-of" }, h("span", {}, "As known"), this.select),
      this.moment.element,
      h(
        "details", { class: "more-options" }, h("summary", {}, "Time range"),
        h("div", { class: "row" }, this.since.element, this.until.element),
      ),
    );
  }

  /** The fields of the request; what isn't set is undefined. */
  get fields() {
    const choice = this.select.value;
    const asOf = choice === "at" ? toUTC(this.moment.input.value)
      : choice ? new Date(Date.now() - Number(choice) * 60_000).toISOString()
      : undefined;
    return { as_of: asOf, since: toUTC(this.since.input.value), until: toUTC(this.until.input.value) };
  }
}
