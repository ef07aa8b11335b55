"""Promises to a person about what they set, each kept in one transaction."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
from sqlalchemy import Text, func, select, type_coerce

from bot import outbox
from bot.db.tx import Tx
from bot.outbox.models import notices
from bot.people import models
from bot.people.boundaries import Weight
from bot.people.models import Preferences
from bot.people.person import Person
from cogs.groups import service as groups
from cogs.members import rules, service
from cogs.members.rules import ChangedMeanwhile, NoSuchZone
from cogs.members.service import Choice
from tests.builders import FRIDAY_MORNING, GUILD

ANA, BEN = 1, 2
NOON = FRIDAY_MORNING + timedelta(hours=3)
CHRISTMAS = (date(2026, 12, 24), date(2027, 1, 2))


def choice(held: Preferences, **values: object) -> Choice:
    return Choice(values, rules.mark({name: getattr(held, name) for name in values}))


def held(tx: Tx, person_id: int = ANA) -> Preferences:
    return service.look(tx, person_id, None)[0]


def tell(tx: Tx, person_id: int = ANA) -> None:
    outbox.say(
        tx,
        "t.k",
        1,
        [person_id],
        weight=Weight.ORDINARY,
        zone="Europe/Paris",
        group_id=None,
        event_at=NOON + timedelta(days=9),
        due_at=NOON,
    )


def due(tx: Tx) -> datetime | None:
    return tx.connection.scalar(select(notices.c.due_at))


@pytest.fixture
def everywhere(tx: Tx) -> Tx:
    """A transaction of no server: what people set belongs to none."""
    return replace(tx, server_id=None)


def test_who_has_set_nothing_follows_the_usual(everywhere: Tx) -> None:
    assert service.look(everywhere, ANA, None) == (Preferences(), "UTC")


def test_it_is_evening_where_their_group_is_until_they_name_a_zone(tx: Tx, everywhere: Tx) -> None:
    founder = Person(9, manages_server=True)
    group = groups.create(tx, founder, name="Oslo", zone="Europe/Oslo", language=None, guild_locale=None)
    groups.join(tx, group.id, ANA)
    assert service.look(everywhere, ANA, GUILD)[1] == "Europe/Oslo"
    assert service.look(everywhere, ANA, GUILD + 1)[1] == "UTC"
    assert service.look(everywhere, ANA, None)[1] == "UTC"
    service.set_zone(everywhere, ANA, "Asia/Tokyo")
    assert service.look(everywhere, ANA, GUILD)[1] == "Asia/Tokyo"


def test_a_form_is_kept_and_leaves_the_rest_as_it_was(everywhere: Tx) -> None:
    service.change(everywhere, ANA, choice(Preferences(), monthly=3))
    values = {"quiet_from": time(21), "quiet_until": time(9), "day_off": 6}
    after = service.change(everywhere, ANA, choice(Preferences(), **values))
    assert after == Preferences(monthly=3, quiet_from=time(21), quiet_until=time(9), day_off=6)
    assert held(everywhere) == after
    assert held(everywhere, BEN) == Preferences()


def test_protected_days_take_the_place_of_those_before(everywhere: Tx) -> None:
    july = (date(2027, 7, 14), date(2027, 7, 14))
    first = service.change(everywhere, ANA, choice(Preferences(), protected=(CHRISTMAS, july)))
    assert first.protected == (CHRISTMAS, july)
    assert service.change(everywhere, ANA, choice(first, protected=(july,))).protected == (july,)


def test_a_form_opened_before_another_was_sent_overwrites_nothing(everywhere: Tx) -> None:
    stale = choice(Preferences(), quiet_from=time(22), quiet_until=None, day_off=None)
    service.change(everywhere, ANA, choice(Preferences(), quiet_from=None, quiet_until=None, day_off=6))
    with pytest.raises(ChangedMeanwhile):
        service.change(everywhere, ANA, stale)
    assert held(everywhere) == Preferences(day_off=6)


def test_the_same_form_sent_twice_is_sent_once(everywhere: Tx) -> None:
    sent = choice(Preferences(), monthly=3)
    assert service.change(everywhere, ANA, sent) == service.change(everywhere, ANA, sent)


def test_another_forms_change_is_no_conflict(everywhere: Tx) -> None:
    monthly = choice(Preferences(), monthly=3)
    service.change(everywhere, ANA, choice(Preferences(), zone="Asia/Tokyo", language="fr"))
    after = service.change(everywhere, ANA, monthly)
    assert (after.zone, after.language, after.monthly) == ("Asia/Tokyo", "fr", 3)


def test_a_zone_that_is_not_known_here_is_not_written_over_by_what_stands_beside_it(everywhere: Tx) -> None:
    models.save(everywhere, ANA, zone="Atlantis/Old_Town")
    after = service.change(everywhere, ANA, choice(held(everywhere), zone="UTC", language="fr"))
    assert (after.zone, after.language) == ("UTC", "fr")  # as it is read
    stored = select(type_coerce(models.people.c.zone, Text))
    assert everywhere.connection.scalar(stored) == "Atlantis/Old_Town"


def test_asking_for_direct_messages_again_forgets_that_discord_refused_one(everywhere: Tx) -> None:
    models.save(everywhere, ANA, direct=1, closed_at=FRIDAY_MORNING, closed_told=1)
    shown = held(everywhere)
    assert (shown.direct, shown.closed_at, shown.closed_told) == (True, FRIDAY_MORNING, True)
    after = service.change(everywhere, ANA, choice(shown, direct=True))
    assert (after.direct, after.closed_at, after.closed_told) == (True, None, False)


def test_every_change_plans_anew_what_they_still_have_to_be_told(tx: Tx, everywhere: Tx) -> None:
    tell(tx)
    assert due(tx) == NOON
    monday_morning = FRIDAY_MORNING + timedelta(days=2, hours=22, minutes=30)
    service.pause(everywhere, ANA, FRIDAY_MORNING + timedelta(days=2, hours=15))
    assert due(tx) == monday_morning
    assert service.resume(everywhere, ANA) is True
    assert due(tx) == NOON
    service.change(everywhere, ANA, choice(held(everywhere), zone=None, language="fr"))
    assert due(tx) == NOON
    today = ((date(2026, 11, 20), date(2026, 11, 20)),)
    service.change(everywhere, ANA, choice(held(everywhere), protected=today))
    assert due(tx) == FRIDAY_MORNING + timedelta(hours=22, minutes=30)
    service.set_back(everywhere, ANA)
    assert due(tx) == NOON
    service.set_zone(everywhere, ANA, "Pacific/Auckland")  # where it is one in the morning at noon
    assert due(tx) == FRIDAY_MORNING + timedelta(hours=10, minutes=30)


def test_a_pause_ends_once(everywhere: Tx) -> None:
    assert service.resume(everywhere, ANA) is False
    service.pause(everywhere, ANA, NOON)
    assert held(everywhere).paused_until == NOON
    assert service.resume(everywhere, ANA) is True
    assert service.resume(everywhere, ANA) is False
    service.pause(everywhere, ANA, NOON)
    everywhere.now = NOON
    assert service.resume(everywhere, ANA) is False


def test_setting_all_back_leaves_no_row(everywhere: Tx) -> None:
    service.change(everywhere, ANA, choice(Preferences(), protected=(CHRISTMAS,)))
    service.pause(everywhere, BEN, NOON)
    assert service.set_back(everywhere, ANA) == Preferences()
    assert held(everywhere) == Preferences()
    rows = [
        everywhere.connection.scalar(select(func.count()).select_from(table))
        for table in (models.people, models.protected_days)
    ]
    assert rows == [1, 0]


def test_a_zone_that_was_made_up_is_refused(everywhere: Tx) -> None:
    with pytest.raises(NoSuchZone):
        service.set_zone(everywhere, ANA, "Mars/Olympus")
    assert held(everywhere) == Preferences()
