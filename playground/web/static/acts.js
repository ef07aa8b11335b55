// Pressing and choosing: asks, and shows what came of it beyond the messages themselves.

import {ask} from "./live.js";
import {openForm} from "./form.js";
import {refusal, t} from "./texts.js";
import {toast} from "./toasts.js";

export const failures = new Map(); // by message: what went wrong with the last press on it
export const acted = {message: null}; // what one pressed or chose something on last
let redraw = () => {};

export function whenFailed(then) {
  redraw = then;
}

export async function actOn(message, node, what, args) {
  if (node.getAttribute("aria-busy") === "true") return;
  node.setAttribute("aria-busy", "true");
  acted.message = message.id;
  if (failures.delete(message.id)) redraw(message.id);
  const answer = await ask(what, {...args, channel: message.channel_id, message: message.id});
  node.removeAttribute("aria-busy");
  if (answer.failed) {
    failures.set(message.id, t("failed"));
    redraw(message.id);
  }
  come(answer);
}

// A form that opened, or why something could not even be sent.
export function come(answer) {
  if (answer.modal) openForm(answer.modal, come);
  else if (answer.refused) toast(refusal(answer));
}
