"""Names, zones, languages and rights of groups, decided on plain values."""

from __future__ import annotations

import pytest

from bot.people.person import Person
from bot.when.zones import UnknownZone
from cogs.groups import founding_rules, rules
from cogs.groups.rules import NotAnOrganizer, Standing


@pytest.mark.parametrize(
    ("name", "channel"),
    [
        ("Lyon", "lyon"),
        ("C++ & coffee", "c-coffee"),
        ("São Paulo", "são-paulo"),
        ("東京", "東京"),
        ("R_2 D2", "r-2-d2"),
    ],
)
def test_a_channel_is_called_like_its_group(name: str, channel: str) -> None:
    assert rules.channel_name(name) == channel


def test_a_zone_nobody_named_is_utc() -> None:
    assert rules.zone_of(None) == "UTC"
    assert rules.zone_of("America/Toronto") == "America/Toronto"


@pytest.mark.parametrize(
    "zone", ["", "Mars/Olympus", "../etc/passwd", "localtime", "posix/Europe/Paris", "EST5EDT"]
)
def test_a_zone_nobody_lives_in_is_refused(zone: str) -> None:
    with pytest.raises(UnknownZone):
        rules.zone_of(zone)


@pytest.mark.parametrize(
    ("chosen", "of_the_server", "language"),
    [(None, "fr", "fr"), ("en", "fr", "en"), (None, "de", "en"), (None, None, "en"), ("xx", "fr", "en")],
)
def test_a_group_speaks_what_was_chosen_or_what_its_server_speaks(
    chosen: str | None, of_the_server: str | None, language: str
) -> None:
    assert rules.language_of(chosen, of_the_server) == language


def test_organizers_and_who_manages_the_server_may_act_for_a_group() -> None:
    rules.may_organize("Lyon", Standing.ORGANIZER, Person(1))
    rules.may_organize("Lyon", None, Person(1, manages_server=True))
    for standing in (Standing.MEMBER, None):
        with pytest.raises(NotAnOrganizer):
            rules.may_organize("Lyon", standing, Person(1))


def test_who_leads_a_group_decides_about_it_and_a_cohost_only_plans() -> None:
    for standing in (Standing.FOUNDER, Standing.ORGANIZER):
        rules.may_lead("Lyon", standing, Person(1))
    rules.may_organize("Lyon", Standing.COHOST, Person(1))
    for standing in (Standing.COHOST, Standing.GREETER, Standing.MEMBER, None):
        with pytest.raises(NotAnOrganizer):
            rules.may_lead("Lyon", standing, Person(1))


def test_people_wait_for_a_city_or_a_name_however_it_is_written() -> None:
    assert founding_rules.wanted("Lyon", 2996944) == "city:2996944"
    assert (
        founding_rules.wanted("Été Python", None)
        == founding_rules.wanted("ETE  python", None)
        == "name:ete python"
    )


def test_what_the_outbox_says_is_missing_is_read_as_permissions() -> None:
    assert rules.lacking("needs manage_roles, manage_channels") == ["manage_roles", "manage_channels"]
    assert [rules.lacking(other) for other in (None, "50013 Missing Permissions")] == [None, None]


@pytest.mark.parametrize(
    ("name", "unsaid"),
    [
        ("Lyon", ["France"]),
        ("LYON, france", []),
        ("Coders of Lyon", ["France"]),
        ("Lyonnais", ["Lyon", "France"]),
        ("Python", ["Lyon", "France"]),
    ],
)
def test_a_card_says_of_city_and_country_what_the_name_does_not(name: str, unsaid: list[str]) -> None:
    assert rules.unsaid(name, "Lyon", "France") == unsaid


def test_a_zone_nobody_named_is_the_citys() -> None:
    assert rules.zone_of(None, "Europe/Paris") == "Europe/Paris"
    assert rules.zone_of("Asia/Tokyo", "Europe/Paris") == "Asia/Tokyo"
