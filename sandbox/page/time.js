// Times in words, in the zone that the person at the screen chose.

import { memory } from "./dom.js";
import { month, t, weekday } from "./words.js";

const here = Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";
let chosen = memory.get("zone", null);
let formats = new Map();

export const zone = () => chosen || here;

export function setZone(name) {
  try {
    new Intl.DateTimeFormat("en-GB", { timeZone: name });
  } catch {
    return;
  }
  chosen = name;
  memory.set("zone", name);
  formats = new Map();
}

/** The zone that the server suggests counts until the person chooses one. */
export function suggestZone(name) {
  if (name && memory.get("zone", null) === null) {
    try {
      new Intl.DateTimeFormat("en-GB", { timeZone: name });
      chosen = name;
      formats = new Map();
    } catch {
      // An unknown name changes nothing.
    }
  }
}

export function zones() {
  const known = typeof Intl.supportedValuesOf === "function" ? Intl.supportedValuesOf("timeZone") : [];
  return [...new Set(["UTC", zone(), ...known])];
}

export const zoneWord = (name) => (name === "UTC" ? "UTC" : name.split("/").pop().replaceAll("_", " "));

function parts(instant) {
  if (!formats.has("parts")) {
    formats.set("parts", new Intl.DateTimeFormat("en-GB", {
      timeZone: zone(), day: "numeric", month: "numeric", year: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23",
    }));
  }
  const p = Object.fromEntries(formats.get("parts").formatToParts(instant).map((part) => [part.type, part.value]));
  const day = new Date(Date.UTC(p.year, p.month - 1, p.day)).getUTCDay() || 7;
  // Browsers do not know the names in every language.
  return { ...p, day: Number(p.day), month: month(Number(p.month)), weekday: weekday(day) };
}

/** "Tue 24 November 2026, 09:00" */
export function words(instant) {
  const p = parts(instant);
  return `${p.weekday} ${p.day} ${p.month} ${p.year}, ${p.hour}:${p.minute}`;
}

/** "Tue 24 November, 09:00" */
export function shortWords(instant) {
  const p = parts(instant);
  return `${p.weekday} ${p.day} ${p.month}, ${p.hour}:${p.minute}`;
}

/** "Tue 24 November 2026" */
export function dayWords(instant) {
  const p = parts(instant);
  return `${p.weekday} ${p.day} ${p.month} ${p.year}`;
}

/** "09:00" */
export function hourWords(instant) {
  const p = parts(instant);
  return `${p.hour}:${p.minute}`;
}

/** "in 2 d 4 h" for a tooltip. */
export function distance(milliseconds) {
  const minutes = Math.round(Math.abs(milliseconds) / 60000);
  const days = Math.floor(minutes / 1440);
  const hours = Math.floor((minutes % 1440) / 60);
  const rest = minutes % 60;
  const some = (n, unit) => (n ? t(unit, { n }) : "");
  const time = [some(days, "{n} d"), some(hours, "{n} h"), days ? "" : some(rest, "{n} min")].filter(Boolean).join(" ") || t("{n} min", { n: 0 });
  return milliseconds < 0 ? t("{time} ago", { time }) : t("in {time}", { time });
}
