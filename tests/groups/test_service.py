"""Promises about groups, each kept in one transaction."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.db.tx import Tx
from bot.outbox.models import mirrors
from bot.people.person import Person
from cogs.groups import founding, service
from cogs.groups.founding_rules import (
    A_DAY,
    MOST_ASKED_HERE,
    MOST_FOUNDED,
    MOST_FOUNDED_HERE,
    AskedEnoughHere,
    FoundedEnough,
    FoundedEnoughHere,
)
from cogs.groups.models import Group
from cogs.groups.rules import (
    JOINED_IN,
    MOST_JOINED,
    GroupExists,
    JoinedEnough,
    NoSuchGroup,
    Standing,
)
from cogs.server import service as server
from tests.builders import GUILD

FOUNDER = Person(9, manages_server=True)
ANA = 1
LYON = 2996944


def found(tx: Tx, name: str = "Lyon") -> Group:
    return service.create(tx, FOUNDER, name=name, zone=None, language=None, guild_locale=None)


def wanted(tx: Tx) -> list[tuple[str, int]]:
    rows = tx.connection.execute(
        select(mirrors.c.kind, mirrors.c.wanted).order_by(mirrors.c.kind, mirrors.c.id)
    )
    return [(row.kind, row.wanted) for row in rows]


def test_its_founder_organizes_a_new_group(tx: Tx) -> None:
    group = found(tx)
    portrait = service.portrait(tx, group.id, FOUNDER.id)
    assert (portrait.members, portrait.organizers, portrait.standing) == (
        1,
        (FOUNDER.id,),
        Standing.FOUNDER,
    )
    assert wanted(tx) == [(service.HOME, 1), (service.ROLE, 1)]


def test_a_name_that_differs_only_in_accents_is_taken(tx: Tx) -> None:
    found(tx, "Montréal")
    with pytest.raises(GroupExists):
        found(tx, "MONTREAL")


def test_joining_and_leaving_twice_is_the_same_as_once(tx: Tx) -> None:
    group = found(tx)
    assert service.join(tx, group.id, ANA) == (group, True)
    assert service.join(tx, group.id, ANA) == (group, False)
    assert service.leave(tx, group.id, ANA) == (group, True)
    assert service.leave(tx, group.id, ANA) == (group, False)
    assert service.portrait(tx, group.id, ANA).standing is None


def test_who_organized_and_comes_back_is_a_member(tx: Tx) -> None:
    group = found(tx)
    service.leave(tx, group.id, FOUNDER.id)
    service.join(tx, group.id, FOUNDER.id)
    assert service.portrait(tx, group.id, FOUNDER.id).standing is Standing.MEMBER


def test_a_new_role_is_owed_to_everyone_in_the_group(tx: Tx) -> None:
    group = found(tx)
    service.join(tx, group.id, ANA)
    assert service.owed_role(tx, 1) is None
    service.built(tx, group.id, role_id=77)
    owed = service.owed_role(tx, 1)
    assert owed is not None
    assert owed[1] == 77
    assert [version for kind, version in wanted(tx) if kind == service.ROLE] == [2, 2]


def test_the_group_meant_is_the_channels_own_or_the_only_one_organized(tx: Tx) -> None:
    lyon, paris = found(tx, "Lyon"), found(tx, "Paris")
    service.built(tx, lyon.id, channel_id=5)
    here = service.meant(tx, 5, Person(ANA))
    assert here is not None
    assert here.id == lyon.id
    assert service.meant(tx, 6, Person(FOUNDER.id)) is None
    service.leave(tx, paris.id, FOUNDER.id)
    only = service.meant(tx, 6, Person(FOUNDER.id))
    assert only is not None
    assert only.id == lyon.id


def test_search_finds_names_without_accents_those_that_begin_so_first(tx: Tx) -> None:
    for name in ("Saint-Étienne", "Étretat", "Le Mans"):
        found(tx, name)
    assert [group.name for group in service.search(tx, "et")] == ["Étretat", "Saint-Étienne"]
    assert [group.name for group in service.search(tx, "%")] == []


def test_a_page_beyond_the_last_is_the_last(tx: Tx) -> None:
    for number in range(service.PAGE + 1):
        found(tx, f"Group {number}")
    page = service.browse(tx, 99, ANA)
    assert (page.number, page.last, len(page.portraits)) == (1, 1, 1)


def test_another_servers_group_does_not_exist_here(tx: Tx) -> None:
    group = found(tx)
    elsewhere = replace(tx, server_id=tx.guild_id + 1)
    for verb in (service.join, service.leave, service.portrait):
        with pytest.raises(NoSuchGroup):
            verb(elsewhere, group.id, ANA)
    assert service.search(elsewhere, "") == []
    assert service.owed_role(elsewhere, 1) is None


def test_a_group_keeps_its_citys_id_country_and_zone(tx: Tx) -> None:
    group = service.create(tx, FOUNDER, name=None, city_id=LYON, zone=None, language="fr", guild_locale=None)
    assert (group.name, group.city_id, group.country, group.zone) == ("Lyon", LYON, "FR", "Europe/Paris")


def test_a_city_of_another_server_has_no_group_here(tx: Tx) -> None:
    elsewhere = replace(tx, server_id=GUILD + 1)
    for here in (tx, elsewhere):
        group = service.create(
            here, FOUNDER, name=None, city_id=LYON, zone=None, language=None, guild_locale=None
        )
        assert service.neighbours(here, group.id) == []


def test_a_group_without_a_city_does_not_give_its_name_to_the_citys(tx: Tx) -> None:
    found(tx, "Lyon")
    with pytest.raises(GroupExists):
        service.create(tx, FOUNDER, name=None, city_id=LYON, zone=None, language=None, guild_locale=None)


def test_where_founding_is_open_nobody_fills_the_server_with_groups(tx: Tx) -> None:
    server.change(tx, FOUNDER, founding="open")
    ana, mod = Person(ANA), Person(3, moderates_members=True)
    for number in range(MOST_FOUNDED):
        founding.found(tx, ana, 1, service.Plan(name=f"Group {number}"))
    with pytest.raises(FoundedEnough):
        founding.found(tx, ana, 1, service.Plan(name="One more"))
    founding.found(tx, Person(4), 1, service.Plan(name="Of another"))
    for number in range(MOST_FOUNDED + 1):
        founding.found(tx, mod, 1, service.Plan(name=f"Of moderators {number}"))
    founding.found(replace(tx, now=tx.now + timedelta(days=7)), ana, 1, service.Plan(name="A week later"))


def test_where_founding_is_open_a_raid_fills_no_server_with_groups(tx: Tx) -> None:
    server.change(tx, FOUNDER, founding="open")
    for number in range(MOST_FOUNDED_HERE):
        founding.found(tx, Person(100 + number), 1, service.Plan(name=f"Group {number}"))
    with pytest.raises(FoundedEnoughHere):
        founding.found(tx, Person(ANA), 1, service.Plan(name="One more"))
    founding.found(tx, FOUNDER, 1, service.Plan(name="Of a moderator"))
    founding.found(tx.of(GUILD + 1), FOUNDER, 1, service.Plan(name="Elsewhere"))
    founding.found(replace(tx, now=tx.now + A_DAY), Person(ANA), 1, service.Plan(name="A day later"))


def test_a_raid_does_not_bury_the_moderators_under_requests(tx: Tx) -> None:
    for number in range(MOST_ASKED_HERE):
        founding.found(tx, Person(100 + number), 1, service.Plan(name=f"Group {number}"))
    with pytest.raises(AskedEnoughHere):
        founding.found(tx, Person(ANA), 1, service.Plan(name="One more"))
    assert not founding.found(tx, Person(ANA), 1, service.Plan(name="Group 7")).new
    founding.found(replace(tx, now=tx.now + A_DAY), Person(ANA), 1, service.Plan(name="A day later"))


def test_nobody_joins_every_group_at_once(tx: Tx) -> None:
    every = [found(tx, f"Group {number}") for number in range(MOST_JOINED + 1)]
    for group in every[:-1]:
        service.join(tx, group.id, ANA)
    with pytest.raises(JoinedEnough):
        service.join(tx, every[-1].id, ANA)
    assert service.join(tx, every[0].id, ANA) == (every[0], False)
    assert service.join(replace(tx, now=tx.now + JOINED_IN), every[-1].id, ANA)[1]
