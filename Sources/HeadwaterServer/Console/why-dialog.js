/** Why a post is there: the reasons that came with it, and what the receipt of its page says. */

import { api } from "./api.js";
import { fill, h } from "./dom.js";
import { openDialog } from "./dialog.js";
import { authorName } from "./card.js";
import { explain, skeletons } from "./notices.js";
import { fullTime } from "./format.js";

/** @param {import("./feed-model.js").Item} item */
export function openWhy(item) {
  const { post, request } = item;
  const receipt = h("div", { class: "receipt", "aria-busy": "true" }, skeletons(1, "answer"));
  const reasons = post.reasons?.length ? post.reasons : ["The server gave no reason with this post."];
  openDialog({
    id: "why-dialog",
    title: "Why this post?",
    body: [
      h("p", { class: "why-post" }, authorName(post), h("span", { class: "why-words", dir: "auto" }, excerpt(post))),
      h("ul", { class: "reasons", id: "why-reasons" }, reasons.map((r) => h("li", { dir: "auto" }, r))),
      h("h3", { class: "small-title" }, "How it was ranked"),
      receipt,
    ],
  });
  api.receipt(request).then(
    (answer) => {
      const line = answer.items?.find((i) => i.post === post.post);
      fill(receipt, line ? receiptBody(line, answer, item) : h("p", { class: "quiet-text" }, "The receipt has no line for this post."));
    },
    (error) => fill(receipt, h("p", { class: "quiet-text" }, error.status === 404
      ? "The receipt of this page isn't kept any longer."
      : explain(error).title)),
  ).finally(() => receipt.setAttribute("aria-busy", "false"));
}

/** The first words of a post. @param {import("./api.js").Post} post */
function excerpt(post) {
  const text = (post.title || post.text || "").replaceAll(/\s+/g, " ");
  return text.length > 140 ? `${text.slice(0, 140)}…` : text;
}

/** @param {*} line @param {*} answer @param {import("./feed-model.js").Item} item */
function receiptBody(line, answer, { post, position }) {
  const rows = [
    ["Place on its page", String((line.position ?? position) + 1)],
    line.source && ["Found by", words(line.source)],
    typeof line.score === "number" && ["Score", number(line.score)],
    typeof line.propensity === "number" && ["Drawn with a chance of", chance(line.propensity)],
    answer.at && ["Page served", fullTime(answer.at)],
    ["Page", answer.request],
  ].filter(Boolean);
  // The page's own reasons stand above already.
  const more = (line.reasons ?? []).filter((r) => typeof r === "string" && !post.reasons?.includes(r));
  return [
    more.length && h("ul", { class: "reasons quiet-text" }, more.map((r) => h("li", { dir: "auto" }, r))),
    h("dl", { class: "facts" }, rows.map(([name, value]) => [h("dt", {}, name), h("dd", { dir: "auto" }, value)])),
    line.heads && Object.keys(line.heads).length ? h("h3", { class: "small-title" }, "What you may do, as predicted") : null,
    heads(line.heads),
  ];
}

/** What was predicted, as bars, the likeliest first. @param {*} values */
function heads(values) {
  const entries = Object.entries(values ?? {}).filter(([, v]) => typeof v === "number" && Number.isFinite(v));
  if (!entries.length) return null;
  const largest = Math.max(...entries.map(([, v]) => Math.abs(v)), Number.MIN_VALUE);
  entries.sort((a, b) => Math.abs(b[1]) - Math.abs(a[1]));
  return h("ul", { class: "heads" }, entries.map(([name, value]) => {
    const bar = h("span", { class: value < 0 ? "head-bar is-negative" : "head-bar", "aria-hidden": "true" });
    bar.style.setProperty("--share", String(Math.abs(value) / largest));
    return h("li", {}, h("span", { class: "head-name" }, words(name)), bar, h("span", { class: "head-value" }, chance(value)));
  }));
}

/** `people_like_you` as words. @param {*} name */
function words(name) {
  const text = String(name).replaceAll(/[_-]+/g, " ");
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** A probability in per cent. @param {number} value */
function chance(value) {
  if (value > 0 && value < 0.0001) return "< 0.01 %";
  return `${Number((value * 100).toPrecision(3))} %`;
}

/** @param {number} value */
function number(value) {
  return Math.abs(value) >= 100 ? value.toFixed(0) : Number(value.toPrecision(3)).toString();
}
