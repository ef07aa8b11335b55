"""What progress promises, told to an open transaction."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import delete, event, func, insert, select

from bot import outbox
from bot.db.tx import Tx
from bot.db.types import metadata
from bot.errors import Refusal
from bot.outbox.models import chores, mirrors, notices
from bot.people.erasing import erase_here
from bot.people.models import pauses_of, save
from bot.people.person import Person
from bot.signals import GroupZoneChanged, MemberForgotten, SomebodyIsStuck, StuckIsOver
from bot.text import NotALink
from cogs.groups import models as group_models
from cogs.groups.rules import Standing as Membership
from cogs.groups.service import Group, GroupArchived
from cogs.progress import day_models, digest_models, goals, models, rules, service, together
from cogs.progress.goals import Draft
from cogs.progress.models import Leftover
from cogs.progress.rules import Cheer, Entry
from tests.builders import FRIDAY_MORNING

ANA, BEN, CLEO = 11, 12, 13
OLGA = Person(10, manages_server=True)


@pytest.fixture
def group(tx: Tx) -> Group:
    """A group of four with a channel."""
    made = group_models.add_group(
        tx, name="Lyon", folded_name="lyon", language="en", zone="Europe/Paris", created_by=OLGA.id
    )
    group_models.change(tx, made.id, channel_id=77)
    for person in (OLGA.id, ANA, BEN, CLEO):
        group_models.enter(tx, made.id, person, Membership.MEMBER)
    found = group_models.group(tx, made.id)
    assert found is not None
    return found


def later(tx: Tx, **span: float) -> Tx:
    return replace(tx, now=tx.now + timedelta(**span))


def share(tx: Tx, group: Group, person: int = ANA, *, request: int = 1, **words: Any) -> service.Shared:
    return service.share(tx, group.id, person, Entry(**(words or {"did": "a thing"})), request_id=request)


def planned(tx: Tx, table: Any, kind: str) -> int:
    found = select(func.count()).select_from(table).where(table.c.kind == kind)
    if table is notices:
        found = found.where(notices.c.fate == "pending")
    return tx.connection.scalar(found) or 0


def test_the_same_request_twice_is_one_post(tx: Tx, group: Group) -> None:
    assert share(tx, group).post == share(tx, group).post
    assert service.standing(tx, ANA, group.zone).total == 1


def test_a_post_needs_a_word_and_a_link_that_opens(tx: Tx, group: Group) -> None:
    for entry, refusal in (
        (Entry(link="https://a.example"), rules.NothingShared),
        (Entry(did="   "), rules.NothingShared),
        (Entry(did="x" * 501), rules.WordsTooLong),
        (Entry(did="x", link="https://good.example@evil.example"), NotALink),
    ):
        with pytest.raises(refusal):
            service.share(tx, group.id, ANA, entry, request_id=1)
    assert service.standing(tx, ANA, group.zone).total == 0


def test_a_win_needs_no_words(tx: Tx, group: Group) -> None:
    shared = service.share(tx, group.id, ANA, Entry(), request_id=1, win=rules.Win.JOB)
    assert (shared.post.win, shared.post.did) == (rules.Win.JOB, None)


def test_a_group_is_meant_by_its_channel_or_because_it_is_the_only_one(tx: Tx, group: Group) -> None:
    assert service.group_meant(tx, None, (5, 77), 99).id == group.id
    assert service.group_meant(tx, None, (5,), ANA).id == group.id
    with pytest.raises(rules.NoGroupHere):
        service.group_meant(tx, None, (5,), 99)


def test_the_last_word_of_each_person_counts_and_nobody_encourages_themselves(tx: Tx, group: Group) -> None:
    post = share(tx, group).post
    service.cheer(tx, post.id, BEN, Cheer.WELL_DONE)
    service.cheer(tx, post.id, BEN, Cheer.SAME_HERE)
    assert models.cheers_of(tx, post.id) == [(BEN, Cheer.SAME_HERE)]
    with pytest.raises(rules.YourOwn):
        service.cheer(tx, post.id, ANA, Cheer.WELL_DONE)


def test_who_is_stuck_is_announced_once_it_can_be_read_and_over_once_it_is_answered(
    tx: Tx, group: Group
) -> None:
    heard: list[object] = []
    tx.signals.listen(SomebodyIsStuck, lambda _, fact: heard.append(fact))
    tx.signals.listen(StuckIsOver, lambda _, fact: heard.append(fact))
    post = share(tx, group, stuck="recursion").post
    assert heard == []
    service.posted(tx, post.id, 900)
    assert heard == [SomebodyIsStuck(post.id, group.id, ANA, "recursion", 77, 900)]
    service.cheer(tx, post.id, BEN, Cheer.WELL_DONE)  # kind, but no answer
    assert len(heard) == 1
    assert service.awaits_answer(tx, 900, ANA) is None
    assert service.awaits_answer(tx, 900, BEN) == post.id
    service.replied(tx, post.id)
    service.replied(tx, post.id)
    assert heard[1:] == [StuckIsOver(post.id, answered=True)]


def test_nobody_is_asked_who_is_not_willing_and_then_whoever_was_not_for_the_longest_time(
    tx: Tx, group: Group
) -> None:
    posts = [share(tx, group, request=number).post for number in range(1, 5)]
    service.ask_somebody(tx, posts[0].id)
    assert planned(tx, notices, service.ANSWER_PLEASE) == 0
    for person in (ANA, BEN, CLEO):
        service.choose(tx, person, pace=None, willing=True, theme=None)
    for post in posts[1:]:
        tx = later(tx, hours=1)
        service.ask_somebody(tx, post.id)
    asked = select(notices.c.person_id).where(notices.c.kind == service.ANSWER_PLEASE).order_by(notices.c.id)
    assert tx.connection.scalars(asked).all() == [BEN, CLEO, BEN]


def test_what_is_taken_back_keeps_no_word_and_only_its_author_takes_it(tx: Tx, group: Group) -> None:
    post = share(tx, group, did="secret", link="https://secret.example").post
    with pytest.raises(rules.NotYours):
        service.take_back(tx, post.id, BEN)
    service.take_back(tx, post.id, ANA)
    kept = models.post(tx, post.id)
    assert kept is not None
    assert (kept.did, kept.link) == (None, None)
    assert planned(tx, chores, service.UNANSWERED) == 0
    service.posted(tx, post.id, 900)  # was on its way: the message must go
    on_its_way = models.post(tx, post.id)
    assert on_its_way is not None
    assert on_its_way.card_id == 900
    assert outbox.pending(tx, service.CARD, post.id)
    with pytest.raises(rules.NoSuchPost):
        service.cheer(tx, post.id, BEN, Cheer.WELL_DONE)


def test_of_who_is_forgotten_no_row_is_left_and_their_cards_go(tx: Tx, group: Group) -> None:
    post, other = share(tx, group).post, share(tx, group, BEN, request=2).post
    service.posted(tx, post.id, 900)
    service.cheer(tx, other.id, ANA, Cheer.WELL_DONE)
    service.choose(tx, ANA, pace=5, willing=True, theme="light")
    goals.aim(tx, ANA, Draft("Mine"), request_id=3)
    ours = goals.aim_together(tx, group.id, OLGA, Draft("Ours", lines="a; b"), request_id=4)
    goals.tick(tx, ours.items[0].id, ANA, done=True)
    together.forget(tx, MemberForgotten(ANA))
    mine = {
        table.name
        for table in metadata.sorted_tables
        if table.name.startswith("progress_")
        for column in table.c
        if column.name in ("person_id", "created_by")
        and tx.connection.scalar(select(func.count()).select_from(table).where(column == ANA))
    }
    assert mine == set()
    assert [*tx.connection.scalars(select(models.leftovers.c.post_id))] == [post.id]
    assert service.leftover(tx, post.id) == Leftover(77, 900, post.shared_at)
    assert outbox.pending(tx, service.CARD, post.id)


def test_a_card_that_was_on_its_way_when_its_author_was_forgotten_is_known_and_goes(
    tx: Tx, group: Group
) -> None:
    gone, post = share(tx, group).post, share(tx, group, request=2).post
    service.take_back(tx, gone.id, ANA)
    together.forget(tx, MemberForgotten(ANA))
    for each in (gone, post):
        assert service.leftover(tx, each.id) == Leftover(77, None, each.shared_at)
        service.posted(tx, each.id, 900)
        assert service.leftover(tx, each.id) == Leftover(77, 900, each.shared_at)
        service.cleared(tx, each.id)
        assert service.leftover(tx, each.id) is None


def test_a_group_put_aside_takes_no_shares_and_has_no_digest(tx: Tx, group: Group) -> None:
    share(tx, group)
    group_models.change(tx, group.id, archived_at=tx.now)
    with pytest.raises(GroupArchived):
        share(tx, group, request=2)
    together.digest_due(later(tx, days=2, hours=8), group.id)
    assert planned(tx, mirrors, service.DIGEST) == 0
    group_models.change(tx, group.id, archived_at=None)
    together.digest_due(later(tx, days=2, hours=8), group.id)
    assert planned(tx, mirrors, service.DIGEST) == 1


def test_the_id_of_what_is_forgotten_is_never_given_again(tx: Tx, group: Group) -> None:
    post, goal = share(tx, group).post, goals.aim(tx, ANA, Draft("Mine"), request_id=3)
    together.forget(tx, MemberForgotten(ANA))
    assert share(tx, group, BEN, request=2).post.id == post.id + 1
    assert goals.aim(tx, BEN, Draft("Mine"), request_id=4).id == goal.id + 1


def test_a_day_is_filled_in_once_and_not_after_48_hours(tx: Tx, group: Group) -> None:
    share(tx, group)
    thursday = date(2026, 11, 19)
    assert service.fill_in(tx, ANA, thursday).total == 2
    assert service.fill_in(tx, ANA, thursday).total == 2
    for on in (date(2026, 11, 17), date(2026, 11, 21)):
        with pytest.raises(rules.CannotFillIn):
            service.fill_in(tx, ANA, on)


def test_a_day_is_filled_in_where_one_lives_as_it_is_offered(tx: Tx, group: Group) -> None:
    group_models.change(tx, group.id, zone="Pacific/Auckland")
    late = later(tx, hours=-tx.now.hour + 18)  # Saturday morning in Auckland, still Friday in Greenwich
    share(late, group)
    offered = service.mine(late, ANA).fillable
    assert [day.on for day in offered] == [date(2026, 11, 20), date(2026, 11, 19)]
    for day in offered:
        service.fill_in(late, ANA, day.on)
    assert [day for day, shares in day_models.days_of(late, ANA) if not shares] == sorted(offered)


def test_each_offer_of_help_is_told_once_also_when_another_was_taken_back(tx: Tx, group: Group) -> None:
    post = share(tx, group, stuck="recursion").post
    offers = select(func.count()).select_from(notices).where(notices.c.kind == service.HELP_OFFERED)
    told: list[int | None] = []
    for person, kind in (
        (BEN, Cheer.CAN_HELP), (BEN, Cheer.CAN_HELP), (BEN, Cheer.WELL_DONE), (CLEO, Cheer.CAN_HELP)
    ):  # fmt: skip
        service.cheer(tx, post.id, person, kind)
        told.append(tx.connection.scalar(offers))
    assert told == [1, 1, 1, 2]


def test_a_goal_reached_after_the_digest_of_its_day_comes_into_it(tx: Tx, group: Group) -> None:
    share(tx, group)
    ours = goals.aim_together(tx, group.id, OLGA, Draft("Ours"), request_id=3)
    sunday = replace(tx, now=datetime(2026, 11, 22, 17, tzinfo=UTC))
    together.digest_due(sunday, group.id)
    [digest_id] = tx.connection.scalars(select(digest_models.digests.c.id)).all()
    together.digest_posted(sunday, digest_id, 900)
    tx.connection.execute(delete(mirrors))
    goals.tick(later(sunday, hours=1), ours.items[0].id, BEN, done=True)
    assert planned(tx, mirrors, service.DIGEST) == 1
    week = together.digest(sunday, digest_id)
    assert week is not None
    assert [goal.title for goal in week.reached] == ["Ours"]


def test_a_goal_reached_after_an_empty_weeks_digest_makes_it(tx: Tx, group: Group) -> None:
    ours = goals.aim_together(tx, group.id, OLGA, Draft("Ours"), request_id=3)
    sunday = replace(tx, now=datetime(2026, 11, 22, 17, tzinfo=UTC))
    together.digest_due(sunday, group.id)
    assert planned(tx, mirrors, service.DIGEST) == 0
    goals.tick(later(sunday, hours=1), ours.items[0].id, BEN, done=True)
    assert planned(tx, mirrors, service.DIGEST) == 1
    monday = later(sunday, hours=11)
    share(monday, group)
    assert len(tx.connection.scalars(select(digest_models.digests.c.id)).all()) == 1


def test_every_pause_is_remembered_with_its_real_end(tx: Tx) -> None:
    save(tx, ANA, paused_until=tx.now + timedelta(days=14))
    save(later(tx, days=2), ANA, paused_until=tx.now + timedelta(days=20))
    save(later(tx, days=5), ANA, paused_until=None)
    save(later(tx, days=9), ANA, paused_until=None)
    assert pauses_of(tx, ANA) == ((FRIDAY_MORNING, FRIDAY_MORNING + timedelta(days=5)),)


def test_only_organizers_set_goals_of_a_group_and_a_line_may_need_several_people(
    tx: Tx, group: Group
) -> None:
    with pytest.raises(Refusal):
        goals.aim_together(tx, group.id, Person(ANA), Draft("Ours"), request_id=1)
    ours = goals.aim_together(tx, group.id, OLGA, Draft("Install git", target=2), request_id=2)
    [line] = ours.items
    assert goals.tick(tx, line.id, ANA, done=True)[0].goal.finished_at is None
    assert goals.tick(tx, line.id, ANA, done=True)[0].goal.finished_at is None
    assert goals.tick(tx, line.id, BEN, done=True)[0].goal.finished_at == tx.now
    goals.tick(tx, line.id, BEN, done=False)  # what is reached stays reached
    assert goals.checklist(tx, ours.goal.id).done == 1


def test_a_goal_is_its_owners_alone(tx: Tx) -> None:
    goal = goals.aim(tx, ANA, Draft("Mine", target=3), request_id=1)
    for deed in (lambda: goals.reach(tx, goal.id, BEN, 1), lambda: goals.let_go(tx, goal.id, BEN)):
        with pytest.raises(rules.NotYours):
            deed()
    assert goals.reach(tx, goal.id, ANA, 99).done == 3


def test_a_digest_comes_at_its_groups_own_hour_and_not_a_day_late(tx: Tx, group: Group) -> None:
    share(tx, group)
    due = select(chores.c.due_at).where(chores.c.kind == service.DIGEST_DUE)
    sunday = tx.connection.scalar(due)
    assert sunday is not None
    assert sunday.isoformat() == "2026-11-22T17:00:00+00:00"
    together.digest_due(replace(tx, now=sunday + timedelta(hours=30)), group.id)
    assert planned(tx, mirrors, service.DIGEST) == 0
    together.digest_due(replace(tx, now=sunday), group.id)
    together.digest_due(replace(tx, now=sunday + timedelta(minutes=1)), group.id)
    assert planned(tx, mirrors, service.DIGEST) == 1
    assert tx.connection.scalar(due) == sunday + timedelta(days=7)


def test_a_digest_comes_at_the_hour_of_its_groups_corrected_zone(tx: Tx, group: Group) -> None:
    share(tx, group)
    due = select(chores.c.due_at).where(chores.c.kind == service.DIGEST_DUE)
    group_models.change(tx, group.id, zone="America/New_York")
    together.group_zone_changed(tx, GroupZoneChanged(group.id))
    assert tx.connection.scalar(due) == datetime(2026, 11, 22, 23, tzinfo=UTC)
    assert planned(tx, mirrors, service.DIGEST) == 0
    sunday_noon = replace(tx, now=datetime(2026, 11, 22, 12, tzinfo=UTC))
    group_models.change(tx, group.id, zone="Pacific/Auckland")  # an hour past midnight
    together.group_zone_changed(sunday_noon, GroupZoneChanged(group.id))
    assert tx.connection.scalar(due) == datetime(2026, 11, 29, 5, tzinfo=UTC)
    assert planned(tx, mirrors, service.DIGEST) == 1


def test_another_server_sees_and_changes_nothing(tx: Tx, group: Group) -> None:
    post = share(tx, group).post
    mine = goals.aim(tx, ANA, Draft("Mine"), request_id=2)
    ours = goals.aim_together(tx, group.id, OLGA, Draft("Ours"), request_id=3)
    there = tx.of(tx.guild_id + 1)
    for deed in (
        lambda: service.cheer(there, post.id, BEN, Cheer.WELL_DONE),
        lambda: service.take_back(there, post.id, ANA),
        lambda: goals.reach(there, mine.id, ANA, 1),
        lambda: goals.tick(there, ours.items[0].id, BEN, done=True),
        lambda: goals.let_go_together(there, ours.goal.id, OLGA),
        lambda: together.month(there, group.id, OLGA),
        lambda: together.arrange(there, group.id, OLGA, in_thread=True, digest_day=1, digest_hour=8),
    ):
        with pytest.raises(Refusal):
            deed()
    assert service.portrait(there, post.id) is None
    assert service.mine(there, ANA).standing.total == 0
    assert models.cheers_of(tx, post.id) == []


def test_a_view_asks_as_few_questions_of_500_members_and_a_year_as_of_one_post(tx: Tx, group: Group) -> None:
    share(tx, group)
    goals.aim_together(tx, group.id, OLGA, Draft("Ours", lines="a; b; c"), request_id=2)

    def asked() -> tuple[int, int, int]:
        counted: list[int] = []
        for view in (
            lambda: together.month(tx, group.id, OLGA),
            lambda: service.mine(tx, ANA),
            lambda: together.week(tx, group, date(2026, 11, 22)),
        ):
            statements: list[str] = []

            def note(*given: Any, into: list[str] = statements) -> None:
                into.append(given[2])

            event.listen(tx.connection, "before_cursor_execute", note)
            view()
            event.remove(tx.connection, "before_cursor_execute", note)
            counted.append(len(statements))
        return counted[0], counted[1], counted[2]

    few = asked()
    rows = [
        {
            "guild_id": tx.guild_id, "group_id": group.id, "person_id": 1000 + person, "did": "x",
            "request_id": 10_000 + person * 400 + day, "kept_on": date(2026, 11, 20) - timedelta(days=day),
            "shared_at": tx.now - timedelta(days=day), "channel_id": 77,
        }
        for person in range(500)
        for day in range(0, 365, 7)
    ]  # fmt: skip
    tx.connection.execute(insert(models.posts), rows)
    assert asked() == few
    assert max(few) <= 12


def test_nothing_is_planned_for_a_group_without_a_digest(tx: Tx, group: Group) -> None:
    share(tx, group)
    together.arrange(tx, group.id, OLGA, in_thread=False, digest_day=None, digest_hour=18)
    assert planned(tx, chores, service.DIGEST_DUE) == 0
    outbox.later(tx, service.DIGEST_DUE, group.id, tx.now)  # one that was due at that very moment
    together.digest_due(tx, group.id)
    assert planned(tx, mirrors, service.DIGEST) == 0


def test_what_a_group_shared_is_added_up_from_the_index_alone(tx: Tx, group: Group) -> None:
    plans: list[str] = []

    def explain(_: Any, cursor: Any, statement: str, parameters: Any, *__: Any) -> None:
        if statement.startswith("SELECT"):
            asked = cursor.connection.execute(f"EXPLAIN QUERY PLAN {statement}", parameters)
            plans.extend(step for *_, step in asked if "progress_posts" in step)

    event.listen(tx.connection, "before_cursor_execute", explain)
    first = date(2026, 11, 1)
    assert models.sum_between(tx, group.id, first, first + timedelta(days=29)).posts == 0
    index = "USING COVERING INDEX ix_progress_posts_of_days"
    assert [index in step for step in plans] == [True, True], plans


def test_nobody_shares_more_than_a_day_holds(tx: Tx, group: Group) -> None:
    for request in range(rules.MOST_SHARED):
        share(tx, group, request=request)
    with pytest.raises(rules.SharedEnough):
        share(tx, group, request=99)
    service.forget(tx, ANA)
    erase_here(tx, ANA)
    with pytest.raises(rules.SharedEnough):
        share(tx, group, request=99)
    assert share(tx, group, BEN, request=99).post.person_id == BEN
    assert share(later(tx, hours=24), group, request=100).post.person_id == ANA


def test_a_storm_of_posts_ends_at_what_a_server_takes_in_an_hour(tx: Tx, group: Group) -> None:
    for request in range(rules.MOST_SHARED_HERE):
        share(tx, group, 1000 + request, request=request)
    with pytest.raises(rules.TooBusyHere):
        share(tx, group, request=9999)
    assert share(later(tx, hours=1), group, request=9999).post.person_id == ANA
