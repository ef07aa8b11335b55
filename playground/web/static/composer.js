// Where one writes: text with files, or a command with its options.

import {ask} from "./live.js";
import {announce, byId, el, icon, iconButton} from "./dom.js";
import {CommandLine} from "./command_line.js";
import {author} from "./message.js";
import {misfit, packed, unreadable} from "./files.js";
import {bytes} from "./media.js";
import {Offers, folded} from "./picker.js";
import {people, places} from "./people.js";
import {canWrite, channel, may, me, state} from "./state.js";
import {refusal, t} from "./texts.js";
import {toast} from "./toasts.js";
import {characters} from "./typed.js";

const drafts = new Map(); // what one person began in one channel: its text, its files, and to which message it replies
const lines = new Map(); // likewise as a command
let offers = null;
let line = null; // the command that is being typed
let drawn = null; // whose field it is, where, and in which language
let asked = null; // the commands of this place, or the promise of them

const holder = () => byId("composer");
const here = () => `${state.world?.me.id}/${state.place}`;
const field = () => holder().querySelector("textarea");

function draft(at = here()) {
  if (!drafts.has(at)) drafts.set(at, {text: "", files: [], replyTo: null});
  return drafts.get(at);
}

export function drawComposer({keep = false} = {}) {
  const place = channel(state.place);
  const focused = holder().contains(document.activeElement);
  const wanted = `${here()}/${me().locale}`;
  if (!keep || drawn !== wanted) asked = null;
  if (keep && line) return void translate();
  if (keep && drawn === wanted && field() && place && canWrite(place)) return name(place);
  drawn = wanted;
  if (line) lines.set(line.at, line);
  line = null;
  if (!place || !place.written) return holder().replaceChildren();
  if (!canWrite(place)) return holder().replaceChildren(el("p", {class: "may-not"}, icon("lock"), t("may not write")));
  if (lines.has(here())) return takeUp(lines.get(here()), {focused});
  const box = el("div", {class: "offers", hidden: true});
  offers = new Offers(box, t("commands"));
  const text = el("textarea", {
    rows: "1", placeholder: t("type hint"), "aria-haspopup": "listbox", "aria-autocomplete": "list", value: draft().text, spellcheck: "true",
  });
  const upload = el("input", {type: "file", multiple: true, hidden: true, tabindex: "-1", "aria-hidden": "true"});
  upload.addEventListener("change", async () => {
    const more = [...upload.files];
    upload.value = "";
    text.focus();
    const at = here();
    const wrong = misfit([...draft(at).files, ...more]);
    if (wrong) return void toast(wrong);
    const ready = await Promise.all(more.map(async (file) => ({...(await packed(file)), size: file.size}))).catch(unreadable);
    if (ready.refused) return void toast(ready.refused);
    draft(at).files.push(...ready);
    drawExtras();
    announce(ready.map(({name}) => t("attached", {name})).join(" "));
  });
  text.addEventListener("input", typed);
  text.addEventListener("keydown", keys);
  text.addEventListener("blur", () => offers.hide());
  text.addEventListener("focus", () => text.value.startsWith("/") && typed());
  holder().replaceChildren(
    box,
    el("div", {class: "extras", id: "extras"}),
    el(
      "div",
      {class: "write"},
      iconButton("plus", t("attach"), {class: "icon-button attach", onclick: () => upload.click()}),
      upload,
      text,
      iconButton("send", t("send"), {onclick: send, class: "icon-button send"}),
    ),
  );
  name(place);
  grow();
  drawExtras();
  if (focused) text.focus();
}

// What can change of the place while somebody writes: the field itself stays, for words may be half composed in it.
function name(place) {
  const shown = place.guild === "direct" ? place.name : `#${place.name}`;
  field().setAttribute("aria-label", t("message to", {place: shown}));
  holder().querySelector(".attach").hidden = !may(place, "attach_files");
}

function drawExtras() {
  const begun = draft();
  const {files, replyTo} = begun;
  byId("extras")?.replaceChildren(
    replyTo
      ? el(
          "p",
          {class: "extra"},
          icon("reply"),
          t("reply to", {name: author(replyTo)}),
          iconButton("close", t("cancel"), {onclick: () => ((begun.replyTo = null), drawExtras(), field()?.focus())}),
        )
      : "",
    ...files.map((file, place) =>
      el(
        "p",
        {class: "extra"},
        icon("file"),
        `${file.name} · ${bytes(file.size)}`,
        iconButton("close", t("remove file", {name: file.name}), {onclick: () => (files.splice(place, 1), drawExtras(), field()?.focus())}),
      ),
    ),
  );
}

function grow() {
  const text = field();
  if (!text) return;
  text.style.height = "auto";
  text.style.height = `${Math.min(text.scrollHeight, innerHeight * 0.4)}px`;
}

