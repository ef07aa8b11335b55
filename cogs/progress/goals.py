"""What happens to goals, of people and of groups: one promise each, kept whole or not at all."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from bot import outbox
from bot.db.tx import Tx
from bot.people.person import Person
from bot.text import link_of
from cogs.groups import service as groups
from cogs.groups.service import Group
from cogs.progress import day_models, goal_models, models, rules, service
from cogs.progress.goal_models import Goal, Item
from cogs.progress.rules import NoSuchGoal, NotYours

CARD = "progress.goal"
"""The mirror of a group's goal; its subject is the goal."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What is aimed at, as typed; the day already understood."""

    title: str
    due_on: date | None = None
    target: int | None = None
    link: str | None = None
    lines: str | None = None


@dataclass(frozen=True, slots=True)
class Checklist:
    """A group's goal with its lines."""

    goal: Goal
    group: Group
    items: tuple[Item, ...]

    @property
    def done(self) -> int:
        """How many lines enough people have ticked."""
        return sum(item.ticks >= self.goal.target for item in self.items)


def aim(tx: Tx, person_id: int, draft: Draft, *, request_id: int) -> Goal:
    """A goal of one's own; nobody else sees it.

    Raises NothingShared, TooManyGoals, TargetOutOfRange, WordsTooLong, NotALink.
    """
    if (known := goal_models.goal_asked_for(tx, request_id)) is not None:
        return known
    if len(goal_models.open_goals_of(tx, person_id)) >= rules.MOST_OPEN:
        raise rules.TooManyGoals
    return goal_models.add_goal(
        tx,
        person_id=person_id,
        created_by=person_id,
        request_id=request_id,
        title=_title(draft),
        link=link_of(draft.link),
        due_on=draft.due_on,
        target=rules.target_of(draft.target),
    )


def aim_together(tx: Tx, group_id: int, organizer: Person, draft: Draft, *, request_id: int) -> Checklist:
    """A goal of a group, whose card is posted; without lines, its title is the one line to tick.

    Raises NoSuchGroup, NotAnOrganizer, ChannelGone, NothingShared, TooManyGoals, TargetOutOfRange, TooManyLines,
    WordsTooLong, NotALink.
    """
    group = groups.organized(tx, group_id, organizer)
    if (known := goal_models.goal_asked_for(tx, request_id)) is not None:
        return checklist(tx, known.id)
    if len(goal_models.open_goals_of_group(tx, group.id)) >= rules.MOST_OPEN:
        raise rules.TooManyGoals
    title = _title(draft)
    goal = goal_models.add_goal(
        tx,
        rules.lines_of(draft.lines) or (title,),
        group_id=group.id,
        created_by=organizer.id,
        request_id=request_id,
        title=title,
        link=link_of(draft.link),
        due_on=draft.due_on,
        target=rules.target_of(draft.target),
        channel_id=service.place_of(tx, group),
    )
    outbox.show(tx, CARD, goal.id)
    service.plan_digest(tx, group)
    return checklist(tx, goal.id)


def _title(draft: Draft) -> str:
    title = rules.words_of(draft.title, rules.LONGEST_TITLE)
    if title is None:
        raise rules.NothingShared
    return title


def checklist(tx: Tx, goal_id: int) -> Checklist:
    """A group's goal with its lines. Raises NoSuchGoal."""
    goal = goal_models.goal(tx, goal_id)
    if goal is None or goal.group_id is None:
        raise NoSuchGoal
    items = goal_models.checklists(tx, [goal.id]).get(goal.id, [])
    return Checklist(goal, groups.find(tx, goal.group_id), tuple(items))


def on_card(tx: Tx, goal_id: int) -> tuple[Checklist | None, date]:
    """What a goal's card shows, and today's date where the group is; None for a goal of one's own."""
    goal = goal_models.goal(tx, goal_id)
    found = None if goal is None or goal.group_id is None else checklist(tx, goal_id)
    return found, service.today_in(tx, "UTC" if found is None else found.group.zone)


def tick(tx: Tx, item_id: int, person_id: int, *, done: bool) -> tuple[Checklist, str]:
    """Says that somebody has done a line of a group's goal, or not; the goal is reached with the last line.

    Raises NoSuchGoal, Barred.
    """
    found = goal_models.item(tx, item_id)
    goal = None if found is None else goal_models.goal(tx, found[0])
    if found is None or goal is None or goal.group_id is None or goal.dropped_at is not None:
        raise NoSuchGoal
    if done:
        groups.admitted(tx, goal.group_id, person_id)
        goal_models.tick(tx, item_id, person_id)
    elif goal.finished_at is None:
        goal_models.untick(tx, item_id, person_id)
    now = checklist(tx, goal.id)
    if goal.finished_at is None and now.done == len(now.items):
        goal_models.change_goal(tx, goal.id, finished_at=tx.now)
        now = checklist(tx, goal.id)
        on = tx.now.astimezone(ZoneInfo(now.group.zone)).date()
        service.tell(tx, now.group, on)
    outbox.show(tx, CARD, goal.id)
    return now, found[1]


