// Short notes at the page's edge: what happened elsewhere.

import {announce, byId, el, iconButton} from "./dom.js";
import {t} from "./texts.js";

const STAYS = 9000; // milliseconds, unless somebody points at it or is in it with the keyboard
const TO_GO = 30000; // who wants to go where it leads has to find its button first

// `go` leads somewhere, to the channel `place` if that is given: one note for each is enough.
export function toast(words, {go = null, place = null, stays = go ? TO_GO : STAYS} = {}) {
  const note = el(
    "div",
    {class: "toast", dataset: place ? {place} : {}},
    el("p", {}, words),
    go && el("button", {type: "button", class: "button secondary", onclick: () => (note.remove(), go())}, t("go")),
    iconButton("close", t("close"), {onclick: () => note.remove()}),
  );
  const holder = byId("toasts");
  holder.append(note);
  while (holder.children.length > 4) holder.firstChild.remove();
  announce(note.querySelector("p").textContent);
  let timer = setTimeout(() => note.remove(), stays);
  const hold = () => clearTimeout(timer);
  const release = () => {
    hold();
    timer = setTimeout(() => note.remove(), stays);
  };
  for (const comes of ["pointerenter", "focusin"]) note.addEventListener(comes, hold);
  for (const goes of ["pointerleave", "focusout"]) note.addEventListener(goes, release);
  return note;
}

export const toastAbout = (place) => byId("toasts").querySelector(`[data-place="${CSS.escape(place)}"]`);
