// Short notes at the page's edge: what happened elsewhere.

import {announce, byId, el, iconButton} from "./dom.js";
import {t} from "./texts.js";

const STAYS = 9000; // milliseconds, unless somebody points at it

export function toast(words, {go = null, label = "", stays = STAYS} = {}) {
  const note = el(
    "div",
    {class: "toast"},
    el("p", {}, words),
    go && el("button", {type: "button", class: "button secondary", onclick: () => (note.remove(), go())}, label || t("go")),
    iconButton("close", t("close"), {onclick: () => note.remove()}),
  );
  const holder = byId("toasts");
  holder.append(note);
  while (holder.children.length > 4) holder.firstChild.remove();
  announce(note.querySelector("p").textContent);
  let timer = setTimeout(() => note.remove(), stays);
  note.addEventListener("pointerenter", () => clearTimeout(timer));
  note.addEventListener("pointerleave", () => (timer = setTimeout(() => note.remove(), stays)));
  return note;
}
