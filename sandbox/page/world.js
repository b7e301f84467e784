// What the page knows of the rehearsal: people, chats, messages, the clock. Fed by requests and by the event stream.

import { api } from "./api.js";
import { memory } from "./dom.js";
import { suggestZone } from "./time.js";
import { t } from "./words.js";

const COUNTED_AT_ONCE = 4;
const COUNTED_CHATS = 150;

export class World {
  bot = {};
  persons = new Map();
  chats = new Map(); // groups and channels
  clock = null;
  tour = [];
  unread = new Map();
  keys = new Map(); // by chat: the bot's keyboard in place of the letters
  onScreen = () => false; // set by the page: is this chat being looked at?
  #boxes = new Map();
  #read = new Map(memory.get("read", []));
  #loading = new Set();
  #listeners = new Map();
  #awaited = new Map(); // callback query id -> what to call when it is answered

  on(type, listener) {
    if (!this.#listeners.has(type)) this.#listeners.set(type, []);
    this.#listeners.get(type).push(listener);
  }

  #tell(type, detail) {
    for (const listener of this.#listeners.get(type) || []) listener(detail);
  }

  // ---- who and what there is

  /** What is heard of people and chats while the answer is under way may be newer than it: that is learnt again. */
  async load() {
    const meanwhile = [];
    this.#loading.add(meanwhile);
    let state;
    try {
      state = await api.state();
    } finally {
      this.#loading.delete(meanwhile);
    }
    this.bot = state.bot || {};
    this.persons = new Map((state.persons || []).map((person) => [person.id, person]));
    this.chats = new Map((state.chats || []).filter((chat) => chat.type !== "private").map((chat) => [chat.id, chat]));
    this.keys = new Map((state.chats || []).map((chat) => [chat.id, chat.keys || []]));
    suggestZone(state.zone || (state.clock && state.clock.zone));
    this.#setClock(state.clock);
    this.tour = state.tour || [];
    for (const [table, thing] of meanwhile) this[table].set(thing.id, { ...this[table].get(thing.id), ...thing });
    this.#tell("people");
    this.#tell("tour");
  }

  async addPerson(body) {
    const person = await api.person(body);
    this.persons.set(person.id, person);
    this.#tell("people");
    return person;
  }

  name(id) {
    const person = this.persons.get(id);
    if (person) return person.label || [person.first_name, person.last_name].filter(Boolean).join(" ") || t("Person {id}", { id });
    const chat = this.chats.get(id);
    if (chat) return chat.title || t("Chat {n}", { n: id });
    return id === this.bot.id ? this.botName() : t("Chat {n}", { n: id });
  }

  botName() {
    return this.bot.first_name || this.bot.username || t("the bot");
  }

  type(id) {
    return this.persons.has(id) ? "private" : (this.chats.get(id) || {}).type || null;
  }

  has(id) {
    return this.persons.has(id) || this.chats.has(id);
  }

  chatNamed(username) {
    const wanted = username.toLowerCase();
    return [...this.chats.values()].find((chat) => (chat.username || "").toLowerCase() === wanted) || null;
  }

  isBot(username) {
    return (this.bot.username || "").toLowerCase() === username.toLowerCase();
  }

  commands(chat) {
    const own = (this.bot.commands_by_chat || {})[chat];
    return Array.isArray(own) ? own : Array.isArray(this.bot.commands) ? this.bot.commands : [];
  }

  /** Did this message come to the people of the chat (rather than from the one who is acted as)? */
  incoming(message) {
    if (this.type(message.chat.id) === "channel" || message.sender_chat) return true;
    return message.from_bot === true || Boolean(message.from && message.from.id === this.bot.id);
  }

  // ---- messages

  async messages(chat) {
    const box = this.#boxes.get(chat);
    if (box) {
      await box.ready;
      return box;
    }
    return this.#fetch(chat);
  }

  async #fetch(chat) {
    const box = { byId: new Map(), order: [], pending: [], loading: true, ready: null };
    this.#boxes.set(chat, box);
    box.ready = api.messages(chat).then((list) => {
      for (const message of list) box.byId.set(message.message_id, message);
      box.order = [...box.byId.keys()].sort((a, b) => a - b);
      box.loading = false;
      // Fewer messages than were read: another rehearsal has begun, and nothing of it is read.
      if ((box.order.at(-1) || 0) < (this.#read.get(chat) || 0)) this.#read.clear();
      for (const [message, edited] of box.pending.splice(0)) this.#keep(box, message, edited);
    });
    try {
      await box.ready;
    } catch (trouble) {
      if (this.#boxes.get(chat) === box) this.#boxes.delete(chat);
      throw trouble;
    }
    return box;
  }

  /** Takes a message in; says what it was: "new", "late" (older than the newest), "changed" or null. */
  #keep(box, message, edited) {
    const id = message.message_id;
    const known = box.byId.get(id);
    if (known) {
      const stands = (known.change ?? known.edits ?? 0) - (message.change ?? message.edits ?? 0);
      if (stands > 0 || (stands === 0 && !edited)) return null;
      box.byId.set(id, message);
      return "changed";
    }
    box.byId.set(id, message);
    const late = box.order.length > 0 && id < box.order.at(-1);
    box.order.push(id);
    if (late) box.order.sort((a, b) => a - b);
    return late ? "late" : "new";
  }

  /** A message from an event or from the answer to a request. */
  take(message, edited = false) {
    const chat = message.chat.id;
    const box = this.#boxes.get(chat);
    let what = edited ? "changed" : "new";
    if (box && box.loading) box.pending.push([message, edited]);
    else if (box) what = this.#keep(box, message, edited);
    if (what === null) return;
    const fresh = what === "new" || what === "late";
    if (fresh && this.incoming(message) && !(box && box.loading)) this.#count(chat, message);
    if (!box || !box.loading) this.#tell("message", { chat, message, what, box });
    if (this.incoming(message)) this.#tell("reaction", { chat });
  }

  #remove(chat, id) {
    const box = this.#boxes.get(chat);
    const message = box && box.byId.get(id);
    if (message && !message.deleted) {
      const gone = { ...message, deleted: true };
      box.byId.set(id, gone);
      this.#tell("message", { chat, message: gone, what: "changed", box });
    }
    this.#tell("reaction", { chat });
  }

  // ---- unread

  #count(chat, message) {
    if (this.onScreen(chat)) this.#setRead(chat, message.message_id);
    else {
      this.unread.set(chat, (this.unread.get(chat) || 0) + 1);
      this.#tell("unread", { chat });
    }
  }

