/** More like a post, in a drawer. */

import { api } from "./api.js";
import { fill, h } from "./dom.js";
import { openDialog } from "./dialog.js";
import { postBody, postHead } from "./card.js";
import { stopWithin } from "./media.js";
import { openPost } from "./post-panel.js";
import { emptyNotice, errorNotice, skeletons } from "./notices.js";

/** @param {import("./api.js").Post} post */
export function openSimilar(post) {
  const body = h("div", { class: "similar", id: "similar-posts", "aria-busy": "true" });
  openDialog({
    id: "similar-panel", kind: "drawer", title: "More like this", body, onClose: () => stopWithin(body),
  });
  const load = async () => {
    fill(body, skeletons(2, "card"));
    try {
      const { posts } = await api.similar(post.post);
      fill(body, posts.length ? posts.map(line) : emptyNotice(
        "Nothing like it yet.", "Posts come here once people like both, or once they share words, tags or a sound."));
    } catch (error) {
      fill(body, errorNotice(error, load));
    }
    body.setAttribute("aria-busy", "false");
  };
  load();
}

/** @param {import("./api.js").Post & {reasons?: string[]}} post */
function line(post) {
  return h(
    "article", { class: "panel-card", data: { post: post.post } },
    postHead(post),
    postBody(post, { open: (id) => openPost({ post: id }) }),
    post.reasons?.length ? h("p", { class: "reason", dir: "auto" }, post.reasons.join(" · ")) : null,
  );
}
