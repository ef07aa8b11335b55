"""A moderator's warning that does not reach everyone: what is known of that, and who hears of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from bot import outbox
from bot.db.tx import Tx
from bot.outbox import ledger
from bot.outbox.ledger import Came, Entry
from bot.outbox.models import Fate
from bot.people.boundaries import Weight
from cogs.groups import service as groups
from cogs.meetups import service
from cogs.meetups.models import Meetup

ALARM = "meetups.alarm"
"""The mirror of what moderators are shown of it; its subject is the meetup."""
TOGETHER = timedelta(seconds=5)
"""What keeps several people from being warned shows within moments: they are told of in one message."""
UNDER_WAY = (Came.ON_ITS_WAY, Came.WAITS)
IN_VAIN = (Came.HELD_UP, Came.NOT_REACHED, Came.PERHAPS)


@dataclass(frozen=True, slots=True)
class Reach:
    """Whom a warning does not reach, as far as is known."""

    meetup: Meetup
    place: int
    """Where it is said: a channel or thread, perhaps one that is not there any more."""
    unwarned: tuple[Entry, ...]
    """How many, and why; each of them is counted once."""
    under_way: bool
    """Whether somebody is about to be warned."""
    over: bool
    concerns: bool
    """Whether anybody is known whom it concerns: perhaps they are forgotten."""

    @property
    def count(self) -> int:
        """How many have not been warned."""
        return sum(entry.people for entry in self.unwarned)


def reach(tx: Tx, meetup_id: int) -> Reach:
    """Whom the warning about a meetup does not reach now. Raises NoSuchMeetup."""
    meetup = service.find(tx, meetup_id)
    entries = ledger.about(tx, [meetup_id], [service.UNSAFE]).get(service.UNSAFE, [])
    return Reach(
        meetup,
        place=service.place(tx, meetup_id) or meetup.channel_id,
        unwarned=tuple(entry for entry in entries if entry.came in IN_VAIN or entry.reason == service.OVER),
        under_way=any(entry.came in UNDER_WAY for entry in entries),
        over=tx.now >= meetup.ends_at,
        concerns=bool(entries),
    )


def report(tx: Tx, meetup_id: int, *, worse: bool) -> None:
    """Lets organizers and moderators know whom a warning does not reach, and moderators that it does after all.

    `worse` when there is somebody of whom they have not heard.
    """
    now = reach(tx, meetup_id)
    if now.count or outbox.wanted(tx, ALARM, meetup_id):
        outbox.show(tx, ALARM, meetup_id, within=TOGETHER)
    told = {fate: outbox.count(tx, meetup_id, [service.UNWARNED], fate) for fate in Fate}
    heard = told[Fate.SENT] or told[Fate.CLAIMED] or told[Fate.FAILED]
    # What is planned already says then how it is then. What was not needed for a moment may be needed again.
    if not now.count or told[Fate.PENDING] or (heard and not worse):
        return
    group_id = now.meetup.group_id
    outbox.show(tx, groups.TEAM_ROOM, group_id)
    service.say(
        tx,
        now.meetup,
        service.UNWARNED,
        groups.portrait(tx, group_id, None).organizers,
        weight=Weight.SAFETY,
        due_at=tx.now + TOGETHER,
        generation=outbox.new_generation(tx, meetup_id, service.UNWARNED),
    )
