"""Somebody asks what they can do: the answer knows who they are, and its buttons do it."""

from __future__ import annotations

import pytest

from bot.signals import Hat, Offer, Offers
from playground.people.reply import Reply
from playground.world.messages import Message
from tests.town import Town

NOT_HERE = "This works only inside a server. Go to one where I am a member and try there."


def labels(reply: Reply) -> list[str]:
    """What can be pressed under an answer."""
    return [str(button.label) for button in reply.buttons]


def shown(reply: Reply) -> Message:
    """The message of an answer."""
    assert reply.message is not None
    return reply.message


async def test_a_newcomer_sees_ways_in_and_opens_one(town: Town) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    await town.group(olga, guild)
    zoe = town.member(guild, "Zoé")
    asked = await zoe.slash("/help", in_=guild.first_channel)
    assert asked.ephemeral
    assert labels(asked) == [
        "/start", "/path", "/buddy", "/meetup list", "/group browse", "/group create", "As a member", "For yourself",
    ]  # fmt: skip
    assert "**/group near**: Groups in a city and around it. You type this one." in asked.text
    browsed = await zoe.press("/group browse", on=asked.message)
    assert browsed.ephemeral
    assert browsed.text == (await zoe.slash("/group browse")).text
    own = await zoe.press("For yourself", on=asked.message)
    assert own.updated
    assert own.text.splitlines()[0] == "## For yourself, wherever you are"
    card = await zoe.press("/me preferences", on=own.message)
    assert card.text == (await zoe.slash("/me preferences")).text


async def test_what_two_features_offer_is_offered_once(town: Town) -> None:
    guild = town.server()
    zoe = town.member(guild, "Zoé")
    before = labels(await zoe.slash("/help", in_=guild.first_channel))
    town.app.signals.answer(
        Offers, lambda _tx, _asked: (Offer(Hat.MEMBER, "/path", "Another way to say it."),)
    )
    asked = await zoe.slash("/help")
    assert not asked.failed
    assert sorted(labels(asked)) == sorted(before)
    assert asked.text.count("**/path**") == 1


async def test_help_says_what_each_hat_is_for_and_only_shows_those_one_wears(town: Town) -> None:
    guild = town.server(locale="fr")
    olga = town.member(guild, "Olga", "fr", "manage_guild")
    max_ = town.member(guild, "Max", "fr", "moderate_members")
    lyon = await town.group(olga, guild)
    await town.meetup(olga, lyon, title="Café et code")
    asked = await olga.slash("/aide", in_=lyon)
    assert labels(asked)[-5:] == [
        "En tant que membre", "En tant qu’organisateur", "En modération", "En tant qu’admin", "Pour toi",
    ]  # fmt: skip
    organizing = await olga.press("En tant qu’organisateur", on=asked.message)
    assert labels(organizing)[:4] == [
        "/rencontre modifier · Café et code",
        "/groupe modifier · Lyon",
        "/groupe équipe · Lyon",
        "/groupe lieux · Lyon",
    ]
    changing = await olga.press("/groupe modifier · Lyon", on=organizing.message)
    assert changing.text == (await olga.slash("/groupe modifier")).text
    admin = await olga.press("En tant qu’admin", on=organizing.message)
    assert (await olga.press("/campsite réglages", on=admin.message)).text.startswith("## ")

    theirs = await max_.slash("/aide", in_=lyon)
    assert labels(theirs)[-3:] == ["En tant que membre", "En modération", "Pour toi"]
    moderating = await max_.press("En modération", on=theirs.message)
    assert (await max_.press("/groupe file", on=moderating.message)).ephemeral


async def test_in_direct_messages_help_shows_what_works_there(town: Town) -> None:
    guild = town.server()
    zoe = town.member(guild, "Zoé")
    direct = zoe.direct(town.campsite)
    asked = await zoe.slash("/help", in_=direct)
    assert labels(asked) == ["/me preferences", "/me pause", "/me export", "/me forget"]
    assert asked.text.splitlines()[-1] == "In a server I can do more: type /help there."
    assert (await zoe.press("/me pause", on=asked.message)).text == (
        await zoe.slash("/me pause", in_=direct)
    ).text
    assert (await zoe.raw_component(shown(asked), custom_id="help:do:group browse")).text == NOT_HERE


@pytest.mark.parametrize(
    "custom_id",
    [
        "help:do:nothing",
        "help:do:group",
        "help:do:group near",
        "help:do:group edit:person=1",
        "help:do:me list",
    ],
)
async def test_a_made_up_button_of_help_runs_nothing(town: Town, custom_id: str) -> None:
    guild = town.server()
    zoe = town.member(guild, "Zoé")
    asked = await zoe.slash("/help", in_=guild.first_channel)
    assert "/help" not in labels(asked)
    said = await zoe.raw_component(shown(asked), custom_id=custom_id)
    assert said.ephemeral
    assert said.text.startswith("That is no longer in use.")


async def test_a_button_of_help_asks_for_the_same_rights_as_its_command(town: Town) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    zoe = town.member(guild, "Zoé")
    lyon = await town.group(olga, guild)
    asked = await zoe.slash("/help", in_=lyon)
    for custom_id, said in {
        "help:do:campsite settings": "Only who may manage this server can do that. Ask an admin",
        "help:do:campsite doctor": "Only who may manage this server can do that. Ask an admin",
        "help:do:group queue": "Only moderators can do that.",
        "help:do:group edit": "Only organizers of Lyon can do that.",
    }.items():
        assert (await zoe.raw_component(shown(asked), custom_id=custom_id)).text.startswith(said)
