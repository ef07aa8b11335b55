// Instants in the reader's language and time zone.

import {el} from "./dom.js";
import {legible} from "./language.js";
import {me, now} from "./state.js";

const STYLES = {
  t: {timeStyle: "short"},
  T: {timeStyle: "medium"},
  d: {dateStyle: "short"},
  D: {dateStyle: "long"},
  f: {dateStyle: "long", timeStyle: "short"},
  F: {dateStyle: "full", timeStyle: "short"},
  s: {dateStyle: "short", timeStyle: "short"},
  S: {dateStyle: "short", timeStyle: "medium"},
};

const UNITS = [
  ["second", 1, 60],
  ["minute", 60, 60],
  ["hour", 3600, 24],
  ["day", 86400, 30],
  ["month", 2629800, 12],
  ["year", 31557600, Infinity],
];

const made = new Map();

function formatter(options, language) {
  const zone = me().zone;
  const locale = language ?? legible(me().locale) ?? "en-US";
  const key = JSON.stringify([locale, zone, options]);
  if (!made.has(key)) made.set(key, new Intl.DateTimeFormat(locale, {timeZone: zone, ...options}));
  return made.get(key);
}

// An instant in seconds, in one of Discord's styles, or with options of Intl.DateTimeFormat; in a language of its own if
// one is given.
export function shown(seconds, style, language = null) {
  const date = new Date(seconds * 1000);
  if (Number.isNaN(date.getTime())) return "Invalid date";
  if (style === "R") return away(seconds);
  return formatter(typeof style === "string" ? STYLES[style] : style, language).format(date);
}

function away(seconds) {
  const span = seconds - now();
  const [unit, length] = UNITS.find(([, long, enough]) => Math.round(Math.abs(span) / long) < enough);
  const locale = legible(me().locale) ?? "en-US";
  const key = `relative ${locale}`;
  if (!made.has(key)) made.set(key, new Intl.RelativeTimeFormat(locale, {numeric: "always"}));
  return made.get(key).format(Math.round(span / length), unit);
}

// A <time> that is kept right as time goes on.
export function moment(seconds, style, className = "moment") {
  const date = new Date(seconds * 1000);
  if (Number.isNaN(date.getTime())) return "Invalid date";
  return el(
    "time",
    {
      class: className,
      datetime: date.toISOString(),
      title: shown(seconds, "F"),
      dataset: {seconds, style: typeof style === "string" ? style : "f"},
    },
    shown(seconds, style),
  );
}

export function refreshMoments(root = document) {
  for (const time of root.querySelectorAll('time[data-style="R"]')) {
    const words = shown(Number(time.dataset.seconds), "R");
    if (time.textContent !== words) time.textContent = words;
  }
}

export const day = (seconds) => shown(seconds, {dateStyle: "long"});
export const seconds = (iso) => Date.parse(iso) / 1000;

// When a message was sent, as short as it can be said.
export function sentAt(instant) {
  if (day(instant) === day(now())) return shown(instant, "t");
  return shown(instant, {day: "numeric", month: "short", hour: "numeric", minute: "2-digit"});
}
