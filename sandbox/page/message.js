// One message as nodes.

import { h, avatar } from "./dom.js";
import { contents, forwarded, reactions } from "./contents.js";
import { rendered, safeLink } from "./entities.js";
import { richText } from "./rich.js";
import { hourWords, words } from "./time.js";
import { t } from "./words.js";

export const instant = (message) => new Date((message.date || 0) * 1000);

function topicName(message, world) {
  const topics = (world.chats.get(message.chat.id) || {}).topics || [];
  return (topics.find((topic) => topic.id === message.message_thread_id) || {}).name || "";
}

/** Words of a service message, or null for an ordinary one. */
function serviceWords(message, world) {
  const who = message.from ? world.name(message.from.id) : t("Someone");
  const names = (users) => users.map((user) => world.name(user.id)).join(", ");
  if (message.service) return String(message.service);
  if (message.new_chat_members) return t("{names} joined the group", { names: names(message.new_chat_members) });
  if (message.left_chat_member) return t("{names} left the group", { names: names([message.left_chat_member]) });
  if (message.new_chat_title) return t("The title is now “{title}”", { title: message.new_chat_title });
  if (message.pinned_message) return t("{who} pinned a message", { who });
  if (message.forum_topic_created) return t("{who} opened the topic “{topic}”", { who, topic: message.forum_topic_created.name });
  if (message.group_chat_created || message.supergroup_chat_created) return t("The group was created");
  if (message.channel_chat_created) return t("The channel was created");
  if (message.migrate_to_chat_id || message.migrate_from_chat_id) return t("The group became a supergroup");
  return null;
}

const WHY_NOT = "This kind of button does not work in the rehearsal";

function inlineButton(button, message, context) {
  const style = button.style || "";
  if (button.url !== undefined) {
    const href = safeLink(button.url);
    return h("button", { type: "button", class: `inline link ${style}`, title: button.url, onclick: () => {
      if (href === null) return;
      if (!context.follow(href)) window.open(href, "_blank", "noopener,noreferrer");
    } }, button.text);
  }
  if (button.callback_data !== undefined) {
    const waiting = context.waiting(message.message_id, button.callback_data);
    return h("button", {
      type: "button", class: `inline ${waiting ? "waiting" : ""} ${style}`, "aria-busy": waiting ? "true" : null,
      onclick: () => context.press(message, button),
    }, button.text);
  }
  if (button.copy_text) {
    return h("button", { type: "button", class: `inline copy ${style}`, title: t("Copies a text"), onclick: () => context.copy(button.copy_text.text) }, button.text);
  }
  return h("button", { type: "button", class: "inline", disabled: true, title: t(WHY_NOT) }, button.text);
}

function keyboard(message, context) {
  const rows = message.reply_markup && message.reply_markup.inline_keyboard;
  if (!rows || !rows.length || message.deleted) return null;
  return h("div", { class: "keyboard", role: "group", "aria-label": t("Buttons of this message") },
    rows.map((row) => h("div", { class: row.length > 4 ? "keys narrow" : "keys" }, row.map((button) => inlineButton(button, message, context)))));
}

function quoted(message, context) {
  const original = message.reply_to_message;
  if (!original) return null;
  const text = original.text || original.caption || (original.document && original.document.file_name) || t("a message");
  return h("p", { class: "quoted" }, h("span", { class: "quoted-who" }, context.sender(original)), text.slice(0, 120));
}

/**
 * `context`: world, chat, actor, and what can be done: follow, command, press, copy, reply, waiting, sender.
 */
export function messageElement(message, context) {
  const { world } = context;
  const id = message.message_id;
  const service = serviceWords(message, world);
  if (service !== null) return h("p", { class: "service", testid: `message-${id}`, "data-id": id }, h("span", {}, service));

  const out = context.isOut(message);
  const shared = world.type(context.chat) !== "private";
  const keys = keyboard(message, context);
  const text = message.text ?? message.caption ?? "";
  const widest = keys ? Math.max(...message.reply_markup.inline_keyboard.map((row) => row.length)) : 0;
  const classes = ["message", out ? "out" : "in", message.deleted ? "deleted" : "", keys ? "with-keys" : "", widest > 4 ? "wide-keys" : ""];
  const shown = contents(message, context);
  const actions = { follow: context.follow, command: (said) => context.command(said) };
  if (message.rich_message) shown.push(richText(message.rich_message, actions));
  const known = shown.length > 0 || text !== "";
  const stamp = instant(message);
  const edited = !message.deleted && ((message.edits ?? 0) > 0 || Boolean(message.edit_date));

  return h("article", { class: classes.filter(Boolean).join(" "), testid: `message-${id}`, "data-id": id },
    shared && !out ? avatar(message.sender_chat ? message.sender_chat.id : message.from ? message.from.id : 0, context.sender(message)) : null,
    h("div", { class: "stack" },
      h("div", { class: "bubble" },
        shared && !out ? h("p", { class: "sender" }, [context.sender(message), topicName(message, world)].filter(Boolean).join(" · ")) : h("span", { class: "unseen" }, `${out ? t("You") : context.sender(message)}: `),
        quoted(message, context),
        forwarded(message, world),
        shown,
        text === "" ? null : h("div", { class: "text", dir: "auto" }, rendered(text, message.entities || message.caption_entities, actions)),
        reactions(message),
        known ? null : h("p", { class: "text unknown" }, t("A kind of message that this page cannot show")),
        h("p", { class: "meta" },
          context.canReply ? h("a", { class: "reply", href: "#", onclick: (event) => { event.preventDefault(); context.reply(message); } }, t("Reply")) : null,
          message.deleted ? h("span", { class: "deleted-mark" }, t("deleted")) : null,
          edited ? h("span", { class: "edited", title: t("Times edited: {n}", { n: message.edits || 1 }) }, t("edited")) : null,
          h("time", { datetime: stamp.toISOString(), title: words(stamp) }, hourWords(stamp)))),
      keys));
}
