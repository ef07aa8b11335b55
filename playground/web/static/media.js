// Pictures and files. Only what lies on the playground itself is loaded.

import {el, icon} from "./dom.js";
import {t} from "./texts.js";

const PLAYABLE = /^(image|video|audio)\//;

function local(url) {
  try {
    const found = new URL(url, location.href);
    return found.host === location.host ? found.pathname : null;
  } catch {
    return null;
  }
}

export function picture(url, {description, width, height, className = "", spoiler = false} = {}) {
  const path = local(url);
  const words = description || t("picture");
  if (!path) {
    return el(
      "a",
      {class: `picture elsewhere ${className}`, href: url, target: "_blank", rel: "noreferrer noopener"},
      icon("link"),
      el("span", {}, description || t("picture elsewhere", {host: hostOf(url)})),
    );
  }
  const image = el("img", {src: path, alt: words, width: width || null, height: height || null, loading: "lazy"});
  const frame = el("a", {class: `picture ${className}`, href: path, target: "_blank", rel: "noopener"}, image);
  return spoiler ? veiled(frame) : frame;
}

function hostOf(url) {
  try {
    return new URL(url).host;
  } catch {
    return url;
  }
}

export function veiled(node) {
  const cover = el("button", {type: "button", class: "veil", "aria-expanded": "false"}, icon("eye"), t("spoiler"));
  const holder = el("div", {class: "veiled"}, cover);
  cover.addEventListener("click", () => {
    holder.replaceWith(node);
    if (node.tabIndex < 0) node.tabIndex = -1; // it can have the focus now
    node.focus({preventScroll: true});
  });
  return holder;
}

export function gallery(items) {
  return el(
    "div",
    {class: `gallery many-${Math.min(items.length, 4)}`},
    items.map((item) =>
      picture(item.media.url, {
        description: item.description, width: item.media.width, height: item.media.height, spoiler: item.spoiler,
      }),
    ),
  );
}

export function file({name, size, url}) {
  const path = local(url);
  return el(
    "div",
    {class: "file"},
    icon("file"),
    el(
      "span",
      {class: "file-words"},
      el("a", {href: path ?? url, download: name, "aria-label": t("download", {name})}, name),
      size === null || size === undefined ? "" : el("span", {class: "muted"}, bytes(size)),
    ),
  );
}

export function attachment(one) {
  const kind = one.content_type ?? "";
  if (kind.startsWith("image/") && kind !== "image/svg+xml") return picture(one.url, one);
  if (PLAYABLE.test(kind) && local(one.url) && !kind.startsWith("image/")) {
    const tag = kind.split("/")[0];
    return el(tag, {src: local(one.url), controls: true, class: "player", "aria-label": one.description || one.filename});
  }
  return file({name: one.filename, size: one.size, url: one.url});
}

export function bytes(count) {
  if (count < 1024) return `${count} B`;
  return count < 1024 * 1024 ? `${Math.round(count / 1024)} KB` : `${(count / 1024 / 1024).toFixed(1)} MB`;
}
