// The strip above: who one is, what time it is, and how to move both.

import {avatar, byId, el, icon, iconButton, redraw} from "./dom.js";
import {LOCALES, visitorLanguage} from "./language.js";
import {shown} from "./moments.js";
import {openBox} from "./picker.js";
import {isShown} from "./sides.js";
import {kept, me, now, state} from "./state.js";
import {TEXTS, aside as t} from "./texts.js";

let busy = false;
let wide = false;

export function drawStage(acts) {
  const stage = byId("stage");
  stage.setAttribute("aria-label", state.page.title);
  stage.lang = spoken(visitorLanguage());
  const {id, name, part} = me();
  const who = el(
    "button",
    {
      type: "button", class: "who", "aria-haspopup": "dialog", "aria-expanded": "false", dataset: {key: "who"},
      "aria-label": t("you are", {name}) + `, ${t(part)}`, onclick: () => openPeople(who, acts),
    },
    avatar(id, name, "tiny"),
    el("span", {class: "who-words"}, el("strong", {}, name), el("span", {class: "part"}, t(part))),
    icon("down"),
  );
  const off = busy || state.page.moving;
  // What rests is not `disabled`: whoever came with the keyboard would lose their place.
  const lever = (key, act, ...words) =>
    el("button", {type: "button", class: "button bar", "aria-disabled": off ? "true" : null, dataset: {key}, onclick: () => off || act()}, words);
  const move = (to) => lever(`turn/${to}`, () => acts.turn(to), t(to));
  redraw(
    stage,
    iconButton("menu", t("show channels"), {
      class: "icon-button narrow-only", dataset: {key: "drawer"}, "aria-expanded": String(isShown("drawer")),
      "aria-controls": "drawer", onclick: acts.drawer,
    }),
    el("p", {class: "stage-title"}, state.page.title),
    el("p", {class: "clock"}, icon("clock"), el("time", {id: "clock"}, clockWords())),
    iconButton("clock", t("controls"), {
      class: "icon-button moves-button", "aria-expanded": String(wide), "aria-controls": "moves", dataset: {key: "moves"},
      onclick: () => ((wide = !wide), drawStage(acts)),
    }),
    el(
      "div",
      {class: `moves${wide ? " wide" : ""}`, id: "moves", role: "group", "aria-label": t("time")},
      move("hour"),
      move("tomorrow"),
      move("due"),
      state.page.restarts && lever("restart", acts.restart, icon("restart"), t("restart")),
    ),
    state.tour && !state.tour.on && el("button", {type: "button", class: "button bar tour-button", "aria-label": t("tour"), dataset: {key: "tour"}, onclick: () => acts.tour(true)}, icon("flag"), el("span", {}, t("tour"))),
    who,
  );
}

function clockWords() {
  return shown(now(), {weekday: "short", day: "numeric", month: "short", hour: "numeric", minute: "2-digit"}, visitorLanguage());
}

export function tick() {
  const clock = byId("clock");
  if (!clock) return;
  const words = clockWords();
  if (clock.textContent !== words) clock.textContent = words;
}

export function setBusy(is, acts) {
  busy = is;
  drawStage(acts);
}

function openPeople(button, acts) {
  const box = openBox(
    button,
    t("who to be"),
    el("p", {class: "category"}, t("who to be")),
    el(
      "ul",
      {class: "people"},
      state.world.actors.map((one) =>
        el(
          "li",
          {},
          el(
            "button",
            {type: "button", class: "member", "aria-current": one.id === me().id ? "true" : null, onclick: () => (box.hidePopover(), acts.become(one.id))},
            avatar(one.id, one.name, "small"),
            el("span", {class: "member-words"}, el("span", {class: "member-name"}, one.name), el("span", {class: "muted member-roles"}, `${t(one.part)} · ${languageName(one.locale)} · ${city(one.zone)}`)),
          ),
        ),
      ),
      el("li", {}, el("button", {type: "button", class: "member", onclick: () => (box.hidePopover(), acts.newcomer())}, el("span", {class: "avatar small plus"}, icon("plus")), el("span", {class: "member-words"}, el("span", {class: "member-name"}, t("newcomer_joins"))))),
    ),
  );
}

function languageName(locale) {
  try {
    return new Intl.DisplayNames([visitorLanguage()], {type: "language"}).of(locale);
  } catch {
    return locale;
  }
}

const city = (zone) => zone.split("/").at(-1).replaceAll("_", " ");

export function openSettings(button, acts) {
  const rows = el("div", {class: "settings"});
  const draw = ({locale, zone}) => redraw(rows, settings({locale, zone}, acts, (chosen) => {
    draw(chosen);
    box.setAttribute("aria-label", t("settings"));
  }));
  draw(me());
  const box = openBox(button, t("settings"), rows);
}

// Its rows; `renamed` is called when they are to be drawn anew, in another language.
function settings({locale, zone}, acts, renamed) {
  const choice = (value, words, selected) => el("option", {value, selected: value === selected}, words);
  const locales = LOCALES.includes(locale) ? LOCALES : [locale, ...LOCALES];
  const zones = Intl.supportedValuesOf("timeZone");
  const language = el("select", {id: "set-language", class: "input", dataset: {key: "set-language"}}, locales.map((one) => choice(one, languageName(one), locale)));
  const place = el("select", {id: "set-zone", class: "input"}, [...new Set(["UTC", zone, ...zones])].map((one) => choice(one, one.replaceAll("_", " "), zone)));
  const look = kept.get("look", localStorage) ?? "auto";
  const colours = el("select", {id: "set-colours", class: "input"}, ["auto", "dark", "light"].map((one) => choice(one, t(one), look)));
  const change = () => acts.change({locale: language.value, zone: place.value, language: visitorLanguage()});
  language.addEventListener("change", () => {
    kept.set("language", language.value);
    change();
    renamed({locale: language.value, zone: place.value});
  });
  place.addEventListener("change", change);
  colours.addEventListener("change", () => {
    kept.set("look", colours.value, localStorage);
    applyLook();
  });
  const row = (id, words, node) => el("div", {class: "field"}, el("label", {class: "field-label", for: id}, words), node);
  return [row("set-language", t("language"), language), row("set-zone", t("zone"), place), row("set-colours", t("colours"), colours)];
}

export function applyLook() {
  const look = kept.get("look", localStorage) ?? "auto";
  if (look === "auto") delete document.documentElement.dataset.look;
  else document.documentElement.dataset.look = look;
}

// The language the page has words in for a locale.
export const spoken = (locale) => (locale.split("-")[0] in TEXTS ? locale.split("-")[0] : "en");
