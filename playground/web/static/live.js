// The page's one connection: asks, hears, and comes back by itself when it was cut.

import {aside} from "./texts.js";

let socket = null;
let number = 0;
let wait = 250;
const open = new Map();
let hear = () => {};
let cut = () => {};

// `who` says whose eyes to look through, `language` what the visitor reads.
export function connect(who, language, on) {
  hear = on.news;
  cut = on.cut;
  const asked = new URLSearchParams({language: language(), ...(who() && {as: who()})});
  socket = new WebSocket(`ws://${location.host}/live?${asked}`);
  socket.addEventListener("open", () => {
    wait = 250;
    on.back();
  });
  socket.addEventListener("message", (event) => {
    const shape = JSON.parse(event.data);
    if (shape.re === undefined) return hear(shape);
    open.get(shape.re)?.(shape);
    open.delete(shape.re);
  });
  socket.addEventListener("close", () => {
    for (const answer of open.values()) answer({refused: aside("unheard")});
    open.clear();
    cut();
    setTimeout(() => connect(who, language, on), wait);
    wait = Math.min(5000, wait * 2);
  });
}

// Half a character, such as a field's greatest length can leave of an emoji, is no text that can be sent.
const legible = (_, value) => (typeof value === "string" ? value.replace(/\p{Surrogate}/gu, "\ufffd") : value);

// Asks the playground to do something; resolves to its answer, with `refused` when it could not be done, or when nobody
// knows whether it was.
export function ask(what, args = {}) {
  return new Promise((resolve) => {
    if (socket?.readyState !== WebSocket.OPEN) return resolve({refused: aside("ended")});
    const id = ++number;
    open.set(id, resolve);
    socket.send(JSON.stringify({...args, do: what, id}, legible));
  });
}
