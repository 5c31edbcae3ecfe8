/** Beside the feed on a wide screen: what this session has told the server, and the keys. */

import { fill, h } from "./dom.js";
import { icon } from "./icons.js";
import { displayName } from "./card.js";
import { outbox } from "./events.js";
import { plural } from "./format.js";
import { shortcutList } from "./shortcuts.js";

const SHOWN_MOST = 6;
const WORDS = {
  like: ["like", "Liked"], unlike: ["like", "Took back a like of"], skip: ["skip", "Skipped"],
  hide: ["hide", "Hid a post by"], unhide: ["hide", "Brought back a post by"],
  follow: ["follow", "Followed"], unfollow: ["follow", "Unfollowed"],
  mute: ["mute", "Hid all by"], unmute: ["mute", "Shows again"],
};

export class SessionPanel {
  #seen = 0;
  /** @type {{action: string, post: import("./api.js").Post}[]} */
  #log = [];

  constructor() {
    this.figures = h("p", { class: "quiet-text" });
    this.list = h("ul", { class: "session-log" });
    this.element = h(
      "aside", { class: "side", "aria-label": "This session" },
      h("section", { class: "panel" }, h("h2", { class: "small-title" }, "This session"), this.figures, this.list),
      h("section", { class: "panel" }, h("h2", { class: "small-title" }, "Keys"), shortcutList()),
    );
    outbox.addEventListener("sent", () => this.#show());
    this.#show();
  }

  clear() {
    this.#seen = 0;
    this.#log = [];
    this.#show();
  }

  countSeen() {
    this.#seen += 1;
    this.#show();
  }

  /** @param {string} action @param {import("./api.js").Post} post */
  add(action, post) {
    this.#log.unshift({ action, post });
    this.#log.length = Math.min(this.#log.length, SHOWN_MOST);
    this.#show();
  }

  #show() {
    this.figures.textContent = `${plural(this.#seen, "post")} seen, ${plural(outbox.sent.impression, "impression")} reported.`;
    fill(this.list, this.#log.length
      ? this.#log.map(({ action, post }) => {
        const [name, words] = WORDS[action] ?? ["why", action];
        return h("li", {}, icon(name), h("span", {}, `${words} `, h("bdi", {}, displayName(post))));
      })
      : h("li", { class: "quiet-text" }, "Like, skip or follow: the next page answers to it."));
  }
}
