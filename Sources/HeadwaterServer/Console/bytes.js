/**
 * Cutting text by UTF-8 byte offsets, the offsets of every Headwater answer.
 *
 * JavaScript counts UTF-16 units, so an offset is turned into an index once, here.
 */

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** @typedef {{start: number, end: number}} ByteRange end is exclusive */

/**
 * The words between two byte offsets.
 * @param {string} text
 * @param {number} start
 * @param {number} end
 * @returns {string}
 */
export function sliceBytes(text, start, end) {
  return decoder.decode(encoder.encode(text).subarray(start, end));
}

/**
 * Byte ranges as index ranges of the string: sorted, clipped to the text and merged where they touch.
 * @param {string} text
 * @param {ByteRange[]} ranges
 * @returns {{from: number, to: number}[]}
 */
export function indexRanges(text, ranges) {
  const bytes = encoder.encode(text);
  const sorted = ranges
    .filter((r) => Number.isInteger(r?.start) && Number.isInteger(r?.end) && r.start >= 0)
    .map((r) => ({ start: r.start, end: Math.min(r.end, bytes.length) }))
    .filter((r) => r.start < r.end)
    .sort((a, b) => a.start - b.start || a.end - b.end);
  /** @type {ByteRange[]} */
  const merged = [];
  for (const range of sorted) {
    const last = merged[merged.length - 1];
    if (last && range.start <= last.end) last.end = Math.max(last.end, range.end);
    else merged.push(range);
  }
  let byte = 0;
  let index = 0;
  return merged.map((r) => {
    const from = index + decoder.decode(bytes.subarray(byte, r.start)).length;
    index = from + decoder.decode(bytes.subarray(r.start, r.end)).length;
    byte = r.end;
    return { from, to: index };
  });
}

/**
 * The text that a citation's or highlight's field names.
 * @param {object} post
 * @param {string} field `text`, `title`, `media/0/transcript`, `media/0/ocr` or `media/0/alt`
 * @returns {string} empty where the post has no such field
 */
export function fieldText(post, field) {
  if (field === "text" || field === "title") return post[field] ?? "";
  const match = /^media\/(\d+)\/(transcript|ocr|alt)$/.exec(field ?? "");
  if (!match) return "";
  return post.media?.[Number(match[1])]?.[match[2]] ?? "";
}
