// One message as its reader sees it.

import {failures} from "./acts.js";
import {avatar, el, icon, iconButton} from "./dom.js";
import {components, tellApart} from "./components.js";
import {embed} from "./embeds.js";
import {markdown, plain} from "./markdown.js";
import {attachment} from "./media.js";
import {moment, seconds, sentAt, shown} from "./moments.js";
import {channel, colour, isBot, may, member, nameOf} from "./state.js";
import {t} from "./texts.js";

const REPLY = 19, THREAD_STARTER = 21, V2 = 1 << 15, NO_EMBEDS = 1 << 2;
const HAPPENED = {6: "pinned", 7: "joined", 18: "started thread"};
const TOGETHER = 7 * 60; // seconds within which one author's messages stand together

export function author(message) {
  return nameOf(message.author.id) ?? message.author.global_name ?? message.author.username;
}

// Whether a message continues the one before it.
function continues(message, before) {
  return (
    before &&
    !HAPPENED[message.type] &&
    !HAPPENED[before.type] &&
    before.type !== THREAD_STARTER &&
    message.type !== REPLY &&
    !message.used?.line &&
    before.author.id === message.author.id &&
    before.private === message.private &&
    seconds(message.timestamp) - seconds(before.timestamp) < TOGETHER
  );
}

export function messageNode(message, before, acts) {
  const at = seconds(message.timestamp);
  if (HAPPENED[message.type]) return happened(message, at);
  if (message.type === THREAD_STARTER) return started(message);
  const close = continues(message, before);
  const name = author(message);
  const own = member(message.author.id);
  const node = el(
    "li",
    {
      class: ["message", close && "close", message.pings && "pings", message.private && "private", message.mine && "mine"].filter(Boolean).join(" "),
      tabindex: "-1",
      dataset: {id: message.id, key: message.id},
    },
    origin(message),
    close ? el("span", {class: "gutter"}, moment(at, {timeStyle: "short"}, "time-aside")) : avatar(message.author.id, name),
    el(
      "div",
      {class: "body"},
      el(
        "p",
        {class: close ? "hidden" : "by"},
        el("button", {type: "button", class: "name", tabindex: close ? "-1" : null, dataset: {profile: message.author.id}, style: own?.color ? {"--colour": colour(own.color)} : {}}, name),
        isBot(message.author.id) && el("span", {class: "badge"}, "APP"),
        el("time", {class: "sent", datetime: message.timestamp, title: shown(at, "F")}, sentAt(at)),
      ),
      message.loading ? el("p", {class: "thinking"}, el("span", {class: "dots", "aria-hidden": "true"}, el("i"), el("i"), el("i")), t("thinking", {name})) : content(message),
      message.reactions?.length && reactions(message, acts),
      message.thread && threadLink(message),
      failures.has(message.id) && el("p", {class: "failed", role: "alert"}, failures.get(message.id)),
      message.private &&
        el(
          "p",
          {class: "private-note"},
          icon("eye"),
          t("only you"),
          " · ",
          el("button", {type: "button", class: "link", dataset: {key: `${message.id}/dismiss`}, onclick: () => acts.dismiss(message)}, t("dismiss")),
        ),
    ),
    toolbar(message, acts),
  );
  tellApart(node);
  return node;
}

function origin(message) {
  if (message.used?.line) {
    const who = nameOf(message.used.by) ?? "?";
    return el("p", {class: "origin"}, avatar(message.used.by, who, "tiny"), t("used", {name: who, line: message.used.line}));
  }
  if (message.type !== REPLY) return null;
  const on = message.referenced_message;
  if (!on) return el("p", {class: "origin"}, t("reply gone"));
  const who = nameOf(on.author.id) ?? on.author.username;
  const words = on.content || on.components?.flatMap(texts).join(" ") || "…";
  return el(
    "p",
    {class: "origin"},
    avatar(on.author.id, who, "tiny"),
    el("strong", {}, who),
    el("button", {type: "button", class: "origin-words", dataset: {go: message.channel_id, message: on.id}}, plain(words).slice(0, 120)),
  );
}

function texts(part) {
  if (part.type === 10) return [part.content];
  return (part.components ?? []).flatMap(texts);
}

const embedTexts = ({title, description, fields = []}) => [title, description, ...fields.flatMap((one) => [one.name, one.value])];

// A message in plain words, for notes and for those who listen; only what is new in it, if one knows what it was.
export function words(message, before = null) {
  const known = new Set(before ? lines(before) : []);
  return plain(lines(message).filter((line) => !known.has(line)).join("\n")).replace(/\s+/g, " ");
}

