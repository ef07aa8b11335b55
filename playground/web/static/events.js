// Scheduled events: a box at a button, which shows what holds now for as long as it is open.

import {el, icon, redraw} from "./dom.js";
import {markdown} from "./markdown.js";
import {moment} from "./moments.js";
import {openBox} from "./picker.js";
import {channel, guild} from "./state.js";
import {t} from "./texts.js";

let list = null; // what is in the box that is open

export function eventsButton(here, acts) {
  const button = el(
    "button",
    {
      type: "button", class: "channel", "aria-haspopup": "dialog", "aria-expanded": "false", dataset: {key: "events"},
      onclick: () => {
        list = el("div", {class: "events", tabindex: "-1"}, events(acts));
        openBox(button, t("events"), list);
      },
    },
    icon("event"),
    el("span", {class: "channel-name"}, t("events")),
    el("span", {class: "tally"}, String(here.events.length)),
  );
  return button;
}

export function drawEvents(acts) {
  if (list?.isConnected) redraw(list, events(acts));
}

function events(acts) {
  const found = guild()?.events ?? [];
  if (!found.length) return [el("p", {class: "muted"}, t("no events"))];
  return [...found].sort((one, other) => one.start - other.start).map((one) => event(one, acts));
}

function event(one, acts) {
  return el(
    "section",
    {class: "event"},
    el("p", {class: "event-when"}, one.active ? t("event now") : moment(one.start, "F")),
    el("h2", {}, one.name),
    one.place && el("p", {class: "muted"}, one.place),
    one.channel && el("p", {class: "muted"}, `#${channel(one.channel)?.name ?? ""}`),
    one.description && el("div", {class: "text"}, markdown(one.description)),
    el(
      "p",
      {class: "event-foot"},
      el("span", {class: "muted"}, t("event count", {count: one.count})),
      el(
        "button",
        {
          type: "button", class: `button ${one.mine ? "secondary" : "primary"} small-button`, dataset: {key: `event/${one.id}`},
          onclick: () => acts.interested(one),
        },
        one.mine ? t("not interested") : t("interested"),
      ),
    ),
  );
}
