// The messages of the open channel. Only a window of them is in the page; more are fetched as one scrolls.

import {acted} from "./acts.js";
import {announce, byId, el, keyed, land} from "./dom.js";
import {passable} from "./focus.js";
import {ask} from "./live.js";
import {author, messageNode, words} from "./message.js";
import {day, seconds} from "./moments.js";
import {channel, isThread, me, now, state} from "./state.js";
import {t} from "./texts.js";

const MOST = 150; // messages in the page at once
const EPOCH = 1420070400000; // the first millisecond that an id can name
const NEAR = 700; // pixels from an end at which more are fetched

const log = {shown: [], older: false, newer: false, acts: {}};
const drawn = new Map();
let fetching = false;
let scrolled = 0;
let stuck = true; // whether the view stays at the newest message

const list = () => byId("messages");
const scroller = () => byId("scroller");
const order = (one, other) => one.length - other.length || (one < other ? -1 : one > other ? 1 : 0);

export function startLog(acts) {
  log.acts = acts;
  scroller().addEventListener("scroll", () => {
    const at = scroller();
    if (!log.newer && at.scrollHeight - at.scrollTop - at.clientHeight < 60) stuck = true;
    else if (at.scrollTop < scrolled - 1) stuck = false; // it moved up, so somebody moved it: contents only grow
    scrolled = at.scrollTop;
    if (stuck) {
      below(false);
      rove();
    }
    fetchMore();
  }, {passive: true});
  const grown = new ResizeObserver(() => stuck && toBottom());
  grown.observe(list());
  grown.observe(scroller());
  list().addEventListener("keydown", walk);
  list().addEventListener("focusin", ({target}) => rove(target.closest(".message")));
}

// Shows a channel from its newest message, or around one.
export async function openLog(place, about = null) {
  const answer = await ask("open", {channel: place, about});
  if (answer.refused !== undefined || state.place !== place) return answer;
  show(answer);
  list().setAttribute("aria-label", t("messages", {place: channel(place)?.name ?? ""}));
  const target = about && list().querySelector(`[data-id="${about}"]`);
  if (target) {
    stuck = false;
    target.scrollIntoView({block: "center"});
    target.classList.add("found");
    target.focus({preventScroll: true});
  } else toBottom();
  return answer;
}

function show({messages, older, newer}) {
  Object.assign(log, {shown: messages, older, newer});
  drawn.clear();
  stuck = !newer;
  below(false);
  draw();
}

export function clearLog() {
  Object.assign(log, {shown: [], older: false, newer: false});
  list().replaceChildren();
}

function toBottom() {
  scroller().scrollTop = scroller().scrollHeight;
}

function opening() {
  const place = channel(state.place);
  if (log.older || !place) return [];
  const name = place.guild === "direct" || isThread(place) ? place.name : `#${place.name}`;
  return [el("li", {class: "opening"}, el("h2", {}, t("start", {place: name})), place.topic && el("p", {class: "muted"}, place.topic))];
}

function dayLine(message) {
  return el("li", {class: "day"}, el("span", {}, dayOf(message)));
}

// Drawn once for as long as neither the message nor the one before it changes.
function nodeOf(place) {
  const message = log.shown[place];
  const before = startsDay(place) ? null : log.shown[place - 1];
  const known = drawn.get(message.id);
  if (known?.message === message && known.before === before) return known.node;
  const node = messageNode(message, before, log.acts);
  passable(node, false);
  drawn.set(message.id, {message, before, node});
  return node;
}

const days = new WeakMap(); // by message: naming the days of all of them at each drawing would be felt

function dayOf(message) {
  if (!days.has(message)) days.set(message, day(seconds(message.timestamp)));
  return days.get(message);
}

const startsDay = (place) => place === 0 || dayOf(log.shown[place]) !== dayOf(log.shown[place - 1]);

function draw() {
  const nodes = opening();
  log.shown.forEach((message, place) => {
    if (startsDay(place)) nodes.push(dayLine(message));
    nodes.push(nodeOf(place));
  });
  const before = [...list().querySelectorAll(".message")];
  const held = before.findIndex((node) => node.contains(document.activeElement));
  const key = held < 0 ? null : document.activeElement.dataset.key;
  replaceWhatDiffers(list(), nodes);
  if (drawn.size > 2 * MOST) for (const id of drawn.keys()) if (!drawn.get(id).node.isConnected) drawn.delete(id);
  rove();
  if (held < 0 || list().contains(document.activeElement)) return;
  const near = [...before.slice(held), ...before.slice(0, held).reverse()].map((node) => keyed(node.dataset.key, list()));
  land((key && keyed(key, list())) || near.find(Boolean)); // the message that follows the one that is gone, else the one before it
}

// Only what is new or gone is touched: laying out all of them again would be felt while one scrolls.
function replaceWhatDiffers(parent, nodes) {
  const kept = new Set(nodes);
  for (const node of [...parent.children]) if (!kept.has(node)) node.remove();
  let next = parent.firstElementChild;
  for (const node of nodes) {
    if (node === next) next = next.nextElementSibling;
    else parent.insertBefore(node, next);
  }
}

// Draws anew without moving what is in view.
function drawInPlace() {
  const view = scroller();
  const top = view.getBoundingClientRect().top;
  const anchor = [...list().querySelectorAll(".message")].find((node) => node.getBoundingClientRect().bottom > top);
  const before = anchor?.getBoundingClientRect().top;
  draw();
  const again = anchor && list().querySelector(`[data-id="${anchor.dataset.id}"]`);
  if (stuck) toBottom();
  else if (again) view.scrollTop += again.getBoundingClientRect().top - before;
}

