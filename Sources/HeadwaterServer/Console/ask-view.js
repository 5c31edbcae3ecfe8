/** Ask: a question, and an answer in the words of those who posted. */

import { api } from "./api.js";
import { announce, fill, h } from "./dom.js";
import { icon } from "./icons.js";
import { AnswerView } from "./ask-answer.js";
import { TimeControls } from "./time-range.js";
import { emptyNotice, errorNotice } from "./notices.js";
import { findLinks } from "./richtext.js";

const DEMO_QUESTIONS = [
  "How many people were injured at Linsey Bridge?", "Is Linsey Bridge open?",
  "What is the highest gust of storm Berit in km/h?", "Is the tap water in Varnhaven safe to drink?",
  "At what temperature should the smoked haddock buns bake?", "How much does Biscuit weigh now?",
];
const PLAIN_QUESTIONS = ["What is everybody talking about?", "What happened in the last hour?"];
const SUGGESTED_MOST = 6;

export class AskView {
  #abort = new AbortController();
  #asked = "";
  #suggested = false;

  /** @param {HTMLElement} root */
  constructor(root) {
    this.input = /** @type {HTMLInputElement} */ (h("input", {
      id: "ask-input", type: "search", name: "q", autocomplete: "off", enterkeyhint: "send", maxlength: "1000",
      placeholder: "What do you want to know?", "aria-label": "Question", dir: "auto",
    }));
    this.button = h("button", { type: "submit", class: "button primary", id: "ask-submit" }, icon("send"), "Ask");
    this.time = new TimeControls();
    this.suggestions = h("div", { class: "suggestions", id: "ask-suggestions", role: "group", "aria-label": "Suggested questions" });
    this.answer = h("section", { id: "ask-answer", class: "answer-area", "aria-busy": "false", "aria-label": "Answer" });
    this.form = h(
      "form", {
        id: "ask-form", class: "query-form", role: "search", on: {
          submit: (event) => {
            event.preventDefault();
            this.ask(this.input.value);
          },
        },
      },
      h("div", { class: "query-row" }, this.input, this.button),
      this.time.element,
    );
    fill(
      root,
      h("div", { class: "column" },
        h("div", { class: "view-head" },
          h("div", {},
            h("h1", { id: "title-ask", tabindex: "-1" }, "Ask"),
            h("p", { class: "lead" }, "Answers in the words of those who posted, each with its source."))),
        this.form, this.answer, this.suggestions),
    );
  }

  /** @param {URLSearchParams} query */
  activate(query) {
    const question = query.get("q") ?? "";
    if (question && question !== this.#asked) {
      this.input.value = question;
      this.ask(question);
    }
    if (!this.#suggested) this.#suggest();
  }

  deactivate() {}

  /** Another viewer may see other posts: what was answered for the one before goes. */
  reset() {
    this.#abort.abort();
    this.#asked = "";
    fill(this.answer);
    this.#suggested = false;
  }

  focusInput() {
    this.input.focus();
    this.input.select();
  }

  /** @param {string} words */
  async ask(words) {
    const question = words.trim();
    if (!question) {
      fill(this.answer, emptyNotice("No question yet.", "Write one above, or take one of the suggestions."));
      return;
    }
    this.#abort.abort();
    const abort = (this.#abort = new AbortController());
    this.#asked = question;
    this.input.value = question;
    history.replaceState(null, "", `#/ask?q=${encodeURIComponent(question)}`);
    const fields = this.time.fields;
    const view = new AnswerView(question, fields.as_of !== undefined);
    fill(this.answer, view.element);
    this.answer.setAttribute("aria-busy", "true");
    try {
      for await (const { event, data } of api.ask({ question, ...fields }, abort.signal)) {
        view.take(event, data);
      }
      if (!view.element.dataset.state) throw new Error("The server sent no answer.");
      announce("The answer is complete.");
    } catch (error) {
      if (abort.signal.aborted) return;
      fill(this.answer, errorNotice(error, () => this.ask(question)));
    }
    if (!abort.signal.aborted) this.answer.setAttribute("aria-busy", "false");
  }

  async #suggest() {
    this.#suggested = true;
    let questions = PLAIN_QUESTIONS;
    try {
      const status = await api.status();
      questions = status.demo ? DEMO_QUESTIONS : [...(await tagQuestions()), ...PLAIN_QUESTIONS];
    } catch {
      // Suggestions are a courtesy: the plain ones do.
    }
    fill(this.suggestions, questions.slice(0, SUGGESTED_MOST).map((question) =>
      h("button", { type: "button", class: "chip", on: { click: () => this.ask(question) } }, question)));
  }
}

/** Questions about the tags that the newest posts share. @returns {Promise<string[]>} */
async function tagQuestions() {
  const { hits } = await api.search({ query: "", sort: "latest", limit: 100 });
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const hit of hits) {
    const tags = new Set(findLinks(hit.text ?? "").filter((l) => l.kind === "tag")
      .map((l) => hit.text.slice(l.from, l.to).toLowerCase()));
    for (const tag of tags) counts.set(tag, (counts.get(tag) ?? 0) + 1);
  }
  return [...counts].filter(([, n]) => n > 1).sort((a, b) => b[1] - a[1]).slice(0, 4)
    .map(([tag]) => `What do people say about ${tag}?`);
}
