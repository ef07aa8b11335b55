"""What people see, drawn for a terminal: whole drawings, compared line by line."""

from __future__ import annotations

import os
import pty
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from playground import Application, Channel, Clock, Message, Person, Playground
from playground.terminal import Screen, Viewer, channel, message
from playground.terminal.moments import shown
from playground.terminal.screen import Colours
from playground.world.attachments import keep
from playground.world.messages import COMPONENTS_V2, Draft, MessageType, post
from playground.world.threads import create as create_thread

FRIDAY = datetime(2026, 11, 20, 9, tzinfo=UTC)
SATURDAY = int((FRIDAY + timedelta(days=8)).timestamp())
NARROW = Screen(width=40)


class Square:
    """A server with a bot and two people, without anything running."""

    def __init__(self) -> None:
        self.clock = Clock(FRIDAY)
        self.discord = Playground(self.clock)
        self.app: Application = self.discord.application("Campsite")
        self.guild = self.discord.guild("Learners", owner=self.person("Olga"))
        self.guild.invite(self.app, permissions=8)
        self.ana = self.member("Ana")
        self.lyon: Channel = self.guild.add_channel("lyon")

    def person(self, name: str, locale: str = "en-US") -> Person:
        return self.discord.person(name, locale)

    def member(self, name: str, locale: str = "en-US") -> Person:
        person = self.person(name, locale)
        person.joins(self.guild)
        return person

    def eyes(self, person: Person | None = None, zone: str = "Europe/Paris") -> Viewer:
        return Viewer(person or self.ana, zone)

    def says(self, content: str = "", **draft: Any) -> Message:
        return self.lyon.post(self.app.user, Draft(content, **draft))

    def shows(self, *components: dict[str, Any], only_for: Person | None = None) -> Message:
        draft = Draft(components=list(components), flags=COMPONENTS_V2)
        return post(self.lyon, self.app.user, draft, only_for=only_for)


@pytest.fixture
def square() -> Square:
    return Square()


def text(content: str) -> dict[str, Any]:
    return {"type": 10, "content": content}


def button(label: str, style: int = 2, **more: Any) -> dict[str, Any]:
    return {"type": 2, "label": label, "style": style, "custom_id": label, **more}


def row(*parts: dict[str, Any]) -> dict[str, Any]:
    return {"type": 1, "components": list(parts)}


def box(*parts: dict[str, Any], colour: int | None = 0x2A9D8F) -> dict[str, Any]:
    return {"type": 17, "accent_color": colour, "components": list(parts)}


def test_a_card_has_a_bar_a_heading_names_times_and_buttons(square: Square) -> None:
    card = square.shows(
        box(
            text(
                f"## Code & coffee · Lyon\n<t:{SATURDAY}:F> to <t:{SATURDAY + 5400}:t> · <t:{SATURDAY}:R>\n"
                f"**Going** {square.ana.mention} in {square.lyon.mention}"
            ),
            {"type": 14, "divider": True, "spacing": 1},
            row(button("Going", 3), button("Maybe"), button("Can't go")),
        )
    )
    assert message(Screen(), card, square.eyes()) == [
        "Campsite (bot)  10:00",
        "  ▌ Code & coffee · Lyon",
        "  ▌ Saturday 28 November 2026, 10:00 to 11:30 · in 8 days",
        "  ▌ Going @Ana in #lyon",
        "  ▌ " + "─" * 76,
        "  ▌ [ Going ]  [ Maybe ]  [ Can't go ]",
    ]


def test_each_person_reads_times_on_their_own_clock_and_in_their_own_language(square: Square) -> None:
    said = square.says(f"<t:{SATURDAY}:F>, <t:{SATURDAY}:R>")
    cleo = square.member("Cléo", "fr")
    assert message(Screen(), said, square.eyes(cleo)) == [
        "Campsite (bot)  10:00",
        "  samedi 28 novembre 2026 à 10:00, dans 8 jours",
    ]
    assert message(Screen(), said, square.eyes(zone="America/New_York")) == [
        "Campsite (bot)  04:00",
        "  Saturday 28 November 2026, 04:00, in 8 days",
    ]


@pytest.mark.parametrize(
    ("style", "words"),
    [
        ("t", "18:05"), ("T", "18:05:09"), ("d", "28/11/2026"), ("D", "28 November 2026"),
        ("f", "28 November 2026, 18:05"), ("F", "Saturday 28 November 2026, 18:05"), ("s", "28/11/2026, 18:05"),
        ("S", "28/11/2026, 18:05:09"),
    ],
)  # fmt: skip
def test_an_instant_in_every_style(style: str, words: str) -> None:
    assert shown(datetime(2026, 11, 28, 18, 5, 9, tzinfo=UTC), FRIDAY, style, "en") == words