function lines(message) {
  const said = [message.content, ...(message.components ?? []).flatMap(texts), ...(message.embeds ?? []).flatMap(embedTexts)];
  return said.filter(Boolean).join("\n").split("\n");
}

function content(message) {
  if (message.unanswered) return el("p", {class: "failed"}, t("no answer"));
  const v2 = Boolean(message.flags & V2);
  const embeds = message.flags & NO_EMBEDS ? [] : message.embeds;
  const inEmbeds = new Set(embeds.flatMap((one) => [one.image?.url, one.thumbnail?.url]));
  const edited = message.edited_timestamp && !message.private ? el("span", {class: "edited", title: shown(seconds(message.edited_timestamp), "F")}, `(${t("edited")})`) : null;
  const text = message.content ? el("div", {class: "text"}, markdown(message.content)) : null;
  if (edited) (text?.lastElementChild?.tagName === "P" ? text.lastElementChild : text)?.append(" ", edited);
  return [
    text,
    v2 ? [] : message.attachments.filter((one) => !inEmbeds.has(one.url)).map(attachment),
    embeds.map((one) => embed(one, message.described)),
    components(message.components, message),
    !text && edited && el("p", {class: "subtext"}, edited),
  ];
}

function reactions(message, acts) {
  return el(
    "div",
    {class: "reactions"},
    message.reactions.map((one) =>
      el(
        "button",
        {
          type: "button", class: "reaction", "aria-pressed": String(one.me),
          "aria-label": t("reaction", {emoji: one.emoji.name, count: one.count}),
          dataset: {key: `${message.id}/${one.emoji.name}`},
          onclick: () => acts.react(message, one.emoji.id ? `${one.emoji.name}:${one.emoji.id}` : one.emoji.name, !one.me),
        },
        el("span", {class: "emoji"}, one.emoji.id ? `:${one.emoji.name}:` : one.emoji.name),
        String(one.count),
      ),
    ),
  );
}

function threadLink(message) {
  const {id, name, message_count: count} = message.thread;
  return el(
    "button",
    {type: "button", class: "thread-link", dataset: {go: id, key: `${message.id}/thread`}},
    icon("thread"),
    el("strong", {}, name),
    el("span", {class: "muted"}, t("message count", {count})),
  );
}

function happened(message, at) {
  const name = author(message);
  const line = t(HAPPENED[message.type], {name: "\u0000"}).split("\u0000");
  const target = message.type === 18 ? message.message_reference?.channel_id : null;
  return el(
    "li",
    {class: "message happened", tabindex: "-1", dataset: {id: message.id, key: message.id}},
    el("span", {class: "gutter"}, icon(message.type === 7 ? "plus" : message.type === 6 ? "flag" : "thread")),
    el(
      "p",
      {class: "body"},
      line[0],
      el("button", {type: "button", class: "name", dataset: {profile: message.author.id}}, name),
      line[1],
      " ",
      target && channel(target) && el("button", {type: "button", class: "link", dataset: {go: target}}, message.content),
      el("time", {class: "sent", datetime: message.timestamp}, sentAt(at)),
    ),
  );
}

function started(message) {
  const from = message.message_reference?.channel_id;
  const place = channel(from ?? "");
  const [start, end] = t("thread began", {place: "\u0000"}).split("\u0000");
  return el(
    "li",
    {class: "message happened", tabindex: "-1", dataset: {id: message.id, key: message.id}},
    el("span", {class: "gutter"}, icon("thread")),
    el(
      "p",
      {class: "body"},
      start,
      place
        ? el("button", {type: "button", class: "link", dataset: {go: from, message: message.message_reference.message_id}}, `#${place.name}`)
        : "…",
      end,
    ),
  );
}

function toolbar(message, acts) {
  const place = channel(message.channel_id);
  if (!place || message.loading) return null;
  const buttons = [];
  if (!message.private) {
    if (may(place, "add_reactions")) {
      buttons.push(iconButton("smile", t("react"), {dataset: {key: `${message.id}/react`}, "aria-haspopup": "dialog", onclick: (event) => acts.pickEmoji(message, event.currentTarget)}));
    }
    buttons.push(iconButton("reply", t("reply"), {dataset: {key: `${message.id}/reply`}, onclick: () => acts.reply(message)}));
    buttons.push(iconButton("apps", t("more"), {dataset: {key: `${message.id}/more`}, "aria-haspopup": "dialog", onclick: (event) => acts.more(message, event.currentTarget)}));
    if (message.mine || may(place, "manage_messages")) {
      buttons.push(iconButton("bin", t("delete"), {dataset: {key: `${message.id}/delete`}, onclick: () => acts.remove(message)}));
    }
  }
  return buttons.length ? el("div", {class: "toolbar", role: "group", "aria-label": t("options")}, buttons) : null;
}
