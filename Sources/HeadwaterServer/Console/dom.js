/**
 * Building the page from text nodes alone.
 *
 * Posts are hostile input. Every element of the console is made here or in `icons.js`, strings become text
 * nodes, and nothing in the console parses markup, so no post can become part of the page's structure.
 */

/** Attributes that would let a string act: they are never set from here. */
const FORBIDDEN = /^(on|style$|srcdoc$|innerhtml$)/i;

/**
 * Makes an element.
 * @param {string} tag
 * @param {Object<string, *>} [props] `class`, `data` (dataset), `on` (listeners) or attribute names; `null`,
 *     `undefined` and `false` leave an attribute out, `true` sets it empty.
 * @param {...*} children nodes, strings, numbers, arrays of these; `null` and `false` are skipped.
 * @returns {HTMLElement}
 */
export function h(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "class") element.className = value;
    else if (name === "data") Object.assign(element.dataset, value);
    else if (name === "on") {
      for (const [type, listener] of Object.entries(value)) element.addEventListener(type, listener);
    } else if (FORBIDDEN.test(name)) {
      throw new TypeError(`attribute ${name} is not allowed`);
    } else {
      element.setAttribute(name, value === true ? "" : String(value));
    }
  }
  append(element, children);
  return element;
}

/**
 * Appends children as `h` does.
 * @param {Node} parent
 * @param {*} child
 */
export function append(parent, child) {
  if (child === null || child === undefined || child === false) return;
  if (Array.isArray(child)) for (const one of child) append(parent, one);
  else parent.appendChild(child instanceof Node ? child : document.createTextNode(String(child)));
}

/**
 * Replaces all children.
 * @param {Element} parent
 * @param {...*} children
 */
export function fill(parent, ...children) {
  parent.replaceChildren();
  append(parent, children);
}

/** @param {string} id @returns {HTMLElement} */
export function byId(id) {
  const element = document.getElementById(id);
  if (!element) throw new Error(`no element #${id}`);
  return element;
}

/** True where the user asked for less motion. */
export function prefersLessMotion() {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}

let announceTimer = 0;

/**
 * Says a short sentence to screen readers.
 * @param {string} sentence
 */
export function announce(sentence) {
  const region = byId("announcer");
  region.textContent = "";
  clearTimeout(announceTimer);
  // The change from empty to text is what makes the same sentence heard a second time.
  announceTimer = setTimeout(() => {
    region.textContent = sentence;
  }, 40);
}