@pytest.mark.parametrize(
    ("away", "english", "french"),
    [
        (timedelta(seconds=30), "in 30 seconds", "dans 30 secondes"),
        (timedelta(minutes=1), "in a minute", "dans une minute"),
        (timedelta(minutes=59, seconds=50), "in an hour", "dans une heure"),
        (timedelta(hours=23), "in 23 hours", "dans 23 heures"),
        (timedelta(days=-1), "a day ago", "il y a un jour"),
        (timedelta(days=45), "in a month", "dans un mois"),
        (timedelta(days=-800), "2 years ago", "il y a 2 ans"),
    ],
)
def test_how_far_away_an_instant_is(away: timedelta, english: str, french: str) -> None:
    assert shown(FRIDAY + away, FRIDAY, "R", "en") == english
    assert shown(FRIDAY + away, FRIDAY, "R", "fr") == french


def test_what_only_one_person_sees_says_so(square: Square) -> None:
    reply = square.shows(text("You are going."), only_for=square.ana)
    assert message(Screen(), reply, square.eyes()) == [
        "Campsite (bot)  10:00  (only Ana sees this)",
        "  You are going.",
    ]


def test_a_section_has_its_button_beside_it(square: Square) -> None:
    listed = square.shows(
        box(
            {
                "type": 9,
                "components": [text("**Lyon** · 4 members\nNothing is planned yet, but it will be.")],
                "accessory": button("Join", 3),
            },
            colour=None,
        )
    )
    assert message(NARROW, listed, square.eyes()) == [
        "Campsite (bot)  10:00",
        "  ▌ Lyon · 4 members            [ Join ]",
        "  ▌ Nothing is planned yet,",
        "  ▌ but it will be.",
    ]


def test_buttons_that_do_not_fit_go_on_below_and_what_cannot_be_pressed_is_round(square: Square) -> None:
    shown = square.shows(
        row(
            button("Earlier", disabled=True), button("More"), button("Website", 5, url="https://example.org")
        ),
        row({"type": 3, "custom_id": "menu", "placeholder": "Pick a group", "options": []}),
    )
    assert message(Screen(width=30), shown, square.eyes()) == [
        "Campsite (bot)  10:00",
        "  ( Earlier )  [ More ]",
        "  [ Website ↗ ]",
        "  [ Pick a group ▾ ]",
    ]


def test_pictures_and_files_are_named_in_words(square: Square) -> None:
    calendar = keep(square.discord.world, square.lyon.id, "lyon.ics", b"x" * 3000)
    picture = keep(
        square.discord.world, square.lyon.id, "year.png", b"x" * 1024, description="A year of Lyon"
    )
    shown = square.shows(
        {"type": 12, "items": [{"media": {}, "description": "The board of Lyon"}]},
        {"type": 13, "file": {}, "name": "lyon.ics", "size": 3000},
    )
    assert message(Screen(), shown, square.eyes()) == [
        "Campsite (bot)  10:00",
        "  (picture: The board of Lyon)",
        "  (file: lyon.ics, 3 KB)",
    ]
    said = square.says("Here you are.", attachments=[calendar, picture])
    assert message(Screen(), said, square.eyes()) == [
        "Campsite (bot)  10:00",
        "  Here you are.",
        "  (file: lyon.ics, 3 KB)",
        "  (file: year.png, 1 KB) A year of Lyon",
    ]


def test_a_classic_message_with_an_embed_a_reaction_and_a_thread(square: Square) -> None:
    said = square.says(
        "Look:",
        embeds=[
            {
                "title": "Lyon",
                "description": "Meets on *Saturdays*",
                "color": 0xE76F51,
                "fields": [{"name": "Where", "value": "Café Perché"}],
                "footer": {"text": "since 2026"},
            }
        ],
        components=[row(button("Join", 1))],
    )
    square.ana.reacts(said, "👍")
    create_thread(square.lyon, square.app.user, "Questions", on=said)
    assert message(NARROW, said, square.eyes()) == [
        "Campsite (bot)  10:00",
        "  Look:",
        "  ▌ Lyon",
        "  ▌ Meets on Saturdays",
        "  ▌ Where",
        "  ▌ Café Perché",
        "  ▌ since 2026",
        "  [ Join ]",
        "  👍 1",
        "  └ thread “Questions”, nothing said yet",
    ]


