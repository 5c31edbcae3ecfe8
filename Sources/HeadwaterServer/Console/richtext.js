/**
 * A post's words as text nodes, with #tags, @mentions and web addresses as links and given ranges marked.
 */

import { h } from "./dom.js";
import { indexRanges } from "./bytes.js";

/** @typedef {{from: number, to: number, href: string, kind: "tag"|"mention"|"url"}} Link */

const TOKENS = new RegExp(
  [
    "(?<url>https?:\\/\\/[^\\s<>\"'`]+)",
    "(?<![\\p{L}\\p{N}_&/])[#＃](?<tag>(?=[\\p{N}_]*[\\p{L}\\p{M}])[\\p{L}\\p{M}\\p{N}_]{1,100})",
    "(?<![\\p{L}\\p{N}_.&/])[@＠](?<mention>[\\p{L}\\p{N}_](?:[\\p{L}\\p{N}_.\\-]{0,251}[\\p{L}\\p{N}_])?)",
  ].join("|"),
  "giu",
);

/**
 * The address as the browser reads it, where it is one of the web; else null.
 * @param {unknown} address
 * @returns {string|null}
 */
export function webAddress(address) {
  if (typeof address !== "string") return null;
  try {
    const url = new URL(address);
    return url.protocol === "https:" || url.protocol === "http:" ? url.href : null;
  } catch {
    return null;
  }
}

/**
 * Punctuation at the end of an address belongs to the sentence, a closing bracket where none opened.
 * Linear in the length, as an address can be as long as a post.
 */
function trimAddress(address) {
  let open = address.split("(").length - address.split(")").length;
  let end = address.length;
  for (; end > 0; end -= 1) {
    const last = address[end - 1];
    if (last === ")" && open < 0) open += 1;
    else if (!/[.,;:!?…"'»”’]/u.test(last)) break;
  }
  return address.slice(0, end);
}

/**
 * The links in a text, in order.
 * @param {string} text
 * @returns {Link[]}
 */
export function findLinks(text) {
  /** @type {Link[]} */
  const links = [];
  for (const match of text.matchAll(TOKENS)) {
    const { url, tag, mention } = match.groups ?? {};
    const from = match.index;
    if (url) {
      const address = trimAddress(url);
      const href = webAddress(address);
      if (href) links.push({ from, to: from + address.length, href, kind: "url" });
    } else if (tag) {
      links.push({ from, to: from + match[0].length, href: searchLink(`#${tag}`), kind: "tag" });
    } else if (mention) {
      const href = searchLink(`from:${mention}`);
      links.push({ from, to: from + match[0].length, href, kind: "mention" });
    }
  }
  return links;
}

/** @param {string} query @returns {string} the hash that searches for it */
export function searchLink(query) {
  return `#/search?q=${encodeURIComponent(query)}`;
}

/** @param {Link} link @param {string} words */
function anchor(link, words) {
  return link.kind === "url"
    ? h("a", { class: "ext", href: link.href, target: "_blank", rel: "noopener noreferrer nofollow" }, words)
    : h("a", { class: link.kind, href: link.href }, words);
}

/**
 * The text as nodes.
 * @param {string} text
 * @param {{ranges?: import("./bytes.js").ByteRange[], markClass?: string, links?: boolean}} [options]
 *     `ranges` in UTF-8 bytes; each becomes one `mark`, whose text is exactly the words of the range.
 * @returns {DocumentFragment}
 */
export function richText(text, { ranges = [], markClass = "hit", links = true } = {}) {
  const marks = indexRanges(text, ranges);
  const anchors = links ? findLinks(text) : [];
  const fragment = document.createDocumentFragment();
  let at = 0;
  for (const mark of marks) {
    appendPlain(fragment, text, at, mark.from, anchors);
    const element = h("mark", { class: markClass });
    appendPlain(element, text, mark.from, mark.to, anchors);
    fragment.appendChild(element);
    at = mark.to;
  }
  appendPlain(fragment, text, at, text.length, anchors);
  return fragment;
}

/** Appends text[from..<to], with the parts of links that lie in it as anchors. */
function appendPlain(parent, text, from, to, anchors) {
  let at = from;
  for (const link of anchors) {
    const start = Math.max(link.from, from);
    const end = Math.min(link.to, to);
    if (start >= end) continue;
    if (start > at) parent.appendChild(document.createTextNode(text.slice(at, start)));
    parent.appendChild(anchor(link, text.slice(start, end)));
    at = end;
  }
  if (at < to) parent.appendChild(document.createTextNode(text.slice(at, to)));
}
