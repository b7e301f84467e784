// Text with Telegram's entities -> nodes; and what is typed in the composer -> text with entities.
// Offsets are UTF-16 units, which is also how JavaScript counts.

import { h } from "./dom.js";
import { t } from "./words.js";

const OPENS = new Set(["http:", "https:", "tg:", "mailto:", "tel:"]);
const URL_LIKE = /\b(?:https?:\/\/[^\s<>"«»]+|(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+(?:org|com|net|int|info|example|uz|kz|kg|tj|tm|ru|eu|me|io)\b(?:\/[^\s<>"«»]*)?)/giu;
const MENTION = /(?<![\w@/])@[a-z]\w{3,31}\b/giu;
const COMMAND = /(?<![\w/<@.])\/[a-z]\w{0,31}(?:@\w{3,32})?\b(?!\/)/giu;

const BLOCKS = new Set(["pre", "blockquote", "expandable_blockquote"]);

/** A link that may be followed, or null. */
export function safeLink(address) {
  const whole = /^[a-z][a-z0-9+.-]*:/i.test(address) && !/^[^:/]+:\d/.test(address) ? address : `https://${address}`;
  try {
    const url = new URL(whole);
    return OPENS.has(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}

/** Links, names and commands that carry no entity of their own, as Telegram finds them itself. */
function detected(text, entities) {
  const found = [];
  const taken = entities.filter((e) => !["bold", "italic", "underline", "strikethrough", "spoiler", "blockquote", "expandable_blockquote"].includes(e.type));
  const free = (from, to) => [...taken, ...found].every((e) => to <= e.offset || from >= e.offset + e.length);
  for (const [type, pattern] of [["url", URL_LIKE], ["mention", MENTION], ["bot_command", COMMAND]]) {
    for (const match of text.matchAll(pattern)) {
      const word = type === "url" ? match[0].replace(/[.,;:!?)\]]+$/u, "") : match[0];
      if (text[match.index - 1] !== "@" && free(match.index, match.index + word.length)) {
        found.push({ type, offset: match.index, length: word.length });
      }
    }
  }
  return found;
}

function spoiler(nodes) {
  const reveal = (event) => {
    if (event.type === "keydown" && event.key !== "Enter" && event.key !== " ") return;
    if (element.classList.contains("revealed")) return;
    event.preventDefault();
    event.stopPropagation();
    element.classList.add("revealed");
    element.removeAttribute("role");
    element.removeAttribute("aria-label");
    element.removeAttribute("tabindex");
    inner.removeAttribute("aria-hidden");
    inner.inert = false;
  };
  const inner = h("span", { "aria-hidden": "true" }, nodes);
  inner.inert = true;
  const element = h("span", { class: "spoiler", role: "button", tabindex: "0", "aria-label": t("Hidden text, press to show"), onclick: reveal, onkeydown: reveal }, inner);
  return element;
}

function quote(nodes, folded) {
  if (!folded) return h("blockquote", {}, nodes);
  const block = h("blockquote", { class: "folded" }, nodes);
  const more = h("a", { class: "more", href: "#", onclick: (event) => {
    event.preventDefault();
    more.textContent = block.classList.toggle("folded") ? t("Show all") : t("Show less");
  } }, t("Show all"));
  return [block, more];
}

function link(address, nodes, actions) {
  const href = safeLink(address);
  if (href === null) return h("span", {}, nodes);
  return h("a", { href, target: "_blank", rel: "noopener noreferrer", onclick: (event) => {
    if (actions.follow(href)) event.preventDefault();
  } }, nodes);
}

