// Servers, channels and who one is, at the left; the members at the right.

import {byId, avatar, el, icon, iconButton, redraw} from "./dom.js";
import {eventsButton} from "./events.js";
import {ask} from "./live.js";
import {iconOf} from "./people.js";
import {openBox} from "./picker.js";
import {colour, guild, isThread, me, state} from "./state.js";
import {t} from "./texts.js";

const CATEGORY = 4;

export function drawRail(acts) {
  const rail = byId("rail");
  rail.setAttribute("aria-label", t("servers"));
  const mark = (ids) => {
    const fresh = ids.filter((id) => id in state.unread);
    const count = fresh.reduce((sum, id) => sum + state.unread[id], 0);
    return {fresh: fresh.length > 0, count};
  };
  const entry = (id, name, inner, ids) => {
    const {fresh, count} = mark(ids);
    return el(
      "li",
      {},
      el(
        "button",
        {
          type: "button", class: `server${fresh ? " fresh" : ""}`, title: name, dataset: {key: `server/${id}`},
          "aria-current": state.guild === id ? "true" : null,
          "aria-label": [name, count && t("unread", {count}), !count && fresh && t("something new")].filter(Boolean).join(", "),
          onclick: () => acts.openGuild(id),
        },
        inner,
      ),
      count ? el("span", {class: "count", "aria-hidden": "true"}, String(count)) : null,
    );
  };
  redraw(
    rail,
    el(
      "ul",
      {},
      entry("direct", t("directs"), icon("thread"), state.world.directs.map((one) => one.id)),
      el("li", {class: "rule", "aria-hidden": "true"}),
      state.world.guilds.map((one) =>
        entry(one.id, one.name, initials(one.name), [...one.channels, ...one.threads].map((each) => each.id)),
      ),
    ),
  );
}

function initials(name) {
  return el("span", {"aria-hidden": "true"}, name.split(/\s+/).map((word) => [...word][0]).join("").slice(0, 2).toUpperCase());
}

export function drawChannels(acts) {
  const nav = byId("channels");
  nav.setAttribute("aria-label", t("channels"));
  const here = guild();
  if (!here) return redraw(nav, el("p", {class: "server-name"}, t("directs")), directs(acts));
  const inside = (parent) => here.channels.filter((one) => one.type !== CATEGORY && (one.parent ?? null) === parent);
  const loose = here.channels.filter((one) => one.type !== CATEGORY && !here.channels.some((other) => other.id === one.parent));
  redraw(
    nav,
    el("p", {class: "server-name"}, here.name),
    here.events.length > 0 && el("ul", {class: "top"}, el("li", {}, eventsButton(here, acts))),
    el("ul", {}, loose.map((one) => channelItem(one, here, acts))),
    here.channels
      .filter((one) => one.type === CATEGORY)
      .map((category) => [
        el("p", {class: "category", id: `category-${category.id}`}, category.name),
        el("ul", {"aria-labelledby": `category-${category.id}`}, inside(category.id).map((one) => channelItem(one, here, acts))),
      ]),
  );
}

function channelItem(one, here, acts) {
  const threads = here.threads.filter((thread) => thread.parent === one.id && (!thread.archived || thread.id === state.place));
  return el("li", {}, channelButton(one, acts), one.inside?.length > 0 && inside(one, here), threads.length > 0 && el("ul", {class: "threads"}, threads.map((thread) => el("li", {}, channelButton(thread, acts)))));
}

// Who is in a voice channel, in the order of coming.
function inside(one, here) {
  const names = new Map(here.members.map((each) => [each.id, each.name]));
  return el(
    "ul",
    {class: "inside", "aria-label": t("in voice", {place: one.name})},
    one.inside.map((id) => el("li", {}, avatar(id, names.get(id) ?? "", "tiny"), el("span", {class: "channel-name"}, names.get(id) ?? ""))),
  );
}

function channelButton(one, acts) {
  const count = state.unread[one.id] ?? 0;
  const fresh = one.id in state.unread;
  return el(
    "button",
    {
      type: "button", class: `channel${fresh ? " fresh" : ""}${isThread(one) ? " thread" : ""}`, dataset: {key: `channel/${one.id}`},
      "aria-current": state.place === one.id ? "page" : null, onclick: () => acts.openPlace(one.id),
    },
    icon(iconOf(one)),
    el("span", {class: "channel-name"}, one.name),
    fresh && el("span", {class: "hidden"}, count ? t("unread", {count}) : t("something new")),
    count ? el("span", {class: "count", "aria-hidden": "true"}, String(count)) : null,
  );
}

