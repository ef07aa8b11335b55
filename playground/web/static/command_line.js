// A command that is being typed: one field for each option, with suggestions, and errors where they belong.

import {come} from "./acts.js";
import {el, icon, iconButton} from "./dom.js";
import {misfit, packed, unreadable} from "./files.js";
import {unanswered} from "./log.js";
import {ask} from "./live.js";
import {people, places, roles} from "./people.js";
import {Offers, folded} from "./picker.js";
import {me} from "./state.js";
import {t} from "./texts.js";
import {misfitting, numberIn} from "./typed.js";

const WHOLE = 4, BOOLEAN = 5, USER = 6, CHANNEL = 7, ROLE = 8, ANYBODY = 9, NUMBER = 10, FILE = 11;
const PAUSE = 120; // milliseconds after a key before suggestions are asked for

export class CommandLine {
  // `leave` is called when it is put away, `back` when it was sent and could not be taken.
  constructor(command, place, {leave, back}) {
    Object.assign(this, {command, place, leave, back, locale: me().locale});
    this.given = new Map(); // by option: its field, what is typed and what it means
    const box = el("div", {class: "offers", hidden: true});
    this.offers = new Offers(box, t("options"));
    // Where the focus is when there is nothing to fill in: further letters are the name of an option.
    this.next = el("input", {
      type: "text", class: "option-next", role: "combobox", autocomplete: "off", spellcheck: "false", "aria-label": t("next option"),
      "aria-expanded": "false", "aria-autocomplete": "list",
    });
    this.next.addEventListener("focus", () => {
      this.about.replaceChildren(command.description);
      this.name();
    });
    this.next.addEventListener("input", () => this.name());
    this.next.addEventListener("blur", () => this.offers.hide());
    this.next.addEventListener("keydown", (event) => {
      if (this.offers.key(event) || event.key !== "Backspace" || this.next.value || !this.given.size) return;
      event.preventDefault();
      [...this.given.values()].at(-1).input.focus();
    });
    this.fields = el("div", {class: "fields"}, this.next);
    this.more = el("div", {class: "more-options", role: "group", "aria-label": t("options")});
    this.about = el("p", {class: "about", "aria-live": "polite"}, command.description);
    this.go = iconButton("send", t("send"), {type: "submit", class: "icon-button send"});
    this.form = el(
      "form",
      {class: "write command", autocomplete: "off", "aria-label": command.shown},
      el("span", {class: "command-name"}, command.shown),
      this.fields,
      this.more,
      iconButton("close", t("leave command"), {onclick: () => this.leave()}),
      this.go,
    );
    this.node = el("div", {}, box, this.about, this.form);
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.send();
    });
    this.form.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.preventDefault();
      if (this.offers.holder.querySelector("[role=option]")) this.offers.hide();
      else this.leave();
    });
    for (const option of command.options) if (option.required) this.add(option);
    this.drawMore();
  }

  focus() {
    const [first] = this.given.values();
    (first?.input ?? this.next).focus();
  }

  left() {
    return this.command.options.filter((option) => !this.given.has(option.name));
  }

  drawMore() {
    this.more.replaceChildren(
      ...this.left().map((option) =>
        el(
          "button",
          {type: "button", class: "chip", title: option.description, "aria-label": t("add option", {name: option.shown}), onclick: () => this.choose(option)},
          `+ ${option.shown}`,
        ),
      ),
    );
  }

  // Offers the options whose names go on as what is typed.
  name() {
    const typed = this.next.value.trim();
    const items = this.left()
      .filter((option) => folded(option.shown).startsWith(folded(typed)))
      .map((option) => ({label: option.shown, detail: option.description, option}));
    if (!items.length && !typed) return this.offers.hide();
    this.offers.show(this.next, items, {
      heading: t("options"), note: items.length ? "" : t("no match"), first: typed ? 0 : -1, pick: (item) => this.choose(item.option),
    });
  }

  choose(option) {
    this.next.value = "";
    this.add(option);
    this.drawMore();
    this.given.get(option.name).input.focus();
  }

  add(option) {
    const id = `option-${option.name}`;
    const file = option.type === FILE;
    const input = el("input", {
      id, type: file ? "file" : "text", class: "option-input", autocomplete: "off", spellcheck: "false", "aria-describedby": `${id}-wrong`,
      inputmode: [WHOLE, NUMBER].includes(option.type) ? "decimal" : null, "aria-required": String(option.required),
      ...(file ? {} : {role: "combobox", "aria-expanded": "false", "aria-autocomplete": "list"}),
    });
    const wrong = el("span", {class: "option-wrong", id: `${id}-wrong`, role: "alert"});
    const node = el("div", {class: "option"}, el("label", {for: id}, option.shown), input, wrong);
    const entry = {option, input, wrong, node, value: null, turn: 0};
    this.given.set(option.name, entry);
    input.addEventListener("focus", () => {
      this.about.replaceChildren(el("strong", {}, option.shown), " ", option.description);
      this.suggest(entry);
    });
    input.addEventListener("blur", () => this.offers.hide());
    input.addEventListener("input", () => {
      entry.value = null;
      this.complain(entry, "");
      this.widen(entry);
      this.settle(entry);
      if (!option.autocomplete) return void this.suggest(entry);
      this.offers.wait();
      entry.timer = setTimeout(() => this.suggest(entry), PAUSE);
    });
    input.addEventListener("keydown", (event) => {
      if (this.offers.key(event)) return;
      if (event.key === "Backspace" && !input.value && !option.required) {
        event.preventDefault();
        this.drop(entry);
      }
    });
    this.next.before(node);
    this.widen(entry);
  }

  drop(entry) {
    const before = [...this.given.values()];
    const place = before.indexOf(entry);
    this.given.delete(entry.option.name);
    entry.node.remove();
    this.offers.hide();
    this.drawMore();
    (before[place - 1]?.input ?? [...this.given.values()][0]?.input ?? this.next).focus();
  }

  widen({input, option}) {
    if (option.type !== FILE) input.style.width = `${Math.min(40, Math.max(8, input.value.length + 2))}ch`;
  }

  complain({input, wrong, node}, words) {
    wrong.textContent = words;
    input.setAttribute("aria-invalid", String(Boolean(words)));
    node.classList.toggle("wrong", Boolean(words));
  }

  // What one can pick without asking the bot; null when anything can be typed.
  known({choices, type, channel_types: kinds}) {
    if (choices) return choices.map((choice) => ({label: choice.name, value: choice.value}));
    if (type === BOOLEAN) return [{label: t("true"), value: true}, {label: t("false"), value: false}];
    if (type === USER) return people();
    if (type === CHANNEL) return places(kinds);
    if (type === ROLE) return roles();
    if (type === ANYBODY) return [...people(), ...roles()];
    return null;
  }

  async suggest(entry) {
    const {option, input} = entry;
    const heading = option.shown;
    const pick = (item) => this.take(entry, item);
    const known = this.known(option);
    if (known) {
      const wanted = entry.value === null ? folded(input.value) : "";
      const items = known.filter((item) => folded(item.label).includes(wanted)).slice(0, 25);
      return this.offers.show(input, items, {heading, note: items.length ? "" : t("no match"), pick});
    }
    if (!option.autocomplete) return this.offers.hide();
    const turn = ++entry.turn;
    const answer = await ask("complete", {
      channel: this.place, line: this.command.line, option: option.name, text: input.value,
      options: this.values(entry, {whole: false}),
    });
    if (turn !== entry.turn || document.activeElement !== input || !this.node.isConnected) return;
    if (answer.failed || answer.refused !== undefined) return this.offers.show(input, [], {heading, note: t("options failed"), pick});
    const items = answer.choices.map((choice) => ({label: choice.name, value: choice.value}));
    this.offers.show(input, items, {heading, note: items.length ? "" : t("no match"), pick, first: input.value ? 0 : -1});
  }

  // What was asked for before is not wanted any more.
  settle(entry) {
    clearTimeout(entry.timer);
    entry.turn++;
  }

  take(entry, item) {
    this.settle(entry);
    entry.value = item.value;
    entry.input.value = item.label;
    this.complain(entry, "");
    this.widen(entry);
    this.offers.hide();
    const next = [...this.given.values()].find((other) => other.option.required && !other.input.value);
    if (next && next !== entry) next.input.focus();
  }

  // The same command as it is called in another language, with all that was typed.
  translated(command) {
    const again = new CommandLine(command, this.place, {leave: this.leave, back: this.back});
    again.at = this.at;
    again.next.value = this.next.value;
    for (const option of command.options) {
      const before = this.given.get(option.name);
      if (!before) continue;
      if (!again.given.has(option.name)) again.add(option);
      const entry = again.given.get(option.name);
      entry.value = before.value;
      if (option.type === FILE) entry.input.files = before.input.files;
      else entry.input.value = again.known(option)?.find((item) => item.value === before.value)?.label ?? before.input.value;
      again.widen(entry);
    }
    again.drawMore();
    return again;
  }

  // The options by name; those that are not right yet are left out.
  values(but, {whole}) {
    const found = {};
    for (const entry of this.given.values()) {
      if (entry === but || (entry.input.value === "" && !entry.input.files?.length)) continue;
      const {value, wrong} = this.read(entry, {whole});
      if (!wrong && value !== undefined) found[entry.option.name] = {type: entry.option.type, value};
    }
    return found;
  }

  read({option, input, value}, {whole}) {
    const text = input.value;
    if (option.type === FILE) {
      const wrong = misfit([...input.files]);
      return wrong ? {wrong} : whole ? {value: input.files[0]} : {};
    }
    if (value !== null) return {value};
    const known = this.known(option);
    if (known) {
      const same = known.find((item) => folded(item.label) === folded(text) || String(item.value) === text);
      return same ? {value: same.value} : {wrong: t("pick one")};
    }
    if (option.type === WHOLE || option.type === NUMBER) return numberIn(text, option, {whole: option.type === WHOLE});
    const wrong = misfitting(text, option.min_length, option.max_length);
    return wrong ? {wrong} : {value: text};
  }

  async send() {
    let first = null;
    for (const entry of this.given.values()) {
      const empty = entry.input.value === "" && !entry.input.files?.length;
      const trouble = empty ? (entry.option.required ? t("required") : "") : (this.read(entry, {whole: true}).wrong ?? "");
      this.complain(entry, trouble);
      if (trouble) first ??= entry;
    }
    if (first) return first.input.focus();
    if (this.next.value.trim()) return this.next.focus();
    const options = this.values(null, {whole: true});
    const {command, place} = this;
    this.leave(); // before the files are read: whoever presses Enter twice sends it once
    for (const [name, option] of Object.entries(options)) {
      if (option.type !== FILE) continue;
      const file = await packed(option.value).catch(unreadable);
      if (file.refused) {
        this.back(this);
        return this.complain(this.given.get(name), file.refused);
      }
      option.value = file;
    }
    const answer = await ask("slash", {channel: place, line: command.line, options});
    if (answer.refused) this.back(this);
    if (answer.failed) unanswered(place, command);
    else come(answer);
  }
}
