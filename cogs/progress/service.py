"""What happens to what people share, and to their days: one promise each, kept whole or not at all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import date, timedelta

from bot import outbox
from bot.db.tx import Tx
from bot.errors import ChannelGone
from bot.people import acts
from bot.people.boundaries import Weight
from bot.people.models import Preferences, hidden, pauses_of, preferences
from bot.pictures.photos import Photo
from bot.signals import Deed, Deeds, SomebodyIsStuck, StuckIsOver
from cogs.groups import service as groups
from cogs.groups.service import Group
from cogs.progress import day_models, digest_models, goal_models, models, rules, streaks
from cogs.progress.day_models import HabitRow
from cogs.progress.days import LearningDay, day_at, monday_of, new_day, to_fill_in
from cogs.progress.digest_models import WEEK
from cogs.progress.models import Post
from cogs.progress.rules import Cheer, Entry, Win
from cogs.progress.streaks import Habit, Pace, Standing

CARD = "progress.card"
"""The mirror of a post's card; its subject is the post."""
DIGEST = "progress.digest"
"""The mirror of a digest; its subject is the digest."""
SHARING = "progress.sharing"
"""The act of sharing something, which has a limit."""
UNANSWERED = "progress.unanswered"
"""The chore that looks after a day whether a post was answered."""
DIGEST_DUE = "progress.digest_due"
"""The chore of a group's weekly digest; its subject is the group."""
ANSWER_PLEASE = "progress.answer_please"
HELP_OFFERED = "progress.help_offered"

LATEST = 3
"""Posts that somebody sees of their own, to take one back."""


@dataclass(frozen=True, slots=True)
class Shared:
    """What came of sharing something."""

    post: Post
    group: Group
    standing: Standing
    back: bool
    """Whether somebody is back after having been away."""
    first: bool
    """Whether they never shared here before: then they are told who can see it."""


@dataclass(frozen=True, slots=True)
class Portrait:
    """A post with what its card shows."""

    post: Post
    group: Group
    cheers: tuple[tuple[int, Cheer], ...]
    image: bytes | None
    """While it is not on Discord."""
    hidden: frozenset[int]
    """Who of its author and those who encouraged wants to be named nowhere."""

    @property
    def helpers(self) -> list[int]:
        """Who can help, in the order they said so."""
        return [person for person, kind in self.cheers if kind is Cheer.CAN_HELP]


@dataclass(frozen=True, slots=True)
class Mine:
    """What somebody sees of their own progress."""

    standing: Standing
    habit: HabitRow
    pace: int
    fillable: tuple[LearningDay, ...]
    kept: tuple[tuple[LearningDay, int], ...]
    rests: frozenset[date]
    """Days of the last year on which they were on a pause, or left alone."""
    today: date
    latest: tuple[Post, ...]


def group_meant(tx: Tx, named: int | None, channel_ids: tuple[int, ...], person_id: int) -> Group:
    """The group that somebody means by name, by where they are (a channel, then what it is in), or because it is their
    only one. Raises NoSuchGroup, NoGroupHere."""
    if named is not None:
        return groups.find(tx, named)
    for channel_id in channel_ids:
        if (group := groups.of_channel(tx, channel_id)) is not None:
            return group
    mine = groups.joined(tx, person_id)
    if len(mine) != 1:
        raise rules.NoGroupHere
    return mine[0]


def place_of(tx: Tx, group: Group) -> int:
    """The channel or thread a group's progress goes to. Raises ChannelGone."""
    thread_id = digest_models.place(tx, group.id).thread_id
    if thread_id is not None:
        return thread_id
    if group.channel_id is None:
        raise ChannelGone
    return group.channel_id


def destination(tx: Tx, group_id: int) -> tuple[Group, int]:
    """A group, and where its progress goes. Raises NoSuchGroup, ChannelGone."""
    group = groups.find(tx, group_id)
    return group, place_of(tx, group)


