/** What happens when a viewer reacts to a card: the page at once, the event, the notice with its Undo. */

import { announce } from "./dom.js";
import { outbox } from "./events.js";
import { followed } from "./identity.js";
import { reactionEvent, reactionWords } from "./reactions.js";
import { displayName, showFollowing, showLiked } from "./card.js";
import { explain } from "./notices.js";
import { toast } from "./toast.js";
import { openWhy } from "./why-dialog.js";
import { openSimilar } from "./similar-panel.js";
import { hasVideo } from "./media.js";
import { WatchView } from "./watch-view.js";

/** @typedef {import("./feed-view.js").Entry} Entry */

export class FeedActions {
  /** @param {import("./feed-view.js").FeedView} view */
  constructor(view) {
    this.view = view;
    /** Posts that the viewer likes now. */
    this.liked = new Set();
  }

  /** @param {string} action @param {Entry} entry */
  run(action, entry) {
    if (action === "why") openWhy(entry);
    else if (action === "similar") openSimilar(entry.post);
    else if (action === "watch") {
      if (hasVideo(entry.post)) new WatchView(this.view, entry);
    }
    else if (action === "skip") this.#skip(entry);
    else if (action === "like") this.#set("like", entry, !this.liked.has(entry.post.post));
    else if (action === "follow") this.#set("follow", entry, !followed.has(entry.post.author));
    else if (action === "hide" || action === "mute") this.#set(action, entry, true);
  }

  /** @param {Entry} entry */
  #skip(entry) {
    entry.skipped = true;
    entry.watch.take();
    const event = reactionEvent("skip", entry, {
      dwellMs: this.view.exposure.dwell(entry.card), durationMs: this.view.durationOf(entry),
    });
    entry.card.classList.add("is-skipped");
    entry.card.querySelector("video")?.pause();
    announce(reactionWords("skip", "", true));
    this.view.session.add("skip", entry.post);
    this.#send(event, false, () => entry.card.classList.remove("is-skipped"));
    const next = this.view.neighbour(entry);
    if (next && this.view.entries.indexOf(next) > this.view.entries.indexOf(entry)) this.view.goTo(next);
  }

  /**
   * Turns a reaction on or off.
   * @param {"like"|"follow"|"hide"|"mute"} reaction
   * @param {Entry} entry
   * @param {boolean} on
   */
  #set(reaction, entry, on) {
    const show = {
      like: () => this.#showLike(entry, on),
      follow: () => this.#showFollow(entry.post.author, on),
      hide: () => this.#showAway([entry], entry, on, () => this.view.model.hide(entry.post.post, on)),
      mute: () => this.#showAway(
        this.view.entries.filter((e) => e.post.author === entry.post.author), entry, on,
        () => this.view.model.mute(entry.post.author, on)),
    };
    show[reaction]();
    this.view.session.add(on ? reaction : `un${reaction}`, entry.post);
    const words = reactionWords(reaction, displayName(entry.post), on);
    const undo = () => this.#set(reaction, entry, !on);
    toast(words, on ? { undo } : {});
    const isYes = on === (reaction === "like" || reaction === "follow");
    this.#send(reactionEvent(reaction, entry, { undone: !on }), isYes);
  }

  /** @param {object} event @param {boolean} isYes @param {() => void} [refused] */
  async #send(event, isYes, refused) {
    try {
      await outbox.now(event);
      this.view.freshen(isYes);
    } catch (error) {
      refused?.();
      toast(`Not saved: ${error.status === undefined ? error.message : explain(error).title}`, { kind: "error" });
    }
  }

  /** @param {Entry} entry @param {boolean} on */
  #showLike(entry, on) {
    if (on) this.liked.add(entry.post.post);
    else this.liked.delete(entry.post.post);
    showLiked(entry.card, entry.post, on);
    entry.card.classList.toggle("just-liked", on);
  }

  /** @param {string} author @param {boolean} on */
  #showFollow(author, on) {
    followed.set(author, on);
    for (const { post, card } of this.view.entries) {
      const button = post.author === author ? card.querySelector("[data-action=follow]") : null;
      if (button) showFollowing(button, on);
    }
  }

  /**
   * Takes cards away, or puts them back where they stood.
   * @param {Entry[]} entries
   * @param {Entry} from the card that was acted on
   * @param {boolean} away
   * @param {() => void} tell
   */
  #showAway(entries, from, away, tell) {
    for (const entry of entries) entry.away = away;
    tell();
    if (away) {
      const hadFocus = from.card.contains(document.activeElement);
      const shown = this.view.entries.filter((e) => e.card.isConnected && (e === from || !entries.includes(e)));
      const index = shown.indexOf(from);
      const next = shown[index + 1] ?? shown[index - 1];
      for (const entry of entries) if (entry.card.isConnected) this.view.detach(entry);
      if (hadFocus && next) next.card.focus({ preventScroll: true });
      return;
    }
    const all = this.view.entries;
    for (const entry of [...entries].reverse()) {
      if (entry.card.isConnected) continue;
      const after = all.slice(all.indexOf(entry) + 1).find((e) => e.card.isConnected);
      this.view.list.insertBefore(entry.card, after?.card ?? null);
      this.view.attach(entry);
    }
    from.card.focus({ preventScroll: true });
    from.card.scrollIntoView({ block: "nearest" });
  }
}
