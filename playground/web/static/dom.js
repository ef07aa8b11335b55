// Elements in one call: el("button", {class: "wide", onclick: go}, "Go").

export function el(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "class") node.className = value;
    else if (name === "dataset") Object.assign(node.dataset, value);
    else if (name === "style") for (const [key, to] of Object.entries(value)) node.style.setProperty(key, to);
    else if (name === "value") node.value = value;
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

export const byId = (id) => document.getElementById(id);

// Draws a container anew; what had the focus in it gets it back, and what has a box open goes on saying so: both are
// known by their data-key. What is not there any more leaves the focus to the container.
export function redraw(container, ...children) {
  const active = container !== document.activeElement && container.contains(document.activeElement) ? document.activeElement : null;
  const key = active?.dataset.key;
  const opened = [...container.querySelectorAll("[aria-haspopup][aria-expanded=true][data-key]")].map((one) => one.dataset.key);
  container.replaceChildren(...children.flat(Infinity).filter(Boolean));
  for (const each of opened) keyed(each, container)?.setAttribute("aria-expanded", "true");
  if (active) land((key && keyed(key, container)) || container);
}

// Gives the focus to a node; else to what that stands in, else to the messages.
export function land(node) {
  if (takes(node)) return;
  if (takes(node?.parentElement?.closest("[tabindex]"))) return void takes(node); // a message shows its tools while it has the focus
  takes(byId("scroller"));
}

function takes(node) {
  node?.focus({preventScroll: true});
  return document.activeElement !== document.body && Boolean(node?.contains(document.activeElement));
}

export const keyed = (key, within = document) => within.querySelector(`[data-key="${CSS.escape(key)}"]`);

// What was drawn in the place of a node that is gone; the node itself where there is none.
export const standing = (node) => (node.isConnected || !node.dataset.key ? node : (keyed(node.dataset.key) ?? node));

const NS = "http://www.w3.org/2000/svg";

// The page's own small drawings, on a grid of 24.
const PATHS = {
  hash: "M9 4 7 20M17 4l-2 16M4 9h17M3 15h17",
  thread: "M5 4h14v10h-7l-4 4v-4H5z",
  voice: "M4 10v4h4l5 4V6L8 10zM17 9c1.5 1.8 1.5 4.2 0 6",
  event: "M4 6h16v14H4zM4 10h16M8 3v4M16 3v4",
  people: "M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM2.5 20c0-4 3-6 6.5-6s6.5 2 6.5 6M16 5a3 3 0 0 1 0 6M18 14.5c2.5.7 3.5 2.7 3.5 5.5",
  menu: "M4 7h16M4 12h16M4 17h16",
  gear: "M12 15.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM12 2.5v3M12 18.5v3M2.5 12h3M18.5 12h3M5.3 5.3l2.1 2.1M16.6 16.6l2.1 2.1M5.3 18.7l2.1-2.1M16.6 7.4l2.1-2.1",
  down: "M6 9l6 6 6-6",
  close: "M6 6l12 12M18 6 6 18",
  plus: "M12 5v14M5 12h14",
  smile: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM8.5 14.5c1 1.3 2.2 2 3.5 2s2.5-.7 3.5-2M9 9.5v.1M15 9.5v.1",
  reply: "M10 6 4 12l6 6v-4c5 0 8 1.5 10 5 0-6-4-9-10-9z",
  bin: "M5 7h14M9 7V4h6v3M7 7l1 13h8l1-13",
  send: "M4 12 20 4l-5 16-4-7z",
  clock: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 7v5l3.5 2",
  restart: "M19 12a7 7 0 1 1-2.3-5.2M19 4v4h-4",
  file: "M6 3h8l4 4v14H6zM14 3v4h4",
  link: "M14 5h5v5M19 5l-8 8M11 6H5v13h13v-6",
  lock: "M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3",
  eye: "M2.5 12c2.5-4.5 5.7-6.5 9.5-6.5s7 2 9.5 6.5c-2.5 4.5-5.7 6.5-9.5 6.5S5 16.5 2.5 12zM12 15a3 3 0 1 0 0-6 3 3 0 0 0 0 6z",
  check: "M5 12.5 10 17.5 19 7",
  flag: "M6 21V4M6 5h11l-2 4 2 4H6",
  apps: "M5 5h5v5H5zM14 5h5v5h-5zM5 14h5v5H5zM14 14h5v5h-5z",
};

export function icon(name) {
  const svg = document.createElementNS(NS, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(NS, "path");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}

// A button that is only a drawing; its name is read out and shown as a tooltip.
export function iconButton(name, label, props = {}) {
  return el("button", {type: "button", class: "icon-button", "aria-label": label, title: label, ...props}, icon(name));
}

const HUES = [158, 205, 262, 322, 12, 34, 186, 232];

export function avatar(id, name, size = "") {
  const hue = HUES[Number(BigInt(id || 0) % 97n) % HUES.length];
  const letter = [...name.trim()][0]?.toUpperCase() ?? "?";
  return el("span", {class: `avatar ${size}`, "aria-hidden": "true", style: {"--hue": hue}}, letter);
}

const READ = 10000; // milliseconds after which what was read out need not be there any more

// Reads something out. Each note is a paragraph of its own: what comes at once would else be heard only to the last.
export function announce(words) {
  const note = el("p", {}, words);
  byId("announcer").append(note);
  setTimeout(() => note.remove(), READ);
}