def share(
    tx: Tx,
    group_id: int,
    person_id: int,
    entry: Entry,
    *,
    request_id: int,
    photo: Photo | None = None,
    win: Win | None = None,
) -> Shared:
    """Shares something with a group and keeps the day.

    The same request again is the same post. Raises NoSuchGroup, GroupArchived, Barred, ChannelGone, NoSuchPost, NothingShared, WordsTooLong, NotALink,
    SharedEnough, TooBusyHere.
    """
    group = groups.find(tx, group_id)
    zone = zone_of(tx, person_id, group.zone)
    if (known := models.post_asked_for(tx, request_id)) is not None:
        if known.taken_back_at is not None:
            raise rules.NoSuchPost
        return Shared(known, group, standing(tx, person_id, zone), back=False, first=False)
    if group.archived_at is not None:
        raise groups.GroupArchived(group.name)
    groups.admitted(tx, group.id, person_id)
    kept = rules.entry_of(entry, win)
    own = acts.count(tx, SHARING, rules.SHARED_IN, person_id)
    is_storm = models.have_shared(tx, rules.MOST_SHARED_HERE, tx.now - rules.SHARED_HERE_IN)
    rules.may_share(own, is_storm=is_storm)
    acts.note(tx, SHARING, person_id)
    before = standing(tx, person_id, zone)
    first = not models.has_shared(tx, person_id)
    day = _keep_today(tx, person_id, zone)
    post = models.add_post(
        tx,
        group_id=group.id,
        person_id=person_id,
        request_id=request_id,
        kept_on=day.on,
        win=win,
        image=photo and photo.data,
        image_name=photo and f"progress.{photo.kind}",
        channel_id=place_of(tx, group),
        **asdict(kept),
    )
    outbox.show(tx, CARD, post.id)
    tell(tx, group, day.on)
    outbox.later(tx, UNANSWERED, post.id, tx.now + rules.UNANSWERED)
    plan_digest(tx, group)
    return Shared(post, group, standing(tx, person_id, zone), back=before.away, first=first)


def _keep_today(tx: Tx, person_id: int, zone: str) -> LearningDay:
    kept = [day for day, _ in day_models.days_of(tx, person_id)]
    day = new_day(kept, tx.now, zone) or next(day for day in kept if day.has(tx.now))
    day_models.keep_day(tx, person_id, day, shares=1)
    return day


def fill_in(tx: Tx, person_id: int, on: date) -> Standing:
    """Keeps one of the last two days afterwards; once is enough. Raises CannotFillIn."""
    zone = home_zone(tx, person_id)
    kept = [day for day, _ in day_models.days_of(tx, person_id)]
    if all(day.on != on for day in kept):
        day = next((day for day in to_fill_in(kept, tx.now, zone) if day.on == on), None)
        if day is None:
            raise rules.CannotFillIn
        day_models.keep_day(tx, person_id, day, shares=0)
    return standing(tx, person_id, zone)


def zone_of(tx: Tx, person_id: int, otherwise: str) -> str:
    """Where somebody's night is: their own zone, or the group's."""
    return preferences(tx, [person_id]).get(person_id, Preferences()).zone or otherwise


def home_zone(tx: Tx, person_id: int) -> str:
    """Somebody's zone where no group is at hand: their own, or that of the first group they are in."""
    mine = groups.zones_of(tx, person_id)
    return zone_of(tx, person_id, mine[0] if mine else "UTC")


def habit_of(tx: Tx, person_id: int) -> Habit:
    """All that somebody's streak is made of."""
    return Habit(
        tuple(day for day, _ in day_models.days_of(tx, person_id)),
        day_models.paces_of(tx, person_id),
        pauses_of(tx, person_id),
        preferences(tx, [person_id]).get(person_id, Preferences()).protected,
    )


def standing(tx: Tx, person_id: int, zone: str) -> Standing:
    """Where somebody stands now."""
    return streaks.standing(habit_of(tx, person_id), tx.now, zone)


