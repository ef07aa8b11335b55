"""Pictures: what they show in any script, and that nothing of them holds anybody up or breaks anything."""

from __future__ import annotations

import asyncio
import json
import signal
import struct
import subprocess
import sys
import threading
from collections.abc import AsyncGenerator
from datetime import date, timedelta

import pytest
import resvg_py
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.pictures import board, heatmap, worker
from bot.pictures.board import Bar, Board
from bot.pictures.drawing import DARK, LIGHT, THEMES, Theme
from bot.pictures.heatmap import Heatmap, Shade
from bot.pictures.painter import NoPicture, Painter
from bot.pictures.typesetting import OUTLINES, Typesetter, in_order

TODAY = date(2026, 11, 20)
NAMES = (
    "Amélie Łukasz",
    "Владимир",
    "ليلى القاهرة",
    "東京の学習会 🌸",
    "骨折り損 Ana القاهرة 🔥 हिन्दी שלום 한국어",
)
TYPESETTER = Typesetter()
"""Opening the fonts costs some milliseconds, and hypothesis asks often."""


@pytest.fixture
async def painter() -> AsyncGenerator[Painter]:
    made = Painter(patience=60)
    yield made
    await made.close()


def year(title: str = "Ana", theme: Theme = DARK) -> str:
    days = {TODAY - timedelta(days=n): Shade(1 + n % 4) for n in range(0, 300, 3)}
    legend = ("filled in", "shared", "shared twice or more", "pause")
    shown = Heatmap(
        title, "41 days", days, TODAY, legend, lambda day: f"{day:%b}", lambda day: "MTWTFSS"[day]
    )
    return heatmap.draw(shown, theme)


def month(title: str = "Lyon", theme: Theme = DARK) -> str:
    goals, wins = [Bar(title, 3, 5, "3 of 5"), Bar("0", 0, 9, "0 of 9")], [title, "First talk"]
    shown = Board(
        title, "31 days", TODAY.replace(day=1), TODAY, {TODAY: 3, TODAY.replace(day=2): 1}, "Goals", goals, "Wins",
        wins, "Nothing yet", lambda day: "MTWTFSS"[day],
    )  # fmt: skip
    return board.draw(shown, theme)


def size(png: bytes) -> tuple[int, int]:
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", png[16:24])
    return width, height


def test_where_the_system_lets_nobody_step_back_pictures_are_made_all_the_same() -> None:
    refused = (
        "import os, runpy\ndef refused(_): raise PermissionError(1, 'Operation not permitted')\nos.nice = refused\n"
        f"runpy.run_path({worker.__file__!r}, run_name='__main__')"
    )
    message = year().encode()
    done = subprocess.run(
        [sys.executable, "-I", "-c", refused], input=worker.LENGTH.pack(len(message)) + message,
        capture_output=True, check=False,
    )  # fmt: skip
    assert done.stdout[4:].startswith(b"\x89PNG"), done.stderr.decode()


@pytest.mark.parametrize("theme", THEMES)
async def test_names_in_any_script_become_pictures(painter: Painter, theme: str) -> None:
    for name in NAMES:
        assert size(await painter.paint(year(name, THEMES[theme]))) == (heatmap.WIDTH * 2, heatmap.HEIGHT * 2)
        assert size(await painter.paint(month(name, THEMES[theme])))[0] == board.WIDTH * 2


def test_no_character_of_these_scripts_is_without_a_glyph() -> None:
    missing = {TYPESETTER.line("\U00012000", 20, 400, None)[0], ""}
    for name in NAMES:
        for character in name.replace(" ", ""):
            assert TYPESETTER.line(character, 20, 400, None)[0] not in missing, character


def test_of_all_characters_there_are_only_so_many_outlines_are_kept() -> None:
    for first in range(0x4E00, 0x4E00 + OUTLINES + 200, 100):
        TYPESETTER.line("".join(map(chr, range(first, first + 100))), 20, 400, None)
    kept = TYPESETTER._outline.cache_info()  # pyright: ignore[reportPrivateUsage] - nobody else sees how many there are
    assert kept.currsize == kept.maxsize == OUTLINES


def test_words_of_both_directions_stand_in_their_order() -> None:
    cases = {
        "Ana 12:30": [("Ana 12:30", False)],
        "Ana שלום ab": [("Ana ", False), ("שלום", True), (" ab", False)],
        "שלום 10:45 Ana": [("Ana", False), (" ", True), ("10:45", False), ("שלום ", True)],
        "": [],
    }
    assert {words: in_order(words) for words in cases} == cases


