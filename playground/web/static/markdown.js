// Discord's markdown, made into elements. Nothing of a message is ever read as HTML.

import {el} from "./dom.js";
import {moment} from "./moments.js";
import {channel, colour, guild, nameOf} from "./state.js";
import {t} from "./texts.js";

// An address. Parentheses that are closed in it, as an encyclopedia has them, are part of it, and others in them.
const PAIR = String.raw`\((?:[^\s<>()]|\([^\s<>()]*\))*\)`;
const ADDRESS = String.raw`https?://(?:${PAIR}|(?!${PAIR})[^\s<>)])+`;

const INLINE = new RegExp(
  [
    String.raw`\\(?<escaped>[^\w\s])`,
    String.raw`(?<ticks>\x60+)(?<code>.+?)\k<ticks>`,
    String.raw`<t:(?<instant>-?\d{1,13})(?::(?<style>[tTdDfFsSR]))?>`,
    String.raw`<@!?(?<user>\d+)>`,
    String.raw`<@&(?<role>\d+)>`,
    String.raw`<#(?<channel>\d+)>`,
    String.raw`<(?<command>/[^:>]+):\d+>`,
    String.raw`<a?:(?<emoji>\w+):\d+>`,
    String.raw`<(?<bracketed>https?://[^\s<>]+)>`,
    String.raw`\[(?<label>(?:[^\[\]\\]|\\.)+)\]\(<?(?<target>${ADDRESS})>?(?:\s+"[^"]*")?\)`,
    String.raw`(?<url>${ADDRESS}(?<![.,:;"'\]]))`, // what ends a sentence is none of it
    String.raw`(?<everyone>@(?:everyone|here))\b`,
    String.raw`\*\*\*(?<both>.+?)\*\*\*(?!\*)`,
    String.raw`\*\*(?<bold>.+?)\*\*(?!\*)`,
    String.raw`__(?<underline>.+?)__(?!_)`,
    String.raw`~~(?<strike>.+?)~~`,
    String.raw`\|\|(?<spoiler>.+?)\|\|`,
    String.raw`\*(?<italic>[^\s*](?:.*?[^\s*])?)\*(?!\*)`,
    String.raw`(?<!\w)_(?<slanted>[^\s_](?:.*?[^\s_])?)_(?!\w)`,
  ].join("|"),
  "gsu",
);

export function inline(text) {
  const found = [];
  let end = 0;
  for (const match of text.matchAll(INLINE)) {
    found.push(...broken(text.slice(end, match.index)));
    found.push(piece(match.groups));
    end = match.index + match[0].length;
  }
  found.push(...broken(text.slice(end)));
  return found;
}

function broken(text) {
  return text.split("\n").flatMap((line, place) => (place ? [el("br"), line] : [line])).filter((one) => one !== "");
}

function piece(is) {
  if (is.escaped !== undefined) return is.escaped;
  if (is.code !== undefined) return el("code", {}, is.code.trim() || is.code);
  if (is.instant !== undefined) return moment(Number(is.instant), is.style ?? "f");
  if (is.user !== undefined) return person(is.user);
  if (is.role !== undefined) return role(is.role);
  if (is.channel !== undefined) return place(is.channel);
  if (is.command !== undefined) return el("span", {class: "mention"}, is.command);
  if (is.emoji !== undefined) return `:${is.emoji}:`;
  if (is.label !== undefined) return link(is.target, inline(is.label));
  if (is.bracketed ?? is.url) return link(is.bracketed ?? is.url, [is.bracketed ?? is.url]);
  if (is.everyone !== undefined) return el("span", {class: "mention"}, is.everyone);
  if (is.both !== undefined) return el("strong", {}, el("em", {}, inline(is.both)));
  if (is.bold !== undefined) return el("strong", {}, inline(is.bold));
  if (is.underline !== undefined) return el("u", {}, inline(is.underline));
  if (is.strike !== undefined) return el("s", {}, inline(is.strike));
  if (is.spoiler !== undefined) return spoiler(inline(is.spoiler));
  return el("em", {}, inline(is.italic ?? is.slanted));
}

function person(id) {
  const name = nameOf(id);
  return name
    ? el("button", {type: "button", class: "mention", dataset: {profile: id}}, `@${name}`)
    : el("span", {class: "mention"}, "@unknown-user");
}

function role(id) {
  const found = guild()?.roles[id];
  const style = found?.color ? {"--colour": colour(found.color)} : {};
  return el("span", {class: "mention", style}, `@${found?.name ?? "unknown-role"}`);
}

