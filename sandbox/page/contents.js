// What a message holds besides its text: files, pictures, polls, places.

import { api } from "./api.js";
import { h, icon } from "./dom.js";
import { t } from "./words.js";

function size(bytes) {
  if (!bytes) return "";
  if (bytes < 1024) return t("{n} bytes", { n: bytes });
  return bytes < 1048576 ? t("{n} KB", { n: (bytes / 1024).toFixed(1) }) : t("{n} MB", { n: (bytes / 1048576).toFixed(1) });
}

function documentRow(file) {
  const name = file.file_name || t("document");
  return h("a", { class: "document", href: api.file(file.file_id), download: name },
    h("span", { class: "document-icon" }, icon("file")),
    h("span", { class: "document-words" }, h("span", { class: "document-name" }, name),
      h("span", { class: "document-size" }, [size(file.file_size), t("download")].filter(Boolean).join(", "))));
}

function picture(photos) {
  const largest = photos.at(-1);
  return h("a", { class: "photo", href: api.file(largest.file_id), target: "_blank", rel: "noopener" },
    h("img", { src: api.file(largest.file_id), alt: t("Picture"), width: largest.width || null, height: largest.height || null }));
}

const FILES = { video: "Video", animation: "Animation", audio: "Audio", voice: "Voice message", video_note: "Video message", sticker: "Sticker" };

function fileOf(message, kind) {
  const file = message[kind];
  const named = [file.performer, file.title].filter(Boolean).join(" - ") || file.file_name || file.emoji || "";
  return documentRow({ ...file, file_name: [t(FILES[kind]), named].filter(Boolean).join(": ") });
}

function poll(message, context) {
  const { poll: asked, votes = {} } = message;
  const chosen = votes[context.actor] || [];
  const total = asked.total_voter_count;
  const toggled = (number) => {
    if (!asked.allows_multiple_answers) return chosen.includes(number) ? [] : [number];
    return chosen.includes(number) ? chosen.filter((each) => each !== number) : [...chosen, number];
  };
  return h("div", { class: "poll" },
    h("p", { class: "poll-question" }, asked.question),
    h("p", { class: "poll-kind" }, [t(asked.is_anonymous ? "Anonymous poll" : "Poll"), asked.is_closed ? t("closed") : ""].filter(Boolean).join(", ")),
    asked.options.map((option, number) => {
      const share = total ? Math.round((100 * option.voter_count) / total) : 0;
      return h("button", {
        type: "button", class: "poll-option", "aria-pressed": String(chosen.includes(number)), disabled: asked.is_closed || context.actor === null,
        onclick: () => context.vote(message, toggled(number)),
      }, h("span", { class: "poll-share" }, `${share}%`), h("span", { class: "poll-words" }, option.text),
      h("progress", { max: 100, value: share, "aria-hidden": "true" }));
    }),
    h("p", { class: "poll-kind" }, total === 1 ? "1 vote" : `${total} votes`));
}

function place(where, title, under) {
  return h("p", { class: "place" }, h("strong", {}, title), h("span", {}, under, under ? ", " : "", `${where.latitude}, ${where.longitude}`));
}

/** The nodes of everything that is not text. */
export function contents(message, context) {
  const nodes = [];
  if (message.photo) nodes.push(picture(message.photo));
  for (const kind of Object.keys(FILES)) if (message[kind]) nodes.push(fileOf(message, kind));
  if (message.document && !message.animation) nodes.push(documentRow(message.document));
  if (message.poll && message.from_bot) nodes.push(poll(message, context));
  else if (message.poll) nodes.push(h("p", { class: "place" }, h("strong", {}, message.poll.question), h("span", {}, t("Poll"))));
  if (message.venue) nodes.push(place(message.venue.location, message.venue.title, message.venue.address));
  else if (message.location) nodes.push(place(message.location, message.location.live_period ? t("Live location") : t("Location"), ""));
  if (message.contact) {
    const { first_name: first, last_name: last, phone_number: number } = message.contact;
    nodes.push(h("p", { class: "place" }, h("strong", {}, [first, last].filter(Boolean).join(" ")), h("span", {}, number)));
  }
  if (message.dice) nodes.push(h("p", { class: "dice" }, message.dice.emoji, h("span", {}, ` ${message.dice.value}`)));
  return nodes;
}

/** Where a forwarded message comes from; null for others. */
export function forwarded(message, world) {
  const origin = message.forward_origin;
  if (!origin) return null;
  const source = origin.sender_user || origin.sender_chat || origin.chat;
  return h("p", { class: "forwarded" }, t("Forwarded from {name}", { name: source ? world.name(source.id) : origin.sender_user_name || t("someone") }));
}

export function reactions(message) {
  const given = message.reactions || [];
  if (!given.length) return null;
  const counts = new Map();
  for (const { emoji = "★" } of given) counts.set(emoji, (counts.get(emoji) || 0) + 1);
  return h("p", { class: "reactions" }, [...counts].map(([emoji, count]) => h("span", {}, count > 1 ? `${emoji} ${count}` : emoji)));
}
