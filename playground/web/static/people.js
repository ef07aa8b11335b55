// Whom and what one can pick in menus and options: people, roles, channels.

import {avatar, el, icon} from "./dom.js";
import {colour, guild, state} from "./state.js";

export function people() {
  const here = guild();
  if (here) return here.members.map((one) => ({value: one.id, label: one.name, lead: avatar(one.id, one.name, "tiny")}));
  return Object.entries(state.world.users).map(([id, one]) => ({value: id, label: one.name, lead: avatar(id, one.name, "tiny")}));
}

export function roles() {
  return Object.entries(guild()?.roles ?? {}).map(([id, role]) => ({
    value: id,
    label: `@${role.name}`,
    lead: el("span", {class: "dot", style: {"--colour": colour(role.color) ?? "var(--muted)"}}),
  }));
}

export function places(kinds) {
  const here = guild();
  if (!here) return [];
  return [...here.channels, ...here.threads]
    .filter((one) => !kinds?.length || kinds.includes(one.type))
    .map((one) => ({value: one.id, label: one.name, lead: icon(iconOf(one))}));
}

export function iconOf(place) {
  return {2: "voice", 10: "thread", 11: "thread", 12: "thread", 13: "voice"}[place.type] ?? "hash";
}

// What a menu of this type offers: users 5, roles 6, both 7, channels 8.
export function offered(type, kinds) {
  return {5: people, 6: roles, 7: () => [...people(), ...roles()], 8: () => places(kinds)}[type]();
}
