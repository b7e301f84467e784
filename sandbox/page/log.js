// The messages of one chat. Only the newest are drawn; older ones when the reader scrolls up to them.

import { h, icon } from "./dom.js";
import { instant, messageElement } from "./message.js";
import { dayWords } from "./time.js";
import { t } from "./words.js";

const CHUNK = 120;
const MOST = 480; // beyond this, and only at the bottom, the oldest drawn ones are let go
const NEAR = 60;

export class Log {
  #context = null;
  #box = null;
  #first = 0; // index in box.order of the first message drawn
  #drawn = new Map();
  #stick = true;
  #missed = 0;
  #top = 0; // where the scroller was last

  constructor() {
    this.inner = h("div", { class: "log-inner" });
    this.earlier = h("button", { type: "button", class: "earlier quiet", hidden: true, onclick: () => this.#older() }, t("Earlier messages"));
    this.scroller = h("div", { class: "log", role: "log", testid: "log", tabindex: "0" }, h("div", { class: "log-space" }), this.earlier, this.inner);
    this.newer = h("button", { type: "button", class: "newer", hidden: true, onclick: () => this.bottom() });
    this.element = h("div", { class: "log-frame" }, this.scroller, this.newer);
    this.scroller.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    const observer = new ResizeObserver(() => this.#stick && this.#toBottom());
    observer.observe(this.inner);
    observer.observe(this.scroller);
  }

  clear(words = "") {
    this.#box = null;
    this.#drawn.clear();
    this.earlier.hidden = true;
    this.newer.hidden = true;
    this.inner.replaceChildren(...(words ? [h("p", { class: "empty" }, words)] : []));
  }

  show(box, context, empty) {
    this.clear();
    this.#box = box;
    this.#context = context;
    this.#missed = 0;
    this.#first = Math.max(0, box.order.length - CHUNK);
    this.scroller.setAttribute("aria-busy", "true");
    if (box.order.length === 0) this.inner.append(h("p", { class: "empty" }, empty));
    else this.inner.append(this.#range(this.#first, box.order.length));
    this.earlier.hidden = this.#first === 0;
    this.#stick = true;
    this.#toBottom();
    requestAnimationFrame(() => this.scroller.removeAttribute("aria-busy"));
  }

  /** A message of this chat is new, changed or late. */
  message({ message, what, box }) {
    if (box !== this.#box || box === null) return;
    if (what === "changed") return this.redraw(message.message_id);
    if (what === "late") return this.show(box, this.#context, "");
    if (box.order.length === 1) this.inner.replaceChildren();
    const last = box.order.length - 1;
    this.inner.append(this.#range(last, last + 1));
    if (this.#stick) this.#letGo();
    else if (!this.#context.isOut(message)) this.#notice(this.#missed + 1);
    if (this.#context.isOut(message)) this.bottom();
  }

  /** Draws one message again, and keeps the keyboard's focus where it was in it. */
  redraw(id) {
    const old = this.#drawn.get(id);
    const message = this.#box && this.#box.byId.get(id);
    if (!old || !message) return;
    const targets = (element) => [...element.querySelectorAll("button, a, [tabindex]")];
    const at = old.contains(document.activeElement) ? targets(old).indexOf(document.activeElement) : -1;
    const said = at >= 0 ? document.activeElement.textContent : "";
    const fresh = messageElement(message, this.#context);
    old.replaceWith(fresh);
    this.#drawn.set(id, fresh);
    if (at >= 0) {
      const choices = targets(fresh);
      const next = choices.find((element) => element.textContent === said) || choices[Math.min(at, choices.length - 1)];
      (next || this.scroller).focus({ preventScroll: true });
    }
  }

  bottom() {
    this.#stick = true;
    this.#notice(0);
    this.#toBottom();
  }

  reveal(id) {
    const index = this.#box ? this.#box.order.indexOf(id) : -1;
    if (index < 0) return;
    while (index < this.#first) this.#older();
    this.#stick = false;
    const element = this.#drawn.get(id);
    element.scrollIntoView({ block: "center" });
    element.classList.add("pointed");
    setTimeout(() => element.classList.remove("pointed"), 2500);
  }

  #range(from, to) {
    const { order, byId } = this.#box;
    const fragment = document.createDocumentFragment();
    for (let i = from; i < to; i += 1) {
      const message = byId.get(order[i]);
      const before = i > 0 ? byId.get(order[i - 1]) : null;
      const day = dayWords(instant(message));
      if (!before || dayWords(instant(before)) !== day) fragment.append(h("p", { class: "day" }, h("span", {}, day)));
      const element = messageElement(message, this.#context);
      this.#drawn.set(order[i], element);
      fragment.append(element);
    }
    return fragment;
  }

  #older() {
    const to = this.#first;
    this.#first = Math.max(0, to - CHUNK);
    const height = this.scroller.scrollHeight;
    const top = this.scroller.scrollTop;
    this.inner.prepend(this.#range(this.#first, to));
    this.earlier.hidden = this.#first === 0;
    this.scroller.scrollTop = top + this.scroller.scrollHeight - height;
  }

  #letGo() {
    if (this.#drawn.size <= MOST) return;
    const keepFrom = this.#box.order.length - Math.floor(MOST / 2);
    const { order } = this.#box;
    for (; this.#first < keepFrom; this.#first += 1) this.#drawn.delete(order[this.#first]);
    const firstKept = this.#drawn.get(order[this.#first]);
    while (this.inner.firstChild !== firstKept) this.inner.firstChild.remove();
    this.earlier.hidden = false;
    this.#toBottom();
  }

  #scrolled() {
    const { scrollTop, scrollHeight, clientHeight } = this.scroller;
    // Only going up lets go of the bottom: new messages may have grown the log before this was called.
    if (scrollHeight - scrollTop - clientHeight < NEAR) this.#stick = true;
    else if (scrollTop < this.#top - 1) this.#stick = false;
    this.#top = scrollTop;
    if (this.#stick && this.#missed) this.#notice(0);
    if (scrollTop < NEAR && this.#first > 0 && !this.#stick) this.#older();
  }

  #notice(count) {
    this.#missed = count;
    this.newer.hidden = count === 0;
    this.newer.replaceChildren(icon("down"), t("New messages: {n}", { n: count }));
  }

  #toBottom() {
    this.scroller.scrollTop = this.scroller.scrollHeight;
    this.#top = this.scroller.scrollTop;
  }
}
