/**
 * Where media may come from: this server, the hosts that its settings name, or this server's proxy for all others.
 *
 * Whoever serves a picture learns who looks at it, and posts can name any host. So nothing is asked of a host that the
 * server's settings don't name; the page's policy holds the browser to that too.
 */

import { api } from "./api.js";
import { identity } from "./identity.js";

/** @param {string} name */
function setting(name) {
  return document.querySelector(`meta[name="${name}"]`)?.getAttribute("content") ?? "";
}

const HOSTS = setting("media-hosts").split(" ").filter(Boolean);
const HAS_PROXY = setting("media-proxy") === "on";
const PROXY = "/v1/media?";
/** A ticket is renewed when it has less than this left. */
const TICKET_LEFT_MS = 120_000;

/** @param {unknown} address @returns {URL|null} */
function parse(address) {
  if (typeof address !== "string" || address === "") return null;
  try {
    return new URL(address, location.origin);
  } catch {
    return null;
  }
}

/** @param {string} host */
function isNamed(host) {
  return HOSTS.some((name) => (name.startsWith("*.") ? host.endsWith(name.slice(1)) : host === name));
}

/**
 * An address that the page may load media from as it is.
 * @param {unknown} address
 * @returns {string|null}
 */
export function mediaAddress(address) {
  const url = parse(address);
  if (!url) return null;
  if (url.origin === location.origin) return url.href;
  const isPlain = url.protocol === "https:" && url.port === "" && url.username === "" && url.password === "";
  return isPlain && isNamed(url.hostname) ? url.href : null;
}

/**
 * An address on another host, to follow and not to load.
 * @param {unknown} address
 * @returns {URL|null}
 */
export function foreignAddress(address) {
  const url = parse(address);
  return url && /^https?:$/.test(url.protocol) && url.origin !== location.origin ? url : null;
}

/**
 * Where a post's medium is loaded from: its own address or the proxy's; null where neither may be.
 * @param {string|undefined} post
 * @param {number} index
 * @param {import("./media.js").Media} media
 * @param {"url"|"poster"} [part]
 * @returns {string|null}
 */
export function mediaSource(post, index, media, part = "url") {
  const address = mediaAddress(media[part]);
  if (address || !HAS_PROXY || !post || foreignAddress(media[part])?.protocol !== "https:") return address;
  return PROXY + new URLSearchParams({ post, index: String(index), part, viewer: identity.viewer });
}

/** @type {{value: Promise<{ticket: string, expires_in_s: number}>, ends: number}|null} */
let held = null;
identity.addEventListener("change", () => {
  held = null;
});

/** Leave to load from the proxy without the credential, which must not stand in an address. */
async function ticket() {
  if (!held || held.ends - Date.now() < TICKET_LEFT_MS) {
    const mine = { value: api.mediaTicket(), ends: Infinity };
    held = mine;
    try {
      // By this machine's clock: the server's own may differ.
      const { ticket: value, expires_in_s: seconds } = await mine.value;
      mine.ends = Date.now() + seconds * 1000;
      return value;
    } catch (error) {
      if (held === mine) held = null;
      throw error;
    }
  }
  return (await held.value).ticket;
}

/**
 * Has an element load a medium, at once or with a ticket; one that can't be had is an `error` of the element.
 * @param {HTMLElement} element
 * @param {string|null} source
 * @param {"src"|"poster"} [name]
 */
export async function load(element, source, name = "src") {
  if (!source) return;
  let address = source;
  if (source.startsWith(PROXY) && identity.credential) {
    try {
      address += `&ticket=${encodeURIComponent(await ticket())}`;
    } catch {
      if (name === "src") element.dispatchEvent(new Event("error"));
      return;
    }
  }
  element.setAttribute(name, address);
}
