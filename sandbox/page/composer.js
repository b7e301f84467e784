// Where one writes: text, formatting, commands, a file.

import { h, icon } from "./dom.js";
import { composed, rendered } from "./entities.js";
import { t } from "./words.js";

const LARGEST = 20 * 1024 * 1024;
const TALLEST = 180;
let count = 0;

function base64(file) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result).split(",")[1] || "");
    reader.onerror = () => reject(new Error(t("“{file}” could not be read.", { file: file.name })));
    reader.readAsDataURL(file);
  });
}

export class Composer {
  #file = null;
  #replyTo = null;
  #choice = -1;
  #choices = [];

  /** `send({text, entities, file, replyTo})` throws what went wrong; `commands()`; `refresh()`; `trouble(words)`. */
  constructor({ send, commands, refresh, trouble, command }) {
    this.actions = { send, commands, refresh, trouble, command };
    const menuId = `menu-${(count += 1)}`;
    this.box = h("textarea", {
      class: "box", testid: "composer", rows: "1", spellcheck: "false", autocomplete: "off", enterkeyhint: "send",
      role: "combobox", "aria-autocomplete": "list", "aria-controls": menuId, "aria-expanded": "false",
      oninput: () => this.#typed(), onkeydown: (event) => this.#key(event), onblur: () => setTimeout(() => this.#menu([]), 150),
    });
    this.menu = h("ul", { class: "menu", id: menuId, role: "listbox", "aria-label": t("Commands of the bot"), hidden: true });
    this.slash = h("button", { type: "button", class: "tool slash", testid: "commands", title: t("Commands of the bot"), "aria-label": t("Commands of the bot"), onclick: () => this.#slash() }, "/");
    this.picker = h("input", { type: "file", hidden: true, testid: "file", onchange: () => this.#picked() });
    this.clip = h("button", { type: "button", class: "tool", title: t("Attach a file"), "aria-label": t("Attach a file"), testid: "attach", onclick: () => this.picker.click() }, icon("attach"));
    this.button = h("button", { type: "button", class: "tool send", testid: "send", title: t("Send (Enter)"), "aria-label": t("Send"), onclick: () => this.submit() }, icon("send"));
    this.extra = h("div", { class: "extra" });
    this.preview = h("div", { class: "preview", hidden: true });
    this.keys = h("div", { class: "keyboard reply-keys", role: "group", "aria-label": t("The bot's keyboard"), hidden: true });
    this.element = h("div", { class: "composer" }, this.menu, this.extra, this.preview,
      h("div", { class: "writing" }, this.slash, this.clip, this.picker, this.box, this.button), this.keys);
  }

  /** What may be done here: words for the text box, `commands` and `files` or not, and the rows of the bot's `keys`. */
  set({ hint, label, commands, files, keys }) {
    this.keys.hidden = keys.length === 0;
    this.keys.replaceChildren(...keys.map((row) => h("div", { class: "keys" }, row.map((key) =>
      h("button", { type: "button", class: `inline ${key.style || ""}`, onclick: () => this.actions.command(key.text) }, key.text)))));
    this.box.placeholder = hint;
    this.box.setAttribute("aria-label", label);
    this.slash.hidden = !commands;
    this.clip.hidden = !files;
    if (!files) this.#file = null;
    this.#extras();
  }

  get draft() {
    return { text: this.box.value, file: this.#file, replyTo: this.#replyTo };
  }

  set draft({ text = "", file = null, replyTo = null } = {}) {
    this.box.value = text;
    this.#file = file;
    this.#replyTo = replyTo;
    this.#extras();
    this.#grow();
    this.#preview();
    this.#menu([]);
  }

  replyTo(id, words) {
    this.#replyTo = { id, words };
    this.#extras();
    this.box.focus();
  }

  focus() {
    this.#grow();
    this.box.focus();
  }

  async submit() {
    const before = this.draft;
    const { text, entities } = composed(before.text);
    if (text === "" && before.file === null) return;
    this.draft = {};
    try {
      const file = before.file ? { file_name: before.file.name, base64: await base64(before.file) } : null;
      await this.actions.send({ text, entities, file, replyTo: before.replyTo ? before.replyTo.id : null });
    } catch (trouble) {
      this.actions.trouble(trouble.message);
      const since = this.draft.text;
      this.draft = { ...before, text: since ? `${before.text}\n${since}` : before.text };
    }
  }

  #extras() {
    const drop = (what, label) => h("button", { type: "button", class: "drop", "aria-label": label, title: label, onclick: () => { what(); this.#extras(); this.box.focus(); } }, icon("close"));
    const reply = this.#replyTo && h("p", { class: "chip" }, icon("reply"), h("span", {}, t("Answer to: {words}", { words: this.#replyTo.words })), drop(() => { this.#replyTo = null; }, t("Do not answer to this message")));
    const file = this.#file && h("p", { class: "chip" }, icon("file"), h("span", {}, this.#file.name), drop(() => { this.#file = null; }, t("Do not attach {file}", { file: this.#file.name })));
    this.extra.replaceChildren(...[reply, file].filter(Boolean));
  }

  #picked() {
    const [file] = this.picker.files;
    this.picker.value = "";
    if (!file) return;
    if (file.size === 0) {
      this.actions.trouble(t("“{file}” is empty. Telegram sends no empty files.", { file: file.name }));
      return;
    }
    if (file.size > LARGEST) {
      this.actions.trouble(t("“{file}” is larger than 20 MB, which is the most a bot can be sent.", { file: file.name }));
      return;
    }
    this.#file = file;
    this.#extras();
    this.box.focus();
  }

  #typed() {
    this.#grow();
    this.#preview();
    const typed = this.box.value;
    if (!this.slash.hidden && /^\/\w*$/.test(typed)) {
      if (typed === "/") this.actions.refresh();
      this.#menu(this.actions.commands().filter((item) => item.command.startsWith(typed.slice(1).toLowerCase())));
    } else this.#menu([]);
  }

  #grow() {
    this.box.style.height = "auto";
    const needed = this.box.scrollHeight; // 0 while the column is not on screen
    this.box.style.height = needed && this.box.value ? `${Math.min(needed + 2, TALLEST)}px` : "auto";
    this.box.style.overflowY = needed > TALLEST ? "auto" : "hidden";
  }

  #preview() {
    const { text, entities } = composed(this.box.value);
    this.preview.hidden = entities.length === 0;
    this.preview.replaceChildren(...(entities.length
      ? [h("span", { class: "preview-label" }, `${t("Will read:")} `), ...rendered(text, entities, { follow: () => true, command: () => {} })]
      : []));
  }

  // ---- the menu of commands

  #slash() {
    if (!this.menu.hidden) {
      this.#menu([]);
      return;
    }
    this.box.focus();
    if (this.box.value === "") this.box.value = "/";
    this.actions.refresh();
    this.#menu(this.actions.commands(), t("The bot has not set any commands"));
  }

  #menu(choices, empty = "") {
    this.#choices = choices;
    this.#choice = -1;
    const none = choices.length === 0;
    this.menu.hidden = none && !empty;
    this.box.setAttribute("aria-expanded", String(!this.menu.hidden));
    this.box.removeAttribute("aria-activedescendant");
    this.menu.replaceChildren(...choices.map((item, index) => h("li", {
      id: `${this.menu.id}-${index}`, role: "option", "aria-selected": "false", testid: `command-${item.command}`,
      onmousedown: (event) => event.preventDefault(), onclick: () => this.#take(item),
    }, h("span", { class: "menu-command" }, `/${item.command}`), h("span", { class: "menu-words" }, item.description || ""))));
    if (none && empty) this.menu.append(h("li", { class: "menu-empty" }, empty));
  }

  #point(step) {
    const options = [...this.menu.querySelectorAll("[role=option]")];
    if (!options.length) return;
    this.#choice = (this.#choice + step + options.length + (this.#choice < 0 && step < 0 ? 1 : 0)) % options.length;
    options.forEach((option, index) => option.setAttribute("aria-selected", String(index === this.#choice)));
    options[this.#choice].scrollIntoView({ block: "nearest" });
    this.box.setAttribute("aria-activedescendant", options[this.#choice].id);
  }

  #take(item) {
    this.draft = {};
    this.actions.command(`/${item.command}`);
    this.box.focus();
  }

  // ---- keys

  #key(event) {
    if (event.isComposing) return;
    const open = !this.menu.hidden;
    const held = event.ctrlKey || event.metaKey;
    if (open && (event.key === "ArrowDown" || event.key === "ArrowUp")) this.#point(event.key === "ArrowDown" ? 1 : -1);
    else if (open && event.key === "Escape") this.#menu([]);
    else if (open && event.key === "Enter" && !event.shiftKey && this.#choice >= 0) this.#take(this.#choices[this.#choice]);
    else if (event.key === "Enter" && !event.shiftKey && !held && !event.altKey) this.submit();
    else if (held && !event.altKey && event.key.toLowerCase() === "b") this.#mark("**");
    else if (held && !event.altKey && event.key.toLowerCase() === "i") this.#mark("__");
    else return;
    event.preventDefault();
  }

  /** Puts the selection between marks, or takes them away again. */
  #mark(mark) {
    const { value, selectionStart, selectionEnd } = this.box;
    let from = selectionStart;
    let to = selectionEnd;
    while (from < to && /\s/.test(value[from])) from += 1;
    while (to > from && /\s/.test(value[to - 1])) to -= 1;
    if (from === to) return;
    const marked = value.slice(from - 2, from) === mark && value.slice(to, to + 2) === mark;
    const words = value.slice(from, to);
    this.box.setSelectionRange(marked ? from - 2 : from, marked ? to + 2 : to);
    const put = marked ? words : `${mark}${words}${mark}`;
    // insertText keeps the browser's undo; setRangeText is the fallback.
    if (!document.execCommand("insertText", false, put)) this.box.setRangeText(put);
    const start = marked ? from - 2 : from + 2;
    this.box.setSelectionRange(start, start + words.length);
    this.#typed();
  }
}
