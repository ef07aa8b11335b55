// What the page knows. It is only changed by what the playground says and by where its reader looks.

export const state = {
  world: null, // me, actors, users, online, guilds, directs
  page: {title: "Playground", restarts: false, moving: false, files: 0, file_bytes: 0, characters: 0}, // how many, and how large, files may be; how long a message
  tour: null,
  unread: {},
  guild: null, // the id of the open server; "direct" is the list of direct messages
  place: null, // the id of the open channel
  ahead: 0, // seconds by which the playground's clock is ahead of this machine's
  stands: null, // the instant at which the playground's clock stands, if it does
};

export const me = () => state.world.me;

export function setNow(now, stands) {
  state.stands = stands ? now : null;
  state.ahead = now - Date.now() / 1000;
}

export const now = () => state.stands ?? Date.now() / 1000 + state.ahead;

export const guild = () => state.world.guilds.find((one) => one.id === state.guild) ?? null;

export function channel(id) {
  for (const one of state.world.guilds) {
    const found = one.channels.find((each) => each.id === id) ?? one.threads.find((each) => each.id === id);
    if (found) return {...found, guild: one.id};
  }
  const found = state.world.directs.find((each) => each.id === id);
  return found ? {...found, guild: "direct"} : null;
}

export function member(userId) {
  return guild()?.members.find((one) => one.id === userId) ?? null;
}

export function nameOf(userId) {
  return member(userId)?.name ?? state.world.users[userId]?.name ?? null;
}

export const isBot = (userId) => Boolean(state.world.users[userId]?.bot);
export const isThread = (place) => [10, 11, 12].includes(place.type);
export const may = (place, what) => place.may.includes(what);
export const canWrite = (place) =>
  may(place, isThread(place) ? "send_messages_in_threads" : "send_messages") && !place.locked;

export const colour = (number) => (number ? `#${number.toString(16).padStart(6, "0")}` : null);

// What is kept between two visits; a browser that keeps nothing is no trouble.
export const kept = {
  get(key, from = sessionStorage) {
    try {
      return from.getItem(`playground.${key}`);
    } catch {
      return null;
    }
  },
  set(key, value, to = sessionStorage) {
    try {
      to.setItem(`playground.${key}`, value);
    } catch {
      // then it is forgotten
    }
  },
};