function place(id) {
  const found = channel(id);
  return found
    ? el("button", {type: "button", class: "mention", dataset: {go: id}}, `#${found.name}`)
    : el("span", {class: "mention"}, "#unknown");
}

const INSIDE = /^https:\/\/(?:\w+\.)?discord\.com\/channels\/(?:\d+|@me)\/(\d+)(?:\/(\d+))?$/;

function link(url, words) {
  const inside = INSIDE.exec(url);
  if (inside && channel(inside[1])) {
    const shown = words[0] === url ? [`#${channel(inside[1]).name}`] : words;
    const go = {go: inside[1], ...(inside[2] ? {message: inside[2]} : {})};
    return el("a", {href: "#", class: "link", dataset: go}, shown); // a link breaks between lines, a button does not
  }
  return el("a", {href: url, target: "_blank", rel: "noreferrer noopener"}, words);
}

function spoiler(words) {
  const cover = el("button", {type: "button", class: "spoiler", "aria-label": t("spoiler"), "aria-expanded": "false"});
  const inner = el("span", {class: "spoiled", tabindex: "-1", hidden: true}, words);
  cover.append("▒▒▒▒▒▒");
  cover.addEventListener("click", () => {
    cover.remove();
    inner.hidden = false;
    inner.focus({preventScroll: true});
  });
  return el("span", {}, cover, inner);
}

// A whole text: headings, lists, quotes, blocks of code, paragraphs.
export function markdown(text) {
  const found = [];
  const lines = text.split("\n");
  let words = [];
  const flush = () => {
    while (words.length && words[0] === "") words.shift();
    if (words.length) found.push(el("p", {}, inline(words.join("\n"))));
    words = [];
  };
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at];
    const fence = /^```(\w*)(.*)$/.exec(line);
    const heading = /^(#{1,3}) +(.+)$/.exec(line);
    const small = /^-# +(.+)$/.exec(line);
    if (fence) {
      flush();
      const rest = [fence[2] || (fence[1] && lines[at].endsWith("```") ? fence[1] : "")].filter(Boolean);
      if (rest[0]?.endsWith("```")) rest[0] = rest[0].slice(0, -3);
      else {
        at++;
        while (at < lines.length && !lines[at].includes("```")) rest.push(lines[at++]);
        if (at < lines.length) rest.push(lines[at].slice(0, lines[at].indexOf("```")));
        if (rest.at(-1) === "") rest.pop();
      }
      found.push(el("pre", {tabindex: "0"}, el("code", {}, rest.join("\n"))));
    } else if (heading) {
      flush();
      found.push(el("h2", {class: `heading size-${heading[1].length}`}, inline(heading[2])));
    } else if (small) {
      flush();
      found.push(el("p", {class: "subtext"}, inline(small[1])));
    } else if (line.startsWith(">>> ")) {
      flush();
      found.push(el("blockquote", {}, markdown([line.slice(4), ...lines.slice(at + 1)].join("\n"))));
      break;
    } else if (/^> /.test(line)) {
      flush();
      const quoted = [];
      while (at < lines.length && /^> /.test(lines[at])) quoted.push(lines[at++].slice(2));
      at--;
      found.push(el("blockquote", {}, markdown(quoted.join("\n"))));
    } else if (ITEM.test(line)) {
      flush();
      const items = [];
      while (at < lines.length && ITEM.test(lines[at])) items.push(ITEM.exec(lines[at++]));
      at--;
      found.push(list(items));
    } else words.push(line);
  }
  flush();
  return found;
}

const ITEM = /^( *)([-*]|\d+\.) +(.+)$/;

function list(items) {
  const [first] = items;
  const depth = first[1].length;
  const ordered = /\d/.test(first[2]);
  const node = el(ordered ? "ol" : "ul", ordered ? {start: parseInt(first[2], 10)} : {});
  for (let at = 0; at < items.length; at++) {
    const inner = [];
    const item = el("li", {}, inline(items[at][3]));
    while (at + 1 < items.length && items[at + 1][1].length > depth) inner.push(items[++at]);
    if (inner.length) item.append(list(inner));
    node.append(item);
  }
  return node;
}

// A text without its marks, for where only plain words can stand.
export function plain(text) {
  const holder = document.createElement("div");
  holder.append(...markdown(text));
  for (const gap of holder.querySelectorAll("br, li")) gap.append(" ");
  return [...holder.children].map((block) => block.textContent.trim()).join(" ");
}
