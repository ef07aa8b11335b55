// The parts of a message that bots build: frames, sections, rows of buttons, menus, pictures, lines.

import {actOn} from "./acts.js";
import {el, icon} from "./dom.js";
import {markdown} from "./markdown.js";
import {file, gallery, picture, veiled} from "./media.js";
import {offered} from "./people.js";
import {openMenu} from "./picker.js";
import {colour} from "./state.js";
import {t} from "./texts.js";

const STYLES = {1: "primary", 2: "secondary", 3: "success", 4: "danger", 5: "link-out", 6: "primary"};
const ROW = 1, BUTTON = 2, STRING = 3, SECTION = 9, TEXT = 10, THUMBNAIL = 11, GALLERY = 12, FILE = 13, LINE = 14, BOX = 17;

export function components(parts, message) {
  return parts.map((part) => component(part, message));
}

let made = 0;

// Several cards have buttons with the same words: each is described by the title it stands under, or by its section.
export function tellApart(message) {
  for (const control of message.querySelectorAll(".row > :is(.button, .select), .accessory > .button")) {
    const section = control.closest(".section");
    const card = section ?? control.closest(".container") ?? message;
    const title =
      [...card.querySelectorAll(".heading, .embed-title")].filter((one) => [null, section].includes(one.closest(".section")) && one.compareDocumentPosition(control) & Node.DOCUMENT_POSITION_FOLLOWING).at(-1) ??
      section?.querySelector(".text > *");
    if (!title) continue;
    title.id ||= `title-${++made}`;
    control.setAttribute("aria-describedby", title.id);
  }
}

function component(part, message) {
  switch (part.type) {
    case ROW:
      return el("div", {class: "row"}, part.components.map((inner) => component(inner, message)));
    case BUTTON:
      return button(part, message);
    case SECTION:
      return el(
        "div",
        {class: "section"},
        el("div", {class: "section-words"}, components(part.components, message)),
        el("div", {class: "accessory"}, component(part.accessory, message)),
      );
    case TEXT:
      return el("div", {class: "text"}, markdown(part.content));
    case THUMBNAIL:
      return picture(part.media.url, {description: part.description, className: "thumbnail", spoiler: part.spoiler});
    case GALLERY:
      return gallery(part.items);
    case FILE: {
      const node = file({name: part.name ?? "file", size: part.size, url: part.file.url});
      return part.spoiler ? veiled(node) : node;
    }
    case LINE:
      return el("hr", {class: `line spacing-${part.spacing}${part.divider ? "" : " invisible"}`, "aria-hidden": part.divider ? null : "true"});
    case BOX: {
      const style = part.accent_color === null || part.accent_color === undefined ? {} : {"--accent-bar": colour(part.accent_color) ?? "#000000"};
      const box = el("div", {class: "container", style}, components(part.components, message));
      return part.spoiler ? veiled(box) : box;
    }
    default:
      return part.type >= STRING && part.type <= 8 ? select(part, message) : "";
  }
}

function emoji(part) {
  return part.emoji ? el("span", {class: "emoji"}, part.emoji.id ? `:${part.emoji.name}:` : part.emoji.name) : null;
}

function button(part, message) {
  const words = [emoji(part), part.label && el("span", {}, part.label)];
  const name = part.label ? null : part.emoji?.name;
  if (part.url) {
    return el("a", {class: "button secondary", href: part.url, target: "_blank", rel: "noreferrer noopener"}, words, icon("link"));
  }
  const node = el(
    "button",
    {
      type: "button", class: `button ${STYLES[part.style]}`, disabled: part.disabled, "aria-label": name,
      dataset: {key: `${message.id}/${part.custom_id}`},
    },
    words,
  );
  node.addEventListener("click", () => actOn(message, node, "press", {custom_id: part.custom_id}));
  return node;
}

function select(part, message) {
  const strings = part.type === STRING;
  const items = strings
    ? part.options.map((one) => ({value: one.value, label: one.label, detail: one.description, lead: emoji(one)}))
    : null;
  const chosen = strings
    ? part.options.filter((one) => one.default).map((one) => one.value)
    : (part.default_values ?? []).map((one) => String(one.id));
  const known = items ?? offered(part.type, part.channel_types);
  const names = chosen.map((value) => known.find((item) => item.value === value)?.label ?? value);
  const node = el(
    "button",
    {
      type: "button", class: "select", disabled: part.disabled, "aria-haspopup": "listbox", "aria-expanded": "false",
      "aria-label": names.length && part.placeholder ? `${part.placeholder}: ${names.join(", ")}` : null,
      dataset: {key: `${message.id}/${part.custom_id}`},
    },
    el("span", {class: names.length ? "" : "placeholder"}, names.join(", ") || part.placeholder || t("choose")),
    icon("down"),
  );
  node.addEventListener("click", () =>
    openMenu(node, {
      items: items ?? offered(part.type, part.channel_types),
      chosen,
      least: part.min_values,
      most: part.max_values,
      optional: !part.min_values,
      label: part.placeholder ?? t("choose"),
      searched: !strings,
      done: (values) => values.length >= part.min_values && actOn(message, node, "choose", {custom_id: part.custom_id, values}),
    }),
  );
  return node;
}
