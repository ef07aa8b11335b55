"""Promises about who came, each kept in one transaction."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from bot.db.tx import Tx
from bot.outbox.models import chores, notices
from bot.people.person import Person
from bot.pictures.photos import Photo
from bot.signals import GatheringChanged, MemberForgotten, Regulars, SeatGivenUp
from cogs.attendance import models, pictures, recaps, rules, service
from cogs.attendance.picture_models import recap_pictures
from cogs.attendance.rules import Outcome
from cogs.groups import service as groups
from cogs.groups.rules import NotAnOrganizer
from cogs.meetups import answering, planning
from cogs.meetups.models import Meetup
from cogs.meetups.planning import Plan
from cogs.meetups.rules import Answer
from tests.builders import FRIDAY_MORNING

ANA, BEN, CLEO = 1, 2, 3
ORGANIZER = Person(99)
STARTS = FRIDAY_MORNING + timedelta(days=8)
VOICE = 55


def at(tx: Tx, span: timedelta) -> Tx:
    """Later, counted from the start of the meetup."""
    return replace(tx, now=STARTS + span)


def a_meetup(tx: Tx, *going: int, seats: int | None = None, link: str | None = None) -> Meetup:
    tx.signals.listen(GatheringChanged, service.planned)
    tx.signals.listen(SeatGivenUp, service.given_up)
    founder = Person(ORGANIZER.id, manages_server=True)
    group = groups.create(tx, founder, name="Lyon", zone="Europe/Paris", language=None, guild_locale="fr")
    groups.built(tx, group.id, role_id=11, channel_id=12)
    plan = Plan(STARTS, "Code & coffee", seats=seats, link=link)
    meetup = planning.schedule(tx, group.id, ORGANIZER, plan, request_id=1)[0]
    for person in going:
        answering.answer(tx, meetup.id, person, Answer.GOING)
    return meetup


def outcomes(tx: Tx, meetup: Meetup) -> dict[int, Outcome]:
    return {one.person_id: rules.outcome(one.witnessed) for one in models.of_meetup(tx, meetup.id)}


def minutes(count: int) -> timedelta:
    return timedelta(minutes=count)


def test_the_code_lets_in_from_a_quarter_before_the_start_until_half_an_hour_after_the_end(tx: Tx) -> None:
    meetup = a_meetup(tx)
    code = service.roll(tx, meetup.id, ORGANIZER).code
    assert code is not None
    early, first = at(tx, minutes(-16)), at(tx, minutes(-15))
    last, late = at(tx, minutes(120)), at(tx, minutes(121))
    came = [service.check_in(moment, ANA, code.lower()).meetup for moment in (early, first, last, late)]
    assert [one is not None for one in came] == [False, True, True, False]
    assert outcomes(tx, meetup) == {ANA: Outcome.CAME}


def test_after_five_wrong_codes_one_has_to_wait_ten_minutes(tx: Tx) -> None:
    meetup = a_meetup(tx)
    code = service.roll(tx, meetup.id, ORGANIZER).code
    assert code is not None
    on = at(tx, minutes(5))
    assert [service.check_in(on, ANA, "ZZZZ").left for _ in range(5)] == [4, 3, 2, 1, 0]
    with pytest.raises(rules.TooManyTries):
        service.check_in(on, ANA, code)
    assert service.check_in(on, BEN, code).meetup is not None
    assert service.check_in(at(tx, minutes(15)), ANA, code).meetup is not None


def test_another_code_makes_the_old_one_void(tx: Tx) -> None:
    meetup = a_meetup(tx)
    old = service.roll(tx, meetup.id, ORGANIZER).code
    new = service.new_code(tx, meetup.id, ORGANIZER).code
    assert old is not None
    assert new is not None
    on = at(tx, minutes(5))
    assert service.check_in(on, ANA, old).meetup is None
    assert service.check_in(on, ANA, new).meetup is not None


def test_ten_minutes_in_voice_while_it_is_on_count_whether_in_one_piece_or_not(tx: Tx) -> None:
    meetup = a_meetup(tx)
    service.set_room(tx, meetup.group_id, ORGANIZER, VOICE)
    for came, left in ((-30, 4), (10, 15), (20, 21)):
        service.moved(at(tx, minutes(came)), ANA, VOICE)
        service.moved(at(tx, minutes(left)), ANA, None)
    service.moved(at(tx, minutes(5)), BEN, VOICE)
    service.moved(at(tx, minutes(14)), BEN, None)
    assert outcomes(tx, meetup) == {ANA: Outcome.CAME, BEN: Outcome.UNKNOWN}
    assert models.open_visits(tx) == []


def test_the_channel_a_link_leads_to_counts_without_being_named(tx: Tx) -> None:
    meetup = a_meetup(tx, link=f"https://discord.com/channels/{tx.guild_id}/{VOICE}")
    service.moved(at(tx, minutes(0)), ANA, VOICE)
    service.moved(at(tx, minutes(0)), BEN, VOICE + 1)
    assert [visit.person_id for visit in models.open_visits(tx)] == [ANA]
    called = service.roll(at(tx, minutes(10)), meetup.id, ORGANIZER)
    assert [(person, seen.voice) for person, seen in called.people] == [(ANA, True)]


def test_what_nobody_saw_while_the_bot_was_off_does_not_count(tx: Tx) -> None:
    meetup = a_meetup(tx)
    service.set_room(tx, meetup.group_id, ORGANIZER, VOICE)
    for person in (ANA, BEN):
        service.moved(at(tx, minutes(0)), person, VOICE)
    service.in_voice(at(tx, minutes(60)), {BEN: VOICE, CLEO: VOICE})
    for person in (BEN, CLEO):
        service.moved(at(tx, minutes(65)), person, None)
    assert outcomes(tx, meetup) == {BEN: Outcome.CAME, CLEO: Outcome.UNKNOWN}


def test_giving_a_seat_up_late_is_not_the_same_as_not_coming(tx: Tx) -> None:
    meetup = a_meetup(tx, ANA, BEN, CLEO, 4)
    answering.answer(at(tx, -timedelta(hours=4)), meetup.id, 4, Answer.CANT)
    answering.answer(at(tx, -timedelta(hours=3)), meetup.id, ANA, Answer.CANT)
    service.were_there(at(tx, minutes(5)), meetup.id, ORGANIZER, [CLEO])
    service.over(at(tx, minutes(120)), meetup.id)
    assert outcomes(tx, meetup) == {ANA: Outcome.RELEASED, CLEO: Outcome.CAME, BEN: Outcome.MISSED}


def test_where_nobody_took_note_nobody_was_missed(tx: Tx) -> None:
    meetup = a_meetup(tx, ANA)
    service.over(at(tx, minutes(120)), meetup.id)
    assert outcomes(tx, meetup) == {}


def test_the_end_of_a_meetup_is_planned_for_and_half_a_year_later_nothing_is_left(tx: Tx) -> None:
    meetup = a_meetup(tx, ANA)
    planned = select(chores.c.due_at).where(chores.c.kind == service.OVER)
    assert tx.connection.scalars(planned).all() == [meetup.ends_at + rules.DOOR_CLOSES]
    service.were_there(at(tx, minutes(5)), meetup.id, ORGANIZER, [ANA])
    service.over(at(tx, minutes(120)), meetup.id)
    service.say(at(tx, minutes(900)), meetup.id, ANA, mood=rules.Mood.GLAD)
    kept = select(chores.c.due_at).where(chores.c.kind == service.EXPIRED)
    assert tx.connection.scalars(kept).all() == [STARTS + timedelta(days=182)]
    service.expired(at(tx, timedelta(days=182)), meetup.id)
    left = [
        tx.connection.scalar(select(func.count()).select_from(table))
        for table in (models.attendances, models.feedback, models.doors)
    ]
    assert left == [0, 0, 0]


def test_a_meetup_that_ends_later_than_it_was_to_is_summed_up_later(tx: Tx) -> None:
    meetup = a_meetup(tx, ANA)
    service.over(at(tx, minutes(100)), meetup.id)
    assert (
        tx.connection.scalar(
            select(func.count()).select_from(notices).where(notices.c.kind == service.AFTERWARDS)
        )
        == 0
    )


def test_organizers_hear_who_often_misses_only_while_somebody_waits_for_a_seat(tx: Tx) -> None:
    meetup = a_meetup(tx, ANA, BEN, seats=2)
    for number in (1001, 1002):
        models.note(tx, number, FRIDAY_MORNING - timedelta(days=number - 1000), [ANA], missed_at=tx.now)
    models.note(tx, 1003, FRIDAY_MORNING - timedelta(days=200), [BEN], missed_at=tx.now)
    models.note(tx, 1004, FRIDAY_MORNING - timedelta(days=1), [BEN], missed_at=tx.now)
    assert service.roll(tx, meetup.id, ORGANIZER).may_miss == ()
    answering.answer(tx, meetup.id, CLEO, Answer.GOING)
    assert service.roll(tx, meetup.id, ORGANIZER).may_miss == (ANA,)


def test_only_organizers_call_the_roll_and_only_once_somebody_can_be_there(tx: Tx) -> None:
    meetup = a_meetup(tx, ANA)
    with pytest.raises(NotAnOrganizer):
        service.roll(tx, meetup.id, Person(ANA))
    with pytest.raises(NotAnOrganizer):
        service.were_there(at(tx, minutes(5)), meetup.id, Person(ANA), [ANA])
    with pytest.raises(rules.NotYet):
        service.all_there(tx, meetup.id, ORGANIZER)


def test_who_is_not_on_the_roll_cannot_be_marked_as_missing(tx: Tx) -> None:
    meetup = a_meetup(tx, ANA)
    called = service.were_not_there(at(tx, minutes(5)), meetup.id, ORGANIZER, [ANA, BEN])
    assert [person for person, _ in called.people] == [ANA]


def test_only_who_was_there_says_how_it_was_and_only_who_was_expected_corrects(tx: Tx) -> None:
    meetup = a_meetup(tx, ANA)
    on = at(tx, minutes(5))
    with pytest.raises(rules.NotThere):
        service.say(on, meetup.id, ANA, mood=rules.Mood.GLAD)
    with pytest.raises(rules.NotThere):
        service.correct(on, meetup.id, BEN, came=True)
    with pytest.raises(rules.NotYet):
        service.correct(tx, meetup.id, ANA, came=True)
    assert service.correct(on, meetup.id, ANA, came=True).outcome is Outcome.CAME
    service.say(on, meetup.id, ANA, mood=rules.Mood.GLAD, line="Warm")
    service.say(on, meetup.id, ANA, again=rules.Again.YES)
    assert models.said(tx, meetup.id) == [rules.Feedback(rules.Mood.GLAD, rules.Again.YES, "Warm")]


def test_who_says_that_they_were_not_there_comes_for_the_first_time_later(tx: Tx) -> None:
    meetup = a_meetup(tx, ANA, BEN)
    service.were_there(at(tx, minutes(5)), meetup.id, ORGANIZER, [ANA, BEN])
    service.correct(at(tx, minutes(5)), meetup.id, ANA, came=False)
    later = STARTS + timedelta(days=7)
    assert (models.came_before(tx, ANA, later), models.came_before(tx, BEN, later)) == (0, 1)


def test_a_recap_with_a_link_too_many_is_refused_and_not_cut(tx: Tx) -> None:
    meetup = a_meetup(tx)
    links = [f"https://campsite.example/{number}" for number in range(6)]
    on = at(tx, minutes(5))
    with pytest.raises(rules.TooManyLinks):
        recaps.write(on, meetup.id, ORGANIZER, "We met closures.", " ".join(links))
    told = recaps.write(on, meetup.id, ORGANIZER, "We met closures.", " ".join(links[:5]))
    assert told.recap.links.split() == links[:5]


def test_nothing_is_left_of_who_is_forgotten(tx: Tx) -> None:
    meetup = a_meetup(tx, ANA, BEN)
    service.set_room(tx, meetup.group_id, ORGANIZER, VOICE)
    on = at(tx, minutes(5))
    service.all_there(on, meetup.id, ORGANIZER)
    service.moved(on, ANA, VOICE)
    service.check_in(on, ANA, "ZZZZ")
    service.say(on, meetup.id, ANA, mood=rules.Mood.GLAD)
    service.forgotten(on, MemberForgotten(ANA))
    left = [
        tx.connection.scalar(select(func.count()).select_from(table).where(table.c.person_id == ANA))
        for table in (models.attendances, models.feedback, models.visits, models.tries)
    ]
    assert left == [0, 0, 0, 0]
    assert outcomes(tx, meetup) == {BEN: Outcome.CAME}


def test_pictures_stay_the_groups_when_who_added_them_is_forgotten(tx: Tx) -> None:
    meetup = a_meetup(tx, ANA)
    on = at(tx, minutes(5))
    recaps.write(on, meetup.id, ORGANIZER, "We met closures.", "")
    pictures.add(on, meetup.id, ORGANIZER, [Photo("png", b"it")], "A table", agreed=True)
    service.forgotten(on, MemberForgotten(ORGANIZER.id))
    [left] = on.connection.execute(select(recap_pictures)).all()
    assert (left.added_by, left.description, left.data) == (None, "A table", b"it")
    assert pictures.files(on.of(2), meetup.id) == {}
    with pytest.raises(rules.NoSuchPicture):
        pictures.take_down(on.of(2), left.id, ANA)
    assert pictures.files(on, meetup.id) == {f"picture-{left.id}.png": b"it"}


def test_who_came_most_often_is_the_most_regular_and_who_only_said_so_is_none(tx: Tx) -> None:
    first = a_meetup(tx, ANA, BEN, CLEO)
    again = Plan(STARTS + timedelta(days=7), "Again")
    second = planning.schedule(tx, first.group_id, ORGANIZER, again, request_id=2)[0]
    later = at(tx, timedelta(days=8))
    assert service.regulars(later, Regulars(first.group_id)) is None
    for meetup, came in ((first, (ANA, BEN)), (second, (BEN,))):
        models.note(tx, meetup.id, meetup.starts_at, came, called_at=meetup.starts_at)
    assert service.regulars(later, Regulars(first.group_id)) == (BEN, ANA)
    assert service.regulars(later.of(2), Regulars(first.group_id)) is None
    half_a_year = at(tx, rules.KEPT + timedelta(days=1))
    assert service.regulars(half_a_year, Regulars(first.group_id)) == (BEN,)
