// Forms that bots open, with every kind of field there is.

import {el, icon, iconButton, land, standing} from "./dom.js";
import {misfit, packed, unreadable} from "./files.js";
import {ask} from "./live.js";
import {markdown} from "./markdown.js";
import {offered} from "./people.js";
import {openMenu} from "./picker.js";
import {refusal, t} from "./texts.js";
import {misfitting} from "./typed.js";

const ROW = 1, STRING = 3, INPUT = 4, TEXT = 10, LABEL = 18, UPLOAD = 19, RADIOS = 21, CHECKS = 22, CHECK = 23;
let made = 0;

// `then` gets the answer to what was filled in.
export function openForm(shape, then) {
  const readers = {};
  const opener = document.activeElement;
  const wrong = el("p", {class: "form-wrong", role: "alert"});
  const send = el("button", {type: "submit", class: "button primary"}, t("submit"));
  const id = `form-${++made}`;
  const dialog = el("dialog", {class: "form", "aria-labelledby": id});
  const form = el(
    "form",
    {method: "dialog", novalidate: true},
    el("header", {}, el("h2", {id}, shape.title), iconButton("close", t("close"), {onclick: () => dialog.close()})),
    el("div", {class: "form-parts"}, shape.parts.map((part) => outer(part, shape.fields, readers))),
    wrong,
    el("footer", {}, el("button", {type: "button", class: "button secondary", onclick: () => dialog.close()}, t("cancel")), send),
  );
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (send.getAttribute("aria-busy") === "true") return;
    const values = {};
    let first = null;
    for (const [name, field] of Object.entries(readers)) {
      const trouble = field.check();
      field.show(trouble);
      if (trouble) first ??= field.node;
      values[name] = field.value();
    }
    wrong.textContent = first ? t("went wrong") : "";
    if (first) return first.focus();
    send.setAttribute("aria-busy", "true");
    const answer = await whole(values).then((all) => ask("fill", {form: shape.id, values: all}), unreadable);
    send.removeAttribute("aria-busy");
    if (answer.failed || answer.refused) return void (wrong.textContent = answer.refused ? refusal(answer) : t("failed")); // and nothing typed is lost
    dialog.close();
    then(answer);
  });
  form.addEventListener("input", () => {
    if (!form.querySelector("[aria-invalid=true]")) wrong.textContent = "";
  });
  dialog.append(form);
  dialog.addEventListener("close", () => {
    dialog.remove();
    document.activeElement.blur(); // Chromium gives the focus back while nothing can be typed there yet
    land(standing(opener));
  });
  document.body.append(dialog);
  dialog.showModal();
  dialog.querySelector("input, textarea, .select")?.focus();
}

// The same when the files among the values are read.
async function whole(values) {
  return Object.fromEntries(await Promise.all(Object.entries(values).map(async ([name, value]) => [name, await value])));
}

function outer(part, fields, readers) {
  if (part.type === TEXT) return el("div", {class: "text"}, markdown(part.content));
  const inner = part.type === LABEL ? part.component : part.type === ROW ? part.components[0] : null;
  if (!inner) return "";
  const about = fields[inner.custom_id];
  return labelled(inner, about, readers);
}

// A field with its name, and with what is wrong with it for as long as it is.
function labelled(part, about, readers) {
  const id = `field-${++made}`;
  const trouble = el("p", {class: "field-wrong", id: `${id}-wrong`});
  const field = make(part, about, id);
  field.show = (words) => {
    trouble.textContent = words ?? "";
    field.node.setAttribute("aria-invalid", String(Boolean(words)));
  };
  readers[part.custom_id] = field;
  const described = [about.description && `${id}-about`, `${id}-wrong`].filter(Boolean).join(" ");
  field.node.setAttribute("aria-describedby", described);
  const name = [about.label, about.required ? "" : el("span", {class: "muted"}, ` (${t("optional")})`)];
  const description = about.description && el("p", {class: "field-about", id: `${id}-about`}, about.description);
  const label = el(field.button ? "span" : "label", {class: "field-label", id: `${id}-label`, for: field.button ? null : id}, name);
  const whole = field.grouped
    ? el("fieldset", {class: "field"}, el("legend", {}, name), description, field.holder, trouble)
    : el("div", {class: "field"}, label, description, field.holder, trouble);
  whole.addEventListener("input", () => trouble.textContent && field.show(field.check()));
  return whole;
}

