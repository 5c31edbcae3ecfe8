/** Search: words and operators in, posts with the found words marked out. */

import { api } from "./api.js";
import { announce, fill, h } from "./dom.js";
import { icon } from "./icons.js";
import { countsLine, postBody, postHead } from "./card.js";
import { autoplayWithin, stopWithin } from "./media.js";
import { duration } from "./format.js";
import { emptyNotice, errorNotice, skeletons } from "./notices.js";
import { openPost } from "./post-panel.js";

const PAGE_SIZE = 20;
const SORTS = [["relevance", "Best"], ["latest", "Latest"], ["top", "Top"]];
const OPERATORS = [
  ['"lift bridge"', "these words in this order"], ["-storm", "without this word"],
  ["from:beacon", "by this account"], ["#harbour", "with this tag"],
  ["since:2026-03-01", "from this day on"], ["until:2026-03-02", "before this day"], ["lang:es", "in this language"],
];

export class SearchView {
  #abort = new AbortController();
  #shown = "";
  /** @type {string|undefined} */
  #cursor;
  #count = 0;

  /** @param {HTMLElement} root */
  constructor(root) {
    this.input = /** @type {HTMLInputElement} */ (h("input", {
      id: "search-input", type: "search", name: "q", autocomplete: "off", enterkeyhint: "search", maxlength: "1000",
      placeholder: "Words, #tags, from:name", "aria-label": "Search", dir: "auto", autocapitalize: "off", spellcheck: "false",
    }));
    this.sorts = SORTS.map(([value, words], index) => {
      const input = h("input", { type: "radio", name: "sort", value, id: `sort-${value}`, checked: index === 0 });
      input.addEventListener("change", () => this.#go());
      return h("label", { class: "segment", for: `sort-${value}` }, input, h("span", {}, words));
    });
    this.form = h(
      "form", {
        id: "search-form", class: "query-form", role: "search", on: {
          submit: (event) => {
            event.preventDefault();
            this.#go();
          },
        },
      },
      h("div", { class: "query-row" }, this.input, h("button", { type: "submit", class: "button primary" }, icon("search"), "Search")),
      h("div", { class: "row spread" },
        h("fieldset", { class: "segments" }, h("legend", { class: "visually-hidden" }, "Order"), this.sorts),
        this.#operators()),
    );
    this.took = h("p", { class: "quiet-text took" });
    this.results = h("div", { id: "search-results", class: "results", "aria-busy": "false" });
    this.tail = h("div", { class: "feed-tail" });
    fill(root, h("div", { class: "column" },
      h("div", { class: "view-head" }, h("h1", { id: "title-search", tabindex: "-1" }, "Search")),
      this.form, this.took, this.results, this.tail));
    this.#welcome();
  }

  #operators() {
    return h(
      "details", { class: "more-options operators" }, h("summary", {}, "Operators"),
      h("ul", { class: "operator-list" }, OPERATORS.map(([operator, words]) => h("li", {},
        h("button", { type: "button", class: "chip mono", on: { click: () => this.#insert(operator) } }, operator),
        h("span", {}, words)))),
    );
  }

  /** @param {string} operator */
  #insert(operator) {
    this.input.value = `${this.input.value.trimEnd()} ${operator}`.trimStart();
    this.input.focus();
  }

  get #sort() {
    return this.form.querySelector("input[name=sort]:checked")?.value ?? "relevance";
  }

  /** @param {URLSearchParams} query */
  activate(query) {
    const words = query.get("q");
    if (words === null) return;
    const sort = query.get("sort") ?? "relevance";
    const radio = this.form.querySelector(`#sort-${SORTS.some(([s]) => s === sort) ? sort : "relevance"}`);
    radio.checked = true;
    this.input.value = words;
    if (`${sort} ${words}` !== this.#shown) this.#search(words.trim(), this.#sort);
  }

  deactivate() {
    stopWithin(this.results);
  }

  reset() {
    this.#abort.abort();
    this.#shown = "";
    this.#welcome();
  }

  focusInput() {
    this.input.focus();
    this.input.select();
  }

  /** The address holds the query, so that it can be gone back to and shared. */
  #go() {
    const words = this.input.value.trim();
    if (!words) {
      this.reset();
      return;
    }
    const sort = this.#sort === "relevance" ? "" : `&sort=${this.#sort}`;
    const hash = `#/search?q=${encodeURIComponent(words)}${sort}`;
    if (location.hash === hash) this.#search(words, this.#sort);
    else location.hash = hash;
  }

  #welcome() {
    this.took.textContent = "";
    fill(this.tail);
    fill(this.results, emptyNotice("Search everything that has come in.",
      "A post can be found the moment it arrives. Words match in all their forms; the operators narrow it down."));
  }

  /** @param {string} query @param {string} sort */
  async #search(query, sort) {
    this.#abort.abort();
    this.#abort = new AbortController();
    this.#shown = `${sort} ${query}`;
    this.#cursor = undefined;
    this.#count = 0;
    this.took.textContent = "";
    stopWithin(this.results);
    fill(this.tail);
    fill(this.results, skeletons(3, "hit"));
    await this.#page({ query, sort }, this.#abort.signal);
  }

