// Building the page out of nodes. What comes from the server only ever becomes text, never markup.

const SVG = "http://www.w3.org/2000/svg";

const ICONS = {
  back: "M15 5l-7 7 7 7",
  attach: "M8 12.5l6.2-6.2a3 3 0 0 1 4.3 4.2l-8.1 8.1a5 5 0 0 1-7-7L11 4",
  send: "M4 12l16-8-6 16-3-7z",
  plus: "M12 5v14M5 12h14",
  close: "M6 6l12 12M18 6L6 18",
  file: "M6 3h8l4 4v14H6zM14 3v4h4",
  channel: "M4 10v4h3l8 5V5l-8 5zM18.5 9a4 4 0 0 1 0 6",
  group: "M9 11a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM3 19c0-3 2.5-5 6-5s6 2 6 5M16 5.3a3 3 0 0 1 0 5.4M17.5 14.3c2.1 .6 3.5 2.3 3.5 4.7",
  more: "M12 6v.01M12 12v.01M12 18v.01",
  left: "M4 5h16v14H4zM11 5v14M6 9h3M6 12h3",
  right: "M4 5h16v14H4zM13 5v14M15 9h3M15 12h3",
  reply: "M10 6l-6 6 6 6M4 12h9c4 0 7 2 7 6",
  down: "M12 5v14M6 13l6 6 6-6",
};

/** An element: h("p", {class: "note", onclick: f}, "text", node, [more], null). */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "testid") element.dataset.testid = value;
    else if (name === "value") element.value = value;
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  append(element, children);
  return element;
}

export function append(parent, children) {
  for (const child of children) {
    if (child === null || child === undefined || child === false) continue;
    if (Array.isArray(child)) append(parent, child);
    else parent.append(child instanceof Node ? child : String(child));
  }
}

export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("class", "icon");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}

/** A disc with up to two letters, its colour taken from the id. */
export function avatar(id, name, symbol = null) {
  const letters = [...name.matchAll(/(?:^|[\s,.(-])(\p{L}|\p{N})/gu)].slice(0, 2).map((found) => found[1]).join("");
  const shade = Math.abs(Number(id)) % 7;
  return h("span", { class: `avatar shade-${shade}`, "aria-hidden": "true" }, symbol ? icon(symbol) : letters.toUpperCase());
}

/** What this browser tab remembers; private windows may refuse, and then nothing is remembered. */
export const memory = {
  get(key, otherwise) {
    try {
      const kept = sessionStorage.getItem(`rehearsal.${key}`);
      return kept === null ? otherwise : JSON.parse(kept);
    } catch {
      return otherwise;
    }
  },
  set(key, value) {
    try {
      sessionStorage.setItem(`rehearsal.${key}`, JSON.stringify(value));
    } catch {
      // Remembering is a comfort, not a need.
    }
  },
};
