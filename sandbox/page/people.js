// The list on the left: people by role, then channels and groups, with what is unread.

import { append, avatar, h, icon } from "./dom.js";
import { Trouble } from "./api.js";
import { choose, chosen, languages, t } from "./words.js";

const ORDER = ["secretariat", "chair", "member", "expert", "alternate", "observer", "subscriber", "guest", "stranger"];
const PLURAL = { secretariat: "Secretariat", chair: "Chairs", member: "Members", expert: "Experts", alternate: "Alternates", observer: "Observers", subscriber: "Subscribers", guest: "Guests", stranger: "Strangers" };
const SEARCH_FROM = 12;
const LANGUAGES = { en: "English", ru: "Russian", uz: "Uzbek", kk: "Kazakh", ky: "Kyrgyz", tg: "Tajik", tk: "Turkmen", ar: "Arabic", fr: "French" };

export const isSecretariat = (person) => /secretar/i.test(person.role || "");
export const isMember = (person) => /member|expert/i.test(person.role || "");

export function byRole(persons) {
  const groups = new Map();
  for (const person of persons) {
    const role = (person.role || "other").toLowerCase();
    if (!groups.has(role)) groups.set(role, []);
    groups.get(role).push(person);
  }
  const rank = (role) => {
    const found = ORDER.findIndex((known) => role.startsWith(known));
    return role === "other" ? 99 : found < 0 ? ORDER.length - 3.5 : found;
  };
  return [...groups].sort(([a], [b]) => rank(a) - rank(b));
}

const title = (role) => t(role === "other" ? "Others" : PLURAL[role] || role[0].toUpperCase() + role.slice(1));

export class People {
  #badges = new Map();
  #planned = false;

