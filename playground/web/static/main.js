// Puts the page together: what is heard goes to what shows it, what is done goes to the playground.

import {come, failures, whenFailed} from "./acts.js";
import {announce, byId, el, icon, iconButton, keyed, land, redraw} from "./dom.js";
import {drawComposer, focusComposer, replyOn} from "./composer.js";
import {drawEvents} from "./events.js";
import {guardFocus} from "./focus.js";
import {ask, connect} from "./live.js";
import {clearLog, heard, openLog, redrawMessage, startLog} from "./log.js";
import {author, words} from "./message.js";
import {refreshMoments, shown} from "./moments.js";
import {visitorLanguage} from "./language.js";
import {iconOf} from "./people.js";
import {openBox} from "./picker.js";
import {drawChannels, drawMembers, drawPanel, drawRail, openProfile} from "./sidebar.js";
import {isShown, putAway, startSides, toggle} from "./sides.js";
import {applyLook, drawStage, openSettings, setBusy, spoken, tick} from "./stage.js";
import {channel, guild, isThread, kept, may, me, now, setNow, state} from "./state.js";
import {aside, refusal, t} from "./texts.js";
import {drawTour} from "./tour.js";
import {nameToasts, toast, toastAbout} from "./toasts.js";

const EMOJI = ["👍", "❤️", "😄", "🎉", "🙌", "👏", "🔥", "✨", "🤔", "👀", "✅", "☕", "💡", "🚀", "🙏", "😅"];
let viewer = kept.get("viewer");

// Asks, and says why when it could not be done.
async function tried(what, args) {
  const answer = await ask(what, args);
  if (answer.refused) toast(refusal(answer));
  return answer;
}

const acts = {
  async become(id, then = null) {
    if (id !== me().id && (await tried("become", {who: id})).refused) return;
    if (then && channel(then)) await openPlace(then);
  },
  newcomer: () => tried("newcomer"),
  change: (settings) => tried("settings", settings),
  settings: (button) => openSettings(button, acts),
  async turn(to) {
    setBusy(true, acts);
    const answer = await tried("turn", {to});
    setBusy(false, acts);
    if (answer.refused) return;
    if (answer.nothing) return toast(aside("nothing due"));
    const fresh = Object.entries(answer.said ?? {});
    const moment = aside("now is", {moment: shown(now(), "F", visitorLanguage())});
    toast(fresh.length ? moment : `${moment} ${aside("quiet")}`);
    for (const [id, count] of fresh.slice(0, 3)) {
      const place = channel(id);
      if (place && id !== state.place && !toastAbout(id)) toast(aside("said", {count, place: label(place)}), {place: id, go: () => openPlace(id)});
    }
  },
  async restart() {
    setBusy(true, acts);
    const note = toast(aside("restarting"));
    const answer = await tried("restart");
    note.remove();
    setBusy(false, acts);
    if (!answer.refused) toast(aside("restarted"));
  },
  async tour(on) {
    if (!(await tried("tour", {on})).refused) land(on ? byId("tour") : keyed("tour"));
  },
  drawer: () => toggle("drawer"),
  openGuild: (id) => {
    state.guild = id;
    const here = guild();
    const remembered = kept.get(`place.${me().id}.${id}`);
    const first = here ? (channel(remembered ?? "")?.guild === id ? remembered : here.channels.find((one) => one.type === 0)?.id) : state.world.directs[0]?.id;
    if (first) return openPlace(first, null, {drawer: true});
    state.place = null;
    clearLog();
    drawAll();
  },
  openPlace: (id) => openPlace(id),
  async direct(id) {
    const answer = await tried("direct", {who: id});
    if (answer.refused) return;
    if (!channel(answer.channel.id)) state.world.directs.push(answer.channel);
    await openPlace(answer.channel.id);
    focusComposer();
  },
  voice: (place, on) => tried(on ? "enter" : "hang_up", {channel: place.id}),
  interested: (event) => tried("interested", {event: event.id, on: !event.mine}),
  async userMenu(name, who) {
    const answer = await ask("menu", {name, who, channel: state.place});
    if (answer.failed) toast(t("no answer"));
    else come(answer);
  },
  // Messages
  dismiss: (message) => (message.unanswered ? heard([], [message.id]) : tried("dismiss", where(message))),
  react: (message, emoji, on) => tried("react", {...where(message), emoji, on}),
  pickEmoji(message, button) {
    const box = openBox(
      button,
      t("react"),
      el("div", {class: "emoji-grid"}, EMOJI.map((one) => el("button", {type: "button", class: "emoji-choice", onclick: () => (box.hidePopover(), acts.react(message, one, true))}, one))),
    );
  },
  reply: (message) => replyOn(message),
  remove: (message) => tried("delete", where(message)),
  async more(message, button) {
    const {message: found = []} = await ask("commands", {channel: message.channel_id});
    const use = async (name) => {
      const answer = await ask("menu", {...where(message), name});
      if (answer.failed) toast(t("no answer"));
      else come(answer);
    };
    const box = openBox(
      button,
      t("more"),
      el(
        "div",
        {class: "actions"},
        found.map((one) => el("button", {type: "button", class: "button plain", onclick: () => (box.hidePopover(), use(one.name))}, icon("apps"), one.shown)),
        el("button", {type: "button", class: "button plain", onclick: () => (box.hidePopover(), copy(words(message)))}, icon("file"), t("copy")),
      ),
    );
  },
};