function make(part, about, id) {
  if (part.type === INPUT) return textField(part, about, id);
  if (part.type === UPLOAD) return uploadField(part, about, id);
  if (part.type === RADIOS || part.type === CHECKS) return groupField(part, about, id);
  if (part.type === CHECK) {
    const node = el("input", {type: "checkbox", id, checked: part.default});
    return {node, holder: el("span", {class: "check"}, node), value: () => node.checked, check: () => null};
  }
  return selectField(part, about, id);
}

// What is wrong with how much was chosen; nothing at all is no trouble where nothing is needed.
function miscount({length: count}, {required}, {min_values: least, max_values: most}) {
  if (!count) return required ? t("required") : null;
  if (count < (least ?? 1)) return t("at least", {count: least});
  return count > (most ?? Infinity) ? t("at most", {count: most}) : null;
}

function textField(part, about, id) {
  const node = el(part.style === 2 ? "textarea" : "input", {
    id, class: "input", placeholder: part.placeholder, value: part.value ?? "",
    rows: part.style === 2 ? "4" : null, type: part.style === 2 ? null : "text", "aria-required": String(about.required),
    autocomplete: "off",
  });
  const check = () => (about.required && !node.value ? t("required") : misfitting(node.value, part.min_length, part.max_length));
  return {node, holder: node, value: () => node.value, check};
}

function groupField(part, about, id) {
  const type = part.type === RADIOS ? "radio" : "checkbox";
  const inputs = part.options.map((one) => el("input", {type, name: id, value: one.value, checked: one.default}));
  const holder = part.options.map((one, place) =>
    el("label", {class: "check"}, inputs[place], el("span", {}, one.label, one.description && el("span", {class: "muted"}, one.description))),
  );
  const value = () => inputs.filter((one) => one.checked).map((one) => one.value);
  return {node: inputs[0], holder, grouped: true, value, check: () => miscount(value(), about, part)};
}

function selectField(part, about, id) {
  const items = part.type === STRING ? part.options.map((one) => ({value: one.value, label: one.label, detail: one.description})) : offered(part.type, part.channel_types);
  let chosen = part.type === STRING ? part.options.filter((one) => one.default).map((one) => one.value) : (part.default_values ?? []).map((one) => String(one.id));
  const words = el("span", {});
  const node = el(
    "button",
    {type: "button", id, class: "select", "aria-haspopup": "listbox", "aria-expanded": "false", "aria-labelledby": `${id}-label ${id}`},
    words,
    icon("down"),
  );
  const draw = () => {
    words.textContent = chosen.map((value) => items.find((item) => item.value === value)?.label ?? value).join(", ") || part.placeholder || t("choose");
    words.className = chosen.length ? "" : "placeholder";
  };
  draw();
  node.addEventListener("click", () =>
    openMenu(node, {
      items, chosen, least: part.min_values, most: part.max_values, optional: !about.required, label: about.label,
      searched: part.type !== STRING,
      done: (values) => {
        chosen = values;
        draw();
        node.dispatchEvent(new Event("input", {bubbles: true}));
      },
    }),
  );
  return {node, holder: node, button: true, value: () => chosen, check: () => miscount(chosen, about, part)};
}

function uploadField(part, about, id) {
  const node = el("input", {type: "file", id, class: "input", multiple: part.max_values > 1});
  const check = () => misfit([...node.files], part.max_values) ?? miscount(node.files, about, part);
  return {node, holder: node, value: () => Promise.all([...node.files].map(packed)), check};
}
