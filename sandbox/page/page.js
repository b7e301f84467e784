// The page as a whole: which chats are open where, what is active, and what is told to everyone.

import { follow } from "./api.js";
import { Clock } from "./clock.js";
import { Column } from "./column.js";
import { h, memory } from "./dom.js";
import { isMember, isSecretariat, People } from "./people.js";
import { Tour } from "./tour.js";
import { load, t } from "./words.js";
import { World } from "./world.js";

const ONE_COLUMN = "(max-width: 1099px)";
const REFRESH_PAUSE = 2000;

class Page {
  constructor() {
    this.world = new World();
    this.columns = [new Column(1, this.world, this), new Column(2, this.world, this)];
    this.active = this.columns[0];
    this.refreshed = 0;
    const find = (id) => document.getElementById(id);
    find("columns").append(...this.columns.map((column) => column.element));
    this.connection = find("connection");
    this.clock = new Clock(find("clock"), this.world, this);
    this.people = new People(find("people"), this.world, this);
    this.tour = new Tour(find("tour"), find("strip-end"), this.world);
    this.narrow = matchMedia(ONE_COLUMN);
    this.narrow.addEventListener("change", () => this.#readShown());
    this.world.onScreen = (chat) => this.#onScreen(chat);
    this.world.on("people", () => this.#settle());
    this.world.on("renewed", () => this.columns.forEach((column) => column.redraw()));
    this.world.on("unread", () => this.columns.forEach((column) => column.refreshBack()));
    document.addEventListener("visibilitychange", () => this.#readShown());
    this.#markActive();
  }

  begin() {
    for (const column of this.columns) column.empty();
    follow({
      opened: (again) => this.#load(again),
      lost: () => this.#say(t("Connection lost, trying again")),
      heard: (event) => this.world.hear(event),
    });
  }

  async #load(again) {
    try {
      await this.world.renew();
      this.#say("");
      if (again) for (const column of this.columns) column.calm();
    } catch (trouble) {
      this.#say(trouble.message);
      setTimeout(() => this.#load(again), REFRESH_PAUSE);
    }
  }

  // ---- which chat is where

  /** Fills the columns that nobody chose a chat for, and empties those whose chat is gone. */
  #settle() {
    const kept = memory.get("columns", []);
    const persons = [...this.world.persons.values()];
    const first = persons.find(isSecretariat) || persons[0];
    const second = persons.find((person) => isMember(person) && person !== first) || persons.find((person) => person !== first);
    const usual = [first, second].map((person) => (person ? { chat: person.id, actor: person.id } : null));
    this.columns.forEach((column, index) => {
      if (column.chat !== null && !column.unasked && this.world.has(column.chat)) return;
      const wish = kept[index] && this.world.has(kept[index].chat) ? kept[index] : usual[index];
      if (!wish) column.empty();
      else if (wish.chat !== column.chat) {
        column.open(wish.chat, wish.actor);
        column.unasked = true;
      }
    });
    this.people.draw();
  }

  open(chat, column = this.active, actor = null) {
    column.unasked = false;
    const opened = column.open(chat, this.world.type(chat) === "private" ? chat : actor);
    this.activate(column);
    this.people.draw();
    this.remember();
    this.view("chat");
    return opened;
  }

  choose(chat) {
    this.open(chat);
    if (!this.narrow.matches) this.active.composer.focus();
  }

  chooseOther(chat) {
    this.open(chat, this.columns[this.otherNumber() - 1]);
    this.active.composer.focus();
  }

  remember() {
    memory.set("columns", this.columns.map(({ chat, actor }) => ({ chat, actor })));
  }

  activate(column) {
    column.unasked = false;
    if (this.active === column) return;
    this.active = column;
    this.#markActive();
    this.people.draw();
  }

  #markActive() {
    for (const column of this.columns) column.element.classList.toggle("active", column === this.active);
  }

  otherNumber() {
    return this.active.number === 1 ? 2 : 1;
  }

  columnsWith(chat) {
    return this.columns.filter((column) => column.chat === chat).map((column) => column.number);
  }

  /** The person in the column beside, for choosing who acts in a shared chat. */
  beside(column) {
    return this.columns.find((other) => other !== column).actor;
  }

  view(name) {
    document.body.dataset.view = name;
    this.#readShown();
    if (name === "people") document.getElementById("people").querySelector("button")?.focus();
  }

  #onScreen(chat) {
    if (document.hidden) return false;
    const phone = matchMedia("(max-width: 719px)").matches;
    if (phone && document.body.dataset.view === "people") return false;
    return this.columns.some((column) => column.chat === chat && (column === this.active || !this.narrow.matches));
  }

  #readShown() {
    for (const { chat } of this.columns) if (chat !== null && this.#onScreen(chat)) this.world.markRead(chat);
  }

  // ---- for everyone

  /** The bot may have set its commands since the page was opened. */
  refreshSoon() {
    if (performance.now() - this.refreshed < REFRESH_PAUSE) return;
    this.refreshed = performance.now();
    this.world.load().catch(() => {});
  }

  zoneChanged() {
    for (const column of this.columns) column.redraw();
  }

  trouble(words) {
    this.active.trouble(words);
  }

  alert(text, person) {
    const dialog = h("dialog", { class: "dialog alert", testid: "alert", "aria-labelledby": "alert-title", onclose: () => dialog.remove() },
      h("h2", { id: "alert-title" }, this.world.botName()),
      h("p", { class: "alert-text" }, text),
      h("p", { class: "alert-to" }, t("Shown to {person}", { person })),
      h("form", { method: "dialog" }, h("div", { class: "dialog-buttons" }, h("button", { class: "primary", autofocus: true }, "OK"))));
    document.body.append(dialog);
    dialog.showModal();
  }

  #say(words) {
    this.connection.textContent = words;
  }
}

/** What stands in the page before anything is read, in the language of the page. */
function dress() {
  const find = (selector) => document.querySelector(selector);
  document.title = t(document.title);
  for (const element of [find(".notice"), find(".skip")]) element.textContent = t(element.textContent);
  for (const element of document.querySelectorAll("body > * [aria-label]")) element.setAttribute("aria-label", t(element.getAttribute("aria-label")));
}

await load();
dress();
new Page().begin();