@given(st.text(max_size=40))
def test_no_character_is_lost_when_words_are_put_in_order(words: str) -> None:
    assert sorted("".join(run for run, _ in in_order(words))) == sorted(words)


@settings(max_examples=60)
@given(words=st.text(max_size=60), room=st.floats(30, 400))
def test_whatever_is_typed_is_set_within_its_room(words: str, room: float) -> None:
    paths, width = TYPESETTER.line(words, 16, 400, room)
    assert width <= room
    resvg_py.svg_to_bytes(
        svg_string=f'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">{paths}</svg>'
    )


def test_what_people_type_never_becomes_a_part_of_the_drawing() -> None:
    drawn = worker.svg(json.loads(year('<image href="/etc/hostname"/>&"')), TYPESETTER)
    assert "<image" not in drawn
    assert "href" not in drawn


async def test_the_same_drawing_is_painted_once(painter: Painter) -> None:
    first = await painter.paint(year())
    assert await painter.paint(year()) is first


async def test_a_process_started_ahead_makes_the_first_picture(painter: Painter) -> None:
    await painter.start()
    started = painter._process  # pyright: ignore[reportPrivateUsage] - nobody else sees which one it is
    assert started is not None
    assert await painter.paint(year())
    assert painter._process is started  # pyright: ignore[reportPrivateUsage] - as above


async def test_a_process_that_died_is_started_anew(painter: Painter) -> None:
    await painter.paint(year())
    assert painter._process is not None  # pyright: ignore[reportPrivateUsage] - nobody else could kill it
    painter._process.kill()  # pyright: ignore[reportPrivateUsage] - as above
    with pytest.raises(NoPicture):
        await painter.paint(month())
    assert await painter.paint(month())


async def test_a_picture_that_takes_too_long_is_given_up_and_the_next_one_is_made() -> None:
    painter = Painter(patience=0.0)
    with pytest.raises(NoPicture):
        await painter.paint(year())
    painter._patience = 60.0  # pyright: ignore[reportPrivateUsage] - the same painter, with more time
    assert await painter.paint(year())
    await painter.close()


async def test_a_wait_for_others_counts_and_gives_up_alone() -> None:
    painter = Painter(patience=0.05)
    async with painter._alone:  # pyright: ignore[reportPrivateUsage] - as somebody does whose picture takes long
        with pytest.raises(NoPicture):
            await painter.paint(year())
    painter._patience = 60.0  # pyright: ignore[reportPrivateUsage] - the same painter, with more time
    assert await painter.paint(year())
    await painter.close()


async def test_a_process_that_hangs_is_ended_while_the_bot_works_on(monkeypatch: pytest.MonkeyPatch) -> None:
    painter = Painter()
    await painter.start()
    process = painter._process  # pyright: ignore[reportPrivateUsage] - nobody else could make it hang
    assert process is not None
    process.send_signal(signal.SIGSTOP)
    waited: list[threading.Thread] = []
    wait = process.wait

    def noted(timeout: float | None = None) -> int:
        waited.append(threading.current_thread())
        return wait(timeout)

    monkeypatch.setattr(process, "wait", noted)
    painter._patience = 0.05  # pyright: ignore[reportPrivateUsage] - nothing comes, however long it takes
    with pytest.raises(NoPicture):
        await painter.paint(year())
    assert waited
    assert threading.main_thread() not in waited
    painter._patience = 60.0  # pyright: ignore[reportPrivateUsage] - the same painter, with more time
    assert await painter.paint(year())
    await painter.close()


async def test_a_drawing_that_is_none_makes_no_picture(painter: Painter) -> None:
    with pytest.raises(NoPicture):
        await painter.paint('{"width": 0, "height": 0, "parts": []}')
    assert await painter.paint(year())


async def test_a_drawing_that_many_ask_for_at_once_is_painted_once(painter: Painter) -> None:
    painted = await asyncio.gather(*(painter.paint(year()) for _ in range(4)))
    assert len({id(picture) for picture in painted}) == 1


async def test_many_at_once_are_painted_one_after_the_other(painter: Painter) -> None:
    painted = await asyncio.gather(*(painter.paint(year(f"Ana {number}")) for number in range(4)))
    assert len(set(painted)) == 4


def luminance(colour: str) -> float:
    """Relative luminance. Source: WCAG 2.2."""
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (red, green, blue)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_words_stand_out_from_what_they_stand_on(theme: Theme) -> None:
    pairs = [(theme.ink, theme.paper), (theme.quiet, theme.paper), (theme.accent, theme.paper)]
    pairs += [(theme.quiet, theme.empty), *zip(theme.on_steps, theme.steps, strict=True)]
    assert [pair for pair in pairs if contrast(*pair) < 4.5] == []
