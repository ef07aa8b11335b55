"""Registering commands: what Discord keeps, and what it refuses."""

from __future__ import annotations

from typing import Any

import discord
import pytest
from discord import app_commands

from tests.playground.bot import Bot
from tests.playground.conftest import Camp
from tests.playground.refusals import malformed, refused


class French(app_commands.Translator):
    async def translate(
        self,
        string: app_commands.locale_str,
        locale: discord.Locale,
        context: app_commands.TranslationContextTypes,
    ) -> str | None:
        del context
        return (
            {"meetup": "rencontre", "when": "quand"}.get(string.message)
            if locale == discord.Locale.french
            else None
        )


async def register(bot: Bot, camp: Camp, *commands: dict[str, Any], guild: bool = False) -> Any:
    """A bulk overwrite past discord.py's own checks."""
    if guild:
        return await bot.http.bulk_upsert_guild_commands(camp.app.id, camp.guild.id, list(commands))
    return await bot.http.bulk_upsert_global_commands(camp.app.id, list(commands))


def command(name: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "description": "x", **more}


def option(name: str, kind: int = 3, **more: Any) -> dict[str, Any]:
    return {"name": name, "description": "x", "type": kind, **more}


async def test_names_in_other_languages_are_kept_and_can_be_typed(camp: Camp) -> None:
    bot = Bot()

    @bot.tree.command(name=app_commands.locale_str("meetup"), description="Plans")
    @app_commands.rename(moment=app_commands.locale_str("when"))
    async def meetup(interaction: discord.Interaction, moment: str) -> None:
        await interaction.response.send_message(f"{moment} {interaction.locale}")

    await bot.tree.set_translator(French())
    async with camp.running(bot):
        assert camp.app.commands[0].names == {"meetup", "rencontre"}
        assert (await camp.ana.slash("/rencontre", quand="samedi")).text == "samedi fr"
        assert (await camp.ana.slash("/meetup", when="saturday")).text == "saturday fr"


async def test_a_command_keeps_its_id_through_overwrites_and_goes_when_left_out(camp: Camp, bot: Bot) -> None:
    first = await register(bot, camp, command("a"), command("b"))
    again = await register(bot, camp, command("a", description="other"))
    assert again[0]["id"] == first[0]["id"]
    assert again[0]["version"] != first[0]["version"]
    assert [known.name for known in await bot.tree.fetch_commands()] == ["a"]
    await register(bot, camp, command("here"), guild=True)
    assert [known.guild_id for known in camp.app.commands] == [None, camp.guild.id]


WRONG: list[tuple[str, list[dict[str, Any]], str, str, str]] = [
    ("capitals", [command("Meetup")], "0.name", "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid"),
    ("spaces", [command("a b")], "0.name", "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid"),
    ("a long name", [command("x" * 33)], "0.name", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 32 in length."),
    ("a long description", [command("a", description="x" * 101)], "0.description", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 100 in length."),
    ("no description", [{"name": "a"}], "0.description", "BASE_TYPE_REQUIRED", "This field is required"),
    ("two of a name", [command("a"), command("a")], "1.name", "APPLICATION_COMMANDS_DUPLICATE_NAME", "Application command names must be unique"),
    ("26 options", [command("a", options=[option(f"o{n}") for n in range(26)])],
     "0.options", "BASE_TYPE_MAX_LENGTH", "Must be 25 or fewer in length."),
    ("required after optional", [command("a", options=[option("b"), option("c", required=True)])],
     "0.options.1", "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID", "Required options must be placed before non-required options"),
    ("26 choices", [command("a", options=[option("b", choices=[{"name": f"x{n}", "value": "x"} for n in range(26)])])],
     "0.options.0.choices", "BASE_TYPE_MAX_LENGTH", "Must be 25 or fewer in length."),
    ("a choice of the wrong type", [command("a", options=[option("b", 4, choices=[{"name": "x", "value": "x"}])])],
     "0.options.0.choices.0.value", "APPLICATION_COMMAND_OPTIONS_CHOICE_TYPE", "The value is not of the option's type"),
    ("an unknown language", [command("a", name_localizations={"xx": "b"})],
     "0.name_localizations", "BASE_TYPE_CHOICES", "\"xx\" is none of Discord's locales."),
    ("a group in a group", [command("a", options=[option("g", 2, options=[option("h", 2, options=[])])])],
     "0.options.0.options.0.type", "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", "Sub-command groups cannot be nested deeper"),
    ("more than 8000 characters", [command("a", options=[
        option("b", choices=[{"name": f"{n:0100}", "value": f"{n:0100}"} for n in range(25)]),
        option("c", choices=[{"name": f"{n:0100}", "value": f"{n:0100}"} for n in range(25)])])],
     "0", "APPLICATION_COMMAND_TOO_LARGE", "Command exceeds maximum size (8000)"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("commands", "field", "code", "words"), [case[1:] for case in WRONG], ids=[case[0] for case in WRONG]
)
@pytest.mark.provokes
async def test_a_wrong_definition_is_refused_and_nothing_changes(
    camp: Camp, bot: Bot, commands: list[dict[str, Any]], field: str, code: str, words: str
) -> None:
    await register(bot, camp, command("kept"))
    assert await malformed(camp.discord, register(bot, camp, *commands)) == [(field, code, words)]
    assert [known.name for known in camp.app.commands] == ["kept"]


async def test_a_place_has_100_chat_commands_and_15_of_each_menu(camp: Camp, bot: Bot) -> None:
    await register(bot, camp, *[command(f"c{n}") for n in range(100)])
    await refused(register(bot, camp, *[command(f"c{n}") for n in range(101)]), 400, 30032)
    menus = [{"name": f"m{n}", "type": 3} for n in range(16)]
    await register(bot, camp, *menus[:15])
    await refused(register(bot, camp, *menus), 400, 30032)


@pytest.mark.fault("R33", status=429, code=30034)
async def test_r33_two_hundred_creates_a_day_and_no_more(camp: Camp) -> None:
    async with camp.running() as bot:
        bot.http.max_ratelimit_timeout = 30.0
        for start in (0, 100):
            await register(bot, camp, *[command(f"c{start + n}") for n in range(100)])
            await register(bot, camp, *[command(f"c{start + n}") for n in range(100)])
        with pytest.raises(discord.RateLimited) as refusal:
            await register(bot, camp, command("one-more"))
        assert refusal.value.retry_after > 3600
        assert camp.discord.requests[-1].answer["code"] == 30034
