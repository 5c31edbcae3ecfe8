/** Tuning: what each head and source gives to the feed, how well the models predict, and the weights to turn. */

import { api } from "./api.js";
import { announce, fill, h } from "./dom.js";
import { shortNumber } from "./format.js";
import { emptyNotice, explain, showTrouble, skeletons } from "./notices.js";
import { toast } from "./toast.js";

const EVERY_MS = 2_000;

const HEADS = {
  click: "Opens it", like: "Likes it", reply: "Replies", repost: "Reposts or quotes", share: "Shares or keeps it",
  follow: "Follows the author", long_view: "Watches it whole", watched: "Share watched", hide: "Hides it", report: "Reports it",
};
const SOURCES = {
  followed: "Accounts followed", people: "People of like taste", rising: "Rising", resembling: "Like what was liked",
  fresh: "New voices", popular: "Popular", newest: "Newest", backfill: "Whatever is left", walks: "Walks through the graph",
  coengaged: "Liked together", nearest: "Near in meaning",
};

const STAGES = {
  "hydrator features": "Look up each post", "filter unseen": "Leave out what was seen", "filter visibility": "Leave out what is hidden",
  "predictor heads": "Predict what the viewer does", "scorer value": "Add up the value", "scorer taste": "Add up the taste",
  "selector slate": "Choose the page",
};

/** What a stage of a page does. @param {string} stage such as `source people` */
function stageName(stage) {
  const source = stage.startsWith("source ") ? SOURCES[stage.slice("source ".length)] : undefined;
  return source ? `Find: ${source.toLowerCase()}` : STAGES[stage] ?? stage;
}

export class TuningView {
  #timer = 0;
  #active = false;
  /** @type {Map<string, {weight: HTMLInputElement, bar: HTMLElement, chance: HTMLElement, value: HTMLElement}>} by head */
  #rows = new Map();