async function fetchMore() {
  if (fetching || !log.shown.length) return;
  const view = scroller();
  const up = log.older && view.scrollTop < NEAR;
  const down = log.newer && view.scrollHeight - view.scrollTop - view.clientHeight < NEAR;
  if (!up && !down) return;
  fetching = true;
  const place = state.place;
  const answer = await ask("history", {channel: place, ...(up ? {before: log.shown[0].id} : {after: log.shown.at(-1).id})});
  fetching = false;
  if (answer.refused !== undefined || state.place !== place) return;
  if (up) {
    log.older = answer.older;
    log.shown = [...answer.messages, ...log.shown];
    if (log.shown.length > MOST) {
      log.shown = log.shown.slice(0, MOST);
      log.newer = true;
      stuck = false;
    }
  } else {
    log.newer = answer.newer;
    log.shown = [...log.shown, ...answer.messages];
    if (log.shown.length > MOST) {
      log.shown = log.shown.slice(-MOST);
      log.older = true;
    }
  }
  drawInPlace();
  below(false);
  fetchMore();
}

// Takes in what changed; only what concerns the open channel is passed here.
export function heard(messages, gone) {
  let moved = false;
  for (const id of gone) {
    const place = log.shown.findIndex((one) => one.id === id);
    if (place >= 0) {
      log.shown.splice(place, 1);
      moved = true;
    }
  }
  for (const message of messages) {
    const place = log.shown.findIndex((one) => one.id === message.id);
    if (place >= 0) {
      const before = log.shown[place];
      log.shown[place] = message;
      if (!moved) replace(place);
      if (before.loading && !message.loading) say(message);
      else if (message.id === acted.message) say(message, before);
      continue;
    }
    if (log.newer) {
      below(true);
      continue;
    }
    const last = log.shown.at(-1);
    if (last && order(message.id, last.id) < 0 && (log.older ? order(message.id, log.shown[0].id) < 0 : false)) continue;
    if (!last || order(message.id, last.id) > 0) {
      log.shown.push(message);
      if (!moved) append();
    } else {
      log.shown.push(message);
      log.shown.sort((one, other) => order(one.id, other.id));
      moved = true;
    }
    if (!message.mine) say(message);
    if (!stuck && !message.mine) below(true);
    if (message.mine) stuck = true;
  }
  if (!log.newer && stuck && log.shown.length > MOST) {
    log.shown = log.shown.slice(-MOST);
    log.older = true;
    moved = true;
  }
  if (moved) drawInPlace();
  else if (stuck) toBottom();
}

// Says in the open channel that a command was not answered; it is kept nowhere else.
export function unanswered(place, {app_id: app, line}) {
  if (state.place !== place || log.newer) return;
  const id = String(BigInt(Math.floor(now() * 1000) - EPOCH) << 22n);
  const message = {
    id, channel_id: place, type: 20, author: {id: app, username: ""}, content: "", embeds: [], components: [], attachments: [],
    flags: 0, timestamp: new Date(now() * 1000).toISOString(), private: true, used: {by: me().id, line}, unanswered: true,
  };
  stuck = true;
  heard([message], []);
  announce(t("no answer"));
}

function say(message, before = null) {
  const said = words(message, before);
  if (said) announce(`${author(message)}: ${said}`);
}

function replace(place) {
  const {id} = log.shown[place];
  const old = list().querySelector(`[data-id="${id}"]`);
  drawn.delete(id);
  const active = old?.contains(document.activeElement) ? document.activeElement : null;
  const fresh = nodeOf(place);
  old?.replaceWith(fresh);
  if (old?.tabIndex === 0) rove(fresh);
  if (active) land((active.dataset.key && keyed(active.dataset.key, fresh)) || fresh);
}

export function redrawMessage(id) {
  const place = log.shown.findIndex((one) => one.id === id);
  if (place >= 0) replace(place);
  if (stuck) toBottom();
}

function append() {
  const place = log.shown.length - 1;
  if (startsDay(place)) list().append(dayLine(log.shown[place]));
  list().append(nodeOf(place));
  rove();
}

function below(there) {
  const note = byId("bottom-note");
  if (!there && !log.newer) return note.replaceChildren();
  if (note.childElementCount && !there) return;
  note.replaceChildren(
    el("button", {type: "button", class: "button primary small-button", onclick: jumpDown}, there ? t("new below") : t("jump down")),
  );
}

async function jumpDown() {
  if (log.newer) await openLog(state.place);
  stuck = true;
  toBottom();
}

// Arrow keys go from message to message; Tab goes into the one that has the focus, or had it and is still in view, else
// into the newest.
function rove(to = null) {
  const before = list().querySelector(".message[tabindex='0']");
  const stays = !stuck || list().contains(document.activeElement);
  const next = to ?? (stays ? before : null) ?? [...list().querySelectorAll(".message")].at(-1);
  if (next === before) return;
  if (before) passable(before, false);
  if (next) passable(next, true);
}

function walk(event) {
  const at = event.target.closest(".message");
  if (event.target !== at || !["ArrowUp", "ArrowDown", "Home", "End"].includes(event.key)) return;
  const nodes = [...list().querySelectorAll(".message")];
  const place = nodes.indexOf(at);
  const to = {ArrowUp: place - 1, ArrowDown: place + 1, Home: 0, End: nodes.length - 1}[event.key];
  if (!nodes[to]) return;
  event.preventDefault();
  nodes[to].focus();
}
