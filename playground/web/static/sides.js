// Channels and members stand beside the messages where there is room; on a narrow screen they lie over them while they are
// wanted, and then the keyboard is in them. Where there is room the members are shown until somebody hides them.

import {byId, keyed, land} from "./dom.js";

const SIDES = {drawer: "drawer-open", members: "members-shown"};
const narrow = matchMedia("(max-width: 760px)");
const roomy = matchMedia("(min-width: 1241px)");

export const isShown = (side) => document.body.classList.contains(SIDES[side]);

export const toggle = (side) => show(side, !isShown(side));

function show(side, on) {
  document.body.classList.toggle(SIDES[side], on);
  keyed(side)?.setAttribute("aria-expanded", String(on));
  if (on && narrow.matches) land(byId(side).querySelector("[aria-current=page]") ?? byId(side));
}

// Puts away what lies over the messages; a focus that was in it goes to `then`.
function close(side, then) {
  if (!narrow.matches || !isShown(side)) return;
  const inside = byId(side).contains(document.activeElement);
  show(side, false);
  if (inside) land(then);
}

const beside = (side, node) => !node.closest(`#${side}, [data-key=${side}], [popover], dialog`);

// Puts both away; what `node` is part of or belongs to stays, if one is given.
export function putAway(node = null) {
  for (const side of Object.keys(SIDES)) if (!node || beside(side, node)) close(side, null);
}

export function startSides() {
  for (const width of [narrow, roomy]) {
    width.addEventListener("change", () => {
      show("drawer", false);
      show("members", roomy.matches);
    });
  }
  for (const side of Object.keys(SIDES)) {
    byId(side).addEventListener("focusout", ({relatedTarget: to}) => to && beside(side, to) && close(side, to));
  }
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || document.querySelector(":popover-open, dialog[open]")) return;
    for (const side of Object.keys(SIDES)) close(side, keyed(side));
  });
  show("members", roomy.matches);
}
