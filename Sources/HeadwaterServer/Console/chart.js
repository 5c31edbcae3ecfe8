/**
 * A small moving line chart in SVG.
 *
 * Time runs to the right edge, which is now; the scale begins at zero and ends at a round number. Colours come
 * from the style sheet. A screen reader gets a sentence, and every value is in the table beneath.
 */

import { fill, h } from "./dom.js";
import { svg } from "./icons.js";

/** Seconds of history shown. */
export const SPAN_SECONDS = 120;
const HEIGHT = 128;
const LEFT = 44;
const RIGHT = 8;
const TOP = 8;
const BOTTOM = 20;
const SPOKEN_EVERY = 10;

/** The smallest 1, 2 or 5 times a power of ten that isn't below. @param {number} value */
export function roundUp(value) {
  if (!(value > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  for (const step of [1, 2, 5, 10]) if (value <= step * power * (1 + 1e-9)) return step * power;
  return 10 * power;
}

/**
 * The ends of a scale that shows the values well: from zero, or near the values where they hardly move.
 * @param {number[]} values
 * @param {boolean} fromZero
 */
function scaleOf(values, fromZero) {
  const high = Math.max(...values, 0);
  if (fromZero) return { low: 0, high: roundUp(high || 1) };
  const low = Math.min(...values);
  // Two steps high, with room under a line that lies still.
  const step = roundUp(Math.max((high - low) / 1.5, high * 0.001, 1));
  const base = Math.max(0, Math.floor((low - step / 4) / step) * step);
  return { low: base, high: Math.max(base + 2 * step, Math.ceil(high / step) * step) };
}

export class LineChart {
  /** @type {{t: number, value: number}[]} */
  #points = [];
  #width = 320;
  #pushes = 0;
  /** @type {number|null} */
  #pointer = null;

  /**
   * @param {{id: string, title: string, format: (n: number) => string, fromZero?: boolean}} options
   */
  constructor({ id, title, format, fromZero = true }) {
    this.title = title;
    this.format = format;
    this.fromZero = fromZero;
    this.value = h("span", { class: "chart-value" }, "–");
    this.range = h("span", { class: "chart-range" });
    this.plot = svg("svg", { class: "chart-plot", height: HEIGHT, role: "img", "aria-label": `${title}: no values yet` });
    this.rows = h("tbody");
    this.table = h(
      "details", { class: "chart-table" }, h("summary", {}, "Values"),
      h("table", {}, h("caption", { class: "visually-hidden" }, title),
        h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "Seconds ago"), h("th", { scope: "col" }, title))), this.rows),
    );
    this.table.addEventListener("toggle", () => this.#showTable());
    this.element = h(
      "figure", { class: "chart", id },
      h("figcaption", { class: "chart-head" }, h("span", { class: "chart-title" }, title), this.value),
      this.plot, h("div", { class: "chart-foot" }, this.range, this.table),
    );
    this.plot.addEventListener("pointermove", (event) => {
      this.#pointer = event.clientX - this.plot.getBoundingClientRect().left;
      this.#draw();
    });
    this.plot.addEventListener("pointerleave", () => {
      this.#pointer = null;
      this.#draw();
    });
    new ResizeObserver(([entry]) => {
      const width = Math.round(entry.contentRect.width);
      if (width > 0 && width !== this.#width) {
        this.#width = width;
        this.#draw();
      }
    }).observe(this.plot);
  }

  /**
   * Adds a value.
   * @param {number} t ms
   * @param {number} value
   */
  push(t, value) {
    if (!Number.isFinite(value)) return;
    this.#points.push({ t, value });
    const oldest = t - SPAN_SECONDS * 1000;
    while (this.#points.length > 2 && this.#points[1].t < oldest) this.#points.shift();
    this.value.textContent = this.format(value);
    this.#pushes += 1;
    if (this.#pushes % SPOKEN_EVERY === 1) this.plot.setAttribute("aria-label", this.#sentence());
    this.#draw();
    this.#showTable();
  }

  #sentence() {
    const values = this.#points.map((p) => p.value);
    return `${this.title}: now ${this.format(values[values.length - 1])}, between ${this.format(Math.min(...values))} `
      + `and ${this.format(Math.max(...values))} in the last ${SPAN_SECONDS / 60} minutes`;
  }

  #draw() {
    if (!this.#points.length) {
      this.plot.replaceChildren(...this.#frame(this.#width - RIGHT));
      return;
    }
    const values = this.#points.map((p) => p.value);
    const { low, high } = scaleOf(values, this.fromZero);
    const now = this.#points[this.#points.length - 1].t;
    const right = this.#width - RIGHT;
    const x = (t) => right - ((now - t) / (SPAN_SECONDS * 1000)) * (right - LEFT);
    const y = (v) => TOP + (1 - (v - low) / (high - low)) * (HEIGHT - TOP - BOTTOM);
    const parts = [this.#grid(low, high, y, right)];
    const visible = this.#points.map((p) => ({ ...p, x: Math.max(LEFT, x(p.t)), y: y(p.value) }));
    const line = visible.map((p) => `${p.x.toFixed(1)} ${p.y.toFixed(1)}`).join("L");
    const first = visible[0];
    const last = visible[visible.length - 1];
    if (visible.length > 1) {
      const floor = HEIGHT - BOTTOM;
      parts.push(svg("path", { class: "chart-area", d: `M${first.x.toFixed(1)} ${floor}L${line}L${last.x.toFixed(1)} ${floor}Z` }));
      parts.push(svg("path", { class: "chart-line", d: `M${line}` }));
    }
    const at = this.#pointer === null ? null : nearest(visible, this.#pointer);
    if (at) parts.push(svg("path", { class: "chart-cross", d: `M${at.x.toFixed(1)} ${TOP}V${HEIGHT - BOTTOM}` }));
    const dot = at ?? last;
    parts.push(svg("circle", { class: "chart-dot", cx: dot.x.toFixed(1), cy: dot.y.toFixed(1), r: 3.5 }));
    this.plot.replaceChildren(...parts.flat());
    this.range.textContent = at
      ? `${this.format(at.value)}, ${Math.round((now - at.t) / 1000)} s ago`
      : `${this.format(Math.min(...values))} to ${this.format(Math.max(...values))} in ${spanWords(now - first.t)}`;
  }

  #grid(low, high, y, right) {
    const lines = [low, (low + high) / 2, high].flatMap((value) => {
      const label = svg("text", { class: "chart-label", x: LEFT - 6, y: y(value) + 3.5, "text-anchor": "end" });
      label.textContent = this.format(value);
      return [svg("path", { class: "chart-grid", d: `M${LEFT} ${y(value).toFixed(1)}H${right}` }), label];
    });
    return [...lines, ...this.#frame(right)];
  }

  /** The floor, and the ends of time. */
  #frame(right) {
    const words = [[LEFT, "start", `${SPAN_SECONDS / 60} min ago`], [right, "end", "now"]];
    const labels = words.map(([at, anchor, text]) => {
      const label = svg("text", { class: "chart-label", x: at, y: HEIGHT - 4, "text-anchor": anchor });
      label.textContent = text;
      return label;
    });
    return [svg("path", { class: "chart-grid", d: `M${LEFT} ${HEIGHT - BOTTOM}H${right}` }), ...labels];
  }

  #showTable() {
    if (!this.table.open) return;
    const now = this.#points[this.#points.length - 1]?.t ?? 0;
    const rows = this.#points.slice(-10).reverse();
    fill(this.rows, rows.map((p) => h("tr", {}, h("td", {}, Math.round((now - p.t) / 1000)), h("td", {}, this.format(p.value)))));
  }
}

/** @param {number} ms */
function spanWords(ms) {
  const seconds = Math.min(SPAN_SECONDS, Math.round(ms / 1000));
  return seconds >= 60 ? `${Math.round(seconds / 60)} min` : `${seconds} s`;
}

/** The point whose x is closest. */
function nearest(points, x) {
  return points.reduce((best, p) => (Math.abs(p.x - x) < Math.abs(best.x - x) ? p : best));
}
