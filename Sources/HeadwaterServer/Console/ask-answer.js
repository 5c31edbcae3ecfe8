/** An answer as it comes: claims with their citations, the state in words, the sources, the time it took. */

import { append, fill, h } from "./dom.js";
import { icon } from "./icons.js";
import { authorLine, authorName, avatar } from "./card.js";
import { richText } from "./richtext.js";
import { duration, fullTime, plural } from "./format.js";
import { openPost } from "./post-panel.js";
import { skeletons } from "./notices.js";

const STATES = {
  grounded: ["Grounded", "Every statement is quoted from a post."],
  partial: ["Partial", "The posts answer only a part of the question."],
  conflicting: ["Conflicting", "The posts disagree. Both sides are shown."],
  no_evidence: ["No evidence", ""],
};
/** Below this support a claim is called weak. */
const WEAK = 0.5;

export class AnswerView {
  /** @type {Map<number, import("./api.js").Citation>} */
  #citations = new Map();
  #claims = 0;

  /**
   * @param {string} question
   * @param {boolean} isPast true where the answer is from what was known at an earlier time
   */
  constructor(question, isPast) {
    this.isPast = isPast;
    this.started = performance.now();
    this.badge = h("span", { class: "badge badge-waiting" }, "Looking for evidence…");
    this.badgeText = h("span", { class: "badge-text" });
    this.claims = h("div", { class: "claims", "aria-live": "polite" }, skeletons(1, "answer"));
    this.sources = h("ol", { class: "sources", hidden: true });
    this.sourcesTitle = h("h3", { class: "small-title", hidden: true }, "Sources");
    this.timings = h("p", { class: "timings quiet-text" });
    this.element = h(
      "div", { class: "answer" },
      h("h2", { class: "answer-question", dir: "auto", tabindex: "-1" }, question),
      h("p", { class: "state", "aria-live": "polite" }, this.badge, this.badgeText),
      this.claims, this.timings, this.sourcesTitle, this.sources,
    );
  }

  /** Takes one streamed event. @param {string} event @param {*} data */
  take(event, data) {
    if (event === "sources") this.#showSources(data.citations ?? []);
    else if (event === "claim") this.#addClaim(data);
    else if (event === "answer") this.#showState(data.state, data.answer);
    else if (event === "done") this.#finish(data);
  }

  /** @param {import("./api.js").Citation[]} citations */
  #showSources(citations) {
    this.#citations = new Map(citations.map((c) => [c.n, c]));
    // Shown once the claims above stand: they would push it down as they come.
    this.badge.textContent = `Reading ${plural(citations.length, "source")}…`;
    this.sourcesTitle.textContent = plural(citations.length, "source");
    fill(this.sources, citations.map((c) => h(
      "li", {},
      h(
        "button", { type: "button", class: "source", data: { n: c.n }, on: { click: () => this.#open(c.n) } },
        h("span", { class: "source-n", "aria-hidden": "true" }, c.n),
        avatar(c),
        h(
          "span", { class: "source-words" },
          h("span", { class: "source-head" }, authorName(c), authorLine(c)),
          h("span", { class: "source-quote", dir: "auto" }, c.quote),
        ),
      ),
    )));
  }

  /** @param {import("./api.js").Claim} claim */
  #addClaim(claim) {
    if (this.#claims === 0) fill(this.claims);
    this.#claims += 1;
    const weak = typeof claim.support === "number" && claim.support < WEAK;
    this.claims.appendChild(h(
      "p", { class: "claim", dir: "auto" },
      richText(claim.text ?? ""), " ",
      (claim.citations ?? []).map((n) => this.#citationButton(n)),
      weak ? h("span", { class: "weak", title: `Support ${claim.support.toFixed(2)} of 1` }, "weakly supported") : null,
    ));
  }

  /** @param {number} n */
  #citationButton(n) {
    const citation = this.#citations.get(n);
    const who = citation ? citation.name || citation.handle || citation.author : "";
    return h("button", {
      type: "button", class: "citation", data: { n }, "aria-label": `Source ${n}${who ? `, ${who}` : ""}`,
      title: citation?.quote ?? null, on: { click: () => this.#open(n) },
    }, `[${n}]`);
  }

  /** @param {number} n */
  #open(n) {
    const citation = this.#citations.get(n);
    if (citation) openPost({ post: citation.post, citation });
  }

  /** @param {string} state @param {string} [answer] */
  #showState(state, answer) {
    const [word, sentence] = STATES[state] ?? [state, ""];
    this.badge.className = `badge badge-${state in STATES ? state : "partial"}`;
    this.badge.textContent = word;
    this.badgeText.textContent = sentence;
    this.element.dataset.state = state;
    this.sourcesTitle.hidden = this.sources.hidden = this.#citations.size === 0;
    if (this.#claims === 0) fill(this.claims, h("p", { class: "claim", dir: "auto" }, richText(answer || "No post answers this, so nothing is claimed.")));
  }

  /** @param {import("./api.js").Answer} answer */
  #finish(answer) {
    const claims = answer.claims ?? [];
    if (claims.length !== this.#claims || !this.element.dataset.state) {
      this.#claims = 0;
      fill(this.claims);
      this.#showSources(answer.citations ?? []);
      for (const claim of claims) this.#addClaim(claim);
      this.#showState(answer.state, answer.answer);
    }
    const stages = Object.entries(answer.timings ?? {}).filter(([, ms]) => typeof ms === "number");
    const then = this.isPast && answer.as_of ? `, from what was known on ${fullTime(answer.as_of)}` : "";
    fill(this.timings, h("span", { class: "took-line" }, icon("clock"), `Answered in ${duration(performance.now() - this.started)}${then}`));
    if (stages.length) {
      append(this.timings, h("span", { class: "stages" }, stages.map(([stage, ms]) =>
        h("span", { class: "stage" }, `${stage.replaceAll("_", " ")} ${duration(ms)}`))));
    }
  }
}