const copy = (text) => navigator.clipboard.writeText(text).then(() => toast(t("copied")), () => toast(t("not copied")));
const where = (message) => ({channel: message.channel_id, message: message.id});
const label = (place) => (place.guild === "direct" ? place.name : isThread(place) ? `#${channel(place.parent)?.name ?? ""} › ${place.name}` : `#${place.name}`);

async function openPlace(id, about = null, {drawer = false} = {}) {
  const place = channel(id);
  if (!place) return;
  const moved = state.place !== id;
  state.place = id;
  state.guild = place.guild;
  toastAbout(id)?.remove();
  kept.set(`place.${me().id}`, id);
  kept.set(`place.${me().id}.${place.guild}`, id);
  if (!drawer) putAway();
  if (moved) {
    clearLog();
    failures.clear();
    drawComposer();
  }
  drawAll();
  await openLog(id, about);
}

function news(shape) {
  setNow(shape.now, shape.stands);
  if (shape.page) state.page = shape.page;
  if (shape.tour !== undefined) state.tour = shape.tour;
  if (shape.unread) state.unread = shape.unread;
  if (shape.world) {
    const before = state.world?.me;
    state.world = shape.world;
    viewer = me().id;
    kept.set("viewer", viewer);
    document.documentElement.lang = spoken(me().locale);
    if (before?.id !== me().id) {
      settleIn();
      if (before) announce(`${aside("you are", {name: me().name})}, ${aside(me().part)}`);
    } else {
      if (!channel(state.place)) settleIn();
      else {
        drawComposer({keep: true});
        if (before.locale !== me().locale || before.zone !== me().zone) openLog(state.place);
      }
    }
  }
  if (shape.messages || shape.gone) heard(shape.messages ?? [], shape.gone ?? []);
  for (const message of shape.pings ?? []) pinged(message);
  if (shape.world || shape.unread || shape.tour !== undefined || shape.page) drawAll();
  tick();
  refreshMoments();
}

function pinged(message) {
  const place = channel(message.channel_id);
  if (!place || message.channel_id === state.place) return;
  toastAbout(message.channel_id)?.remove();
  toast([el("strong", {}, t("notification", {name: author(message), place: label(place)})), el("br"), words(message).slice(0, 140)], {
    place: message.channel_id, go: () => openPlace(message.channel_id, message.id), say: t,
  });
}

// Somebody else looks now: what she had open, or where she would land.
function settleIn() {
  clearLog();
  state.place = null;
  const remembered = channel(kept.get(`place.${me().id}`) ?? "");
  const [first] = state.world.guilds;
  const start = remembered ?? first?.channels.find((one) => one.type === 0);
  state.guild = start?.guild ?? first?.id ?? "direct";
  if (start) openPlace(start.id);
  else {
    drawComposer();
    drawAll();
  }
}

function drawAll() {
  document.title = `${label(channel(state.place) ?? {guild: "direct", name: t("directs")})} · ${state.page.title}`;
  drawStage(acts);
  drawRail(acts);
  drawChannels(acts);
  drawEvents(acts);
  drawPanel(acts);
  drawHead();
  drawMembers(acts);
  drawTour(acts);
  nameToasts();
  document.documentElement.dataset.ready = "";
}

function drawHead() {
  const place = channel(state.place);
  const parent = place && isThread(place) ? channel(place.parent) : null;
  redraw(
    byId("head"),
    place ? icon(place.guild === "direct" ? "people" : iconOf(place)) : "",
    el("h1", {}, parent && el("button", {type: "button", class: "link crumb", dataset: {go: parent.id, key: "parent"}}, `#${parent.name}`), parent && el("span", {class: "muted", "aria-hidden": "true"}, " › "), place?.name ?? t("directs")),
    place?.topic && el("p", {class: "topic"}, place.topic),
    place?.inside && voiceButton(place),
    guild() &&
      iconButton("people", t("show members"), {
        class: "icon-button members-button", dataset: {key: "members"}, "aria-expanded": String(isShown("members")), "aria-controls": "members",
        onclick: () => toggle("members"),
      }),
  );
  byId("scroller").setAttribute("aria-label", t("messages", {place: place?.name ?? ""}));
}

function voiceButton(place) {
  const on = !place.inside.includes(me().id);
  return el(
    "button",
    {type: "button", class: `button ${on ? "primary" : "secondary"} small-button voice-button`, disabled: on && !may(place, "connect"), dataset: {key: "voice"}, onclick: () => acts.voice(place, on)},
    t(on ? "join voice" : "leave voice"),
  );
}

document.addEventListener("click", (event) => {
  const to = event.target.closest("[data-go]");
  if (to) {
    event.preventDefault();
    return void openPlace(to.dataset.go, to.dataset.message ?? null);
  }
  const who = event.target.closest("[data-profile]");
  if (who) return void openProfile(who, who.dataset.profile, acts);
  putAway(event.target);
});

applyLook();
startSides();
guardFocus();
startLog(acts);
whenFailed(redrawMessage);
setInterval(() => state.world && (tick(), refreshMoments()), 5000);
byId("bottom-note").replaceChildren(el("p", {class: "muted"}, t("loading")));
let lost = false;
connect(() => viewer, visitorLanguage, {
  news,
  back() {
    byId("bottom-note").replaceChildren();
    if (lost) {
      document.body.classList.remove("cut");
      state.place = null;
      state.world = null;
    }
    lost = false;
  },
  cut() {
    if (lost) return;
    lost = true;
    document.body.classList.add("cut");
    byId("bottom-note").replaceChildren(el("p", {class: "cut-note", role: "alert"}, t("ended")));
    announce(t("ended"));
  },
});
