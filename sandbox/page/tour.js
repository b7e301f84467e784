// The tour: a narrow card of steps to try. A step ticks itself once the sandbox has seen it done; for this tab it remembers
// what was ticked by hand and whether it was put away.

import { append, h, icon, memory } from "./dom.js";
import { chosen, t } from "./words.js";

export class Tour {
  #done = new Set(memory.get("tour.done", []));
  #undone = new Set(); // ticked by itself, taken back by hand
  #open = memory.get("tour.open", null);

  constructor(element, place, world) {
    this.element = element;
    this.world = world;
    this.toggle = h("button", { type: "button", class: "jump tour-toggle", testid: "tour-toggle", "aria-controls": "tour", hidden: true, onclick: () => this.#show(this.element.hidden) });
    place.append(this.toggle);
    element.dataset.testid = "tour";
    element.tabIndex = -1;
    element.addEventListener("keydown", (event) => event.key === "Escape" && this.#show(false));
    world.on("tour", () => this.#draw());
  }

  #isDone(step) {
    return this.#done.has(step.title) || (step.done && !this.#undone.has(step.title));
  }

  #draw() {
    const steps = this.world.tour;
    this.toggle.hidden = steps.length === 0;
    // Where it would lie over the chat, it waits in the strip until asked for.
    const roomy = matchMedia("(min-width: 1280px)").matches;
    const open = steps.length > 0 && (this.#open ?? roomy);
    this.element.hidden = !open;
    const done = steps.filter((step) => this.#isDone(step)).length;
    this.toggle.textContent = `${t("Tour")} ${done}/${steps.length}`;
    this.toggle.setAttribute("aria-label", t("Tour, {done} of {all} steps done", { done, all: steps.length }));
    this.toggle.setAttribute("aria-expanded", String(open));
    if (!open) return;
    const focused = this.element.contains(document.activeElement) ? document.activeElement.id : null;
    const current = steps.findIndex((step) => !this.#isDone(step));
    const next = current < 0 ? null : steps[current];
    const top = this.element.querySelector("ol")?.scrollTop ?? 0;
    this.element.replaceChildren();
    append(this.element, [
      h("div", { class: "tour-head" }, h("h2", {}, t("Tour")), h("span", { class: "tour-count" }, `${done}/${steps.length}`),
        h("button", { type: "button", class: "drop", testid: "tour-close", "aria-label": t("Put the tour away"), title: t("Put the tour away"), onclick: () => this.#show(false) }, icon("close"))),
      h("ol", {}, steps.map((step, index) => this.#step(step, index, step === next))),
      done ? h("button", { type: "button", class: "quiet", onclick: () => { this.#done.clear(); for (const step of steps) this.#undone.add(step.title); this.#keep(); } }, t("Begin again")) : null]);
    this.element.querySelector("ol").scrollTop = top;
    if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
  }

  #step(step, index, next) {
    const id = `tour-step-${index + 1}`;
    const done = this.#isDone(step);
    const said = (step.languages || {})[chosen()] || step;
    const box = h("input", { type: "checkbox", id, testid: id, checked: done, onchange: () => {
      this.#undone.delete(step.title);
      if (box.checked) this.#done.add(step.title);
      else {
        this.#done.delete(step.title);
        this.#undone.add(step.title);
      }
      this.#keep();
    } });
    return h("li", { class: done ? "done" : next ? "next" : "" },
      h("label", { for: id }, box, h("span", {}, said.title)),
      said.text && !done ? h("p", {}, said.text) : null);
  }

  #keep() {
    memory.set("tour.done", [...this.#done]);
    this.#draw();
  }

  #show(open) {
    this.#open = open;
    memory.set("tour.open", open);
    this.#draw();
    if (open) this.element.focus();
    else this.toggle.focus();
  }
}
