// Embeds: the older kind of box in a message.

import {el} from "./dom.js";
import {inline, markdown} from "./markdown.js";
import {picture} from "./media.js";
import {sentAt, seconds} from "./moments.js";
import {colour} from "./state.js";

// `described` are alt texts by the addresses of pictures.
export function embed(one, described) {
  const shown = (url, props) => picture(url, {description: described[url], ...props});
  const style = one.color === undefined ? {} : {"--accent-bar": colour(one.color) ?? "#000000"};
  const title = one.title && inline(one.title);
  return el(
    "div",
    {class: "container embed", style},
    el(
      "div",
      {class: "embed-main"},
      el(
        "div",
        {class: "embed-words"},
        one.author && el("p", {class: "embed-author"}, one.author.url ? outward(one.author.url, one.author.name) : one.author.name),
        title && el("h2", {class: "embed-title"}, one.url ? outward(one.url, title) : title),
        one.description && el("div", {class: "text"}, markdown(one.description)),
        one.fields?.length &&
          el(
            "dl",
            {class: "embed-fields"},
            one.fields.map((field) =>
              el("div", {class: field.inline ? "inline" : ""}, el("dt", {}, inline(field.name)), el("dd", {}, markdown(field.value))),
            ),
          ),
      ),
      one.thumbnail && shown(one.thumbnail.url, {className: "thumbnail"}),
    ),
    one.image && shown(one.image.url),
    (one.footer || one.timestamp) &&
      el("p", {class: "embed-footer"}, [one.footer?.text, one.timestamp && sentAt(seconds(one.timestamp))].filter(Boolean).join(" · ")),
  );
}

function outward(url, words) {
  return el("a", {href: url, target: "_blank", rel: "noreferrer noopener"}, words);
}
