// Files on their way to the playground.

import {state} from "./state.js";
import {t} from "./texts.js";

const MEGA = 1024 * 1024;

// Why these files cannot all be sent at once; null if they can.
export function misfit(files, most = state.page.files) {
  const large = files.find((file) => file.size > state.page.file_bytes);
  if (large) return t("file too large", {name: large.name, count: state.page.file_bytes / MEGA});
  return files.length > most ? t("too many files", {count: most}) : null;
}

// A file as it travels. Throws `Unreadable` for one that was moved, changed or removed since it was chosen.
export async function packed(file) {
  const url = await new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener("load", () => resolve(reader.result));
    reader.addEventListener("error", () => reject(new Unreadable(t("file unreadable", {name: file.name}))));
    reader.readAsDataURL(file);
  });
  return {name: file.name, data: url.slice(url.indexOf(",") + 1)};
}

class Unreadable extends Error {}

// What stands in for the playground's answer when files could not even be read; any other trouble is none of this.
export function unreadable(trouble) {
  if (trouble instanceof Unreadable) return {refused: trouble.message};
  throw trouble;
}
