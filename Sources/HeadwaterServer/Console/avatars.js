/** Accounts' pictures. Posts don't carry them, so they are looked up, many at once, each once. */

import { api } from "./api.js";
import { mediaAddress } from "./media-source.js";

const WAIT_MS = 60;
const LOOKUP_MOST = 50;

/** @type {Map<string, string|null>} address by account; null where there is none */
const known = new Map();
/** @type {Map<string, Set<HTMLElement>>} discs that wait, by account */
let waiting = new Map();
let timer = 0;

/**
 * Puts the account's picture into a disc, at once or when it is known. Without one the initial stays.
 * @param {HTMLElement} disc
 * @param {string} account
 */
export function showAvatar(disc, account) {
  if (known.has(account)) {
    place(disc, known.get(account));
    return;
  }
  const discs = waiting.get(account) ?? new Set();
  waiting.set(account, discs.add(disc));
  timer ||= setTimeout(lookUp, WAIT_MS);
}

async function lookUp() {
  timer = 0;
  const batch = [...waiting].slice(0, LOOKUP_MOST);
  waiting = new Map([...waiting].slice(LOOKUP_MOST));
  if (waiting.size) timer = setTimeout(lookUp, WAIT_MS);
  try {
    const { accounts } = await api.accounts(batch.map(([id]) => id));
    const found = new Map(accounts.map((a) => [a.id, mediaAddress(a.avatar)]));
    for (const [id, discs] of batch) {
      const address = found.get(id) ?? null;
      known.set(id, address);
      for (const disc of discs) place(disc, address);
    }
  } catch {
    // Initials do; the next card of the account asks again.
  }
}

/** @param {HTMLElement} disc @param {string|null|undefined} address */
function place(disc, address) {
  if (!address) return;
  const image = new Image(40, 40);
  image.alt = "";
  image.decoding = "async";
  image.referrerPolicy = "no-referrer";
  image.addEventListener("load", () => disc.replaceChildren(image), { once: true });
  image.src = address;
}