def mine(tx: Tx, person_id: int) -> Mine:
    """What somebody sees of their own progress in this server."""
    zone = home_zone(tx, person_id)
    habit = habit_of(tx, person_id)
    kept = tuple(day_models.days_of(tx, person_id))
    today = day_at(tx.now, zone).on
    return Mine(
        streaks.standing(habit, tx.now, zone),
        day_models.habit(tx, person_id) or HabitRow(),
        habit.paces[-1].days if habit.paces else streaks.USUAL_PACE,
        tuple(to_fill_in(habit.kept, tx.now, zone)),
        kept,
        frozenset(streaks.rests(habit, zone, today - timedelta(days=372), today)),
        today,
        tuple(models.latest_posts(tx, person_id, LATEST)),
    )


def choose(tx: Tx, person_id: int, *, pace: int | None, willing: bool, theme: str | None) -> None:
    """Keeps how somebody wants it: days a week, whether they may be asked to answer, light or dark pictures."""
    zone = home_zone(tx, person_id)
    paces = day_models.paces_of(tx, person_id)
    if pace is not None and pace != (paces[-1].days if paces else streaks.USUAL_PACE):
        today = day_at(tx.now, zone).on
        # A harder pace begins with the next week, except for who has not begun at all.
        since = today if day_models.days_of(tx, person_id) else monday_of(today)
        day_models.add_pace(tx, person_id, Pace(since, pace))
    day_models.save_habit(tx, person_id, willing=int(willing), theme=theme)


def find(tx: Tx, post_id: int) -> Post:
    """The post, if it has not been taken back. Raises NoSuchPost."""
    post = models.post(tx, post_id)
    if post is None or post.taken_back_at is not None:
        raise rules.NoSuchPost
    return post


def portrait(tx: Tx, post_id: int) -> Portrait | None:
    """A post as its card shows it; None when it is forgotten."""
    post = models.post(tx, post_id)
    if post is None:
        return None
    image = models.image_of(tx, post_id) if post.card_id is None else None
    cheers = tuple((person, Cheer(kind)) for person, kind in models.cheers_of(tx, post_id))
    named = {post.person_id, *(person for person, _ in cheers)}
    return Portrait(post, groups.find(tx, post.group_id), cheers, image, hidden(tx, named))


def look(tx: Tx, post_id: int) -> Portrait:
    """The same, if it has not been taken back. Raises NoSuchPost."""
    shown = portrait(tx, find(tx, post_id).id)
    assert shown is not None
    return shown


def cheer(tx: Tx, post_id: int, person_id: int, kind: Cheer) -> Portrait:
    """Says something kind to a post; the last word counts. Raises NoSuchPost, YourOwn, Barred."""
    post = find(tx, post_id)
    if kind is Cheer.CAN_HELP and post.stuck is None:  # no card offers that
        raise rules.NoSuchPost
    if post.person_id == person_id:
        raise rules.YourOwn
    groups.admitted(tx, post.group_id, person_id)
    said_id = models.cheer(tx, post_id, person_id, kind)
    if kind is Cheer.CAN_HELP:
        group = groups.find(tx, post.group_id)
        outbox.say(
            tx,
            HELP_OFFERED,
            post.id,
            [post.person_id],
            weight=Weight.ORDINARY,
            zone=group.zone,
            group_id=group.id,
            event_at=tx.now + timedelta(days=7),
            generation=said_id,  # each offer is told once
        )
    if kind is Cheer.CAN_HELP or post.stuck is None:
        _answered(tx, post)
    outbox.show(tx, CARD, post_id)
    return look(tx, post_id)


def awaits_answer(tx: Tx, card_id: int, person_id: int) -> int | None:
    """The post of this card, if nobody but its author has answered it yet."""
    post = models.post_of_card(tx, card_id)
    waits = post is not None and post.answered_at is None and post.person_id != person_id
    return post.id if post is not None and waits else None


def replied(tx: Tx, post_id: int) -> None:
    """Somebody has answered a post: that they did is all that is known."""
    post = models.post(tx, post_id)
    if post is not None:
        _answered(tx, post)


def _answered(tx: Tx, post: Post) -> None:
    if post.answered_at is None:
        models.change_post(tx, post.id, answered_at=tx.now)
        outbox.never_mind(tx, UNANSWERED, post.id)
        outbox.unsay(tx, post.id, [ANSWER_PLEASE])
        if post.stuck is not None:
            tx.signals.announce(tx, StuckIsOver(post.id, answered=True))
            outbox.show(tx, CARD, post.id)


