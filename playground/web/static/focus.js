// Where the keyboard is: the focus is never lost, and Tab does not go through all messages.

import {keyed, land} from "./dom.js";

let held = []; // what has the focus, and what it stands in, from the inside out

// A browser gives the focus to the whole page when what had it is removed or hidden, and Tab then begins at the top.
export function guardFocus() {
  document.addEventListener("focusin", ({target}) => {
    held = [];
    for (let node = target; node && node !== document.body; node = node.parentElement) held.push(node);
  });
  document.addEventListener("focusout", () => setTimeout(find));
  new MutationObserver(find).observe(document.body, {childList: true, subtree: true});
}

function find() {
  if (!held.length || document.activeElement !== document.body) return;
  const [last] = held;
  if (!there(last)) land((last.dataset.key && keyed(last.dataset.key)) || held.find((node) => there(node) && node.hasAttribute("tabindex")));
  else held = []; // it is where it was: somebody clicked beside it, or left the page
}

const there = (node) => node.isConnected && node.checkVisibility({visibilityProperty: true});

const CONTROLS = "a[href], button, [tabindex]";

// Whether Tab goes into a message: only into one of them, else there would be hundreds of stops before the composer.
export function passable(message, on) {
  message.tabIndex = on ? 0 : -1;
  for (const node of message.querySelectorAll(on ? "[data-rests]" : CONTROLS)) {
    if (on) {
      node.tabIndex = 0;
      delete node.dataset.rests;
    } else if (node.tabIndex === 0) {
      node.tabIndex = -1;
      node.dataset.rests = "";
    }
  }
}
