"""Forms that outlive restarts: everything they need to know stands in their custom id and in their fields."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, ClassVar, cast

import discord
from discord.ui import CheckboxGroup, FileUpload, Label, Modal, Select, TextDisplay, TextInput

from bot.ui.answers import begin, explain


class Form(ABC):
    """A form that somebody has sent. A subclass gives its template and what `submitted` does."""

    template: ClassVar[re.Pattern[str]]
    """What its custom id is like; the groups are what it needs to know."""

    def __init__(self, match: re.Match[str]) -> None:
        self.match = match

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Takes the form; every error becomes an answer."""
        begin(interaction)
        try:
            await self.submitted(interaction, answers(interaction))
        except Exception as error:
            await explain(interaction, error)

    @abstractmethod
    async def submitted(self, interaction: discord.Interaction[Any], answers: Mapping[str, str]) -> None:
        """What becomes of it; `answers` are by the fields' custom ids."""


async def show_form(
    interaction: discord.Interaction[Any],
    title: str,
    custom_id: str,
    fields: Iterable[Label[Any] | TextDisplay[Any]],
) -> None:
    """Answers a press or a command with a form of at most five fields, texts among them counted."""
    form = Modal(title=title, custom_id=custom_id)
    for field in fields:
        form.add_item(field)
    # discord.py would keep it until it is sent, for ever if it is closed instead: nobody hears of that.
    form.stop()
    await interaction.response.send_modal(form)


def typing(
    name: str,
    label: str,
    typed: str,
    *,
    hint: str,
    longest: int,
    example: str = "",
    long: bool = False,
    needed: bool = False,
) -> Label[Any]:
    """A field to type in; `typed` stands in it already, `hint` beside it. Discord lets only a `needed` one not be empty."""
    style = discord.TextStyle.paragraph if long else discord.TextStyle.short
    field = TextInput[Any](
        custom_id=name,
        default=typed[:longest] or None,
        style=style,
        required=needed,
        max_length=longest,
        placeholder=example or None,
    )
    return Label(text=label, description=hint, component=field)


def choosing(name: str, label: str, chosen: str, choices: Mapping[str, str]) -> Label[Any]:
    """A field to choose one thing in, from values with their words; `chosen` is the one that holds."""
    options = [
        discord.SelectOption(label=words, value=value, default=value == chosen)
        for value, words in choices.items()
    ]
    return Label(text=label, component=Select[Any](custom_id=name, options=options))


def attaching(name: str, label: str, *, hint: str, most: int) -> Label[Any]:
    """A field for at least one file; `bot.ui.uploads` gives what was attached."""
    field = FileUpload[Any](custom_id=name, required=True, min_values=1, max_values=most)
    return Label(text=label, description=hint, component=field)


def agreeing(name: str, label: str, words: str) -> Label[Any]:
    """A box that must be ticked: "yes" is the answer then."""
    options = [discord.CheckboxGroupOption(label=words, value="yes")]
    box = CheckboxGroup[Any](custom_id=name, options=options, required=True, min_values=1, max_values=1)
    return Label(text=label, component=box)


def answers(interaction: discord.Interaction[Any]) -> dict[str, str]:
    """What was typed or chosen in a form that was sent, by its fields' custom ids; nothing is "".

    Files are for `bot.ui.uploads`.
    """
    return dict(_answers(cast("Mapping[str, Any]", interaction.data or {}).get("components", [])))


def _answers(parts: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    for part in parts:
        inside = part.get("components") or filter(None, [part.get("component")])
        yield from _answers(inside)
        if "custom_id" in part:
            several = part.get("values") or [""]
            yield part["custom_id"], str(part.get("value") or several[0])
