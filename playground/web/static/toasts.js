// Short notes at the page's edge: what happened elsewhere.

import {announce, byId, el, iconButton, land} from "./dom.js";
import {aside} from "./texts.js";

const STAYS = 9000; // milliseconds, unless somebody points at it or is in it with the keyboard
const TO_GO = 30000; // who wants to go where it leads has to find its button first

let came = null; // where the focus was before it came to the notes

byId("toasts").addEventListener("focusin", ({relatedTarget: from}) => {
  if (from && !byId("toasts").contains(from)) came = from;
});

export const nameToasts = () => byId("toasts").setAttribute("aria-label", aside("notes"));

// `go` leads somewhere, to the channel `place` if that is given: one note for each is enough. `say` has the words for its
// buttons: what Discord says has them in another language than what the page says.
export function toast(words, {go = null, place = null, stays = go ? TO_GO : STAYS, say = aside} = {}) {
  const close = () => {
    const next = note.nextElementSibling ?? note.previousElementSibling;
    const held = note.contains(document.activeElement);
    note.remove();
    if (held) land(next?.querySelector(".icon-button") ?? came);
  };
  const follow = async () => {
    note.remove();
    await go();
  };
  const note = el(
    "div",
    {class: "toast", dataset: place ? {place} : {}},
    el("p", {}, words),
    go && el("button", {type: "button", class: "button secondary", onclick: follow}, say("go")),
    iconButton("close", say("close"), {onclick: close}),
  );
  const holder = byId("toasts");
  holder.append(note);
  const spare = [...holder.children].find((one) => !one.contains(document.activeElement));
  if (holder.children.length > 4) spare.remove();
  announce(note.querySelector("p").textContent);
  let timer = setTimeout(close, stays);
  const hold = () => clearTimeout(timer);
  const release = () => {
    hold();
    timer = setTimeout(close, stays);
  };
  for (const comes of ["pointerenter", "focusin"]) note.addEventListener(comes, hold);
  for (const goes of ["pointerleave", "focusout"]) note.addEventListener(goes, release);
  return note;
}

export const toastAbout = (place) => byId("toasts").querySelector(`[data-place="${CSS.escape(place)}"]`);
