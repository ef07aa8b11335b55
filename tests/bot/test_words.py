"""Every text in every language: nothing missing, nothing left over, every placeholder kept."""

from __future__ import annotations

import ast
from importlib import resources
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from bot.app import App
from bot.words import LANGUAGES
from tests.catalog import Text, homes
from tests.town import Town

ROOT = Path(__file__).parents[2]


def catalogs(language: str) -> dict[str, Catalog]:
    """A language's catalogs by their names."""
    found: dict[str, Catalog] = {}
    for source in (resources.files("bot") / "locales" / language / "LC_MESSAGES").iterdir():
        with source.open("rb") as lines:
            found[source.name.removesuffix(".po")] = read_po(lines, locale=language)
    return found


def messages(language: str) -> list[tuple[str, Message]]:
    """Every message but the heads, with the catalog it stands in."""
    return [
        (name, message) for name, catalog in catalogs(language).items() for message in catalog if message.id
    ]


@pytest.mark.parametrize("language", LANGUAGES[1:])
async def test_every_text_is_translated_in_its_place_and_no_translation_is_left_over(
    town: Town, language: str
) -> None:
    there: set[tuple[str, Text]] = {
        (name, (message.context, message.id)) for name, message in messages(language)
    }  # pyright: ignore[reportAssignmentType] - Babel says "any string or sequence"
    asked = {(home, text) for text, home in homes(town.client).items()}
    assert {"missing": asked - there, "left over": there - asked} == {"missing": set(), "left over": set()}


def test_every_text_is_asked_of_a_name_by_which_it_is_found() -> None:
    """A text that is asked of the result of a call is in nobody's list, and stays English for everyone."""
    sources = [path for folder in ("bot", "cogs") for path in (ROOT / folder).rglob("*.py")]
    unfound = [
        f"{path}:{node.lineno}"
        for path in sources
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Call)
        and any(isinstance(given, ast.Constant) and isinstance(given.value, str) for given in node.args)
    ]
    assert unfound == []


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_every_translation_says_something_and_keeps_the_placeholders(language: str) -> None:
    for _, message in messages(language):
        originals = [message.id] if isinstance(message.id, str) else list(message.id)
        strings = [message.string] if isinstance(message.string, str) else list(message.string or [])
        assert strings
        assert all(strings), f"{message.id} is empty"
        assert not message.fuzzy, f"{message.id} is fuzzy"
        for text in strings:
            assert placeholders(text) == placeholders(originals[-1]), message.id


async def test_discord_shows_command_names_in_french(town: Town) -> None:
    names = {
        command.name: command.fields["name_localizations"].get("fr") for command in town.campsite.commands
    }
    assert names == {
        "buddy": "binôme",
        "campsite": None,
        "start": "commencer",
        "report": "signaler",
        "Report to the moderators": "Signaler à la modération",
        "group": "groupe",
        "intro": "présentation",
        "help": "aide",
        "me": "moi",
        "meetup": "rencontre",
        "path": "parcours",
        "progress": "progression",
        "welcome": "accueil",
        "Share as progress": "Partager ma progression",
    }


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
