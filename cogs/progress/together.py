"""What a group sees of its progress, where, and when: its month, its weekly digest, its thread."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from bot import outbox
from bot.db.tx import Tx
from bot.people.models import hidden
from bot.people.person import Person
from bot.signals import GroupZoneChanged, MemberForgotten, NameHidden, TextsChanged
from cogs.groups import service as groups
from cogs.groups.service import Group
from cogs.progress import day_models, digest_models, goal_models, goals, models, rules, service
from cogs.progress.digest_models import WEEK, Digest, Place
from cogs.progress.goal_models import Goal
from cogs.progress.goals import Checklist
from cogs.progress.models import Post, Sum

THREAD = "progress.thread"
"""The mirror of a group's progress thread; its subject is the group."""

DAY = timedelta(days=1)

TOLD = 6
"""Posts of each sort that a digest tells of."""
MOST_WINS = 60
"""Wins that a month tells of."""


@dataclass(frozen=True, slots=True)
class Week:
    """What a digest tells."""

    digest: Digest | None
    group: Group
    sum: Sum
    learned: tuple[Post, ...]
    stuck: tuple[Post, ...]
    """Those nobody has answered yet."""
    wins: tuple[Post, ...]
    open: tuple[Checklist, ...]
    reached: tuple[Goal, ...]
    hidden: frozenset[int]
    """Whose posts are told without a name: they want to be named nowhere."""

    @property
    def empty(self) -> bool:
        """Whether there is nothing to tell."""
        return not self.sum.posts and not self.reached


@dataclass(frozen=True, slots=True)
class Month:
    """What a group did in a month, up to now."""

    group: Group
    first: date
    today: date
    sum: Sum
    wins: tuple[Post, ...]
    open: tuple[Checklist, ...]
    reached: tuple[Goal, ...]
    place: Place
    organizes: bool
    """Whether the person who asks may change how it is shown."""
    theme: str | None
    """The one that person has chosen."""


def month(tx: Tx, group_id: int, person: Person) -> Month:
    """A group's month: a handful of queries in one transaction, whatever its size. Raises NoSuchGroup."""
    group = groups.find(tx, group_id)
    today = service.today_in(tx, group.zone)
    first = today.replace(day=1)
    habit = day_models.habit(tx, person.id)
    return Month(
        group,
        first,
        today,
        models.sum_between(tx, group.id, first, today + timedelta(days=1)),  # the east is a day ahead
        tuple(models.wins_between(tx, group.id, first, today + timedelta(days=1), MOST_WINS)),
        tuple(goals.of_group(tx, group)),
        tuple(goal_models.finished_by_group(tx, group.id, rules.begin_of(first, group.zone), tx.now)),
        digest_models.place(tx, group.id),
        groups.organizes(tx, group.id, person),
        None if habit is None else habit.theme,
    )


def belongs(tx: Tx, group_id: int, person_id: int) -> tuple[Group, bool]:
    """A group, and whether somebody is a member of it. Raises NoSuchGroup."""
    return groups.find(tx, group_id), any(group.id == group_id for group in groups.joined(tx, person_id))


def week(tx: Tx, group: Group, last: date, digest: Digest | None = None) -> Week:
    """What the seven days up to `last` were."""
    first, begin, end = (
        last - WEEK,
        rules.begin_of(last - WEEK, group.zone),
        rules.begin_of(last + DAY, group.zone),
    )
    learned, stuck, wins = (
        tuple(told(tx, group.id, first, last, TOLD))
        for told in (models.learned_between, models.stuck_between, models.wins_between)
    )
    return Week(
        digest,
        group,
        models.sum_between(tx, group.id, first, last),
        learned,
        stuck,
        wins,
        tuple(each for each in goals.of_group(tx, group) if each.goal.created_at < end),
        tuple(goal_models.finished_by_group(tx, group.id, begin, end)),
        hidden(tx, {post.person_id for post in (*learned, *stuck, *wins)}),
    )


def digest_due(tx: Tx, group_id: int) -> None:
    """The hour of a group's digest has come: it is made if there is something to tell, and the next one is planned."""
    group = groups.find(tx, group_id)
    place = digest_models.place(tx, group_id)
    if place.digest_day is None:
        return
    service.plan_digest(tx, group)
    if group.archived_at is not None:
        return
    due, last = rules.last_digest(tx.now, group.zone, place.digest_day, place.digest_hour)
    if tx.now - due <= rules.DIGEST_WAITS and not week(tx, group, last).empty:
        service.make_digest(tx, group, last)


