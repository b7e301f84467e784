// The page's own words in the language of the person at the screen. English stands in the code; every other language is a file
// in the folder `words`: adding one adds a file.

import { memory } from "./dom.js";

const ENGLISH = {
  months: ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"],
  weekdays: ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"],
  words: {},
};

let spoken = ENGLISH;
let names = { en: "English" };
let language = "en";

const read = async (path) => {
  const answer = await fetch(path);
  if (!answer.ok) throw new Error(path);
  return answer.json();
};

/** Reads the words of the language that was chosen, else of the browser's first one that there is, else English. */
export async function load() {
  try {
    names = { ...names, ...(await read("/page/words")) };
    const wanted = [memory.get("language", null), ...navigator.languages.map((code) => code.split("-")[0].toLowerCase())];
    language = wanted.find((code) => code in names) || "en";
    if (language !== "en") spoken = await read(`/page/words/${language}.json`);
  } catch {
    language = "en"; // the words are a comfort, not a need
  }
  document.documentElement.lang = language;
}

/** The languages by code, each with its own name. */
export const languages = () => names;
export const chosen = () => language;

/** The page is built anew: nothing of it is kept but what is in the server, and what this tab remembers. */
export function choose(code) {
  memory.set("language", code);
  location.reload();
}

/** A text in the language of the page, with `values` in its {places}. */
export function t(english, values = {}) {
  return (spoken.words[english] || english).replace(/\{(\w+)\}/g, (place, name) => (name in values ? String(values[name]) : place));
}

export const month = (number) => spoken.months[number - 1];

/** 1 is Monday. */
export const weekday = (number) => spoken.weekdays[number - 1];
