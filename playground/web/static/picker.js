// Lists to pick from: below a field while one types, and as menus that open from a button.

import {el, icon, land, standing} from "./dom.js";
import {t} from "./texts.js";

let made = 0;

// What is offered while one types into a field. The field keeps the focus; arrows move, Enter and Tab take.
export class Offers {
  constructor(holder, label) {
    this.id = `offers-${++made}`;
    this.holder = holder;
    this.label = label;
    this.items = [];
    this.at = -1;
    this.input = null;
    this.pick = () => {};
    holder.addEventListener("mousedown", (event) => event.preventDefault()); // the field keeps the focus
  }

  // Items have a `label`, maybe a `detail`, a `lead` (an element) and a `group`.
  show(input, items, {heading = "", note = "", first = 0, pick}) {
    this.hide();
    Object.assign(this, {input, items, pick, at: items.length ? first : -1});
    this.list = el("ul", {id: this.id, role: "listbox", tabindex: "0", "aria-label": this.label});
    this.holder.replaceChildren(
      heading ? el("p", {class: "offers-heading"}, heading) : "",
      note ? el("p", {class: "offers-note", role: "status"}, note) : "",
      items.length ? this.list : "",
    );
    items.forEach((item, place) => {
      const option = el(
        "li",
        {
          id: `${this.id}-${place}`,
          role: "option",
          class: "offer",
          onclick: () => this.pick(item),
        },
        item.lead,
        el("span", {class: "offer-label"}, item.label),
        item.detail && el("span", {class: "offer-detail"}, item.detail),
        item.side && el("span", {class: "offer-side"}, item.side),
      );
      this.list.append(option);
    });
    this.holder.hidden = false;
    if (input.role) input.setAttribute("aria-expanded", String(items.length > 0)); // a plain text field has no such state
    if (items.length) input.setAttribute("aria-controls", this.id);
    this.mark();
  }

  hide() {
    if (this.input) {
      if (this.input.role) this.input.setAttribute("aria-expanded", "false");
      this.input.removeAttribute("aria-activedescendant");
      this.input.removeAttribute("aria-controls");
    }
    this.items = [];
    this.at = -1;
    this.holder.hidden = true;
    this.holder.replaceChildren();
  }

  // Nothing can be taken until it is known what is to be offered for what is typed by now.
  wait() {
    this.items = [];
    this.at = -1;
    if (!this.holder.hidden) this.mark();
  }

  mark() {
    this.list?.querySelectorAll(".offer").forEach((option, place) => {
      option.setAttribute("aria-selected", String(place === this.at));
      if (place === this.at) option.scrollIntoView({block: "nearest"});
    });
    if (this.at >= 0) this.input.setAttribute("aria-activedescendant", `${this.id}-${this.at}`);
    else this.input.removeAttribute("aria-activedescendant");
  }

  // Whether the key meant the list.
  key(event) {
    if (!this.items.length || event.isComposing) return false;
    const step = {ArrowDown: 1, ArrowUp: -1}[event.key];
    if (step) this.at = (this.at + step + this.items.length) % this.items.length;
    else if ((event.key === "Enter" || event.key === "Tab") && this.at >= 0 && !event.shiftKey) this.pick(this.items[this.at]);
    else {
      if (event.key === "Tab") this.hide(); // the way on does not lead through the list
      return false;
    }
    event.preventDefault();
    this.mark();
    return true;
  }
}

let pressed = null; // what was pointed at last, if a box was open at it then: the browser closes that box
document.addEventListener("pointerdown", ({target}) => (pressed = target.closest("[aria-expanded=true]")), true);

// Whether a click on the button was for the box that is open at it, and not for another one.
function closes(button) {
  const pointed = pressed === button;
  pressed = null;
  if (!pointed && button.getAttribute("aria-expanded") !== "true") return false;
  document.querySelector(":popover-open")?.hidePopover();
  return true;
}