def ask_somebody(tx: Tx, post_id: int) -> None:
    """A day has passed: if nobody answered, one who is willing is asked, whoever was not for the longest time."""
    post = models.post(tx, post_id)
    if post is None or post.answered_at is not None or post.taken_back_at is not None:
        return
    others = [person for person in groups.member_ids(tx, post.group_id) if person != post.person_id]
    person = day_models.willing(tx, _who_can_be_told(tx, others))
    if person is None:
        return
    day_models.save_habit(tx, person, asked_at=tx.now)
    group = groups.find(tx, post.group_id)
    outbox.say(
        tx,
        ANSWER_PLEASE,
        post.id,
        [person],
        weight=Weight.ORDINARY,
        zone=group.zone,
        group_id=group.id,
        event_at=tx.now + timedelta(days=7),
    )


def _who_can_be_told(tx: Tx, people: list[int]) -> list[int]:
    """Without those who want to be named nowhere, unless they can be written to directly."""
    discreet = preferences(tx, hidden(tx, people))
    return [person for person in people if person not in discreet or discreet[person].takes_direct(tx.now)]


def leave_picture_out(tx: Tx, post_id: int) -> Portrait | None:
    """A post's picture may not be shown any more where it goes: the post goes out without it, and its card says so."""
    models.change_post(tx, post_id, image=None, image_name=None, image_left_out=1)
    return portrait(tx, post_id)


def posted(tx: Tx, post_id: int, card_id: int) -> None:
    """Keeps that a post is on Discord; taken back or forgotten while it was on its way, it is taken away there too."""
    post = models.post(tx, post_id)
    if post is None:
        models.leftover_found(tx, post_id, card_id)
        return
    models.change_post(tx, post_id, card_id=card_id, image=None)
    if post.stuck is not None and post.answered_at is None:
        stuck = SomebodyIsStuck(post.id, post.group_id, post.person_id, post.stuck, post.channel_id, card_id)
        tx.signals.announce(tx, stuck)


def take_back(tx: Tx, post_id: int, person_id: int) -> Post:
    """Takes a post away, with every word of it; the day stays kept. Raises NoSuchPost, NotYours."""
    post = models.post(tx, post_id)
    if post is None:
        raise rules.NoSuchPost
    if post.person_id != person_id:
        raise rules.NotYours
    if post.taken_back_at is None:
        _empty(tx, post)
        outbox.show(tx, CARD, post_id)
    return post


def card_deleted(tx: Tx, card_id: int) -> None:
    """Somebody deleted a post's card by hand, a moderator or whoever may: no word of it is kept or told again."""
    post = models.post_of_card(tx, card_id)
    if post is not None and post.taken_back_at is None:
        _empty(tx, post)


def _empty(tx: Tx, post: Post) -> None:
    empty = dict.fromkeys(("did", "learned", "stuck", "next", "link", "image", "image_name"))
    models.change_post(tx, post.id, taken_back_at=tx.now, **empty)
    tell_anew(tx, post.group_id, [post.kept_on])
    _withdraw(tx, post)


def _withdraw(tx: Tx, post: Post) -> None:
    outbox.never_mind(tx, UNANSWERED, post.id)
    outbox.unsay(tx, post.id, [ANSWER_PLEASE, HELP_OFFERED])
    if post.stuck is not None and post.answered_at is None:
        tx.signals.announce(tx, StuckIsOver(post.id))


def forget(tx: Tx, person_id: int) -> None:
    """Somebody is forgotten: their cards are deleted, their words and days are gone."""
    shared = models.posts_of(tx, person_id)
    _tell_anew(tx, shared)
    for post in shared:
        _withdraw(tx, post)
        if post.taken_back_at is None or outbox.pending(tx, CARD, post.id):
            models.leave_behind(tx, post)
            outbox.show(tx, CARD, post.id)
    for post_id in models.posts_cheered_by(tx, person_id):
        outbox.show(tx, CARD, post_id)
    models.forget(tx, person_id)
    day_models.forget(tx, person_id)