  #setRead(chat, id) {
    this.#read.set(chat, id);
    memory.set("read", [...this.#read]);
  }

  markRead(chat) {
    const box = this.#boxes.get(chat);
    if (box && box.order.length) this.#setRead(chat, box.order.at(-1));
    if (this.unread.delete(chat)) this.#tell("unread", { chat });
  }

  /** Counts what came before the page was opened. */
  async countUnread() {
    await Promise.allSettled([...this.#boxes.values()].map((box) => box.ready));
    const waiting = [...this.persons.keys(), ...this.chats.keys()].filter((id) => !this.onScreen(id)).slice(0, COUNTED_CHATS);
    const worker = async () => {
      for (let id = waiting.shift(); id !== undefined; id = waiting.shift()) {
        const since = this.#read.get(id) || 0;
        const list = await api.messages(id, since);
        const count = list.filter((message) => message.message_id > since && !message.deleted && this.incoming(message)).length;
        if (this.onScreen(id)) continue;
        if (count) this.unread.set(id, count);
        else this.unread.delete(id);
        this.#tell("unread", { chat: id });
      }
    };
    await Promise.all(Array.from({ length: COUNTED_AT_ONCE }, worker));
  }

  // ---- the clock

  #setClock(clock) {
    if (!clock || !clock.now) return;
    const before = this.clock;
    this.clock = { marks: before ? before.marks : [], ...clock, heard: performance.now() };
    const travels = this.travelling();
    if (travels && (!before || !before.from || before.target !== clock.target)) {
      this.clock.from = before && before.offset !== undefined ? { offset: before.offset } : { offset: clock.offset };
    } else if (travels) this.clock.from = before.from;
    this.#tell("clock");
  }

  now() {
    return this.clock ? Date.parse(this.clock.now) + (performance.now() - this.clock.heard) : Date.now();
  }

  travelling() {
    return Boolean(this.clock) && Math.abs(this.clock.target - this.clock.offset) > 0.001;
  }

  async moveClock(body) {
    const clock = await api.moveClock(body);
    this.#setClock(clock && clock.now ? clock : await api.clock());
  }

  async askClock() {
    this.#setClock(await api.clock());
  }

  /** Resolves when the stream tells of an answer to this press, or after some milliseconds. */
  answered(id, milliseconds) {
    return new Promise((resolve) => {
      const done = () => {
        this.#awaited.delete(id);
        resolve();
      };
      this.#awaited.set(id, done);
      setTimeout(done, milliseconds);
    });
  }

  // ---- the event stream

  hear(event) {
    const message = event.message;
    switch (event.type) {
      case "message":
      case "edit":
        if (message) this.take(message, event.type === "edit");
        break;
      case "delete": this.#remove(event.chat ?? message?.chat?.id, event.message_id ?? message?.message_id); break;
      case "answer":
        this.#awaited.get(event.callback_query_id)?.();
        this.#tell("answer", event);
        break;
      case "clock": this.#setClock(event.clock || event); break;
      case "tour":
        this.tour = event.tour;
        this.#tell("tour");
        break;
      case "person": this.#learn("persons", event.person || event); break;
      case "chat":
        this.keys.set(event.chat.id, event.chat.keys || []);
        if (event.chat.type === "private") this.#tell("people");
        else this.#learn("chats", event.chat);
        break;
      case "typing": this.#tell("reaction", { chat: event.chat, typing: true }); break;
      default: this.load().catch(() => {}); // something of the world's frame changed
    }
  }

  #learn(table, thing) {
    if (!thing || thing.id === undefined || thing.type === "private") return;
    for (const meanwhile of this.#loading) meanwhile.push([table, thing]);
    this[table].set(thing.id, { ...this[table].get(thing.id), ...thing });
    this.#tell("people");
  }

  /** After a lost connection: everything anew, because events were missed. */
  async renew() {
    this.#boxes.clear();
    await this.load();
    this.#tell("renewed");
    await this.countUnread();
  }
}