async def test_a_channel_shows_what_this_person_sees_and_nothing_that_others_see_alone(
    square: Square,
) -> None:
    ben = square.member("Ben")
    asked = await square.ana.says("Where do we **meet**?", in_=square.lyon)
    square.clock.turn(timedelta(minutes=5))
    await ben.says("At the café", in_=square.lyon, reply_to=asked)
    square.shows(text("A secret of Ana's."), only_for=square.ana)
    assert channel(Screen(), square.lyon, square.eyes(ben, "UTC")) == [
        "#lyon",
        "",
        "Ana  09:00",
        "  Where do we meet?",
        "",
        "╭ to Ana: Where do we meet?",
        "Ben  09:05",
        "  At the café",
    ]


def test_what_discord_itself_notes_is_one_line(square: Square) -> None:
    noted = square.says(type=MessageType.JOIN)
    assert message(Screen(), noted, square.eyes()) == ["Campsite has joined."]


@pytest.mark.parametrize(
    ("markdown", "seen"),
    [
        ("### Title", ["Title"]),
        ("-# small print", ["small print"]),
        ("- one\n- two", ["• one", "• two"]),
        ("> quoted", ["│ quoted"]),
        ("```py\nif x:\n    pass\n```", ["if x:", "    pass"]),
        ("**bold** *italic* _italic_ __under__ `c*d*e`", ["bold italic italic under c*d*e"]),
        ("~~Lyon~~ is off", ["~~Lyon~~ is off"]),
        ("||secret||", ["▒▒▒▒▒▒"]),
        (r"2 \* 3 \* 4, snake_case_name", ["2 * 3 * 4, snake_case_name"]),
        (
            "[the card](https://example.org/x) and <https://example.org>",
            ["the card ↗ and https://example.org"],
        ),
        ("</group join:123> with <:wave:42>", ["/group join with :wave:"]),
        ("<@1> in <#2> as <@&3>", ["@unknown-user in #unknown as @unknown-role"]),
        ("<t:9999999999999:F>", ["Invalid date"]),
        ("a\x1b[31mred\x07", ["a[31mred"]),
    ],
)
def test_markdown_as_it_reads_without_colours(square: Square, markdown: str, seen: list[str]) -> None:
    said = square.says(markdown)
    assert message(Screen(), said, square.eyes())[1:] == ["  " + line for line in seen]


def test_long_lines_break_at_spaces_wide_letters_count_twice_and_lists_keep_their_indent(
    square: Square,
) -> None:
    said = square.says("- one two three four five six\n東京で一緒にプログラミングを学びましょう")
    assert message(Screen(width=22), said, square.eyes()) == [
        "Campsite (bot)  10:00",
        "  • one two three four",
        "    five six",
        "  東京で一緒にプログラ",
        "  ミングを学びましょう",
    ]


def test_colours_are_the_cards_and_the_buttons_own(square: Square) -> None:
    card = square.shows(box(text("~~Lyon~~ for <@1>"), row(button("Going", 3))))
    assert message(Screen(colours=Colours.ALL), card, square.eyes()) == [
        "\x1b[1mCampsite\x1b[0m\x1b[2m (bot)  10:00\x1b[0m",
        "  \x1b[38;2;42;157;143m▌ \x1b[0m\x1b[9mLyon\x1b[0m for \x1b[38;2;114;137;218m@unknown-user\x1b[0m",
        "  \x1b[38;2;42;157;143m▌ \x1b[0m\x1b[1;38;2;59;165;93m[ Going ]\x1b[0m",
    ]
    assert message(Screen(colours=Colours.SOME), card, square.eyes())[2] == (
        "  \x1b[38;5;36m▌ \x1b[0m\x1b[1;38;5;71m[ Going ]\x1b[0m"
    )


@pytest.mark.parametrize(
    ("environment", "colours"),
    [
        ({"TERM": "xterm-256color"}, Colours.SOME),
        ({"TERM": "xterm-256color", "COLORTERM": "truecolor"}, Colours.ALL),
        ({"TERM": "xterm-256color", "NO_COLOR": "1"}, Colours.NONE),
        ({"TERM": "dumb"}, Colours.NONE),
        ({}, Colours.NONE),
    ],
)
def test_a_terminal_has_the_colours_it_says_it_has(environment: dict[str, str], colours: Colours) -> None:
    ours, theirs = pty.openpty()
    with os.fdopen(theirs, "w") as terminal:
        assert Screen.of(terminal, environment) == Screen(80, colours)
    os.close(ours)


def test_what_is_no_terminal_is_eighty_columns_wide_and_gets_no_colours() -> None:
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere:
        assert Screen.of(nowhere, {"TERM": "xterm-256color"}) == Screen(80, Colours.NONE)