def rename(tx: Tx, person_id: int) -> None:
    """Somebody wants to be named nowhere, or again: the cards that name them are drawn anew."""
    for post_id in models.cards_naming(tx, person_id):
        outbox.show(tx, CARD, post_id)
    _tell_anew(tx, models.posts_of(tx, person_id))


def reworded(tx: Tx, post_ids: Collection[int]) -> None:
    """Posts say something else: their cards, and the digests that may tell of them, are drawn anew."""
    found = [post for post_id in post_ids if (post := models.post(tx, post_id)) is not None]
    for post in found:
        outbox.show(tx, CARD, post.id)
    _tell_anew(tx, found)


def _tell_anew(tx: Tx, shared: Collection[Post]) -> None:
    """The digests that may tell of these posts are drawn anew."""
    days: dict[int, set[date]] = defaultdict(set)
    for post in shared:
        days[post.group_id].add(post.kept_on)
    for group_id, kept in days.items():
        tell_anew(tx, group_id, kept)


def tell_anew(tx: Tx, group_id: int, days: Collection[date]) -> None:
    """The digests that tell of these days of a group are drawn anew."""
    for digest_id in digest_models.digests_telling(tx, group_id, days):
        outbox.show(tx, DIGEST, digest_id)


def tell(tx: Tx, group: Group, on: date) -> None:
    """What is new on a day comes into the digest that tells of it, also after its hour.

    The digest that stands is drawn anew; one that had nothing to tell at its hour is made with the first thing there is.
    One that was there and was deleted by hand stays away.
    """
    tell_anew(tx, group.id, [on])
    place = digest_models.place(tx, group.id)
    if place.digest_day is None:
        return
    due, last = rules.last_digest(tx.now, group.zone, place.digest_day, place.digest_hour)
    if on <= last and tx.now - due <= rules.DIGEST_WAITS and _told(tx, group, last) == 1:
        make_digest(tx, group, last)


def _told(tx: Tx, group: Group, last: date) -> int:
    """How much a digest has to tell: posts and goals that were reached."""
    begin, end = (rules.begin_of(day, group.zone) for day in (last - WEEK, last + timedelta(days=1)))
    reached = goal_models.finished_by_group(tx, group.id, begin, end)
    return models.sum_between(tx, group.id, last - WEEK, last).posts + len(reached)


def make_digest(tx: Tx, group: Group, last: date) -> None:
    """Makes the digest of the seven days up to `last`, once, unless the group has no place for it."""
    if digest_models.place(tx, group.id).thread_id is None and group.channel_id is None:
        return
    digest_id = digest_models.add_digest(tx, group.id, last, place_of(tx, group))
    if digest_id is not None:
        outbox.show(tx, DIGEST, digest_id)


leftover = models.leftover
cleared = models.cleared


def plan_digest(tx: Tx, group: Group) -> None:
    """Plans a group's next digest, or none."""
    place = digest_models.place(tx, group.id)
    if place.digest_day is None:
        outbox.never_mind(tx, DIGEST_DUE, group.id)
    else:
        due = rules.next_digest(tx.now, group.zone, place.digest_day, place.digest_hour)
        outbox.later(tx, DIGEST_DUE, group.id, due)


def today_in(tx: Tx, zone: str) -> date:
    """The day it is in a zone, the night belonging to the day before."""
    return day_at(tx.now, zone).on


def at_home(tx: Tx, person_id: int) -> tuple[str, date]:
    """Somebody's zone, and the day it is there."""
    zone = home_zone(tx, person_id)
    return zone, today_in(tx, zone)


def wants_no_name(tx: Tx, person_id: int) -> bool:
    """Whether somebody wants to be named nowhere."""
    return bool(hidden(tx, [person_id]))


def deeds(tx: Tx, question: Deeds) -> frozenset[Deed]:
    """Answers what somebody shared, and whether they offered help."""
    wins, helped = models.acts_of(tx, question.person_id)
    found = {Deed.SHARED} if wins else set[Deed]()
    if Win.TALK in wins:
        found.add(Deed.TALKED)
    if helped:
        found.add(Deed.HELPED)
    return frozenset(found)
