// What people type, read as Discord reads it.

import {t} from "./texts.js";

const EXACT = 2 ** 53; // beyond it JavaScript's numbers leave some out

// How many characters a text has: Unicode's code points, which is what Discord counts.
export const characters = (text) => [...text].length;

// The `value` of a number that was typed for an option, or what is `wrong` with it.
export function numberIn(text, {min_value: least = -EXACT, max_value: most = EXACT}, {whole}) {
  const found = /^([+-]?\d+)([.,]\d+)?$/.exec(text.trim());
  if (!found) return {wrong: t(whole ? "whole number" : "number")};
  if (whole && found[2]) return {wrong: t("whole number")};
  const value = Number(found[0].replace(",", "."));
  const digits = BigInt(found[1]); // as they were typed, where the value may be a neighbour
  if (value < least || digits < least) return {wrong: t("at least", {count: least})};
  if (value > most || digits > most) return {wrong: t("at most", {count: most})};
  return {value};
}

// What is wrong with the length of a text; nothing is wrong with none at all.
export function misfitting(text, least, most) {
  const length = characters(text);
  if (length && length < least) return t("too short", {count: least});
  return length > most ? t("too long", {count: most}) : null;
}