def group_zone_changed(tx: Tx, fact: GroupZoneChanged) -> None:
    """A group has another time zone, and the hour of its digest is that one's; where it has just passed there, it has come."""
    digest_due(tx, fact.group_id)


def digest(tx: Tx, digest_id: int) -> Week | None:
    """What a digest tells, from what is there now."""
    found = digest_models.digest(tx, digest_id)
    if found is None:
        return None
    return week(tx, groups.find(tx, found.group_id), found.last_on, found)


def digest_posted(tx: Tx, digest_id: int, card_id: int) -> None:
    """Keeps that a digest is on Discord."""
    digest_models.digest_posted(tx, digest_id, card_id)


def digest_gone(tx: Tx, digest_id: int) -> None:
    """A digest is not on Discord any more: somebody deleted it, or all it told of was taken back."""
    digest_models.drop_digest(tx, digest_id)


def arrangement(tx: Tx, group_id: int, organizer: Person) -> tuple[Group, Place]:
    """A group and what holds for it, for those who may change it. Raises NoSuchGroup, NotAnOrganizer."""
    group = groups.organized(tx, group_id, organizer)
    return group, digest_models.place(tx, group.id)


def arrange(
    tx: Tx, group_id: int, organizer: Person, *, in_thread: bool, digest_day: int | None, digest_hour: int
) -> Month:
    """Sets where a group's progress is shown, and when its digest comes. Raises NoSuchGroup, NotAnOrganizer."""
    group = groups.organized(tx, group_id, organizer)
    values: dict[str, object] = {
        "in_thread": int(in_thread),
        "digest_day": digest_day,
        "digest_hour": digest_hour,
    }
    if not in_thread:
        values["thread_id"] = None
    digest_models.save_place(tx, group_id, **values)
    if in_thread:
        outbox.show(tx, THREAD, group_id)
    service.plan_digest(tx, group)
    return month(tx, group_id, organizer)


def thread_wanted(tx: Tx, group_id: int) -> tuple[Group, Place]:
    """A group, and whether its thread is wanted or there."""
    return groups.find(tx, group_id), digest_models.place(tx, group_id)


def thread_opened(tx: Tx, group_id: int, thread_id: int) -> None:
    """Keeps where a group's progress thread is."""
    digest_models.save_place(tx, group_id, thread_id=thread_id)


def thread_gone(tx: Tx, thread_id: int) -> bool:
    """Somebody deleted a thread by hand; whether it was one for progress.

    Then the group's channel does instead, also for what was on its way, until its organizers want a thread again.
    """
    group_id = digest_models.group_of_thread(tx, thread_id)
    if group_id is None:
        return False
    digest_models.save_place(tx, group_id, in_thread=0, thread_id=None)
    channel_id = groups.find(tx, group_id).channel_id
    if channel_id is not None:
        for kind, moved in (
            (service.CARD, models.move_posts(tx, group_id, thread_id, channel_id)),
            (goals.CARD, goal_models.move_goals(tx, group_id, channel_id)),
            (service.DIGEST, digest_models.move_digests(tx, group_id, channel_id)),
        ):
            for subject_id in moved:
                outbox.show(tx, kind, subject_id)
    return True


def message_deleted(tx: Tx, message_id: int) -> None:
    """Somebody deleted a message by hand, which may have been a card."""
    service.card_deleted(tx, message_id)
    goals.card_deleted(tx, message_id)


def has_card(tx: Tx, message_id: int) -> bool:
    """Whether a message is the card of a post or of a goal."""
    return (
        models.post_of_card(tx, message_id) is not None
        or goal_models.goal_of_card(tx, message_id) is not None
    )


def forget(tx: Tx, fact: MemberForgotten) -> None:
    """Somebody is forgotten here: posts, days, goals and ticks are gone, and their cards go."""
    service.forget(tx, fact.person_id)
    goals.forget(tx, fact.person_id)


def rename(tx: Tx, fact: NameHidden) -> None:
    """Somebody wants to be named nowhere, or again."""
    service.rename(tx, fact.person_id)


def reworded(tx: Tx, fact: TextsChanged) -> None:
    """Posts, goals and groups do not name somebody any more: neither do the cards, digests and threads that tell of them."""
    service.reworded(tx, fact.ids(models.posts.name))
    own, of_items = fact.ids(goal_models.goals.name), fact.ids(goal_models.items.name, "goal_id")
    goals.reworded(tx, own | of_items)
    for group_id in groups.reworded(fact):
        if digest_models.place(tx, group_id).thread_id is not None:
            outbox.show(tx, THREAD, group_id)
