/** Times, numbers and bytes in words, in the reader's language where the browser knows it. */

const relative = new Intl.RelativeTimeFormat("en", { numeric: "auto", style: "narrow" });
const absolute = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });
const compact = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 });
const whole = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });

const UNITS = /** @type {[Intl.RelativeTimeFormatUnit, number][]} */ ([
  ["year", 31_536_000], ["month", 2_592_000], ["week", 604_800],
  ["day", 86_400], ["hour", 3_600], ["minute", 60],
]);

/**
 * How long ago, as "5 min. ago"; "just now" within ten seconds and for clocks that run ahead.
 * @param {string|number} time RFC 3339 or milliseconds
 * @param {number} [now] milliseconds
 */
export function timeAgo(time, now = Date.now()) {
  const seconds = (now - new Date(time).getTime()) / 1000;
  if (!Number.isFinite(seconds)) return "";
  if (seconds < 10) return "just now";
  for (const [unit, length] of UNITS) {
    if (seconds >= length) return relative.format(-Math.floor(seconds / length), unit);
  }
  return relative.format(-Math.floor(seconds), "second");
}

/** @param {string|number} time @returns {string} */
export function fullTime(time) {
  const date = new Date(time);
  return Number.isNaN(date.getTime()) ? "" : absolute.format(date);
}

/** 1234 as "1.2K". @param {unknown} n */
export function shortNumber(n) {
  return typeof n === "number" && Number.isFinite(n) ? compact.format(n) : "–";
}

const fine = new Intl.NumberFormat("en", { notation: "compact", minimumFractionDigits: 3, maximumFractionDigits: 3 });

/** A count whose small changes show: 12,345, and 1.234M from a million on. @param {unknown} n */
export function fineNumber(n) {
  return typeof n === "number" && n >= 1_000_000 ? fine.format(n) : fullNumber(n);
}

/** 1234567 as "1,234,567". @param {unknown} n */
export function fullNumber(n) {
  return typeof n === "number" && Number.isFinite(n) ? whole.format(n) : "–";
}

/** @param {unknown} n bytes @returns {string} */
export function byteSize(n) {
  if (typeof n !== "number" || !Number.isFinite(n)) return "–";
  const units = ["B", "KB", "MB", "GB", "TB"];
  let value = n;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${value >= 100 || unit === 0 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}

/** 0.42 ms, 12 ms, 3.4 s. @param {unknown} ms */
export function duration(ms) {
  if (typeof ms !== "number" || !Number.isFinite(ms)) return "–";
  if (ms < 1000) return `${Number(ms.toPrecision(2 + (ms >= 100 ? 1 : 0)))} ms`;
  if (ms < 60_000) return `${Number((ms / 1000).toFixed(1))} s`;
  return longDuration(ms);
}

/** 3 h 12 min. @param {number} ms */
export function longDuration(ms) {
  const minutes = Math.floor(ms / 60_000);
  if (minutes < 1) return `${Math.floor(ms / 1000)} s`;
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return `${hours} h ${minutes % 60} min`;
  return `${Math.floor(hours / 24)} days`;
}

/** A place in a recording, as 1:07. @param {number} ms */
export function clockTime(ms) {
  const seconds = Math.floor(ms / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

/** @param {number} n @param {string} one @param {string} [many] */
export function plural(n, one, many = `${one}s`) {
  return `${fullNumber(n)} ${n === 1 ? one : many}`;
}
