"""Typesetting: words of any script become outlines. Runs in the process that makes pictures.

The fonts come with packages, never from the system, so a picture looks the same everywhere. HarfBuzz shapes and
measures; what it needs to be told is which font each character is taken from, and in which direction it runs.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from importlib import import_module
from importlib.resources import files
from itertools import groupby
from typing import Any

hb: Any = import_module("uharfbuzz")  # it ships no types

PACKAGES = ("manimgx_fonts", "manimgx_fonts_cjk")

LATIN, SYMBOLS, EMOJI = "Noto Sans", "Noto Sans Symbols", "Noto Emoji"
JAPANESE, KOREAN, CHINESE = "Noto Sans CJK JP", "Noto Sans CJK KR", "Noto Sans CJK SC"
LAST = (SYMBOLS, EMOJI)
"""Fonts that are asked only for what no script's font has."""

JOINER, TEXT_STYLE, EMOJI_STYLE, KEYCAP = "\u200d", "\ufe0e", "\ufe0f", "\u20e3"
SKINS = range(0x1F3FB, 0x1F400)
FLAGS = range(0x1F1E6, 0x1F200)
PICTOGRAPHS = range(0x1F000, 0x1FB00)
"""Code points. Source: Unicode, emoji-data."""

MORE = "…"

OUTLINES = 4096
"""Outlines that are kept: the letters of a community in any script, and a few megabytes whatever people type."""


class Typesetter:
    """Sets lines of text. Opening the fonts costs a few milliseconds, for they are read where they lie."""

    def __init__(self) -> None:
        self._faces: dict[str, Any] = {}
        for package in PACKAGES:
            for entry in files(package).iterdir():
                if entry.name.endswith((".ttf", ".ttc")) and "Italic" not in entry.name:
                    blob = hb.Blob.from_file_path(str(entry))
                    for index in range(hb.Face(blob).count):
                        face = hb.Face(blob, index)
                        name = face.get_name(hb.OTNameIdPredefined.FONT_FAMILY) or entry.name
                        self._faces[name.removesuffix(" Light")] = face
        scripts = sorted(name for name in self._faces if "CJK" not in name and name not in (LATIN, *LAST))
        self._order = {
            cjk: [name for name in (LATIN, *scripts, *cjks, *LAST) if name in self._faces]
            for cjk, cjks in ((JAPANESE, (JAPANESE, KOREAN)), (CHINESE, (CHINESE, KOREAN)))
        }
        self._covered = {name: face.unicodes for name, face in self._faces.items()}
        self._fonts: dict[tuple[str, int], Any] = {}
        self._outline = lru_cache(OUTLINES)(self._drawn)

    def line(self, words: str, size: float, weight: int, room: float | None) -> tuple[str, float]:
        """Paths that start at 0 on the base line, and how wide they are; cut with a sign where they find no room."""
        words = visible(words)
        paths, width = self._set(words, size, weight)
        if room is None or width <= room:
            return paths, width
        low, high = 0, len(words)
        while low < high:  # how many characters fit
            middle = (low + high + 1) // 2
            if self._set(_shortened(words, middle), size, weight)[1] <= room:
                low = middle
            else:
                high = middle - 1
        return self._set(_shortened(words, low), size, weight)

    def _set(self, words: str, size: float, weight: int) -> tuple[str, float]:
        paths: list[str] = []
        x = 0.0
        for run, backwards in in_order(words):
            named = list(self._runs(run))
            for name, characters in reversed(named) if backwards else named:
                font = self._font(name, weight)
                scale = size / self._faces[name].upem
                buffer = hb.Buffer()
                buffer.add_str(characters)
                buffer.guess_segment_properties()
                buffer.direction = "rtl" if backwards else "ltr"
                hb.shape(font, buffer)
                for glyph, place in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
                    outline = self._outline(name, weight, glyph.codepoint)
                    if outline:
                        left, up = x + place.x_offset * scale, place.y_offset * scale
                        move = f"translate({left:.2f} {-up:.2f}) scale({scale:.5f} {-scale:.5f})"
                        paths.append(f'<path transform="{move}" d="{outline}"/>')
                    x += place.x_advance * scale
        return "".join(paths), x

    def _font(self, name: str, weight: int) -> Any:
        font = self._fonts.get((name, weight))
        if font is None:
            font = self._fonts[name, weight] = hb.Font(self._faces[name])
            font.set_variations({"wght": weight})
        return font

    def _drawn(self, name: str, weight: int, glyph: int) -> str:
        pen = _Pen()
        self._font(name, weight).draw_glyph(glyph, PATHS, pen)
        return "".join(pen.steps)

    def _runs(self, words: str) -> Iterator[tuple[str, str]]:
        """The words in stretches of one font."""
        order = self._order[JAPANESE if any(_is_kana(c) for c in words) else CHINESE]
        fonts: list[str] = []
        for place in range(len(words)):
            fonts.append(self._font_of(words, place, fonts[-1] if fonts else LATIN, order))
        for name, pairs in groupby(zip(fonts, words, strict=True), key=lambda pair: pair[0]):
            yield name, "".join(character for _, character in pairs)

    def _font_of(self, words: str, place: int, before: str, order: list[str]) -> str:
        character = words[place]
        after = words[place + 1 : place + 2]
        joins = character in (JOINER, TEXT_STYLE, EMOJI_STYLE, KEYCAP) or ord(character) in SKINS
        if joins or (unicodedata.category(character)[0] == "M" and self._has(before, character)):
            return before
        pictured = ord(character) in PICTOGRAPHS or after in (EMOJI_STYLE, KEYCAP)
        if pictured and self._has(EMOJI, character):
            return EMOJI
        return next((name for name in order if self._has(name, character)), LATIN)

    def _has(self, name: str, character: str) -> bool:
        return ord(character) in self._covered[name]


