/** The console's line icons, drawn for it on a 24 by 24 grid. */

const PATHS = {
  feed: ["M5 4h14v7H5z", "M5 15h14", "M5 19h9"],
  ask: ["M4 5h16v11H10l-5 4v-4H4z", "M9.8 8.8c.3-1 1.1-1.5 2.2-1.5 1.3 0 2.2.8 2.2 1.8 0 1.5-2.2 1.5-2.2 2.9", "M12 14v.01"],
  search: ["M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13z", "M15.5 15.5 20 20"],
  live: ["M3 13h4l3-8 4 14 3-8h4"],
  like: ["M12 20s-7.5-4.6-7.5-10A4.2 4.2 0 0 1 12 7.4 4.2 4.2 0 0 1 19.5 10c0 5.4-7.5 10-7.5 10z"],
  skip: ["M5 6l7 6-7 6z", "M13 6l7 6-7 6z"],
  hide: ["M4 4l16 16", "M9.9 5.4A9 9 0 0 1 12 5.2c5 0 8.3 4.3 9 6.8-.3 1-1 2.3-2.2 3.5", "M6.3 7.3C4.4 8.7 3.3 10.7 3 12c.7 2.5 4 6.8 9 6.8 1.5 0 2.9-.4 4.1-1", "M10 10.3a2.7 2.7 0 0 0 3.8 3.8"],
  follow: ["M10 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7z", "M3.5 20c.3-4 2.9-6 6.5-6s6.2 2 6.5 6", "M19 8v6", "M16 11h6"],
  following: ["M10 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7z", "M3.5 20c.3-4 2.9-6 6.5-6s6.2 2 6.5 6", "M16 11l2.2 2.2L22 9.5"],
  mute: ["M10 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7z", "M3.5 20c.3-4 2.9-6 6.5-6s6.2 2 6.5 6", "M17 8.5l4.5 4.5", "M21.5 8.5L17 13"],
  why: ["M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17z", "M12 11v5", "M12 8v.01"],
  close: ["M6 6l12 12", "M18 6L6 18"],
  sun: ["M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8z", "M12 2.5v2", "M12 19.5v2", "M2.5 12h2", "M19.5 12h2", "M5.3 5.3l1.4 1.4", "M17.3 17.3l1.4 1.4", "M5.3 18.7l1.4-1.4", "M17.3 6.7l1.4-1.4"],
  moon: ["M19.5 14.5A8 8 0 0 1 9.5 4.5a8 8 0 1 0 10 10z"],
  auto: ["M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17z", "M12 3.5v17", "M12 8l6.5-1.5", "M12 12h8.5", "M12 16l6.5 1.5"],
  settings: ["M4 7h9", "M17 7h3", "M4 17h3", "M11 17h9", "M15 5a2 2 0 1 0 0 4 2 2 0 0 0 0-4z", "M9 15a2 2 0 1 0 0 4 2 2 0 0 0 0-4z"],
  gear: ["M12 9a3 3 0 1 0 0 6 3 3 0 0 0 0-6z", "M12 3v3", "M12 18v3", "M3 12h3", "M18 12h3", "M5.6 5.6l2.1 2.1", "M16.3 16.3l2.1 2.1", "M5.6 18.4l2.1-2.1", "M16.3 7.7l2.1-2.1", "M12 6a6 6 0 1 0 0 12 6 6 0 0 0 0-12z"],
  keys: ["M3 6h18v12H3z", "M7 10v.01", "M11 10v.01", "M15 10v.01", "M8 14h8"],
  refresh: ["M19.5 12a7.5 7.5 0 1 1-2.2-5.3", "M19.5 3.5v4.5h-4.5"],
  send: ["M5 12h13", "M12.5 6l6 6-6 6"],
  clock: ["M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17z", "M12 7.5V12l3 2"],
  reply: ["M9 6L4 11l5 5", "M4 11h9c4 0 6.5 2.5 7 7"],
  repost: ["M5 9l3-3 3 3", "M8 6v9a2 2 0 0 0 2 2h5", "M19 15l-3 3-3-3", "M16 18V9a2 2 0 0 0-2-2h-1"],
  similar: ["M8 8h11v11H8z", "M5 15V5h10", "M11 13.5h5", "M13.5 11v5"],
  watch: ["M4 9V4h5", "M20 9V4h-5", "M4 15v5h5", "M20 15v5h-5", "M10 9l5 3-5 3z"],
  unmute: ["M4 10v4h3l4 4V6L7 10z", "M14.5 9a4 4 0 0 1 0 6", "M17 6.5a7.5 7.5 0 0 1 0 11"],
  sound: ["M9 18V6l10-2v11", "M6.5 15.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5z", "M16.5 12.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5z"],
};

const NAMESPACE = "http://www.w3.org/2000/svg";

/**
 * Makes an SVG element.
 * @param {string} tag
 * @param {Object<string, string|number>} [attributes]
 * @returns {SVGElement}
 */
export function svg(tag, attributes = {}) {
  const element = document.createElementNS(NAMESPACE, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  return element;
}

/**
 * An icon that says nothing to a screen reader: the button around it has the words.
 * @param {keyof typeof PATHS} name
 * @returns {SVGElement}
 */
export function icon(name) {
  const element = svg("svg", {
    class: `icon icon-${name}`, viewBox: "0 0 24 24", "aria-hidden": "true", focusable: "false",
  });
  for (const d of PATHS[name] ?? []) element.appendChild(svg("path", { d }));
  return element;
}
