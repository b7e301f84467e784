// Talking to the server of the rehearsal: requests, and the stream of what happens.

import { t } from "./words.js";

const NO_ANSWER = "The rehearsal server does not answer. Is it still running?";
const SILENCE = 2000;

/** A failure that is already in words for the person at the screen. */
export class Trouble extends Error {}

async function call(method, path, body) {
  let answer;
  try {
    answer = await fetch(path, {
      method,
      headers: body === undefined ? {} : { "Content-Type": "application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch {
    throw new Trouble(t(NO_ANSWER));
  }
  const text = await answer.text().catch(() => "");
  let data = null;
  try {
    data = text === "" ? null : JSON.parse(text);
  } catch {
    data = null;
  }
  if (!answer.ok) {
    const said = data && (data.error || data.description);
    throw new Trouble(said ? String(said) : t("The rehearsal server refused this ({why}).", { why: `${answer.status} ${answer.statusText}` }));
  }
  return data;
}

const post = (path, body) => call("POST", path, body);

export const api = {
  state: () => call("GET", "/sandbox/state"),
  messages: (chat, after = 0) => call("GET", `/sandbox/chats/${chat}/messages?after=${after}`),
  send: (body) => post("/sandbox/send", body),
  publish: (body) => post("/sandbox/post", body),
  document: (body) => post("/sandbox/document", body),
  vote: (body) => post("/sandbox/vote", body),
  press: (body) => post("/sandbox/press", body),
  answer: (id, timeout) => call("GET", `/sandbox/answers/${encodeURIComponent(id)}?timeout=${timeout}`),
  person: (body) => post("/sandbox/persons", body),
  block: (person) => post("/sandbox/block", { person }),
  unblock: (person) => post("/sandbox/unblock", { person }),
  group: (act, body) => post(`/sandbox/groups/${act}`, body),
  kick: (chat, person) => post("/sandbox/kick", { chat, person }),
  clock: () => call("GET", "/sandbox/clock"),
  moveClock: (body) => post("/sandbox/clock", body),
  file: (id) => `/sandbox/files/${encodeURIComponent(id)}`,
};

/** Follows the events; `opened(again)` after each (re)connection, `lost()` when the stream breaks. */
export function follow({ heard, opened, lost }) {
  let connected = false;
  let before = false;
  const connect = () => {
    const source = new EventSource("/sandbox/events");
    source.onopen = () => {
      connected = true;
      opened(before);
      before = true;
    };
    source.onmessage = (event) => {
      let data;
      try {
        data = JSON.parse(event.data);
      } catch {
        return;
      }
      heard(data);
    };
    source.onerror = () => {
      if (connected || !before) lost();
      connected = false;
      if (source.readyState === EventSource.CLOSED) setTimeout(connect, SILENCE);
    };
  };
  connect();
}