// A menu that opens at a button. Items have a `value`, a `label`, maybe a `detail` and a `lead`.
// `done` gets the chosen values once, if they are others than before: at a click, or for several when the menu closes. There
// may be fewer than `least`, which is only said. Where it is `optional`, what was chosen is taken back by choosing it again.
export function openMenu(button, {items, chosen = [], least = 1, most = 1, optional = false, label, searched = false, done}) {
  if (closes(button)) return;
  const several = most > 1;
  const picked = new Set(chosen);
  const before = [...picked].join();
  const id = `menu-${++made}`;
  const list = el("ul", {
    id,
    role: "listbox",
    tabindex: searched ? null : "0",
    "aria-label": label,
    "aria-multiselectable": several ? "true" : null,
  });
  const search = searched
    ? el("input", {
        type: "text", class: "menu-search", role: "combobox", autocomplete: "off", spellcheck: "false",
        placeholder: t("search"), "aria-label": t("search"), "aria-controls": id, "aria-expanded": "true",
        "aria-autocomplete": "list",
      })
    : null;
  const box = el("div", {class: "menu", popover: "auto"}, search, several && el("p", {class: "menu-note"}, t("choose several", {least, most})), list);
  const focused = search ?? list;
  let shown = items;
  let at = Math.max(0, items.findIndex((item) => picked.has(item.value)));

  function draw() {
    list.replaceChildren(
      ...shown.map((item, place) =>
        el(
          "li",
          {
            id: `${id}-${place}`,
            role: "option",
            class: "offer",
            "aria-selected": String(picked.has(item.value)),
            dataset: place === at ? {at: ""} : {},
            onclick: () => take(item),
            onpointermove: () => place !== at && mark(place),
          },
          item.lead?.cloneNode(true),
          el("span", {class: "offer-label"}, item.label),
          item.detail && el("span", {class: "offer-detail"}, item.detail),
          picked.has(item.value) && icon("check"),
        ),
      ),
    );
    if (!shown.length) list.replaceChildren(el("li", {class: "offers-note", role: "option", "aria-disabled": "true"}, t("no match")));
    mark(Math.min(at, shown.length - 1));
  }

  function mark(place) {
    at = place;
    [...list.children].forEach((option, each) => {
      if (each === at) option.dataset.at = "";
      else delete option.dataset.at;
    });
    if (shown[at]) {
      focused.setAttribute("aria-activedescendant", `${id}-${at}`);
      list.children[at].scrollIntoView({block: "nearest"});
    } else focused.removeAttribute("aria-activedescendant");
  }

  function take(item) {
    const again = picked.has(item.value);
    if (!several) picked.clear();
    if (again && (several || optional)) picked.delete(item.value);
    else if (picked.size < most) picked.add(item.value);
    if (several) return draw();
    box.hidePopover();
    end(); // now: the browser says that it is closed a moment later, and whoever presses Enter at once sends what is chosen
  }

  search?.addEventListener("input", () => {
    const wanted = folded(search.value);
    shown = items.filter((item) => folded(item.label).includes(wanted));
    at = 0;
    draw();
  });
  box.addEventListener("keydown", (event) => {
    const step = {ArrowDown: 1, ArrowUp: -1}[event.key];
    if (step && shown.length) mark((at + step + shown.length) % shown.length);
    else if (event.key === "Home" && !search) mark(0);
    else if (event.key === "End" && !search) mark(shown.length - 1);
    else if ((event.key === "Enter" || (event.key === " " && !search)) && shown[at]) take(shown[at]);
    else if (event.key === "Tab") box.hidePopover();
    else return;
    event.preventDefault();
  });
  box.addEventListener("toggle", (event) => event.newState === "closed" && end());
  function end() {
    if (!box.isConnected) return;
    const opener = standing(button);
    opener.setAttribute("aria-expanded", "false");
    box.remove();
    if (!document.activeElement || document.activeElement === document.body) land(opener);
    const values = [...picked];
    if (values.join() !== before) done(values);
  }
  (button.closest("dialog") ?? document.body).append(box);
  button.setAttribute("aria-expanded", "true");
  draw();
  box.showPopover();
  settle(box, button);
  focused.focus();
}

// Puts a box that floats next to what opened it, inside the window.
function settle(box, anchor) {
  const at = anchor.getBoundingClientRect();
  const size = box.getBoundingClientRect();
  const below = at.bottom + 6 + size.height <= innerHeight || at.top < innerHeight / 2;
  box.style.minWidth = `${Math.min(at.width, innerWidth - 16)}px`;
  box.style.left = `${Math.max(8, Math.min(at.left, innerWidth - Math.max(size.width, at.width) - 8))}px`;
  box.style.top = below ? `${at.bottom + 6}px` : `${Math.max(8, at.top - 6 - size.height)}px`;
  box.style.maxHeight = `${Math.max(140, below ? innerHeight - at.bottom - 16 : at.top - 16)}px`;
}

// A small box that floats at a button until one looks elsewhere.
export function openBox(button, label, ...children) {
  if (closes(button)) return null;
  const box = el("div", {class: "menu box", popover: "auto", role: "dialog", "aria-label": label}, ...children);
  box.addEventListener("toggle", (event) => {
    if (event.newState !== "closed") return;
    const opener = standing(button);
    opener.setAttribute("aria-expanded", "false");
    const inside = box.contains(document.activeElement);
    box.remove();
    if (inside || document.activeElement === document.body) land(opener);
  });
  (button.closest("dialog") ?? document.body).append(box);
  button.setAttribute("aria-expanded", "true");
  box.showPopover();
  settle(box, button);
  box.querySelector("button, input, select, a")?.focus();
  return box;
}

export const folded = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