  /** @param {HTMLElement} root */
  constructor(root) {
    this.trouble = h("div", { id: "tuning-trouble" });
    this.summary = h("p", { class: "quiet-text", id: "tuning-summary" });
    this.heads = h("tbody");
    this.sources = h("ul", { class: "heads", id: "tuning-sources" });
    this.models = h("div", { id: "tuning-models" }, skeletons(1, "hit"));
    this.stages = h("ul", { class: "heads", id: "tuning-stages" });
    const columns = ["What a viewer may do", "Weight", "Chance", "Gives to a place"];
    fill(
      root,
      h("div", { class: "wide" },
        h("div", { class: "view-head" }, h("h1", { id: "title-tuning", tabindex: "-1" }, "Tuning")),
        this.trouble, this.summary,
        h("section", { class: "panel" },
          h("h2", { class: "small-title" }, "What a post is worth"),
          h("p", { class: "quiet-text" }, "A post's value is the sum of each weight times the chance that the viewer does it. "
            + "A weight that is turned here holds from the next page on, and stands in the log."),
          h("div", { class: "table-scroll" },
            h("table", { class: "figures", id: "tuning-heads" },
              h("thead", {}, h("tr", {}, columns.map((name) => h("th", { scope: "col" }, name)), h("td", { class: "bar-head" }))), this.heads))),
        h("div", { class: "live-foot" },
          h("section", { class: "panel" }, h("h2", { class: "small-title" }, "Where posts come from: places on a page, of posts offered"), this.sources),
          h("section", { class: "panel" }, h("h2", { class: "small-title" }, "What a page takes, stage by stage"), this.stages)),
        h("section", { class: "panel panel-below" }, h("h2", { class: "small-title" }, "How well the models predict"), this.models)),
    );
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible") this.#poll();
    });
  }

  activate() {
    this.#active = true;
    this.#poll();
  }

  deactivate() {
    this.#active = false;
    clearTimeout(this.#timer);
  }

  reset() {
    if (this.#active) this.#poll();
  }

  async #poll() {
    clearTimeout(this.#timer);
    if (!this.#active || document.visibilityState !== "visible") return;
    try {
      this.#show(await api.tuning());
      showTrouble(this.trouble, null);
    } catch (error) {
      showTrouble(this.trouble, error, () => this.#poll());
      if (error.status === 401 || error.status === 403) return;
    }
    clearTimeout(this.#timer);
    if (this.#active) this.#timer = setTimeout(() => this.#poll(), EVERY_MS);
  }

  /** @param {*} tuning */
  #show(tuning) {
    const cost = (tuning.exploration_cost * 100).toFixed(1);
    this.summary.textContent = tuning.pages < 0.5
      ? "No page has been served since the start: open For You, and the figures move."
      : `Over the last ${shortNumber(Math.round(tuning.pages))} pages. Exploring costs ${cost} % of the value of the best choice.`;
    this.#showHeads(tuning.heads);
    bars(this.sources, tuning.sources.filter((s) => s.offered > 0 || s.served > 0).sort((a, b) => b.served - a.served).map((s) => ({
      name: SOURCES[s.source] ?? s.source, share: s.served, words: `${s.served.toFixed(1)} of ${s.offered.toFixed(0)}`,
    })));
    bars(this.stages, tuning.stages.map((s) => ({
      name: stageName(s.stage), share: s.ms, words: `${s.ms.toFixed(2)} ms${s.missed > 0.0005 ? `, missed ${(s.missed * 100).toFixed(1)} %` : ""}`,
    })));
    this.#showModels(tuning.models, tuning.learner);
  }

  /** @param {*[]} heads */
  #showHeads(heads) {
    const largest = Math.max(...heads.map(({ value }) => Math.abs(value)), 1e-9);
    for (const head of heads) {
      const row = this.#rows.get(head.head) ?? this.#row(head);
      if (document.activeElement !== row.weight) row.weight.value = String(head.weight);
      row.chance.textContent = percent(head.probability);
      row.value.textContent = Math.abs(head.value) < 0.0005 ? "0" : head.value.toFixed(3);
      row.bar.style.setProperty("--share", String(Math.abs(head.value) / largest));
      row.bar.classList.toggle("is-negative", head.value < 0);
    }
  }

  /** @param {*} head */
  #row(head) {
    const name = HEADS[head.head] ?? head.head;
    const weight = /** @type {HTMLInputElement} */ (h("input", {
      type: "number", step: "any", class: "field weight", "aria-label": `Weight: ${name}`, data: { head: head.head },
    }));
    weight.addEventListener("change", () => this.#turn(head.knob, name, weight));
    const row = {
      weight, bar: h("span", { class: "head-bar", "aria-hidden": "true" }), chance: h("td", {}), value: h("td", {}),
    };
    this.heads.appendChild(h("tr", {}, h("th", { scope: "row" }, name), h("td", {}, weight), row.chance, row.value, h("td", { class: "bar-cell" }, row.bar)));
    this.#rows.set(head.head, row);
    return row;
  }

  /** @param {string} knob @param {string} name @param {HTMLInputElement} field */
  async #turn(knob, name, field) {
    const value = Number(field.value);
    if (field.value.trim() === "" || !Number.isFinite(value)) {
      toast("A weight is a number.", { kind: "error" });
      return;
    }
    try {
      await api.setKnob(knob, value, "turned in the console");
      announce(`${name}: ${value}`);
      toast(`${name}: the weight is ${value} from the next page on.`);
    } catch (error) {
      toast(`Not turned: ${error.status === 400 ? error.message : explain(error).title}`, { kind: "error" });
    }
    this.#poll();
  }

  /** @param {*[]} models @param {*} learner */
  #showModels(models, learner) {
    if (!models.some((m) => m.heads.length)) {
      fill(this.models, emptyNotice("Nothing has been learned yet.",
        `Models learn from impressions and what follows them. ${shortNumber(learner.waiting_impressions)} wait for what follows.`));
      return;
    }
    const columns = ["Head", "Examples", "Happens", "AUC", "Log loss", "Mis\u00ADcalibration"];
    fill(this.models, models.filter((m) => m.heads.length).map((model) => [
      h("p", { class: "quiet-text" }, h("bdi", {}, model.model), ` · version ${model.version}`, model.serving ? "" : " · not serving"),
      h("div", { class: "table-scroll" }, h("table", { class: "figures" },
        h("thead", {}, h("tr", {}, columns.map((name) => h("th", { scope: "col" }, name)))),
        h("tbody", {}, model.heads.map((head) => h("tr", {},
          h("th", { scope: "row" }, HEADS[head.head] ?? head.head), h("td", {}, shortNumber(head.examples)),
          h("td", {}, percent(head.rate)), h("td", {}, head.auc === undefined ? "–" : head.auc.toFixed(3)),
          h("td", {}, head.log_loss.toFixed(4)), h("td", {}, head.calibration_error.toFixed(4))))))),
    ]));
  }
}

/** A probability in per cent. @param {number} value */
function percent(value) {
  return value > 0 && value < 0.0001 ? "< 0.01 %" : `${Number((value * 100).toPrecision(3))} %`;
}

/** @param {HTMLElement} list @param {{name: string, share: number, words: string}[]} rows */
function bars(list, rows) {
  const largest = Math.max(...rows.map(({ share }) => share), 1e-9);
  fill(list, rows.map(({ name, share, words }) => {
    const bar = h("span", { class: "head-bar", "aria-hidden": "true" });
    bar.style.setProperty("--share", String(share / largest));
    return h("li", {}, h("span", { class: "head-name" }, name), bar, h("span", { class: "head-value" }, words));
  }));
}