class _Pen:
    """Collects the steps of an outline, as SVG writes them."""

    def __init__(self) -> None:
        self.steps: list[str] = []


def _paths() -> Any:
    def step(letter: str) -> Any:
        def draw(*given: Any) -> None:
            *numbers, pen = given
            pen.steps.append(letter + " ".join(f"{number:g}" for number in numbers))

        return draw

    functions = hb.DrawFuncs()
    functions.set_move_to_func(step("M"))
    functions.set_line_to_func(step("L"))
    functions.set_quadratic_to_func(step("Q"))
    functions.set_cubic_to_func(step("C"))
    functions.set_close_path_func(step("Z"))
    return functions


PATHS = _paths()


def visible(words: str) -> str:
    """One line, without what nobody sees."""
    line = " ".join(unicodedata.normalize("NFC", words).split())
    return "".join(c for c in line if unicodedata.category(c)[0] != "C" or c == JOINER)


def _shortened(words: str, kept: int) -> str:
    """The first characters, never half of one that is made of several."""
    while 0 < kept < len(words) and (
        words[kept] in (JOINER, EMOJI_STYLE, KEYCAP)
        or words[kept - 1] == JOINER
        or unicodedata.category(words[kept])[0] == "M"
    ):
        kept -= 1
    return words[:kept].rstrip() + MORE


def in_order(words: str) -> list[tuple[str, bool]]:
    """Stretches of one direction from left to right, each with whether it is read from right to left.

    A part of Unicode's bidirectional algorithm (UAX 9), for one line without explicit marks: strong characters keep
    their direction, numbers stand where the words before them put them, and what is between takes the direction of
    both sides, or else the line's own.
    """
    ways = [_WAYS.get(unicodedata.bidirectional(character), "") for character in words]
    base = next((way for way in ways if way in ("L", "R")), "L")
    level_of = {"L": 0 if base == "L" else 2, "R": 1, "number": 2}
    strong = base
    for place, way in enumerate(ways):
        if way == "mark" and place:
            ways[place] = ways[place - 1]
        elif way == "number" and strong == "L":
            ways[place] = "L"
        elif way in ("L", "R"):
            strong = way
    for place in range(1, len(words) - 1):
        numbers = ways[place - 1] == ways[place + 1] == "number"
        if numbers and unicodedata.bidirectional(words[place]) in SEPARATORS:
            ways[place] = "number"
    place = 0
    for between, group in groupby(ways[:], key=lambda way: way in ("", "mark")):
        end = place + len(list(group))
        if between:
            sides = {
                "R" if way == "number" else way for way in (*ways[place - 1 : place], *ways[end : end + 1])
            }
            if place == 0 or end == len(ways):
                sides.add(base)
            ways[place:end] = [sides.pop() if len(sides) == 1 else base] * (end - place)
        place = end
    levels = [level_of[way] for way in ways]
    runs = [
        (level, "".join(character for _, character in pairs))
        for level, pairs in groupby(zip(levels, words, strict=True), key=lambda pair: pair[0])
    ]
    placed: list[tuple[str, bool]] = []
    for turned, block in groupby(runs, key=lambda run: run[0] > 0):
        stretches = [(run, level == 1) for level, run in block]
        placed += reversed(stretches) if turned else stretches
    return placed


SEPARATORS = ("CS", "ES")
"""Signs that belong to the numbers on both sides of them, as in 10:45."""

_WAYS = {"L": "L", "R": "R", "AL": "R", "EN": "number", "AN": "number", "NSM": "mark"}
"""Unicode's bidirectional classes, as far as one line needs them."""


def _is_kana(character: str) -> bool:
    return "\u3040" <= character <= "\u30ff"