export function replyOn(message) {
  if (line) leaveCommand();
  draft().replyTo = message;
  drawExtras();
  field()?.focus();
}

export function focusComposer() {
  field()?.focus();
}

async function typed() {
  grow();
  const text = field().value;
  draft().text = text;
  const begun = /(?:^|\s)([@#])([^\s@#]*)$/.exec(text.slice(0, field().selectionStart));
  if (begun && !text.startsWith("/")) return mention(begun);
  if (!text.startsWith("/") || text.includes("\n")) return offers.hide();
  if (text === "/") asked = null; // a bot may have changed them
  const commands = await offered();
  if (field()?.value !== text) return;
  const wanted = folded(text.replace(/\s+/g, " "));
  const exact = commands.find((one) => [folded(one.shown), folded(one.line)].includes(wanted.trim()));
  if (exact && text.endsWith(" ") && !commands.some((one) => one !== exact && folded(one.shown).startsWith(wanted))) return enter(exact);
  const words = wanted.slice(1).split(" ").filter(Boolean);
  const fits = commands.filter((one) => {
    const name = folded(`${one.shown} ${one.line}`);
    return words.every((word) => name.includes(word));
  });
  const firsts = fits.filter((one) => folded(one.shown).startsWith(wanted.trim()) || folded(one.line).startsWith(wanted.trim()));
  const items = [...firsts, ...fits.filter((one) => !firsts.includes(one))].map((one) => ({
    label: one.shown, detail: one.description, side: one.app, command: one,
  }));
  offers.show(field(), items, {note: items.length ? "" : t("no commands"), pick: (item) => enter(item.command)});
}

function mention([, sign, begun]) {
  const wanted = folded(begun);
  const known = sign === "@" ? people() : places([0, 5, 11]);
  const items = known.filter((one) => folded(one.label).startsWith(wanted)).slice(0, 8);
  if (!items.length) return offers.hide();
  offers.show(field(), items, {
    pick: (item) => {
      const text = field();
      const end = text.selectionStart;
      const start = end - begun.length - 1;
      const written = sign === "@" ? `<@${item.value}> ` : `<#${item.value}> `;
      text.setRangeText(written, start, end, "end");
      draft().text = text.value;
      offers.hide();
      grow();
    },
  });
}

function offered() {
  asked ??= ask("commands", {channel: state.place}).then((answer) => answer.chat ?? []);
  return asked;
}

function keys(event) {
  if (offers.key(event)) return;
  if (event.key === "Escape" && (draft().replyTo || !byId("composer").querySelector(".offers").hidden)) {
    offers.hide();
    draft().replyTo = null;
    drawExtras();
  } else if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    send();
  }
}

async function send() {
  const text = field().value.trim();
  if (text.startsWith("/")) {
    await typed(); // what was pasted and sent at once is not known to be a command yet
    if (field()?.value.trim() !== text) return;
  }
  if (text.startsWith("/") && offers.items.length) return enter(offers.items[Math.max(0, offers.at)].command);
  const at = here(), begun = draft();
  if (!text && !begun.files.length) return;
  if (characters(text) > state.page.characters) return toast(t("too long", {count: state.page.characters}));
  offers.hide();
  drafts.delete(at);
  field().value = "";
  grow();
  drawExtras();
  const files = begun.files.map(({name, data}) => ({name, data}));
  const answer = await ask("say", {channel: state.place, text, files, reply_to: begun.replyTo?.id});
  if (!answer.refused) return;
  toast(refusal(answer));
  const since = draft(at); // what was begun while it was on its way
  since.text = [text, since.text].filter(Boolean).join("\n");
  since.files.unshift(...begun.files);
  since.replyTo = begun.replyTo ?? since.replyTo;
  if (here() !== at || !field()) return;
  field().value = since.text;
  grow();
  drawExtras();
}

// Commands

function enter(command) {
  offers.hide();
  draft().text = "";
  takeUp(new CommandLine(command, state.place, {leave: leaveCommand, back: giveBack}));
}

function takeUp(command, {focused = true} = {}) {
  line = command;
  line.at ??= here();
  lines.delete(line.at);
  holder().replaceChildren(line.node);
  if (focused) line.focus();
  translate();
}

// Draws the open command anew when its person speaks another language by now.
async function translate() {
  const before = line;
  if (before.locale === me().locale) return;
  asked = null;
  const command = (await offered()).find((one) => one.line === before.command.line && one.app_id === before.command.app_id);
  if (command && line === before) takeUp(before.translated(command), {focused: holder().contains(document.activeElement)});
}

// A command that could not be sent is there again as it was typed; elsewhere, when its channel is opened again.
function giveBack(command) {
  lines.set(command.at, command);
  if (here() === command.at && !line && !field()?.value) drawComposer();
}

function leaveCommand({again = true} = {}) {
  line = null;
  drawComposer();
  if (again) field()?.focus();
}