  /** @param {{query: string, sort: string}} what @param {AbortSignal} signal */
  async #page(what, signal) {
    this.results.setAttribute("aria-busy", "true");
    try {
      const answer = await api.search({ ...what, limit: PAGE_SIZE, cursor: this.#cursor }, signal);
      if (this.#count === 0) fill(this.results);
      this.#cursor = answer.cursor;
      const elements = answer.hits.map((hit) => hitElement(hit));
      this.results.append(...elements);
      this.#count += elements.length;
      autoplayWithin(this.results);
      this.#summarise(answer, what);
      fill(this.tail, this.#cursor ? this.#moreButton(what, signal) : null);
    } catch (error) {
      if (signal.aborted) return;
      const notice = errorNotice(error, () => {
        fill(this.tail);
        this.#page(what, signal);
      });
      if (this.#count) fill(this.tail, notice);
      else fill(this.results, notice);
    }
    if (!signal.aborted) this.results.setAttribute("aria-busy", "false");
  }

  /** @param {*} answer @param {{query: string}} what */
  #summarise(answer, what) {
    if (this.#count === 0) {
      fill(this.results, emptyNotice("Nothing found.",
        "Try fewer words, or words that people would write. `from:` and `since:` narrow a search further than they seem to."));
      announce("Nothing found.");
      return;
    }
    const shown = `${this.#count}${this.#cursor ? " and more" : ""} ${this.#count === 1 ? "post" : "posts"} for ${what.query}`;
    this.took.textContent = typeof answer.took_ms === "number" ? `${shown}, in ${duration(answer.took_ms)}` : shown;
    announce(shown);
  }

  /** @param {{query: string, sort: string}} what @param {AbortSignal} signal */
  #moreButton(what, signal) {
    const button = h("button", { type: "button", class: "button", id: "search-more" }, "More results");
    button.addEventListener("click", async () => {
      const last = this.results.lastElementChild;
      fill(this.tail, skeletons(1, "hit"));
      await this.#page(what, signal);
      if (last?.nextElementSibling instanceof HTMLElement) last.nextElementSibling.focus({ preventScroll: true });
    });
    return button;
  }
}

/** A found post. @param {import("./api.js").Post} hit */
function hitElement(hit) {
  /** @type {Object<string, import("./bytes.js").ByteRange[]>} */
  const ranges = {};
  for (const { field, start, end } of hit.highlights ?? []) (ranges[field] ??= []).push({ start, end });
  return h(
    "article", { class: "hit-card", tabindex: "-1", data: { post: hit.post, author: hit.author } },
    postHead(hit, h("button", {
      type: "button", class: "text-button", on: { click: () => openPost({ post: hit.post }) },
    }, "Open")),
    postBody(hit, { ranges, open: (id) => openPost({ post: id }) }),
    countsLine(hit),
  );
}
