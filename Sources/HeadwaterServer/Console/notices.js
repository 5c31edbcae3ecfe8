/** What the console says when there is nothing to show: empty, failed, waiting. */

import { fill, h } from "./dom.js";
import { icon } from "./icons.js";
import { identity } from "./identity.js";

const LOOK_AGAIN_MS = 3_000;

/**
 * Words that help, for an error.
 * @param {*} error
 * @returns {{title: string, text: string, needsKey?: boolean}}
 */
export function explain(error) {
  const status = error?.status;
  if (status === 0) {
    return {
      title: error.message,
      text: error.code === "unreachable"
        ? "`headwater serve` has stopped or is starting again, or the network between is down."
        : "It may be busy. Try again in a moment.",
    };
  }
  if (status === 401) {
    return { title: "The server wants a key.", text: "Enter an API key or a viewer token.", needsKey: true };
  }
  if (status === 403) {
    return { title: "That isn't allowed.", text: error.message || "The key's scope doesn't reach.", needsKey: true };
  }
  if (status === 429) return { title: "Too fast.", text: "The server limits calls. Wait a moment." };
  if (status === 507) return { title: "The server's disk is full.", text: "It answers, but takes in nothing new." };
  if (status === 503) return { title: "The server is still starting.", text: "It is replaying its log." };
  if (status >= 400 && status < 500) return { title: "That wasn't understood.", text: error.message };
  if (status >= 500) return { title: "The server failed.", text: error.message };
  return { title: "Something in this page failed.", text: String(error?.message ?? error) };
}

/** A sentence in which what stands in backticks is code. @param {string} words */
function prose(words) {
  return words.split("`").map((part, index) => (index % 2 ? h("code", {}, part) : part));
}

/** Whether an error passes by itself once the server is back. @param {*} error */
function passes(error) {
  return error?.code === "unreachable" || error?.status === 503;
}

/** Tries again once the server is back, while the notice is to be seen. @param {HTMLElement} notice @param {() => void} retry */
function retryOnceBack(notice, retry) {
  const timer = setInterval(async () => {
    if (!notice.isConnected) clearInterval(timer);
    if (!notice.getClientRects().length || document.visibilityState !== "visible") return;
    try {
      const answer = await fetch("/readyz", { cache: "no-store", credentials: "omit", signal: AbortSignal.timeout(LOOK_AGAIN_MS) });
      if (!answer.ok || !notice.isConnected) return;
    } catch {
      return;
    }
    clearInterval(timer);
    retry();
  }, LOOK_AGAIN_MS);
}

/**
 * A block in place of content that couldn't be had. Where the server is away, it is asked for again by itself.
 * @param {*} error
 * @param {() => void} [retry]
 * @param {boolean} [polls] whether its place asks again by itself, whatever is wrong
 */
export function errorNotice(error, retry, polls = false) {
  const { title, text, needsKey } = explain(error);
  const again = polls || (retry && passes(error));
  const notice = h(
    "div", { class: "notice notice-error", role: "alert" },
    h("p", { class: "notice-title" }, title),
    // A server's own message is shown as it is.
    h("p", {}, error?.status > 0 ? text : prose(text), again && !needsKey ? " This page tries again by itself." : ""),
    h(
      "div", { class: "row" },
      needsKey && h("button", { type: "button", class: "button primary", on: { click: () => identity.ask() } }, "Enter a key"),
      retry && h("button", { type: "button", class: "button", data: { retry: "" }, on: { click: retry } }, icon("refresh"), "Try again"),
    ),
  );
  if (again && !polls) retryOnceBack(notice, retry);
  return notice;
}

/**
 * Shows what is wrong above what polls; the same again is left as it stands, so that it is read out once.
 * @param {HTMLElement} place
 * @param {*} error nothing where all is well
 * @param {() => void} [retry]
 */
export function showTrouble(place, error, retry) {
  const said = error ? `${error.status} ${error.message}` : "";
  if ((place.dataset.said ?? "") === said) return;
  place.dataset.said = said;
  fill(place, error ? errorNotice(error, retry, true) : null);
}

/**
 * A block that says why there is nothing here, and what to do.
 * @param {string} title
 * @param {string} text
 * @param {...*} more
 */
export function emptyNotice(title, text, ...more) {
  return h(
    "div", { class: "notice" },
    h("p", { class: "notice-title" }, title),
    h("p", {}, prose(text)),
    more.length ? h("div", { class: "row" }, more) : null,
  );
}

/**
 * Grey shapes of what is coming, hidden from screen readers.
 * @param {number} count
 * @param {"card"|"hit"|"answer"} [kind]
 */
export function skeletons(count, kind = "card") {
  const lines = kind === "answer" ? 3 : 2;
  return Array.from({ length: count }, () =>
    h(
      "div", { class: `skeleton skeleton-${kind}`, "aria-hidden": "true" },
      kind === "answer" ? null : h("div", { class: "bone bone-head" }),
      Array.from({ length: lines }, () => h("div", { class: "bone" })),
      h("div", { class: "bone bone-short" }),
      kind === "card" ? h("div", { class: "bone bone-foot" }) : null,
    ));
}
