/** Puts the page together: views by the hash of the address, the tools above, the keys. */

import { announce, append, byId, h } from "./dom.js";
import { icon } from "./icons.js";
import { identity } from "./identity.js";
import { outbox } from "./events.js";
import { tickTimes } from "./card.js";
import { explain } from "./notices.js";
import { onShortcut, openHelp } from "./shortcuts.js";
import { openSettings } from "./settings.js";
import { themeButton } from "./theme.js";
import { toast, undoLatest } from "./toast.js";
import { FeedView } from "./feed-view.js";
import { AskView } from "./ask-view.js";
import { SearchView } from "./search-view.js";
import { LiveView } from "./live-view.js";
import { TuningView } from "./tuning-view.js";

const TITLES = { "for-you": "For You", ask: "Ask", search: "Search", live: "Live", tuning: "Tuning" };
const MAKERS = { "for-you": FeedView, ask: AskView, search: SearchView, live: LiveView, tuning: TuningView };
const FIRST = "for-you";

/** @type {Map<string, *>} made when they are first gone to */
const views = new Map();
/** @type {Map<string, number>} where each was scrolled to */
const places = new Map();
let shown = "";
/** The view whose field wants the focus once it is shown. */
let typeIn = "";

/** The view and query that the address names. */
function route() {
  const [path, query = ""] = location.hash.replace(/^#\/?/, "").split("?");
  return { name: path in TITLES ? path : FIRST, query: new URLSearchParams(query) };
}

/** @param {string} name */
function viewOf(name) {
  let view = views.get(name);
  if (!view) {
    view = new MAKERS[name](byId(`view-${name}`));
    views.set(name, view);
  }
  return view;
}

function show() {
  const { name, query } = route();
  const isFirst = shown === "";
  if (name !== shown) {
    if (!isFirst) {
      places.set(shown, scrollY);
      views.get(shown).deactivate();
      byId(`view-${shown}`).hidden = true;
    }
    shown = name;
    const root = byId(`view-${name}`);
    const view = viewOf(name);
    root.hidden = false;
    for (const link of document.querySelectorAll(".nav a")) {
      if (link.getAttribute("href") === `#/${name}`) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
    document.title = `${TITLES[name]} · Headwater`;
    document.body.dataset.view = name;
    scrollTo({ top: places.get(name) ?? 0 });
    if (!isFirst) byId(`title-${name}`).focus({ preventScroll: true });
    view.activate(query);
    if (typeIn === name) view.focusInput();
    typeIn = "";
  } else {
    viewOf(name).activate(query);
  }
}

/** @param {"ask"|"search"} name */
function goAndType(name) {
  if (shown === name) {
    views.get(name).focusInput();
    return;
  }
  typeIn = name;
  location.hash = `#/${name}`;
}

/** @param {string} key @returns {boolean} */
function pressed(key) {
  if (key === "?") openHelp();
  else if (key === "u") return undoLatest();
  else if (key === "/") goAndType("search");
  else if (key === "a") goAndType("ask");
  else if (shown === "for-you") return feedKey(key);
  else return false;
  return true;
}

/** @param {string} key */
function feedKey(key) {
  const feed = views.get("for-you");
  const actions = { l: "like", s: "skip", h: "hide", f: "follow", m: "mute", w: "why", r: "similar", v: "watch" };
  if (key === "j" || key === "k") feed.move(key === "j" ? 1 : -1);
  else if (key in actions) feed.act(actions[key]);
  else return false;
  return true;
}

/** @param {string} id @param {string} name @param {string} label @param {() => void} click */
function tool(id, name, label, click) {
  return h(
    "button", { type: "button", class: "icon-button", id, "aria-label": label, title: label, on: { click } },
    icon(name), h("span", { class: "tool-label" }, label));
}

function start() {
  for (const link of document.querySelectorAll(".nav a")) link.prepend(icon(link.dataset.icon));
  append(byId("tools"), [
    tool("help-button", "keys", "Keys", openHelp), themeButton(),
    tool("settings-button", "gear", "Settings", () => openSettings()),
  ]);
  identity.addEventListener("needed", () => openSettings({ needed: true }));
  identity.addEventListener("change", () => {
    for (const [name, view] of views) view.reset({ forget: true, name });
    announce(`Viewer ${identity.viewer}`);
    show();
  });
  outbox.addEventListener("stuck", (event) => {
    toast(`${explain(event.detail).title} What you did is kept and sent when it can be.`, { kind: "error" });
  });
  onShortcut(pressed);
  document.querySelector(".skip-link")?.addEventListener("click", (event) => {
    // The hash names the view, so it can't name the place to go to.
    event.preventDefault();
    byId("main").focus();
  });
  addEventListener("hashchange", show);
  setInterval(tickTimes, 15_000);
  if (!(location.hash.replace(/^#\/?/, "").split("?")[0] in TITLES)) history.replaceState(null, "", `#/${FIRST}`);
  show();
}

start();
