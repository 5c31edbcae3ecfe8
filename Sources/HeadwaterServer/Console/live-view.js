/** Live: what comes in, how far behind it is shown, and what it takes. */

import { api } from "./api.js";
import { fill, h } from "./dom.js";
import { LineChart } from "./chart.js";
import { postHead } from "./card.js";
import { richText } from "./richtext.js";
import { byteSize, duration, fineNumber, fullNumber, longDuration, shortNumber } from "./format.js";
import { emptyNotice, showTrouble, skeletons } from "./notices.js";
import { openPost } from "./post-panel.js";

const EVERY_MS = 1_000;
const LATEST_EVERY_MS = 4_000;
const LATEST_SHOWN = 6;

const GOOD = new Set(["running", "connected", "finished", "ok", "live"]);
const BAD = new Set(["failed", "error", "stopped"]);

export class LiveView {
  #timer = 0;
  #active = false;
  #latestAt = 0;
  #latestOff = false;
  /** @type {{t: number, total: number}|null} */
  #before = null;

  /** @param {HTMLElement} root */
  constructor(root) {
    this.charts = {
      rate: new LineChart({ id: "chart-rate", title: "Events per second", format: shortNumber }),
      lag: new LineChart({ id: "chart-lag", title: "Lag", format: lagWords }),
      posts: new LineChart({ id: "chart-posts", title: "Posts", format: fineNumber, fromZero: false }),
      memory: new LineChart({ id: "chart-memory", title: "Memory", format: byteSize }),
    };
    this.totals = h("dl", { class: "totals", id: "live-totals" });
    this.#showTotals({});
    this.sources = h("div", { id: "live-sources" }, skeletons(1, "hit"));
    this.latest = h("ul", { class: "latest", id: "live-latest" });
    this.latestPanel = h("section", { class: "panel", hidden: true }, h("h2", { class: "small-title" }, "Just in"), this.latest);
    this.trouble = h("div", { id: "live-trouble" });
    fill(
      root,
      h("div", { class: "wide" },
        h("div", { class: "view-head" }, h("h1", { id: "title-live", tabindex: "-1" }, "Live"), this.version = h("p", { class: "quiet-text" })),
        this.trouble, this.totals,
        h("div", { class: "charts" }, Object.values(this.charts).map((c) => c.element)),
        h("div", { class: "live-foot" },
          h("section", { class: "panel" }, h("h2", { class: "small-title" }, "Sources"), this.sources),
          this.latestPanel)),
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
    this.#latestOff = false;
    if (this.#active) this.#poll();
  }

  async #poll() {
    clearTimeout(this.#timer);
    if (!this.#active || document.visibilityState !== "visible") return;
    const started = performance.now();
    try {
      this.#show(await api.status());
      showTrouble(this.trouble, null);
    } catch (error) {
      showTrouble(this.trouble, error, () => this.#poll());
      // A key is asked for once, not each second.
      if (error.status === 401 || error.status === 403) return;
    }
    if (!this.#latestOff && performance.now() - this.#latestAt > LATEST_EVERY_MS) this.#showLatest();
    clearTimeout(this.#timer);
    if (this.#active) this.#timer = setTimeout(() => this.#poll(), Math.max(100, EVERY_MS - (performance.now() - started)));
  }

  /** @param {*} status */
  #show(status) {
    const now = Date.now();
    const total = status.events?.total;
    const derived = this.#before && now > this.#before.t ? ((total - this.#before.total) * 1000) / (now - this.#before.t) : NaN;
    this.charts.rate.push(now, status.events?.per_second ?? derived);
    if (typeof total === "number") this.#before = { t: now, total };
    this.charts.lag.push(now, status.lag_ms);
    this.charts.posts.push(now, status.posts);
    this.charts.memory.push(now, status.memory_bytes);
    this.version.textContent = [
      status.version && `Headwater ${status.version}`,
      typeof status.uptime_ms === "number" && `up ${longDuration(status.uptime_ms)}`,
      status.demo && "demo town",
    ].filter(Boolean).join(" · ");
    this.#showTotals(status);
    this.#showSources(status.sources ?? []);
  }

  /** Changes words alone, so that nothing moves. @param {*} status */
  #showTotals(status) {
    const rows = [
      ["Events", status.events?.total], ["Posts", status.posts], ["Accounts", status.accounts],
      ["Viewers", status.viewers], ["Log position", status.position],
    ];
    if (!this.totals.children.length) {
      fill(this.totals, rows.map(([name]) => h("div", { class: "total" }, h("dt", {}, name), h("dd", {}))));
    }
    const values = this.totals.querySelectorAll("dd");
    rows.forEach(([, value], index) => {
      const words = fullNumber(value);
      if (values[index].textContent !== words) values[index].textContent = words;
    });
  }

  /** @param {*[]} sources */
  #showSources(sources) {
    if (!sources.length) {
      fill(this.sources, emptyNotice("No source is connected.",
        "Events come in through /v1/events. `headwater serve --follow jetstream` follows Bluesky."));
      return;
    }
    fill(this.sources, h("ul", { class: "source-list" }, sources.map((source) => {
      const state = String(source.state ?? "");
      const kind = GOOD.has(state) ? "good" : BAD.has(state) ? "bad" : "waiting";
      return h(
        "li", { class: "source-row" },
        h("span", { class: "source-name" }, h("bdi", {}, source.name ?? source.kind), source.kind && source.kind !== source.name ? h("span", { class: "quiet-text" }, source.kind) : null),
        h("span", { class: `dot-state dot-${kind}` }, state),
        h("span", { class: "source-figures" }, `${shortNumber(source.events)} events`, typeof source.lag_ms === "number" ? ` · ${lagWords(source.lag_ms)} behind` : ""),
        source.message ? h("span", { class: "source-message", dir: "auto" }, source.message) : null,
      );
    })));
  }

  async #showLatest() {
    this.#latestAt = performance.now();
    try {
      const { hits } = await api.search({ query: "", sort: "latest", limit: LATEST_SHOWN });
      this.latestPanel.hidden = hits.length === 0;
      const first = this.latest.querySelector("[data-post]");
      if (hits.length && first?.dataset.post === hits[0].post) return;
      // A reader's place in the list isn't taken away.
      if (this.latest.contains(document.activeElement)) return;
      fill(this.latest, hits.map((post) => h(
        "li", { data: { post: post.post } },
        postHead(post, h("button", { type: "button", class: "text-button", on: { click: () => openPost({ post: post.post }) } }, "Open")),
        h("p", { class: "latest-text", dir: "auto" }, richText(post.text || post.title || "")),
      )));
    } catch (error) {
      this.#latestOff = error.status >= 400 && error.status < 500;
      this.latestPanel.hidden = true;
    }
  }
}

/** @param {number} ms */
function lagWords(ms) {
  return ms === 0 ? "0 ms" : duration(ms);
}
