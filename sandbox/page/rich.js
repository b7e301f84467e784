// Rich messages: blocks and formatted texts as nodes.

import { h } from "./dom.js";
import { safeLink } from "./entities.js";
import { t } from "./words.js";

const TAGS = { bold: "b", italic: "i", underline: "u", strikethrough: "s", subscript: "sub", superscript: "sup", marked: "mark", code: "code" };

function link(address, text, follow) {
  const href = safeLink(address);
  if (href === null) return h("span", {}, text);
  return h("a", { href, target: "_blank", rel: "noopener noreferrer", onclick: (event) => { if (follow(href)) event.preventDefault(); } }, text);
}

/** The nodes of a text: a string, a list of texts, or an object with a type. */
function words(text, actions) {
  if (typeof text === "string") return text;
  if (Array.isArray(text)) return text.map((part) => words(part, actions));
  const inside = words(text.text ?? "", actions);
  switch (text.type) {
    case "spoiler": return h("span", { class: "spoiler", tabindex: "0", onclick: (event) => event.currentTarget.classList.toggle("revealed") }, h("span", {}, inside));
    case "custom_emoji": return text.alternative_text;
    case "mathematical_expression": return h("code", { class: "math" }, text.expression);
    case "url": return link(text.url, inside, actions.follow);
    case "email_address": return link(`mailto:${text.email_address}`, inside, actions.follow);
    case "mention": return link(`https://t.me/${text.username.replace("@", "")}`, inside, actions.follow);
    case "bot_command": return h("a", { href: "#", onclick: (event) => { event.preventDefault(); actions.command(text.bot_command); } }, inside);
    case "hashtag": return h("span", { class: "tag" }, inside);
    default: return TAGS[text.type] ? h(TAGS[text.type], {}, inside) : h("span", {}, inside);
  }
}

function item(entry, actions) {
  const box = entry.has_checkbox ? h("input", { type: "checkbox", disabled: true, checked: entry.is_checked, "aria-label": entry.is_checked ? t("Done") : t("To do") }) : null;
  return h("li", {}, h("span", { class: "rich-label" }, box || entry.label), h("div", {}, blocks(entry.blocks, actions)));
}

function table(block, actions) {
  const cell = (each) => h(each.is_header ? "th" : "td", { class: `to-${each.align} at-${each.valign}`, colspan: each.colspan, rowspan: each.rowspan }, words(each.text ?? "", actions));
  const classes = ["rich-table", block.is_bordered ? "bordered" : "", block.is_striped ? "striped" : ""];
  return h("div", { class: "rich-scroller", tabindex: "0" }, h("table", { class: classes.filter(Boolean).join(" ") },
    block.caption ? h("caption", {}, words(block.caption, actions)) : null,
    h("tbody", {}, block.cells.map((row) => h("tr", {}, row.map(cell))))));
}

function one(block, actions) {
  const text = () => words(block.text ?? "", actions);
  const credit = block.credit ? h("p", { class: "rich-credit" }, words(block.credit, actions)) : null;
  switch (block.type) {
    case "heading": return h(`h${Math.min(block.size + 2, 6)}`, { class: `rich-heading size-${block.size}` }, text());
    case "pre": return h("pre", {}, h("code", {}, text()));
    case "footer": return h("p", { class: "rich-footer" }, text());
    case "divider": return h("hr", {});
    case "anchor": return null;
    case "mathematical_expression": return h("p", { class: "rich-math" }, h("code", { class: "math" }, block.expression));
    case "list": return h("ul", { class: "rich-list" }, block.items.map((entry) => item(entry, actions)));
    case "blockquote": return h("blockquote", {}, blocks(block.blocks, actions), credit);
    case "pullquote": return h("div", { class: "rich-pull" }, h("p", {}, text()), credit);
    case "table": return table(block, actions);
    case "details": return h("details", { class: "rich-details", open: block.is_open }, h("summary", {}, words(block.summary, actions)), blocks(block.blocks, actions));
    case "paragraph": return h("p", {}, text());
    default: return h("p", { class: "unknown" }, "A kind of block that this page cannot show");
  }
}

function blocks(list, actions) {
  return list.map((block) => one(block, actions));
}

/** `actions`: follow, command. */
export function richText(message, actions) {
  return h("div", { class: "text rich", dir: message.is_rtl ? "rtl" : "auto" }, blocks(message.blocks, actions));
}