  constructor(element, world, page) {
    this.element = element;
    this.world = world;
    this.page = page;
    this.search = h("input", { type: "search", class: "search", placeholder: t("Find"), "aria-label": t("Find a person or chat"), testid: "search", oninput: () => this.#draw() });
    this.list = h("div", { class: "people-list" });
    append(element, [
      h("div", { class: "people-head" }, h("h2", {}, t("Act as")),
        h("button", { type: "button", class: "quiet", testid: "new-person", title: t("Someone the council does not know"), onclick: () => this.#ask() }, icon("plus"), t("New person"))),
      this.search, this.list, this.#tongue()]);
    world.on("people", () => this.draw());
    world.on("unread", ({ chat }) => this.#badge(chat));
  }

  #tongue() {
    const names = Object.entries(languages());
    const select = h("select", { testid: "language", onchange: () => choose(select.value) }, names.map(([code, name]) => h("option", { value: code, lang: code }, name)));
    select.value = chosen();
    return names.length < 2 ? null : h("label", { class: "tongue" }, t("Language of this page"), select);
  }

  draw() {
    if (this.#planned) return;
    this.#planned = true;
    requestAnimationFrame(() => {
      this.#planned = false;
      this.#draw();
    });
  }

  #draw() {
    const { world } = this;
    const focused = this.list.contains(document.activeElement) ? document.activeElement.dataset.testid : null;
    this.search.hidden = world.persons.size + world.chats.size < SEARCH_FROM;
    const wanted = this.search.hidden ? "" : this.search.value.trim().toLowerCase();
    const fits = (id) => world.name(id).toLowerCase().includes(wanted);
    this.#badges.clear();
    const sections = byRole(world.persons.values())
      .map(([role, persons]) => [title(role), persons.filter((person) => fits(person.id)).map((person) => this.#person(person))]);
    sections.push([t("Channels and groups"), [...world.chats.values()].filter((chat) => fits(chat.id)).map((chat) => this.#chat(chat))]);
    const shown = sections.filter(([, rows]) => rows.length);
    this.list.replaceChildren(...shown.map(([name, rows]) => h("section", {}, h("h3", {}, name), h("ul", {}, rows))));
    if (!shown.length) this.list.append(h("p", { class: "empty" }, wanted ? t("Nobody found.") : t("Nobody is here yet. Add a new person, or start the bot's demonstration.")));
    if (focused) this.list.querySelector(`[data-testid="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
  }

  #person(person) {
    const under = person.deactivated ? t("account deleted") : person.blocked ? t("blocked the bot") : person.started === false ? t("not started yet") : "";
    const language = person.language_code ? h("span", { class: "language", title: t("Telegram in {language}", { language: t(LANGUAGES[person.language_code] || person.language_code) }) }, person.language_code) : null;
    return this.#row(person.id, `person-${person.id}`, null, under, language);
  }

  #chat(chat) {
    return this.#row(chat.id, `chat-${chat.id}`, chat.type === "channel" ? "channel" : "group", chat.type === "channel" ? t("channel") : chat.migrated_to ? t("became a supergroup") : chat.bot === "out" ? t("without the bot") : chat.is_forum ? t("forum") : t("group chat"), null);
  }

  #row(id, testid, symbol, under, extra) {
    const name = this.world.name(id);
    // What tells people of one role and state apart stands last in their names: it is never cut.
    const at = symbol ? -1 : name.lastIndexOf(", ");
    const [first, last] = at < 0 ? [name, ""] : [name.slice(0, at), name.slice(at + 2)];
    const below = [last, under].filter(Boolean).join(" · ");
    const columns = this.page.columnsWith(id);
    const other = this.page.otherNumber();
    const badge = h("span", { class: "badge", hidden: true });
    this.#badges.set(id, badge);
    const row = h("li", { class: columns.length ? "row shown" : "row" },
      h("button", { type: "button", class: "open", testid, "aria-current": columns.includes(this.page.active.number) ? "true" : null, title: name, onclick: () => this.page.choose(id) },
        avatar(id, name, symbol),
        h("span", { class: "row-words" }, h("span", { class: "row-name" }, first), below ? h("span", { class: "row-under" }, below) : null),
        h("span", { class: "row-end" }, extra, badge)),
      h("button", { type: "button", class: "aside", testid: `${testid}-other`, title: t("Open in column {n}", { n: other }), "aria-label": t("Open {name} in column {n}", { name, n: other }), onclick: () => this.page.chooseOther(id) },
        icon(other === 1 ? "left" : "right")));
    this.#badge(id);
    return row;
  }

  #badge(id) {
    const badge = this.#badges.get(id);
    if (!badge) return;
    const count = this.world.unread.get(id) || 0;
    badge.hidden = count === 0;
    badge.textContent = count > 99 ? "99+" : String(count);
    badge.setAttribute("aria-label", t("Unread: {n}", { n: count }));
  }

  #ask() {
    const strangers = [...this.world.persons.values()].filter((person) => /^stranger/i.test(person.role || "")).length;
    const name = h("input", { type: "text", maxlength: "60", required: true, value: t("Stranger {n}", { n: strangers + 1 }), testid: "new-person-name" });
    const language = h("select", { testid: "new-person-language" }, Object.entries(LANGUAGES).map(([code, words]) => h("option", { value: code }, t(words))));
    const wrong = h("p", { class: "wrong", role: "alert" });
    const form = h("form", { onsubmit: async (event) => {
      event.preventDefault();
      const label = name.value.trim();
      if (!label) {
        wrong.textContent = t("Give this person a name to find them by.");
        return;
      }
      try {
        const person = await this.world.addPerson({ first_name: label, label, role: "stranger", language_code: language.value });
        dialog.close();
        this.page.choose(person.id);
      } catch (trouble) {
        wrong.textContent = trouble instanceof Trouble ? trouble.message : t("This person could not be added.");
      }
    } },
    h("h2", { id: "new-person-title" }, t("New person")),
    h("p", {}, t("A stranger to the council, who may press Start.")),
    h("label", {}, t("Name"), name), h("label", {}, t("Telegram in"), language), wrong,
    h("div", { class: "dialog-buttons" },
      h("button", { type: "button", class: "quiet", onclick: () => dialog.close() }, t("Cancel")),
      h("button", { type: "submit", class: "primary", testid: "new-person-add" }, t("Add"))));
    const dialog = h("dialog", { class: "dialog", "aria-labelledby": "new-person-title", onclose: () => dialog.remove() }, form);
    document.body.append(dialog);
    dialog.showModal();
    name.select();
  }
}