def of_person(tx: Tx, person_id: int) -> tuple[list[Goal], date]:
    """What somebody is working towards, and the day it is where they are."""
    return goal_models.open_goals_of(tx, person_id), service.at_home(tx, person_id)[1]


def of_group(tx: Tx, group: Group) -> list[Checklist]:
    """What a group is working towards; two queries, however many."""
    found = goal_models.open_goals_of_group(tx, group.id)
    lists = goal_models.checklists(tx, [goal.id for goal in found])
    return [Checklist(goal, group, tuple(lists.get(goal.id, ()))) for goal in found]


def reach(tx: Tx, goal_id: int, person_id: int, done: int) -> Goal:
    """Sets how far somebody has come with a goal of theirs; at its target it is reached. Raises NoSuchGoal, NotYours."""
    goal = _mine(tx, goal_id, person_id)
    if goal.dropped_at is not None:
        raise NoSuchGoal
    done = min(done, goal.target)
    values: dict[str, object] = {"done": done}
    if done == goal.target and goal.finished_at is None:
        values["finished_at"] = tx.now
    goal_models.change_goal(tx, goal_id, **values)
    return _mine(tx, goal_id, person_id)


def let_go(tx: Tx, goal_id: int, person_id: int) -> Goal:
    """Lets a goal of one's own go; nothing is said about it anywhere. Raises NoSuchGoal, NotYours."""
    goal = _mine(tx, goal_id, person_id)
    if goal.finished_at is not None:
        raise NoSuchGoal
    if goal.dropped_at is None:
        goal_models.change_goal(tx, goal_id, dropped_at=tx.now)
    return goal


def let_go_together(tx: Tx, goal_id: int, organizer: Person) -> Checklist:
    """Lets a group's goal go; its card says so. Raises NoSuchGoal, NotAnOrganizer."""
    found = checklist(tx, goal_id)
    groups.organized(tx, found.group.id, organizer)
    if found.goal.finished_at is not None:
        raise NoSuchGoal
    if found.goal.dropped_at is None:
        goal_models.change_goal(tx, goal_id, dropped_at=tx.now)
        outbox.show(tx, CARD, goal_id)
    return found


def to_celebrate(tx: Tx, goal_id: int, person_id: int, channel_ids: tuple[int, ...]) -> tuple[Group, Goal]:
    """A goal somebody has reached, and the group to celebrate it with. Raises NoSuchGoal, NotYours, NoGroupHere."""
    goal = _mine(tx, goal_id, person_id)
    if goal.finished_at is None:
        raise NoSuchGoal
    return service.group_meant(tx, None, channel_ids, person_id), goal


def card_deleted(tx: Tx, card_id: int) -> None:
    """Somebody deleted a group's goal by hand: nobody can tick it any more, so the group lets it go."""
    goal_id = goal_models.goal_of_card(tx, card_id)
    goal = None if goal_id is None else goal_models.goal(tx, goal_id)
    if goal is not None and goal.finished_at is None and goal.dropped_at is None:
        goal_models.change_goal(tx, goal.id, dropped_at=tx.now)


def _mine(tx: Tx, goal_id: int, person_id: int) -> Goal:
    goal = goal_models.goal(tx, goal_id)
    if goal is None or goal.person_id is None:
        raise NoSuchGoal
    if goal.person_id != person_id:
        raise NotYours
    return goal


def posted(tx: Tx, goal_id: int, card_id: int) -> None:
    """Keeps that a goal's card is on Discord."""
    goal_models.change_goal(tx, goal_id, card_id=card_id)


@dataclass(frozen=True, slots=True)
class Done:
    """What is kept of what somebody did here, in numbers."""

    posts: int
    days: int
    cheers: int
    """Posts of others they encouraged."""
    goals: int
    """Goals of their own that are open."""


def done_by(tx: Tx, person_id: int) -> Done:
    """What somebody did here."""
    posts, cheers = models.counts_of(tx, person_id)
    return Done(
        posts, day_models.count_of(tx, person_id), cheers, len(goal_models.open_goals_of(tx, person_id))
    )


def forget(tx: Tx, person_id: int) -> None:
    """Somebody is forgotten: their goals and ticks are gone, and what showed them is drawn anew."""
    for goal_id in goal_models.ticked_goals(tx, person_id):
        outbox.show(tx, CARD, goal_id)
    goal_models.forget(tx, person_id)


def reworded(tx: Tx, goal_ids: Collection[int]) -> None:
    """Goals say something else: their cards, and the digests that may tell of them, are drawn anew."""
    for goal_id in goal_ids:
        found = goal_models.goal(tx, goal_id)
        if found is None or found.group_id is None:
            continue
        outbox.show(tx, CARD, goal_id)
        zone = ZoneInfo(groups.find(tx, found.group_id).zone)
        until = found.finished_at or found.dropped_at or tx.now
        first, last = (at.astimezone(zone).date() for at in (found.created_at, until))
        days = [first + timedelta(days=day) for day in range((last - first).days + 1)]
        service.tell_anew(tx, found.group_id, days)
