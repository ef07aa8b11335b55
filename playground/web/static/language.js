// Which language the visitor reads, whoever they are just now: the page's own words are in it.

import {kept} from "./state.js";

export const LOCALES = ["en-US", "en-GB", "fr", "de", "es-ES", "pt-BR", "pl", "tr", "ja"];

// What the visitor's browser asks for, as one of the languages the app has; null if it has none of them.
function browserLanguage() {
  for (const wanted of navigator.languages) {
    const found = LOCALES.find((one) => one === wanted) ?? LOCALES.find((one) => one.split("-")[0] === wanted.split("-")[0]);
    if (found) return found;
  }
  return null;
}

// What was chosen on the page, else the browser's.
export const visitorLanguage = () => legible(kept.get("language")) ?? browserLanguage() ?? "en-US";

const looked = new Map(); // locales, and whether they are some: it is asked for every instant that is shown

// The locale, if it is one: the browser's formats refuse what is none.
export function legible(locale) {
  if (!looked.has(locale)) looked.set(locale, isLocale(locale));
  return looked.get(locale) ? locale : null;
}

function isLocale(locale) {
  try {
    return Boolean(locale) && Intl.getCanonicalLocales(locale).length > 0;
  } catch {
    return false;
  }
}
