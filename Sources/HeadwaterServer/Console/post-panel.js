/** One post in a drawer, at the words that an answer cites. */

import { api } from "./api.js";
import { fill, h, prefersLessMotion } from "./dom.js";
import { openDialog } from "./dialog.js";
import { fieldText, sliceBytes } from "./bytes.js";
import { countsLine, postBody, postHead } from "./card.js";
import { autoplayWithin, playFromButton, stopWithin } from "./media.js";
import { emptyNotice, errorNotice, skeletons } from "./notices.js";
import { clockTime, fullTime } from "./format.js";

const FIELD_WORDS = {
  text: "in the text", title: "in the title", transcript: "in what is said", ocr: "in the picture's words",
  alt: "in the picture's description",
};

/**
 * Opens a post.
 * @param {{post: string, citation?: import("./api.js").Citation}} what with a citation, the cited words are marked
 */
export function openPost({ post: id, citation }) {
  const body = h("div", { class: "panel-post", "aria-busy": "true" });
  const dialog = openDialog({
    id: "post-panel",
    kind: "drawer",
    title: citation ? `Source ${citation.n}` : "Post",
    body,
    onClose: () => stopWithin(body),
  });
  dialog.dataset.post = id;
  const load = async () => {
    fill(body, skeletons(1, "card"));
    try {
      const { posts } = await api.posts([id]);
      const post = posts.find((p) => p.post === id);
      fill(body, post ? content(post, citation) : emptyNotice(
        "This post isn't there any more.", "Its author or a moderator took it away, or it isn't for you to see."));
      if (post) arrive(body, citation);
    } catch (error) {
      fill(body, errorNotice(error, load));
    }
    body.setAttribute("aria-busy", "false");
  };
  load();
}

/** @param {import("./api.js").Post} post @param {import("./api.js").Citation} [citation] */
function content(post, citation) {
  const holds = citation && sliceBytes(fieldText(post, citation.field), citation.start, citation.end) === citation.quote;
  const ranges = holds ? { [citation.field]: [{ start: citation.start, end: citation.end }] } : {};
  return [
    citation && (holds ? cited(citation) : changed(citation)),
    h(
      "article", { class: "panel-card", data: { post: post.post } },
      postHead(post),
      postBody(post, { ranges, markClass: "cited", whole: true, open: (id) => openPost({ post: id }) }),
      countsLine(post),
    ),
    h(
      "dl", { class: "facts" },
      [["Posted", fullTime(post.at)], post.edited && post.edited !== post.at && ["Edited", fullTime(post.edited)],
        citation?.received && ["Received", fullTime(citation.received)], ["Post", post.post], ["Author", post.author]]
        .filter(Boolean)
        .map(([name, value]) => [h("dt", {}, name), h("dd", {}, h("bdi", {}, value))]),
    ),
  ];
}

/** @param {import("./api.js").Citation} citation */
function cited(citation) {
  const kind = citation.field.split("/").pop() ?? "text";
  const when = typeof citation.start_ms === "number" ? `, at ${clockTime(citation.start_ms)}` : "";
  return h("p", { class: "quiet-text" }, `The cited words are marked ${FIELD_WORDS[kind] ?? ""}${when}.`);
}

/** The words as they were, where the post has been edited since. @param {import("./api.js").Citation} citation */
function changed(citation) {
  return h(
    "div", { class: "notice" },
    h("p", { class: "notice-title" }, "The post has been edited since."),
    h("p", {}, "These words were cited; below it stands as it is now."),
    h("blockquote", { dir: "auto" }, h("mark", { class: "cited" }, citation.quote)),
  );
}

/** Brings the marked words into sight. */
function arrive(body, citation) {
  autoplayWithin(body);
  const mark = body.querySelector("mark.cited");
  if (citation && typeof citation.start_ms === "number") {
    const index = Number(/^media\/(\d+)\//.exec(citation.field)?.[1] ?? 0);
    body.querySelector(".words-block")?.before(playFromButton(body, index, citation.start_ms));
  }
  if (!mark) return;
  mark.setAttribute("tabindex", "-1");
  mark.focus({ preventScroll: true });
  mark.scrollIntoView({ block: "center", behavior: prefersLessMotion() ? "auto" : "smooth" });
}
