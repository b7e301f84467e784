// The strip on top: what time it is in the rehearsal, and moving it.

import { h } from "./dom.js";
import { distance, setZone, shortWords, words, zone, zones, zoneWord } from "./time.js";
import { t } from "./words.js";

const HOUR = 3600;
const DAY = 24 * HOUR;

export class Clock {
  #marksDrawn = "";
  #moving = false; // asked for, not yet answered
  #travelled = false;

  constructor(element, world, page) {
    this.world = world;
    this.page = page;
    this.now = h("span", { class: "now", testid: "clock" }, "…");
    this.zone = h("select", {
      class: "zone", "aria-label": t("Times shown in {zone}", { zone: "…" }), testid: "zone",
      onpointerdown: () => this.#offerZones(), onfocus: () => this.#offerZones(),
      onchange: () => {
        setZone(this.zone.value);
        page.zoneChanged();
        this.#draw();
      },
    });
    this.hour = h("button", { type: "button", class: "jump", testid: "advance-hour", onclick: () => this.#move({ advance: HOUR }) }, t("+1 hour"));
    this.day = h("button", { type: "button", class: "jump", testid: "advance-day", onclick: () => this.#move({ advance: DAY }) }, t("+1 day"));
    this.marks = h("span", { class: "marks" });
    this.bar = h("progress", { max: "1", value: "0", "aria-label": t("The clock is moving") });
    this.where = h("span", { class: "where" });
    this.travel = h("div", { class: "travel", testid: "travel", hidden: true }, this.bar, this.where);
    this.said = h("span", { class: "unseen", role: "status" });
    element.append(h("div", { class: "reading" }, this.now, this.zone), h("div", { class: "jumps" }, this.hour, this.day, this.marks), this.travel, this.said);
    world.on("clock", () => this.#draw());
    setInterval(() => this.#tick(), 1000);
  }

  #tick() {
    if (!this.world.clock) return;
    const text = words(this.world.now());
    if (this.now.textContent !== text) this.now.textContent = text;
    this.#drawMarks();
    if (this.world.travelling()) this.world.askClock().catch(() => {}); // in case an event was missed
  }

  #draw() {
    const { clock } = this.world;
    if (!clock) return;
    if (this.zone.value !== zone()) {
      this.#zonesDrawn([zone()]);
      this.zone.title = t("Times shown in {zone}", { zone: zone() });
    }
    this.now.textContent = words(this.world.now());
    const travels = this.world.travelling();
    this.travel.hidden = !travels;
    if (travels) {
      const from = clock.from ? clock.from.offset : clock.offset;
      const whole = clock.target - from;
      this.bar.value = whole > 0 ? (clock.offset - from) / whole : 0;
      this.where.textContent = t("Moving to {when}", { when: shortWords(this.world.now() + (clock.target - clock.offset) * 1000) });
    }
    if (this.#travelled && !travels) this.said.textContent = t("It is now {when}", { when: words(this.world.now()) });
    this.#travelled = travels;
    this.#drawMarks();
    this.#allow();
  }

  /** Several hundred zones: only for who looks. */
  #offerZones() {
    if (this.zone.options.length < 2) this.#zonesDrawn(zones());
  }

  #zonesDrawn(names) {
    this.zone.replaceChildren(...names.map((name) => h("option", { value: name }, zoneWord(name))));
    this.zone.value = zone();
  }

  #drawMarks() {
    const marks = (this.world.clock.marks || []).filter((mark) => mark && mark.at);
    const key = JSON.stringify(marks);
    if (key !== this.#marksDrawn) {
      this.#marksDrawn = key;
      this.marks.replaceChildren(...marks.map((mark, index) => h("button", {
        type: "button", class: "jump", testid: `mark-${index + 1}`, onclick: () => this.#move({ to: mark.at }),
      }, t(mark.name))));
    }
    [...this.marks.children].forEach((button, index) => {
      const at = Date.parse(marks[index].at);
      const when = `${words(at)}, ${distance(at - this.world.now())}`;
      if (button.title !== when) {
        button.title = when;
        button.setAttribute("aria-label", `${t(marks[index].name)}: ${when}`);
      }
      button.dataset.past = String(at <= this.world.now());
    });
    this.#allow();
  }

  #allow() {
    const busy = this.#moving || this.world.travelling();
    for (const button of [this.hour, this.day]) button.disabled = busy;
    for (const button of this.marks.children) button.disabled = busy || button.dataset.past === "true";
  }

  async #move(body) {
    const pressed = document.activeElement;
    this.#moving = true;
    this.#allow();
    try {
      await this.world.moveClock(body);
    } catch (trouble) {
      this.page.trouble(trouble.message);
    } finally {
      this.#moving = false;
      this.#allow();
      if (pressed && pressed.isConnected && !pressed.disabled) pressed.focus({ preventScroll: true });
    }
  }
}