function wrap(entity, nodes, text, actions) {
  const piece = text.slice(entity.offset, entity.offset + entity.length);
  switch (entity.type) {
    case "bold": return h("strong", {}, nodes);
    case "italic": return h("em", {}, nodes);
    case "underline": return h("u", {}, nodes);
    case "strikethrough": return h("s", {}, nodes);
    case "spoiler": return spoiler(nodes);
    case "code": return h("code", {}, nodes);
    case "pre": return h("pre", { "data-language": entity.language || null, tabindex: "0" }, h("code", {}, nodes));
    case "blockquote": return quote(nodes, false);
    case "expandable_blockquote": return quote(nodes, true);
    case "text_link": return link(entity.url || "", nodes, actions);
    case "url": return link(piece, nodes, actions);
    case "email": return link(`mailto:${piece}`, nodes, actions);
    case "phone_number": return link(`tel:${piece.replace(/[^\d+]/g, "")}`, nodes, actions);
    case "mention": return link(`https://t.me/${piece.slice(1)}`, nodes, actions);
    case "bot_command":
      return h("a", { class: "command", href: "#", title: t("Send {command}", { command: piece }), onclick: (event) => {
        event.preventDefault();
        actions.command(piece);
      } }, nodes);
    case "hashtag": case "cashtag": case "text_mention": return h("span", { class: "tag" }, nodes);
    default: return h("span", {}, nodes);
  }
}

/** Nodes for a text; `actions`: follow(href) -> true if it was opened inside the page, command(text). */
export function rendered(text, entities, actions) {
  const given = (entities || []).filter((e) => e.length > 0 && e.offset >= 0 && e.offset + e.length <= text.length);
  const queue = [...given, ...detected(text, given)];
  const outerFirst = (a, b) => a.offset - b.offset || b.length - a.length;
  const build = (from, to, waiting) => {
    const nodes = [];
    let at = from;
    const rest = waiting.sort(outerFirst);
    while (rest.length) {
      const entity = rest.shift();
      const end = entity.offset + entity.length;
      if (entity.offset > at) nodes.push(text.slice(at, entity.offset));
      const inside = [];
      for (let i = 0; i < rest.length && rest[i].offset < end;) {
        const [other] = rest.splice(i, 1);
        const otherEnd = other.offset + other.length;
        if (otherEnd > end) { // overlapping: the part beyond is carried on after this one
          inside.push({ ...other, length: end - other.offset });
          rest.push({ ...other, offset: end, length: otherEnd - end });
          rest.sort(outerFirst);
        } else inside.push(other);
      }
      nodes.push(wrap(entity, build(entity.offset, end, inside), text, actions));
      // A block ends its line by itself.
      at = BLOCKS.has(entity.type) && text[end] === "\n" && end < to && (!rest.length || rest[0].offset > end) ? end + 1 : end;
    }
    if (at < to) nodes.push(text.slice(at, to));
    return nodes;
  };
  return build(0, text.length, queue);
}

const MARKS = { "**": "bold", __: "italic" };
const letter = (character) => character !== undefined && /[\p{L}\p{N}]/u.test(character);

/** "**bold** and __italic__" as typed -> {text, entities}. Marks without a partner stay as they are. */
export function composed(raw) {
  const typed = raw.trim();
  const opened = new Map();
  const entities = [];
  let text = "";
  for (let i = 0; i < typed.length;) {
    const mark = typed.slice(i, i + 2);
    const type = MARKS[mark];
    if (type && opened.has(mark) && text.length > opened.get(mark) && !/\s/.test(typed[i - 1]) && (mark === "**" || !letter(typed[i + 2]))) {
      const offset = opened.get(mark);
      opened.delete(mark);
      entities.push({ type, offset, length: text.length - offset });
      i += 2;
    } else if (type && !opened.has(mark) && opens(typed, i, mark)) {
      opened.set(mark, text.length);
      i += 2;
    } else {
      text += typed[i];
      i += 1;
    }
  }
  if (opened.size) { // a mark was taken for an opening and never closed: leave everything as typed
    return { text: typed, entities: [] };
  }
  return { text, entities: entities.sort((a, b) => a.offset - b.offset || b.length - a.length) };
}

function opens(typed, at, mark) {
  const next = typed[at + 2];
  if (next === undefined || /\s/.test(next) || (mark === "__" && letter(typed[at - 1]))) return false;
  for (let close = typed.indexOf(mark, at + 3); close > 0; close = typed.indexOf(mark, close + 1)) {
    if (!/\s/.test(typed[close - 1]) && (mark === "**" || !letter(typed[close + 2]))) return true;
  }
  return false;
}
