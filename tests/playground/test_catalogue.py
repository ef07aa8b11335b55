"""The catalogue is whole: every fault has tests, and those saw it happen (the fixture `wire` holds them to it)."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from inspect import getmembers, isfunction
from pathlib import Path
from typing import Any, cast

import discord
import pytest

from playground.requests import RequestLog
from tests.playground.catalogue import CATALOGUE, Fault, line_of
from tests.playground.conftest import Camp
from tests.playground.transcript import Transcript
from tests.stories import test_killed

IDS = [f"R{number:02}" for number in range(1, 38)] + [f"G{number:02}" for number in range(1, 25)]
THE_BOTS_OWN = {"G23": test_killed.test_a_stop_in_the_middle_of_a_send_loses_and_doubles_nothing}


def marks_of(marked: Any) -> Iterator[pytest.Mark]:
    """The marks of a test, also those of single rows of its parameters, or of a module."""
    own: Any = getattr(marked, "pytestmark", [])
    for each in cast("list[Any]", own) if isinstance(own, list) else [own]:
        mark: pytest.Mark = getattr(each, "mark", each)
        yield mark
        if mark.name == "parametrize":
            for row in mark.args[1]:
                yield from getattr(row, "marks", ())


def written() -> Iterator[tuple[str, list[pytest.Mark]]]:
    """Every test of the playground as pytest will find it, with its marks; none of them is run."""
    for source in sorted(Path(__file__).parent.glob("test_*.py")):
        module = importlib.import_module(f"tests.playground.{source.stem}")
        for name, test in getmembers(module, isfunction):
            if name.startswith("test_") and test.__module__ == module.__name__:
                yield f"{source.stem}.{name}", [*marks_of(module), *marks_of(test)]


def met() -> dict[Fault, list[str]]:
    """The tests of every line. A mark that means no line is an error, as is a marked test that may be skipped."""
    found: dict[Fault, list[str]] = {}
    for name, marks in written():
        for mark in marks:
            if mark.name == "fault":
                found.setdefault(line_of(mark), []).append(name)
                assert not {"skip", "skipif", "xfail"} & {each.name for each in marks}, name
    return found


def test_every_fault_has_its_line() -> None:
    assert list(dict.fromkeys(fault.id for fault in CATALOGUE)) == [
        known for known in IDS if known not in THE_BOTS_OWN
    ]


def test_every_line_says_what_must_be_seen_and_no_two_say_the_same() -> None:
    assert all(fault.told or fault.one or fault.seen for fault in CATALOGUE)
    assert len({(fault.id, *fault.told.items()) for fault in CATALOGUE}) == len(CATALOGUE)


def test_every_line_is_met_by_a_test() -> None:
    found = met()
    assert [fault for fault in CATALOGUE if not found.get(fault)] == []


def test_a_mark_that_means_no_line_is_an_error() -> None:
    with pytest.raises(LookupError):
        line_of(pytest.mark.fault("R05", status=404, code=10003).mark)


async def test_nothing_is_taken_for_seen_where_nothing_happened(camp: Camp) -> None:
    seen = Transcript(camp.discord)
    camp.discord.hub.watchers.append(seen.frames.append)
    with RequestLog.watched(seen.answers.append):
        async with camp.running() as bot:
            await camp.place(bot).send(
                "hello", view=discord.ui.View().add_item(discord.ui.Button(label="Go"))
            )
            await camp.ana.says("hello")
    assert {answer.status for answer in seen.answers} == {200}
    assert len(seen.told("MESSAGE_CREATE")) == 2
    assert [fault for fault in CATALOGUE if fault.happened(seen)] == []
