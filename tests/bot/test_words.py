"""Every text in every language: nothing missing, nothing left over, every placeholder kept."""

from __future__ import annotations

from importlib import resources
from string import Formatter

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from bot.app import App
from bot.client import Campsite
from bot.words import LANGUAGES
from tests.catalog import Text, texts_of_commands, texts_of_permissions, texts_of_sources
from tests.town import Town


def catalog(language: str) -> Catalog:
    source = resources.files("bot") / "locales" / language / "LC_MESSAGES" / "campsite.po"
    with source.open("rb") as lines:
        return read_po(lines, locale=language)


def wanted(client: Campsite) -> set[Text]:
    return {*texts_of_sources(), *texts_of_commands(client), *texts_of_permissions()}


@pytest.mark.parametrize("language", LANGUAGES[1:])
async def test_every_text_is_translated_and_no_translation_is_left_over(town: Town, language: str) -> None:
    there: set[Text] = {(message.context, message.id) for message in catalog(language) if message.id}  # pyright: ignore[reportAssignmentType] - Babel says "any string or sequence"
    asked = wanted(town.client)
    assert {"missing": asked - there, "left over": there - asked} == {"missing": set(), "left over": set()}


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_every_translation_says_something_and_keeps_the_placeholders(language: str) -> None:
    for message in catalog(language):
        if not message.id:
            continue
        originals = [message.id] if isinstance(message.id, str) else list(message.id)
        strings = [message.string] if isinstance(message.string, str) else list(message.string or [])
        assert strings
        assert all(strings), f"{message.id} is empty"
        assert not message.fuzzy, f"{message.id} is fuzzy"
        for text in strings:
            assert placeholders(text) == placeholders(originals[-1]), message.id


async def test_discord_shows_command_names_in_french(town: Town) -> None:
    names = {command.name: command.fields["name_localizations"]["fr"] for command in town.campsite.commands}
    assert names == {"group": "groupe", "me": "moi", "meetup": "rencontre"}


async def test_a_language_we_do_not_speak_gets_english(app: App) -> None:
    assert app.catalogs.of("de").language == "en"
    assert app.catalogs.of("en-GB").language == "en"
    assert app.catalogs.of("fr").language == "fr"


async def test_numbers_take_the_plural_of_the_language(app: App) -> None:
    french, english = app.catalogs.of("fr"), app.catalogs.of("en")
    assert [french.plural("{count} member", "{count} members", n) for n in (0, 1, 2)] == [
        "0 membre",
        "1 membre",
        "2 membres",
    ]
    assert [english.plural("{count} member", "{count} members", n) for n in (0, 1, 2)] == [
        "0 members",
        "1 member",
        "2 members",
    ]
