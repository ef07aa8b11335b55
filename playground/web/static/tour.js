// The guided tour: what to do next, told in a corner. It goes on by itself when that was done.

import {announce, byId, el, icon, iconButton, redraw} from "./dom.js";
import {visitorLanguage} from "./language.js";
import {markdown, plain} from "./markdown.js";
import {channel, me, nameOf, state} from "./state.js";
import {spoken} from "./stage.js";
import {aside as t} from "./texts.js";

let last = null;
let hint = ""; // why what was done was not what the step asks for
let open = false; // on a low screen there is no room for a step and the messages, unless it is wanted

export function drawTour(acts) {
  const holder = byId("tour");
  const tour = state.tour;
  holder.hidden = !tour?.on;
  holder.classList.toggle("unfolded", open);
  holder.setAttribute("aria-label", t("tour region"));
  holder.lang = spoken(visitorLanguage());
  if (!tour?.on) return redraw(holder);
  const steps = el("ol", {class: "steps", "aria-hidden": "true"}, Array.from({length: tour.count}, (_, at) => el("li", {class: at < tour.place ? "done" : at === tour.place ? "now" : ""})));
  const key = `${tour.place}/${visitorLanguage()}`;
  if (last !== null && last !== key) announce(`${t(tour.back ? "tour back" : "tour done")} ${tour.over ? plain(tour.words) : tour.title}`);
  const fresh = last !== key;
  if (tour.hint && tour.hint !== hint) announce(plain(tour.hint));
  last = key;
  hint = tour.hint;
  if (tour.over) {
    return redraw(
      holder,
      head(t("tour done"), acts),
      steps,
      el("div", {class: "text"}, markdown(tour.words)),
      el("div", {class: "row"}, el("button", {type: "button", class: "button secondary", dataset: {key: "again"}, onclick: () => acts.tour(true)}, t("tour again")), el("button", {type: "button", class: "button primary", dataset: {key: "leave"}, onclick: () => acts.tour(false)}, t("close"))),
    );
  }
  const other = tour.who && tour.who !== me().id;
  const place = tour.where && channel(tour.where);
  const elsewhere = tour.where && tour.where !== state.place && !other && place;
  redraw(
    holder,
    head(t("tour step", {place: tour.place + 1, count: tour.count}), acts),
    steps,
    tour.back && el("p", {class: "tour-note"}, t("tour back")),
    el("h2", {}, tour.title),
    el("div", {class: "text"}, markdown(tour.words)),
    tour.hint && el("div", {class: "tour-note text"}, markdown(tour.hint)),
    (other || elsewhere) &&
      el(
        "div",
        {class: "row"},
        other
          ? el("button", {type: "button", class: "button primary", dataset: {key: "tour-be"}, onclick: () => acts.become(tour.who, tour.where)}, icon("people"), t("tour be", {name: nameOf(tour.who) ?? "?"}))
          : el("button", {type: "button", class: "button primary", dataset: {key: "tour-go"}, onclick: () => acts.openPlace(tour.where)}, icon("hash"), t("tour go", {place: `#${place.name}`})),
      ),
  );
  if (fresh) holder.scrollTop = 0;
}

function head(words, acts) {
  const fold = iconButton("down", t("tour unfold"), {
    class: "icon-button tour-fold", "aria-expanded": String(open), dataset: {key: "tour-fold"}, onclick: () => ((open = !open), drawTour(acts)),
  });
  return el("p", {class: "tour-head"}, icon("flag"), el("span", {}, words), fold, iconButton("close", t("tour leave"), {dataset: {key: "tour-leave"}, onclick: () => acts.tour(false)}));
}
