"""Changing a group, its people and its venue book: each promise kept in one transaction."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Text, select, type_coerce

from bot.db.tx import Tx
from bot.people.naming import rows_naming
from bot.people.person import Person
from bot.signals import MemberForgotten
from cogs.groups import editing, models, people, rules, service, venues
from cogs.groups.editing import Basics, Texts
from cogs.groups.models import Group
from cogs.groups.rules import (
    Barred,
    ChangedMeanwhile,
    FounderStays,
    GroupArchived,
    GroupExists,
    LastOrganizer,
    NoSuchGroup,
    NotAColour,
    NotALink,
    NotAnOrganizer,
    NotOneself,
    Standing,
)
from cogs.groups.venues import Facts

FOUNDER, ANA, BEN, MODERATOR = Person(9), Person(1), Person(2), Person(8, manages_server=True)
LYON, LILLE = 2996944, 2998324


def found(tx: Tx, name: str = "Lyon", city_id: int | None = LYON) -> Group:
    return service.create(
        tx, FOUNDER, name=name, zone=None, language="en", guild_locale=None, city_id=city_id
    )


def basics(**changes: str) -> Basics:
    return replace(Basics("Lyon", "", "Lyon", "Europe/Paris", "en"), **changes)


def test_a_form_that_is_out_of_date_changes_nothing_and_says_so(tx: Tx) -> None:
    group = found(tx)
    editing.set_basics(tx, group.id, FOUNDER, group.version, basics(topic="Python"))
    with pytest.raises(ChangedMeanwhile) as stale:
        editing.set_basics(tx, group.id, FOUNDER, group.version, basics(name="Lugdunum", topic="Rust"))
    assert stale.value.name == "Lyon"
    now = service.find(tx, group.id)
    assert (now.name, now.topic) == ("Lyon", "Python")


def test_another_city_brings_its_country_and_its_time(tx: Tx) -> None:
    group = found(tx)
    tokyo = editing.set_basics(tx, group.id, FOUNDER, 0, basics(name="Tokyo", city="東京")).group
    assert (tokyo.country, tokyo.zone) == ("JP", "Asia/Tokyo")
    typed = basics(name="Tokyo", city="", zone="Asia/Tokyo")
    nowhere = editing.set_basics(tx, group.id, FOUNDER, 1, typed).group
    assert (nowhere.city_id, nowhere.country, nowhere.zone) == (None, None, "Asia/Tokyo")


def test_a_zone_that_is_not_known_here_stays_until_another_one_is_chosen(tx: Tx) -> None:
    group = found(tx)
    models.change(tx, group.id, zone="Atlantis/New_Town")
    stored = select(type_coerce(models.groups.c.zone, Text))
    editing.set_basics(tx, group.id, FOUNDER, 0, basics(topic="Python", zone="UTC"))
    assert tx.connection.scalar(stored) == "Atlantis/New_Town"
    editing.set_basics(tx, group.id, FOUNDER, 1, basics(topic="Python", zone="Asia/Tokyo"))
    assert tx.connection.scalar(stored) == "Asia/Tokyo"


def test_no_two_groups_have_one_name(tx: Tx) -> None:
    group = found(tx)
    found(tx, "Lille", LILLE)
    with pytest.raises(GroupExists):
        editing.set_basics(tx, group.id, FOUNDER, 0, basics(name="LILLE"))
    kept = editing.set_basics(tx, group.id, FOUNDER, 0, basics(name="LYON")).group
    assert kept.name == "LYON"


def test_what_a_group_says_is_kept_line_by_line_and_bad_lines_are_refused(tx: Tx) -> None:
    group = found(tx)
    said = editing.set_texts(
        tx,
        group.id,
        FOUNDER,
        0,
        Texts(" Hello \n\n there", "", "Notes https://example.org/a_b", "", "#2A9D8F"),
    )
    assert (said.welcome, said.dues, said.links, said.colour) == (
        "Hello\nthere",
        None,
        "Notes https://example.org/a_b",
        0x2A9D8F,
    )
    with pytest.raises(NotALink):
        editing.set_texts(tx, group.id, FOUNDER, 1, Texts("", "", "javascript:alert(1)", "", ""))
    with pytest.raises(NotAColour):
        editing.set_texts(tx, group.id, FOUNDER, 1, Texts("", "", "", "", "blue"))


def test_only_who_leads_or_moderates_changes_a_group(tx: Tx) -> None:
    group = found(tx)
    people.appoint(tx, group.id, FOUNDER, ANA.id, Standing.COHOST)
    for person in (ANA, BEN):
        with pytest.raises(NotAnOrganizer):
            editing.set_basics(tx, group.id, person, 0, basics())
    editing.set_basics(tx, group.id, MODERATOR, 0, basics())
    with pytest.raises(NoSuchGroup):
        editing.led(tx.of(tx.guild_id + 1), group.id, MODERATOR)


def test_an_archived_group_is_in_no_list_and_comes_back_as_it_was(tx: Tx) -> None:
    group = found(tx)
    service.join(tx, group.id, ANA.id)
    editing.archive(tx, group.id, FOUNDER)
    editing.archive(tx, group.id, FOUNDER)
    assert service.browse(tx, 0, ANA.id).portraits == ()
    assert service.search(tx, "") == []
    with pytest.raises(GroupArchived):
        service.join(tx, group.id, BEN.id)
    with pytest.raises(GroupArchived):
        service.organized(tx, group.id, FOUNDER)
    editing.revive(tx, group.id, FOUNDER)
    assert [portrait.members for portrait in service.browse(tx, 0, ANA.id).portraits] == [2]


def test_a_group_keeps_somebody_who_decides(tx: Tx) -> None:
    group = found(tx)
    with pytest.raises(LastOrganizer):
        people.appoint(tx, group.id, FOUNDER, FOUNDER.id, Standing.MEMBER)
    people.appoint(tx, group.id, FOUNDER, ANA.id, Standing.ORGANIZER)
    with pytest.raises(FounderStays):
        people.appoint(tx, group.id, ANA, FOUNDER.id, Standing.MEMBER)
    with pytest.raises(FounderStays):
        people.keep_out(tx, group.id, ANA, FOUNDER.id, "no", None)
    people.appoint(tx, group.id, FOUNDER, FOUNDER.id, Standing.MEMBER)
    team = people.team(tx, group.id, ANA)
    assert [(member.person_id, member.standing) for member in team.members] == [(ANA.id, Standing.ORGANIZER)]


def test_who_is_kept_out_leaves_and_comes_back_when_the_time_is_over(tx: Tx) -> None:
    group = found(tx)
    service.join(tx, group.id, ANA.id)
    people.keep_out(tx, group.id, FOUNDER, ANA.id, "Insults", timedelta(days=7))
    with pytest.raises(Barred):
        service.join(tx, group.id, ANA.id)
    assert service.portrait(tx, group.id, ANA.id).standing is None
    later = replace(tx, now=tx.now + timedelta(days=7))
    assert service.join(later, group.id, ANA.id)[1]
    people.keep_out(tx, group.id, FOUNDER, ANA.id, "Insults", None)
    assert people.let_in(tx, group.id, FOUNDER, ANA.id)
    assert not people.let_in(tx, group.id, FOUNDER, ANA.id)
    with pytest.raises(NotOneself):
        people.keep_out(tx, group.id, FOUNDER, FOUNDER.id, "me", None)


def test_a_ban_outlasts_forgetting_without_the_id_until_its_time_is_over(tx: Tx) -> None:
    lyon, nice = found(tx), found(tx, "Nice")
    people.keep_out(tx, lyon.id, FOUNDER, ANA.id, "Insults", timedelta(days=7))
    people.keep_out(tx, nice.id, FOUNDER, ANA.id, "Insults", None)
    for _ in range(2):
        people.forgotten(tx, MemberForgotten(ANA.id))
    assert rows_naming(tx, ANA.id) == {}
    for group in (lyon, nice):
        with pytest.raises(Barred) as refused:
            service.join(tx, group.id, ANA.id)
        assert refused.value.reason is None
    assert service.join(tx, nice.id, BEN.id)[1]
    assert [people.team(tx, lyon.id, who).sealed for who in (FOUNDER, BEN)] == [1, 0]

    later = replace(tx, now=tx.now + timedelta(days=7))
    people.seal_ends(later, 1)
    people.seal_ends(later, 2)
    assert service.join(later, lyon.id, ANA.id)[1]
    assert people.let_in(later, nice.id, FOUNDER, ANA.id)
    assert not people.let_in(later, nice.id, FOUNDER, ANA.id)
    assert service.join(later, nice.id, ANA.id)[1]


def test_a_venue_is_added_to_and_its_contact_is_for_organizers(tx: Tx) -> None:
    group = found(tx)
    venues.note(tx, group.id, FOUNDER, "Café Perché", Facts(address="12 rue des Capucins", seats=20))
    venues.note(tx, group.id, FOUNDER, "CAFE PERCHE", Facts(contact="Zoé, 06 00"))
    book = venues.book(tx, group.id, FOUNDER)
    assert [(venue.seats, venue.contact) for venue in book.venues] == [(20, "Zoé, 06 00")]
    assert [venue.contact for venue in venues.book(tx, group.id, ANA).venues] == [None]
    assert service.venues_like(tx, group.id, "perche") == ["CAFE PERCHE, 12 rue des Capucins"]
    with pytest.raises(NotAnOrganizer):
        venues.note(tx, group.id, ANA, "Elsewhere", Facts())
    with pytest.raises(NotAnOrganizer):
        venues.strike(tx, book.venues[0].id, ANA)
    venues.strike(tx, book.venues[0].id, FOUNDER)
    assert venues.book(tx, group.id, FOUNDER).venues == ()


@pytest.mark.parametrize("typed", ["founder", "admin", "", "Organizer"])
def test_a_role_that_was_not_offered_is_refused(typed: str) -> None:
    with pytest.raises(rules.NoSuchRole):
        rules.role(typed)


def test_a_span_is_a_number_of_days_or_for_good() -> None:
    assert [rules.span(typed) for typed in ("7", "0", "365")] == [
        timedelta(days=7),
        None,
        timedelta(days=365),
    ]
    for typed in ("-1", "366", "٧", "a week", ""):
        with pytest.raises(rules.NoSuchSpan):
            rules.span(typed)
