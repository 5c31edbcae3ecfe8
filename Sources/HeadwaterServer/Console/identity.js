/**
 * Who is looking: the viewer's id, and the key or token that the server may ask for.
 *
 * The id is kept in this browser. A credential is kept for this tab alone and is sent to no one but the server
 * that served the page.
 */

const VIEWER = "headwater.viewer";
const CREDENTIAL = "headwater.credential";

/** Storage can be switched off or full: what can't be kept then lasts as long as the page. */
const fallback = new Map();

/** @param {Storage} storage @param {string} name */
function read(storage, name) {
  try {
    return storage.getItem(name) ?? fallback.get(name) ?? null;
  } catch {
    return fallback.get(name) ?? null;
  }
}

/** @param {Storage} storage @param {string} name @param {string|null} value */
function write(storage, name, value) {
  if (value === null) fallback.delete(name);
  else fallback.set(name, value);
  try {
    if (value === null) storage.removeItem(name);
    else storage.setItem(name, value);
  } catch {
    // Kept in `fallback` above.
  }
}

/** A new random viewer id. */
export function newViewer() {
  const bytes = crypto.getRandomValues(new Uint8Array(9));
  return `console:${Array.from(bytes, (b) => b.toString(36).padStart(2, "0")).join("")}`;
}

/** The viewer that a token speaks for, read and not verified: verifying is the server's work. */
function tokenSubject(credential) {
  const parts = credential?.split(".") ?? [];
  if (parts.length !== 3) return null;
  try {
    const payload = atob(parts[1].replaceAll("-", "+").replaceAll("_", "/"));
    const bytes = Uint8Array.from(payload, (c) => c.charCodeAt(0));
    const subject = JSON.parse(new TextDecoder().decode(bytes)).sub;
    return typeof subject === "string" && subject ? subject : null;
  } catch {
    return null;
  }
}

/** Fires `change` when the viewer or the credential became another, `needed` when the server asks for one. */
class Identity extends EventTarget {
  /** The viewer's id: the token's where there is one, for a token lets no other through. */
  get viewer() {
    const subject = tokenSubject(this.credential);
    if (subject) return subject;
    let id = read(localStorage, VIEWER);
    if (!id) {
      id = newViewer();
      write(localStorage, VIEWER, id);
    }
    return id;
  }

  /** True where a viewer token decides who the viewer is. */
  get isFixed() {
    return tokenSubject(this.credential) !== null;
  }

  /** @returns {string|null} */
  get credential() {
    return read(sessionStorage, CREDENTIAL);
  }

  /**
   * @param {string} viewer
   * @param {string|null} credential
   */
  set(viewer, credential) {
    const before = `${this.viewer}\n${this.credential ?? ""}`;
    write(localStorage, VIEWER, viewer);
    write(sessionStorage, CREDENTIAL, credential || null);
    if (`${this.viewer}\n${this.credential ?? ""}` !== before) this.dispatchEvent(new Event("change"));
  }

  /** Says that the server wants a key or a token. */
  ask() {
    this.dispatchEvent(new Event("needed"));
  }
}

export const identity = new Identity();

/**
 * A small set that outlives the page, kept for one viewer.
 * @param {string} name
 */
function rememberedSet(name) {
  const key = () => `headwater.${name}.${identity.viewer}`;
  const load = () => {
    try {
      const list = JSON.parse(read(localStorage, key()) ?? "[]");
      return new Set(Array.isArray(list) ? list : []);
    } catch {
      return new Set();
    }
  };
  return {
    /** @param {string} value */
    has: (value) => load().has(value),
    /** @param {string} value @param {boolean} on */
    set(value, on) {
      const all = load();
      if (on) all.add(value);
      else all.delete(value);
      write(localStorage, key(), JSON.stringify([...all].slice(-500)));
    },
  };
}

/** The authors whom the viewer follows, as far as this browser knows. */
export const followed = rememberedSet("followed");
