"""Who moderates a server and who chooses for it."""

from __future__ import annotations

import pytest

from bot.db.tx import Tx
from bot.people.person import Person
from bot.signals import Checks, Need
from bot.words import Catalogs
from cogs.server import service
from cogs.server.rules import NoSuchRole, OnlyAdmins
from cogs.server.service import Founding, NotAModerator, Settings

ADMIN = Person(1, manages_server=True)


def test_what_nobody_has_chosen_has_a_sound_default(tx: Tx) -> None:
    assert service.settings(tx) == Settings()
    assert service.settings(tx).founding is Founding.QUEUE


def test_a_choice_holds_until_it_is_taken_back_and_leaves_the_others_alone(tx: Tx) -> None:
    service.change(tx, ADMIN, zone="Europe/Paris", founding="open")
    assert service.change(tx, ADMIN, zone=None) == Settings(founding=Founding.OPEN)


def test_another_server_has_chosen_nothing(tx: Tx) -> None:
    service.change(tx, ADMIN, zone="Europe/Paris")
    assert service.settings(tx.of(tx.guild_id + 1)) == Settings()


@pytest.mark.parametrize(
    ("person", "moderates"),
    [
        (ADMIN, True),
        (Person(2, moderates_members=True), True),
        (Person(2, role_ids=frozenset({7})), True),
        (Person(2, role_ids=frozenset({8})), False),
        (Person(2), False),
    ],
)
def test_rights_or_the_chosen_role_make_a_moderator(tx: Tx, person: Person, *, moderates: bool) -> None:
    service.change(tx, ADMIN, moderator_role_id=7)
    assert service.moderates(tx, person) is moderates
    if not moderates:
        with pytest.raises(NotAModerator):
            service.check_moderates(tx, person)


def test_the_role_that_everyone_has_makes_nobody_a_moderator(tx: Tx) -> None:
    with pytest.raises(NoSuchRole):
        service.change(tx, ADMIN, moderator_role_id=tx.guild_id)


def test_a_moderator_who_does_not_manage_the_server_neither_sees_nor_changes_its_settings(tx: Tx) -> None:
    moderator = Person(2, moderates_members=True)
    with pytest.raises(OnlyAdmins):
        service.look(tx, moderator)
    with pytest.raises(OnlyAdmins):
        service.change(tx, moderator, founding="open")


def test_the_doctor_answers_only_who_manages_the_server(tx: Tx) -> None:
    tx.signals.answer(Checks, lambda _tx, _question: (Need("send_messages", "Nothing is said."),))
    t = Catalogs().of("en")
    assert service.checks(tx, Person(1, manages_server=True), t) == [
        Need("send_messages", "Nothing is said.")
    ]
    with pytest.raises(OnlyAdmins):
        service.checks(tx, Person(1, moderates_members=True), t)
