"""However much there is to tell, an answer fits a message: what does not fit is counted, or stands on another page."""

from __future__ import annotations

import logging

import pytest

from bot.db.tx import Tx
from bot.people.person import Person as Admin
from cogs.groups import editing, founding, models, people, venues
from cogs.groups.editing import Texts
from cogs.groups.rules import Standing
from cogs.groups.venues import Facts
from tests.town import Town

MARKUP = "*_~|" * 125


def _admin(person_id: int) -> Admin:
    return Admin(person_id, manages_server=True)


WORDS = {"en-US": "My answer can't be shown.", "fr": "Ma réponse ne peut pas être affichée."}


async def test_a_long_queue_is_shown_and_the_form_has_each_question_and_answer_in_full(town: Town) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    for number in range(5):
        ana = town.member(guild, f"Ana {number}")
        await ana.slash("/group create", in_=guild.first_channel, name=f"Lille {number}", topic="T" * 60)
        request_id = number + 1
        await town.app.write(guild.id, founding.ask_back, request_id, _admin(olga.id), "q" * 300)
        await town.app.write(guild.id, founding.answer, request_id, ana.id, "a" * 300)
    queue = await olga.slash("/group queue", in_=guild.first_channel)
    assert [line for line in queue.text.splitlines() if line.startswith("###")] == [
        f"### Lille {number}" for number in range(5)
    ]
    form = await olga.press("Ask", on=queue.message)
    assert "a" * 300 in form.text


async def test_everyone_who_is_kept_out_is_on_some_page(town: Town) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    lyon = await town.group(olga, guild)
    outside = [10**17 + number for number in range(12)]
    for person_id in outside:
        await town.app.write(guild.id, people.keep_out, 1, _admin(olga.id), person_id, "r" * 200, None)
    for number in range(150):
        person = town.member(guild, f"Organizer {number}")
        await town.app.write(guild.id, people.appoint, 1, _admin(olga.id), person.id, Standing.ORGANIZER)
    seen = await olga.slash("/group organizers", in_=lyon)
    read = seen.text
    assert "more" in read
    for _ in range(2):
        seen = await olga.press("More", on=seen.message)
        read += seen.text
    assert "Page 3 of 3" in seen.text
    assert [person for person in outside if f"<@{person}> is kept out" not in read] == []


async def test_a_full_venue_book_is_turned_page_by_page_and_searched_whole(town: Town) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    lyon = await town.group(olga, guild)
    for number in range(venues.MOST):
        facts = Facts(*("f" * 150 if fact != 1 else 20 for fact in range(6)))  # pyright: ignore[reportArgumentType]
        await town.app.write(guild.id, venues.note, 1, _admin(olga.id), f"Café {number:02}", facts)
    seen = await olga.slash("/group venues", in_=lyon)
    read = seen.text
    for _ in range(12):
        seen = await olga.press("More", on=seen.message)
        read += seen.text
    assert "Page 13 of 13" in seen.text
    assert [number for number in range(venues.MOST) if f"**Café {number:02}**" not in read] == []
    offered = await olga.complete("/group venue", "name", "cafe 4")
    assert [each.value for each in offered] == [f"Café {number}" for number in range(40, 50)]
    olga.goes_to(guild.first_channel)
    await town.group(olga, guild, "Lille")
    olga.goes_to(guild.first_channel)
    assert await olga.complete("/group venue", "name", "cafe 4", group="2") == []
    assert len(await olga.complete("/group venue", "name", "cafe 4", group="1")) == 10


async def test_somebody_in_ninety_groups_reads_their_record_and_starts(town: Town) -> None:
    guild = town.server()
    ana = town.member(guild, "Ana")

    def many(tx: Tx) -> None:
        for number in range(90):
            group = models.add_group(
                tx,
                name=f"A study group for people who learn at night, {number:02}",
                folded_name=f"n{number:02}",
                language="en",
                zone="UTC",
                created_by=1,
            )
            models.enter(tx, group.id, ana.id, Standing.MEMBER)

    await town.app.write(guild.id, many)
    record = await ana.slash("/me record", in_=guild.first_channel)
    assert record.text.splitlines()[1].endswith(" more")
    start = await ana.slash("/start", in_=guild.first_channel)
    assert any(
        line.startswith("**Your groups**") and line.endswith(" more") for line in start.text.splitlines()
    )


async def test_a_card_of_nothing_but_formatting_is_drawn_and_can_be_changed(town: Town) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    lyon = await town.group(olga, guild)
    links = f"https://e.org/ {MARKUP}"[:500]
    texts = Texts(MARKUP, MARKUP, links, MARKUP, "")
    await town.app.write(guild.id, editing.set_texts, 1, _admin(olga.id), 0, texts)
    await town.settle()
    assert lyon.messages[0].text.count("…") == 4
    panel = await olga.slash("/group edit", in_=lyon)
    assert [button.label for button in panel.buttons] == ["Name, city, language", "Welcome, dues, links"]
    ben = town.member(guild, "Ben")
    joined = await ben.press("Join", on=lyon.messages[0])
    assert joined.text.startswith("Welcome to Lyon.")


@pytest.mark.provokes
@pytest.mark.parametrize("locale", WORDS)
async def test_an_answer_that_discord_does_not_take_is_a_bug_with_a_number(
    town: Town, caplog: pytest.LogCaptureFixture, locale: str
) -> None:
    guild = town.server()
    ana = town.member(guild, "Ana", locale)
    caplog.set_level(logging.ERROR)
    town.discord.faults.fail(
        "POST", "/interactions/*/*/callback", status=400, body={"message": "Invalid Form Body", "code": 50035}
    )
    said = await ana.slash("/me record", in_=guild.first_channel)
    assert said.text.startswith(WORDS[locale])
    [bug] = [record for record in caplog.records if "bug " in record.getMessage()]
    assert bug.levelno == logging.ERROR
    assert said.text.split()[-1].rstrip(".") in bug.getMessage()


async def test_who_is_kept_out_is_turned_page_by_page_in_french(town: Town) -> None:
    guild = town.server(locale="fr")
    olga = town.member(guild, "Olga", "fr", "manage_guild")
    lyon = await town.group(olga, guild)
    for number in range(6):
        await town.app.write(
            guild.id, people.keep_out, 1, _admin(olga.id), 10**17 + number, "a crié sur tous", None
        )
    for number in range(150):
        person = town.member(guild, f"Organizer {number}")
        await town.app.write(guild.id, people.appoint, 1, _admin(olga.id), person.id, Standing.ORGANIZER)
    seen = await olga.slash("/groupe équipe", in_=lyon)
    assert " autres\n" in seen.text
    last = await olga.press("Suivants", on=seen.message)
    assert f"<@{10**17}>" in last.text
    assert last.text.endswith("Page 2 sur 2")
