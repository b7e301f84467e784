// One column: a chat, seen and acted in as one person (or as the channel).

import { api } from "./api.js";
import { avatar, h, icon } from "./dom.js";
import { safeLink } from "./entities.js";
import { Composer } from "./composer.js";
import { Log } from "./log.js";
import { t } from "./words.js";

const SILENT_AFTER = 5000;
const TYPING_SHOWN = 5000;
const TOAST_SHOWN = 7000;
const ANSWER_ROUND = 5000;
const ANSWER_ROUNDS = 7;

/** "You are {name}" as nodes: the words around the name are lighter. */
function acting(name) {
  const [before, after] = t("You are {name}", { name: "\n" }).split("\n");
  return [before, after].map((words) => words && h("span", { class: "as" }, words)).toSpliced(1, 0, name);
}

export class Column {
  chat = null;
  actor = null;
  unasked = false; // filled by the page, not by choice
  thread = null; // the topic of a forum that is written in
  anonymous = false;
  #waiting = new Set();
  #drafts = new Map();
  #silence = null;
  #typing = null;

  constructor(number, world, page) {
    this.number = number;
    this.world = world;
    this.page = page;
    this.log = new Log();
    this.head = h("header", { class: "chat-head" });
    this.toasts = h("div", { class: "toasts", "aria-live": "polite" });
    this.troubles = h("div", { class: "troubles", role: "alert" });
    this.hint = h("p", { class: "hint", role: "status" });
    this.bar = h("div", { class: "bar" });
    this.composer = new Composer({
      send: (what) => this.#send(what),
      commands: () => this.world.commands(this.chat),
      refresh: () => this.page.refreshSoon(),
      trouble: (words) => this.trouble(words),
      command: (text) => this.say(text),
    });
    this.element = h("section", { class: "column", id: `column-${number}`, testid: `column-${number}`, tabindex: "-1", "aria-label": t("Chat {n}", { n: number }) },
      this.head, this.toasts, this.log.element, this.troubles, this.hint, this.bar, this.composer.element);
    for (const event of ["pointerdown", "focusin"]) this.element.addEventListener(event, () => page.activate(this));

    world.on("message", (news) => { if (news.chat === this.chat) this.log.message(news); });
    world.on("reaction", ({ chat, typing }) => {
      if (chat !== this.chat) return;
      this.#heard();
      this.#typingNow(typing);
    });
    world.on("answer", () => this.#heard());
    world.on("people", () => { if (this.chat !== null) this.#dress(); });
  }

  get type() {
    return this.world.type(this.chat);
  }

  async open(chat, actor = null) {
    if (this.chat !== null) this.#drafts.set(this.chat, this.composer.draft);
    this.chat = chat;
    this.actor = actor ?? this.#defaultActor();
    this.thread = null;
    this.anonymous = false;
    this.#waiting.clear();
    this.#heard();
    this.#typingNow(false);
    this.toasts.replaceChildren();
    this.calm();
    this.composer.draft = this.#drafts.get(chat) || {};
    this.#dress();
    await this.redraw();
  }

  empty() {
    this.chat = null;
    this.head.replaceChildren(this.#back(), h("p", { class: "chat-title" }, t("Nobody chosen")));
    this.log.clear(t("Choose a person or a chat on the left."));
    this.bar.replaceChildren();
    this.composer.element.hidden = true;
  }

  async redraw() {
    const { chat } = this;
    if (chat === null) return;
    try {
      const box = await this.world.messages(chat);
      if (chat !== this.chat) return;
      this.log.show(box, this.#context(), this.type === "private" ? t("No messages yet.") : t("Nothing has been said here yet."));
      if (this.world.onScreen(chat)) this.world.markRead(chat);
    } catch (trouble) {
      if (chat !== this.chat) return;
      this.log.clear(t("The messages could not be read."));
      this.trouble(trouble.message);
    }
  }

  // ---- header and surroundings

  #defaultActor() {
    if (this.type === "private") return this.chat;
    const inside = (this.world.chats.get(this.chat) || {}).members || [];
    const members = this.#possibleActors().filter((id) => this.type === "channel" || !inside.length || inside.includes(id));
    const beside = this.page.beside(this);
    return members.includes(beside) ? beside : members[0] ?? null;
  }

  #possibleActors() {
    const known = [...this.world.persons.keys()];
    if (this.type === "channel") return known;
    return [...known.filter((id) => this.#isIn(id)), ...known.filter((id) => !this.#isIn(id))];
  }

  #isIn(id) {
    const members = (this.world.chats.get(this.chat) || {}).members;
    return !Array.isArray(members) || members.includes(id);
  }

  #back() {
    const total = [...this.world.unread.values()].reduce((sum, count) => sum + count, 0);
    return h("button", { type: "button", class: "back", testid: "back", "aria-label": total ? `${t("People")}, ${t("Unread: {n}", { n: total })}` : t("People"), onclick: () => this.page.view("people") },
      icon("back"), total ? h("span", { class: "badge" }, total > 99 ? "99+" : total) : null);
  }

  refreshBack() {
    const old = this.head.querySelector(".back");
    if (old && document.activeElement !== old) old.replaceWith(this.#back());
  }

  #dress() {
    const { world, chat, type } = this;
    if (!world.has(chat)) return;
    const name = world.name(chat);
    const group = type !== "private";
    const symbol = type === "channel" ? "channel" : group ? "group" : null;
    const bot = world.bot.username ? `${world.botName()} (@${world.bot.username})` : world.botName();
    this.element.setAttribute("aria-label", `${t("Chat {n}", { n: this.number })}: ${group ? name : t("You are {name}", { name })}`);
    this.log.scroller.setAttribute("aria-label", `${t("Messages")}: ${group ? name : `${name}, ${world.botName()}`}`);
    this.status = h("span", { class: "chat-under" }, group ? this.#about() : t("Private chat with {bot}", { bot }));
    this.statusWords = this.status.textContent;
    this.head.replaceChildren(this.#back(), avatar(chat, name, symbol),
      h("div", { class: "chat-words" },
        h("h2", { class: "chat-title", title: name }, ...(group ? [name] : acting(name))), this.status),
      group ? this.#actorChoice() : this.#more(),
      type === "group" || type === "supergroup" ? this.#groupMenu() : "");
    this.composer.element.hidden = group && type !== "channel" && (this.actor === null || !this.#isIn(this.actor));
    this.composer.set({
      hint: type === "channel" ? t("Post as the channel") : t("Write a message"),
      label: type === "channel" ? `${t("Post as the channel")}: ${name}` : this.actor === null ? t("Write a message") : t("Write as {name}", { name: world.name(this.actor) }),
      commands: type !== "channel", files: type !== "channel", keys: world.keys.get(chat) || [],
    });
    this.#dressBar();
  }

  #about() {
    const chat = this.world.chats.get(this.chat) || {};
    const count = (chat.members || []).length;
    const kind = this.type === "channel" ? t("Channel") : t("Group chat");
    const bot = { out: t("the bot is not in it"), member: t("the bot is a member"), administrator: t("the bot is an administrator") }[chat.bot];
    if (chat.migrated_to) return t("Became a supergroup");
    return [chat.is_forum ? t("Forum") : kind, this.type === "channel" ? "" : bot, chat.username ? `@${chat.username}` : "", this.type !== "channel" && count ? t("members: {n}", { n: count }) : ""].filter(Boolean).join(", ");
  }

  #actorChoice() {
    const label = this.type === "channel" ? t("Press and follow links as") : t("Act as");
    const select = h("select", { testid: "actor", onchange: () => {
      this.actor = Number(select.value);
      this.anonymous = false;
      this.#dress();
      this.redraw();
      this.page.remember();
    } }, this.#possibleActors().map((id) => h("option", { value: id }, this.type === "channel" || this.#isIn(id) ? this.world.name(id) : t("{name} (not in the group)", { name: this.world.name(id) }))));
    if (this.actor !== null) select.value = String(this.actor);
    return h("label", { class: "actor" }, h("span", {}, label), select);
  }

  #more() {
    const blocked = (this.world.persons.get(this.chat) || {}).blocked;
    const [label, act, testid] = blocked ? [t("Unblock the bot"), api.unblock, "menu-unblock"] : [t("Block the bot"), api.block, "block"];
    const { chat } = this;
    return this.#menu([{ label, testid, act: () => act(chat) }]);
  }

  /** What a group's people can do to it and to the bot. */
  #groupMenu() {
    const { chat, actor } = this;
    const seen = this.world.chats.get(chat) || {};
    const as = { chat, person: actor };
    const doing = (act, more = {}) => () => api.group(act, { ...as, ...more });
    const inside = this.#isIn(actor);
    return this.#menu([
      seen.bot === "out" && { label: t("Bring the bot in"), testid: "bot-in", act: doing("bot") },
      seen.bot === "member" && { label: t("Make the bot an administrator"), testid: "bot-admin", act: doing("rights", { rights: ["all"] }) },
      seen.bot === "administrator" && { label: t("Take the bot's rights away"), testid: "bot-member", act: doing("rights") },
      seen.bot !== "out" && { label: t("Remove the bot"), testid: "bot-out", act: () => api.kick(chat, actor) },
      inside && !(seen.admins || []).includes(actor) && { label: t("Become an administrator"), testid: "become-admin", act: doing("admins", { rights: ["all"] }) },
      inside && seen.is_forum && { label: t("Open a topic"), testid: "open-topic", act: () => this.#openTopic(as) },
      inside && seen.type === "group" && { label: t("Make it a supergroup"), testid: "migrate", act: doing("migrate") },
      inside && { label: t("Leave the group"), testid: "leave", act: doing("leave") },
    ].filter(Boolean));
  }

  async #openTopic(as) {
    const name = window.prompt(t("What is the topic called?"));
    if (name && name.trim()) await api.group("topics", { ...as, name: name.trim() });
  }

  #menu(choices) {
    const menu = h("details", { class: "more-menu",
      onfocusout: (event) => { if (!menu.contains(event.relatedTarget)) menu.open = false; },
      onkeydown: (event) => { if (event.key === "Escape") { menu.open = false; menu.firstChild.focus(); } } },
    h("summary", { "aria-label": t("More"), title: t("More"), testid: "more" }, icon("more")),
    h("div", {}, choices.map(({ label, testid, act }) => h("button", { type: "button", testid, title: t("As this person could in Telegram"), onclick: () => { menu.open = false; this.#try(act); } }, label))));
    return menu;
  }

  #dressGroupBar() {
    const seen = this.world.chats.get(this.chat) || {};
    const as = { chat: this.chat, person: this.actor };
    if (seen.migrated_to) {
      this.composer.element.hidden = true;
      this.bar.replaceChildren(h("button", { type: "button", class: "primary", testid: "supergroup", onclick: () => this.page.open(seen.migrated_to, this, this.actor) }, t("Go to the supergroup")));
      return;
    }
    if (!this.#isIn(this.actor)) {
      const asked = (seen.requests || []).includes(this.actor);
      this.bar.replaceChildren(
        h("button", { type: "button", class: "primary", testid: "ask-to-join", disabled: asked, onclick: () => this.#try(() => api.group("ask", as)) }, asked ? t("Asked to join") : t("Ask to join")),
        h("button", { type: "button", class: "quiet", testid: "join", onclick: () => this.#try(() => api.group("join", as)) }, t("Join by a link")));
      return;
    }
    const topics = h("select", { testid: "topic", "aria-label": t("Topic"), onchange: () => { this.thread = Number(topics.value) || null; } },
      h("option", { value: "" }, t("General")), (seen.topics || []).map(({ id, name }) => h("option", { value: id }, name)));
    if (this.thread !== null) topics.value = String(this.thread);
    const box = h("input", { type: "checkbox", testid: "anonymous", onchange: () => { this.anonymous = box.checked; } });
    box.checked = this.anonymous;
    this.bar.replaceChildren(...[
      seen.is_forum ? h("label", {}, `${t("Topic")} `, topics) : null,
      (seen.admins || []).includes(this.actor) ? h("label", {}, box, ` ${t("Anonymously, as the group")}`) : null,
    ].filter(Boolean));
  }

  #dressBar() {
    if (this.type === "group" || this.type === "supergroup") return this.#dressGroupBar();
    const person = this.type === "private" ? this.world.persons.get(this.chat) || {} : {};
    if (person.deactivated) this.bar.replaceChildren(h("span", {}, t("This person has deleted their account.")));
    else if (person.blocked) {
      this.bar.replaceChildren(h("span", {}, t("This person has blocked the bot.")),
        h("button", { type: "button", class: "primary", testid: "unblock", onclick: () => this.#try(() => api.unblock(this.chat)) }, t("Unblock")));
    } else if (person.started === false) {
      this.bar.replaceChildren(h("button", { type: "button", class: "primary", testid: "start", onclick: () => this.say("/start") }, t("Start")));
    } else this.bar.replaceChildren();
  }

  // ---- doing things

  #context() {
    const { world } = this;
    return {
      world,
      chat: this.chat,
      actor: this.actor,
      canReply: this.type !== "private" && this.type !== "channel",
      isOut: (message) => this.type !== "channel" && !message.sender_chat && Boolean(message.from) && message.from.id === this.actor,
      sender: (message) => (message.sender_chat ? world.name(message.sender_chat.id) : message.from ? world.name(message.from.id) : world.name(this.chat)),
      waiting: (id, data) => this.#waiting.has(`${id} ${data}`),
      press: (message, button) => this.#press(message, button),
      vote: (message, options) => this.#try(() => api.vote({ person: this.actor, chat: this.chat, message_id: message.message_id, options })),
      command: (text) => this.say(this.type === "private" || text.includes("@") ? text : `${text}@${world.bot.username || ""}`.replace(/@$/, "")),
      follow: (href) => this.#follow(href),
      copy: (text) => this.#copy(text),
      reply: (message) => this.composer.replyTo(message.message_id, (message.text || message.caption || t("a message")).slice(0, 80)),
    };
  }

  async #try(what) {
    try {
      return await what();
    } catch (trouble) {
      this.trouble(trouble.message);
      return null;
    }
  }

  /** A command or a start link: sent as the person of this column. */
  say(text) {
    return this.#try(() => this.#send({ text, entities: [], file: null, replyTo: null }));
  }

  async #send({ text, entities, file, replyTo }) {
    const { chat, actor, type } = this;
    const placed = { ...(this.thread === null ? {} : { thread: this.thread }), ...(this.anonymous ? { anonymous: true } : {}) };
    const where = type === "private" ? {} : { chat, ...placed };
    const formatted = entities.length ? { entities } : {};
    this.calm();
    const expected = type === "private" || (type !== "channel" && (text.startsWith("/") || replyTo !== null));
    if (expected) this.#expect();
    let sent;
    try {
      if (type === "channel") sent = await api.publish({ channel: chat, text, ...formatted });
      else if (file) sent = await api.document({ person: actor, ...where, ...file, ...(text ? { caption: text } : {}) });
      else sent = await api.send({ person: actor, ...where, text, ...formatted, ...(replyTo === null ? {} : { reply_to: replyTo }) });
    } catch (trouble) {
      this.#heard();
      throw trouble;
    }
    if (sent && sent.chat) this.world.take(sent);
    if (chat === this.chat) this.log.bottom();
  }

  async #press(message, button) {
    const { chat, actor, type } = this;
    const key = `${message.message_id} ${button.callback_data}`;
    if (this.#waiting.has(key)) return;
    if (actor === null) return this.trouble(t("Choose first who presses."));
    this.#waiting.add(key);
    this.log.redraw(message.message_id);
    this.#expect();
    try {
      const { callback_query_id: id } = await api.press({ person: actor, ...(type === "private" ? {} : { chat }), message_id: message.message_id, data: button.callback_data });
      for (let round = 0; round < ANSWER_ROUNDS; round += 1) {
        // The stream says when to look; holding a request open for each press would use up the browser's connections.
        const heard = this.world.answered(id, ANSWER_ROUND);
        const answer = await api.answer(id, 0);
        if (!answer || !answer.answered) {
          await heard;
          continue;
        }
        this.#heard();
        if (answer.text && answer.show_alert) this.page.alert(answer.text, this.world.name(actor));
        else if (answer.text && chat === this.chat) this.toast(answer.text);
        if (answer.url) this.#visit(answer.url);
        break;
      }
    } catch (trouble) {
      this.#heard();
      this.trouble(trouble.message);
    } finally {
      this.#waiting.delete(key);
      if (chat === this.chat) this.log.redraw(message.message_id);
    }
  }

  /** A link that the bot opens in answer to a press; it may lead only to the bot itself. */
  #visit(address) {
    const href = safeLink(address);
    if (href !== null && !this.#follow(href)) window.open(href, "_blank", "noopener,noreferrer");
  }

  /** Opens inside the page what belongs to the rehearsal; true if it did. */
  #follow(href) {
    const url = new URL(href);
    const short = url.protocol === "tg:";
    if (!short && !["t.me", "telegram.me", "telegram.dog"].includes(url.hostname)) return false;
    const path = url.pathname.split("/").filter(Boolean);
    const name = short ? url.searchParams.get("domain") || "" : path[0] || "";
    if (name && this.world.isBot(name)) {
      this.#toBot(url.searchParams.get("start"));
      return true;
    }
    const chat = name === "c" ? Number(`-100${path[1]}`) : (this.world.chatNamed(name) || {}).id;
    if (chat !== undefined && this.world.has(chat)) {
      const message = Number(path[name === "c" ? 2 : 1]);
      this.page.open(chat, this, this.actor).then(() => message && this.log.reveal(message));
      return true;
    }
    const person = [...this.world.persons.values()].find((one) => one.username && one.username.toLowerCase() === name.toLowerCase());
    if (person) this.toast(`@${name}: ${this.world.name(person.id)}`);
    else if (short) this.toast(t("This link works in Telegram only"));
    return Boolean(person) || short;
  }

  async #toBot(payload) {
    if (this.actor === null) return this.trouble(t("Choose first who follows this link."));
    if (this.chat !== this.actor) await this.page.open(this.actor, this);
    if (payload !== null) await this.say(payload ? `/start ${payload}` : "/start");
  }

  #copy(text) {
    navigator.clipboard.writeText(text).then(() => this.toast(t("Copied")), () => this.trouble(t("The browser did not allow copying.")));
  }

  // ---- what the person is told

  toast(words) {
    const drop = () => note.remove();
    const note = h("p", { class: "toast", testid: "toast", title: t("Press to put away"), onclick: drop }, words);
    this.toasts.replaceChildren(note);
    let timer = setTimeout(drop, TOAST_SHOWN);
    note.addEventListener("mouseenter", () => clearTimeout(timer));
    note.addEventListener("mouseleave", () => { timer = setTimeout(drop, TOAST_SHOWN / 2); });
  }

  calm() {
    this.troubles.replaceChildren();
  }

  trouble(words) {
    this.troubles.replaceChildren(h("p", { class: "trouble", testid: "trouble" }, h("span", {}, words),
      h("button", { type: "button", class: "drop", "aria-label": t("Put this message away"), onclick: () => this.calm() }, icon("close"))));
  }

  #expect() {
    clearTimeout(this.#silence);
    this.hint.textContent = "";
    this.#silence = setTimeout(() => {
      this.hint.textContent = t("The bot is silent: nothing came back in 5 seconds. It may be busy or not running.");
    }, SILENT_AFTER);
  }

  #heard() {
    clearTimeout(this.#silence);
    this.hint.textContent = "";
  }

  #typingNow(typing) {
    clearTimeout(this.#typing);
    if (!this.status) return;
    this.status.textContent = typing ? t("typing…") : this.statusWords;
    if (typing) this.#typing = setTimeout(() => this.#typingNow(false), TYPING_SHOWN);
  }
}