function directs(acts) {
  if (!state.world.directs.length) return el("p", {class: "muted padded"}, t("no directs"));
  return el(
    "ul",
    {},
    state.world.directs.map((one) =>
      el(
        "li",
        {},
        el(
          "button",
          {
            type: "button", class: `channel${one.id in state.unread ? " fresh" : ""}`, dataset: {key: `channel/${one.id}`},
            "aria-current": state.place === one.id ? "page" : null, onclick: () => acts.openPlace(one.id),
          },
          avatar(one.with, one.name, "tiny"),
          el("span", {class: "channel-name"}, one.name),
          state.unread[one.id] ? el("span", {class: "count"}, String(state.unread[one.id])) : null,
        ),
      ),
    ),
  );
}

export function drawPanel(acts) {
  const {id, name, part} = me();
  const button = iconButton("gear", t("settings"), {
    "aria-haspopup": "dialog", "aria-expanded": "false", dataset: {key: "gear"}, onclick: () => acts.settings(button),
  });
  byId("panel").setAttribute("aria-label", t("you are", {name}));
  redraw(byId("panel"), avatar(id, name, "small"), el("span", {class: "panel-words"}, el("strong", {}, name), el("span", {class: "muted"}, t(part))), button);
}

export function drawMembers(acts) {
  const aside = byId("members");
  aside.setAttribute("aria-label", t("members"));
  const here = guild();
  aside.hidden = !here;
  if (!here) return redraw(aside);
  const groups = new Map();
  for (const one of here.members) {
    const bot = state.world.users[one.id]?.bot;
    const hoisted = one.roles.map((id) => [id, here.roles[id]]).find(([, role]) => role?.hoist);
    const key = bot ? t("apps") : (hoisted?.[1].name ?? t("members"));
    if (!groups.has(key)) groups.set(key, {rank: bot ? 1e6 + 1 : hoisted ? Object.keys(here.roles).indexOf(hoisted[0]) : 1e6, people: []});
    groups.get(key).people.push(one);
  }
  redraw(
    aside,
    [...groups]
      .sort(([, one], [, other]) => one.rank - other.rank)
      .map(([name, group], place) => [
        el("p", {class: "category", id: `members-${place}`}, `${name} · ${group.people.length}`),
        el("ul", {"aria-labelledby": `members-${place}`}, group.people.sort((a, b) => a.name.localeCompare(b.name)).map((one) => memberItem(one, here))),
      ]),
  );
}

function memberItem(one, here) {
  const bot = state.world.users[one.id]?.bot;
  const off = bot && !state.world.online.includes(one.id);
  const named = one.roles.map((id) => here.roles[id]).filter((role) => role && !role.bot);
  return el(
    "li",
    {},
    el(
      "button",
      {
        type: "button", class: `member${off ? " off" : ""}${one.id === me().id ? " me" : ""}`, dataset: {profile: one.id, key: `member/${one.id}`},
        "aria-haspopup": "dialog",
      },
      avatar(one.id, one.name, "small"),
      el(
        "span",
        {class: "member-words"},
        el("span", {class: "member-name", style: one.color ? {"--colour": colour(one.color)} : {}}, one.name, bot && el("span", {class: "badge"}, "APP")),
        off
          ? el("span", {class: "muted member-roles"}, t("offline"))
          : named.length > 0 && el("span", {class: "muted member-roles"}, named.map((role) => role.name).join(", ")),
      ),
    ),
  );
}

// Who somebody is, at a click on their name.
export async function openProfile(button, id, acts) {
  const known = state.world.users[id];
  if (!known) return;
  const here = guild();
  const membership = here?.members.find((one) => one.id === id);
  const name = membership?.name ?? known.name;
  const extra = state.place && !known.bot ? (await ask("commands", {channel: state.place})).user ?? [] : [];
  const box = openBox(
    button,
    t("profile", {name}),
    el("div", {class: "profile-top"}, avatar(id, name, "large"), el("div", {}, el("h2", {}, name, known.bot && el("span", {class: "badge"}, "APP")), el("p", {class: "muted"}, known.handle))),
    membership?.roles.length
      ? el(
          "div",
          {},
          el("p", {class: "category"}, t("roles")),
          el("ul", {class: "role-chips"}, membership.roles.map((role) => el("li", {}, el("span", {class: "dot", style: {"--colour": colour(here.roles[role]?.color) ?? "var(--muted)"}}), here.roles[role]?.name ?? ""))),
        )
      : "",
    el(
      "div",
      {class: "row"},
      id !== me().id && el("button", {type: "button", class: "button secondary", onclick: () => (box.hidePopover(), acts.direct(id))}, t("write to")),
      extra.map((command) => el("button", {type: "button", class: "button secondary", onclick: () => (box.hidePopover(), acts.userMenu(command.name, id))}, command.shown)),
    ),
  );
}
