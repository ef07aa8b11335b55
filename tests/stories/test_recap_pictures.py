"""Pictures under a recap: with the word that everyone in them agreed, without what cameras write, gone when one asks."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bot.people import service as people
from cogs.attendance.picture_models import recap_pictures
from playground.people.person import Person
from playground.world.channels import Channel
from playground.world.guilds import Guild
from playground.world.messages import Message
from tests.bot.pictures.test_photos import GIF, SECRET, chunk
from tests.builders import dot
from tests.stories.test_morning_after import a_meetup, room
from tests.town import Town

PNG = dot()
PRIVATE = PNG[:33] + chunk(b"tEXt", b"Comment\0" + SECRET) + PNG[33:]
AGREED = {"The people in them": "Everyone in the pictures agreed to be shown."}
WAS_AGREED = {"Les personnes dessus": "Tout le monde sur les photos est d’accord pour apparaître."}
MISSING = (
    "Each picture needs a line that says what is in it: pictures 2, lines 1. Open the form again and attach the pictures "
    "once more."
)
DOWN = "It is taken down. The organizers hear that somebody in it wanted that, not who."


async def recap(olga: Person, words: str = "We met closures.") -> Any:
    """Olga writes it; the answer she gets."""
    await olga.slash("/meetup recap", meetup="1")
    return await olga.fill({"What happened": words})


async def pictures(olga: Person, *files: tuple[bytes, str], said: str, on: Message | None) -> Any:
    """Olga puts these under it; the answer she gets."""
    await olga.press("Add pictures", on=on)
    return await olga.fill({"The pictures": list(files), "What is to be seen": said, **AGREED})


def shown(message: Message) -> list[tuple[str, str]]:
    """The file and the description of each picture that a message shows."""
    inside: list[dict[str, Any]] = [part for box in message.components for part in box["components"]]
    galleries = [part for part in inside if part["type"] == 12]
    return [
        (item["media"]["url"].rpartition("/")[2], item["description"])
        for part in galleries
        for item in part["items"]
    ]


def files(message: Message) -> list[tuple[str, bytes]]:
    return [(file.filename, file.data) for file in message.attachments]


async def kept(town: Town, guild: Guild) -> list[tuple[int, bool]]:
    """The pictures in the database, and whether they are kept there themselves."""
    rows = await town.app.read(
        guild.id, lambda tx: tx.connection.execute(recap_pictures.select().order_by("id")).all()
    )
    return [(row.id, row.data is not None) for row in rows]


@pytest.fixture
async def evening(town: Town) -> tuple[Guild, Person, Person, Message]:
    """A meetup that has begun: its server, who runs it, who came, its card."""
    guild = town.server()
    olga, ana = town.member(guild, "Olga", "en-US", "manage_guild"), town.member(guild, "Ana")
    return guild, olga, ana, await a_meetup(town, guild, olga, "Going", ana)


async def test_pictures_stand_under_a_recap_and_go_when_somebody_in_one_asks(
    town: Town, evening: tuple[Guild, Person, Person, Message]
) -> None:
    guild, olga, ana, card = evening
    assert card.thread is not None
    written = await recap(olga)
    await town.settle()
    told = card.thread.messages[-1]
    assert [button.label for button in told.buttons] == ["I was there too"]
    added = await pictures(
        olga,
        (PRIVATE, "IMG_1.png"),
        (GIF, "dance.gif"),
        said="Five people at a table\n\n Zoé dances ",
        on=written.message,
    )
    assert added.text == (
        f"The pictures come under your recap of **Code & coffee** in {card.thread.mention}, without where and when they "
        "were taken. Whoever is in one can take it down with the button under it."
    )
    assert added.ephemeral
    await town.settle()
    assert card.thread.messages[-1] is told
    assert shown(told) == [("picture-1.png", "Five people at a table"), ("picture-2.gif", "Zoé dances")]
    assert [name for name, _ in files(told)] == ["picture-1.png", "picture-2.gif"]
    assert dict(files(told))["picture-1.png"] == PNG
    assert SECRET not in dict(files(told))["picture-2.gif"]
    assert [button.label for button in told.buttons] == ["I was there too", "Take a picture down"]
    assert await kept(town, guild) == [(1, False), (2, False)]

    await recap(olga, "We met closures and Ada.")  # what is written again leaves pictures where they are
    await town.settle()
    assert [name for name, _ in files(told)] == ["picture-1.png", "picture-2.gif"]

    which = await ana.press("Take a picture down", on=told)
    assert which.text == (
        "Which picture are you in? It goes at once: nobody asks why, and nobody hears that it was you."
    )
    assert [button.label for button in which.buttons] == [
        "Take down: Five people at a table", "Take down: Zoé dances",
    ]  # fmt: skip
    gone = await ana.press("Take down: Five people at a table", on=which.message)
    assert (gone.text, [button.label for button in gone.buttons]) == (DOWN, ["Take down: Zoé dances"])
    again = await ana.raw_component(told, "attendance:taken_down:1")
    assert again.text == "That picture is not there any more."
    await town.settle()
    assert shown(told) == [("picture-2.gif", "Zoé dances")]
    assert [name for name, _ in files(told)] == ["picture-2.gif"]
    assert await kept(town, guild) == [(2, False)]
    await town.turn(timedelta(hours=1))
    heard = room(guild, "Organizers of Lyon")
    assert heard is not None
    assert [message.text.splitlines() for message in heard] == [
        [
            olga.mention,
            "Somebody who is in a picture under the recap of **Code & coffee** took it down. Please do not show it again.",
        ]
    ]
    more = await olga.press("Add other pictures", on=heard[0])
    assert more.modal is not None

    # What an organizer takes down is nothing they are told of.
    which = await olga.press("Take a picture down", on=told)
    await olga.press("Take down: Zoé dances", on=which.message)
    await town.turn(timedelta(hours=1))
    assert (shown(told), files(told), len(heard)) == ([], [], 1)
    assert [button.label for button in told.buttons] == ["I was there too"]
    none = await ana.raw_component(told, "attendance:take_down:1")
    assert none.text == "There is no picture any more."


async def test_what_cannot_be_shown_is_said_in_a_sentence_and_no_word_is_lost(
    town: Town, evening: tuple[Guild, Person, Person, Message]
) -> None:
    guild, olga, ana, card = evening
    written = await recap(olga)
    await town.settle()
    for them, said, why in (
        ([(b"MZ", "holiday.png")], "A table",
         "I can't use the file “holiday.png”. Attach a PNG, JPEG, GIF or WebP picture of up to 5 MB."),
        ([(PNG, "a.png"), (PNG + bytes(5_000_000), "b.png")], "One\nTwo",
         "I can't use the file “b.png”. Attach a PNG, JPEG, GIF or WebP picture of up to 5 MB."),
        ([(PNG, "a.png"), (PNG, "b.png")], "Only one line",
         MISSING),
    ):  # fmt: skip
        refused = await pictures(olga, *them, said=said, on=written.message)
        assert refused.text.splitlines() == [why, "You typed:", *said.splitlines()]
        assert refused.ephemeral
        form = await olga.press("Open the form again", on=refused.message)
        assert form.modal is not None
        assert [field.value for field in form.modal.fields if field.label == "What is to be seen"] == [said]
    # A form that does not come from the app may say anything.
    untold = await olga.raw_form("attendance:pictures:1", {"described": "A table", "agreed": "yes"})
    assert untold.text.startswith("Each picture needs a line that says what is in it: pictures 0, lines 1.")
    await olga.press("Add pictures", on=written.message)
    unasked = await olga.raw_form("attendance:pictures:1", {"described": ""})
    assert (
        unasked.text
        == "I show only pictures in which everyone agreed to be shown. Ask them, then tick the box."
    )
    await ana.raw_component(card, "attendance:line:1")
    other = await ana.raw_form("attendance:pictures:1", {"described": "", "agreed": "yes"})
    assert other.text == "Only organizers of Lyon can do that. /group info shows who they are."
    assert await kept(town, guild) == []

    await pictures(olga, *[(PNG, "a.png")] * 3, said="One\nTwo\nThree", on=written.message)
    form = await olga.press("Add pictures", on=written.message)
    assert form.modal is not None
    assert form.modal.fields[0].description == "1 picture at most: PNG, JPEG, GIF or WebP."
    await olga.fill({"The pictures": [(PNG, "d.png")], "What is to be seen": "Four", **AGREED})
    full = await olga.press("Add pictures", on=written.message)
    assert full.text == (
        "There is room for 4 pictures under a recap. Add fewer, or take one down with the button under it."
    )
    await town.settle()
    assert card.thread is not None
    assert len(files(card.thread.messages[-1])) == 4


async def test_a_recap_that_was_deleted_comes_anew_when_it_is_written_again(
    town: Town, evening: tuple[Guild, Person, Person, Message]
) -> None:
    guild, olga, _, card = evening
    mona = town.member(guild, "Mona", "en-US", "manage_messages")
    written = await recap(olga)
    await pictures(olga, (PNG, "a.png"), said="A table", on=written.message)
    await town.settle()
    assert card.thread is not None
    told = card.thread.messages[-1]
    assert [name for name, _ in files(told)] == ["picture-1.png"]
    mona.deletes(told)
    await town.turn(timedelta(hours=1))
    assert told not in card.thread.messages
    before = len(card.thread.messages)

    await recap(olga, "We met Ada.")
    await town.settle()
    [anew] = card.thread.messages[before:]
    assert anew.text.splitlines()[1] == "We met Ada."
    assert (shown(anew), await kept(town, guild)) == ([], [])  # the picture was deleted with its message

    mona.deletes(anew)
    await town.turn(timedelta(hours=1))
    await pictures(olga, (PNG, "b.png"), said="Another table", on=written.message)
    await town.settle()
    [third] = card.thread.messages[before:]
    assert (third.text.splitlines()[1], shown(third)) == ("We met Ada.", [("picture-2.png", "Another table")])
    card.thread.remove()
    await recap(olga, "We met Ada and Grace.")
    await town.settle()
    home: Channel = card.channel
    assert home.messages[-1].text.splitlines()[1] == "We met Ada and Grace."


async def test_where_no_file_may_be_attached_that_is_said_before_anything_is_filled_in(
    town: Town, evening: tuple[Guild, Person, Person, Message]
) -> None:
    guild, olga, _, card = evening
    written = await recap(olga)
    await town.settle()
    card.channel.set_overwrite(guild.role_of(town.campsite), deny=("attach_files",))

    def heard() -> bool:
        home = town.client.get_guild(guild.id)
        channel = None if home is None else home.get_channel(card.channel.id)
        return home is not None and channel is not None and not channel.permissions_for(home.me).attach_files

    await town.discord.until(heard)
    refused = await olga.press("Add pictures", on=written.message)
    assert refused.modal is None
    assert card.thread is not None
    assert refused.text == (
        f"I can't post in {card.thread.mention}: I need the permission Attach Files there. An admin can give it under "
        "Channel settings, Permissions."
    )


async def test_a_picture_is_taken_down_in_a_thread_that_was_archived_and_words_change_there(
    town: Town,
) -> None:
    guild = town.server()
    olga, ana = town.member(guild, "Olga", "en-US", "manage_guild"), town.member(guild, "Ana")
    card = await a_meetup(town, guild, olga, "Going", ana)
    written = await recap(olga)
    await pictures(olga, (PNG, "a.png"), (PNG, "b.png"), said="A table\nA cat", on=written.message)
    await town.settle()
    assert card.thread is not None
    told = card.thread.messages[-1]
    for _ in range(9):
        await town.turn(timedelta(days=1))
    assert card.thread.archived
    which = await ana.press("Take a picture down", on=told)
    gone = await ana.press("Take down: A table", on=which.message)
    assert gone.text.startswith("It is taken down.")
    await town.settle()
    assert [description for _, description in shown(told)] == ["A cat"]
    assert len(files(told)) == 1
    assert card.thread.archived
    await recap(olga, "We met decorators.")
    await town.settle()
    assert "We met decorators." in told.text


@pytest.mark.parametrize("french", [False, True])
async def test_a_picture_in_a_locked_thread_is_said_to_stay_and_goes_when_the_thread_is_opened(
    town: Town, french: bool
) -> None:
    locale, going = ("fr", "Je viens") if french else ("en-US", "Going")
    guild = town.server("Learners", locale)
    olga, ana = town.member(guild, "Olga", locale, "manage_guild"), town.member(guild, "Ana", locale)
    card = await a_meetup(town, guild, olga, going, ana)
    await olga.slash("/meetup recap", meetup="1")
    written = await olga.fill({("Ce qui s’est passé" if french else "What happened"): "Closures."})
    await olga.press("Ajouter des photos" if french else "Add pictures", on=written.message)
    files, seen = ("Les photos", "Ce qu’on y voit") if french else ("The pictures", "What is to be seen")
    await olga.fill(
        {files: [(PNG, "a.png"), (PNG, "b.png")], seen: "A\nB", **(WAS_AGREED if french else AGREED)}
    )
    await town.settle()
    assert card.thread is not None
    told = card.thread.messages[-1]
    for _ in range(9):
        await town.turn(timedelta(days=1))
    card.thread.edit(locked=True)
    await town.discord.calm()
    await ana.press("Retirer une photo" if french else "Take a picture down", on=told)
    gone = await ana.raw_component(told, "attendance:taken_down:1")
    assert gone.text == (
        "On la voit encore\xa0: ce fil est verrouillé, et je n’ai pas le droit de l’ouvrir. La modération le peut\xa0; "
        "la photo part dès qu’il est ouvert. Celles et ceux qui organisent apprennent que quelqu’un dessus le veut, pas "
        "qui."
        if french
        else "It is still to be seen: this thread is locked, and I may not open it. A moderator can; the picture goes as "
        "soon as it is open. The organizers hear that somebody in it wants that, not who."
    )
    await town.settle()
    assert len(shown(told)) == 2
    await town.turn(timedelta(hours=1))
    heard = room(guild, "Équipe de Lyon" if french else "Organizers of Lyon")
    assert heard is not None
    assert card.thread.mention in heard[-1].text
    card.thread.edit(archived=False)
    await town.discord.calm()
    await town.settle()
    assert [description for _, description in shown(told)] == ["B"]


async def test_pictures_in_french_and_an_organizer_with_direct_messages_hears_there_that_one_was_taken_down(
    town: Town,
) -> None:
    guild = town.server("Apprenants", "fr")
    olga, ana = town.member(guild, "Olga", "fr", "manage_guild"), town.member(guild, "Ana", "fr")
    card = await a_meetup(town, guild, olga, "Je viens", ana)
    await town.app.database.write(None, people.set_direct, olga.id, wanted=True)
    await olga.slash("/meetup recap", meetup="1")
    written = await olga.fill({"Ce qui s’est passé": "Des fermetures."})
    await olga.press("Ajouter des photos", on=written.message)
    added = await olga.fill({"Les photos": [(PNG, "a.png")], "Ce qu’on y voit": "Une table", **WAS_AGREED})
    assert card.thread is not None
    assert added.text.startswith("Les photos arrivent sous ton récit de **Code & café**")
    await town.settle()
    told = card.thread.messages[-1]
    which = await ana.press("Retirer une photo", on=told)
    gone = await ana.press("Retirer\xa0: Une table", on=which.message)
    assert gone.text == (
        "Elle est retirée. Celles et ceux qui organisent apprennent que quelqu’un dessus le voulait, pas qui."
    )
    await town.settle()  # the organizers' thread is opened for this
    await town.turn(timedelta(hours=1))
    [letter] = olga.direct_messages
    assert "Quelqu’un qui est sur une photo sous le récit de **Code & café** l’a retirée." in letter.text
