"""What really happened, counted: on one side what the bot's ledger says, on the other what reached people."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select

from bot.db.tx import Tx
from bot.demo.stage import Stage
from bot.outbox.keys import seal_in
from bot.outbox.models import Fate, deliveries, notices
from playground import Message
from playground.world.users import User

CALLED = {
    "meetups.day_before": "reminder the day before",
    "meetups.hour_before": "reminder an hour before",
    "meetups.seat_is_yours": "free seat",
    "meetups.cancelled": "cancellation",
}
"""Kinds of notices in people's words; the others are called as in the ledger."""


@dataclass(frozen=True)
class Notice:
    """Something the bot owed one person until now, and the key of the message it was sent with, if it was."""

    kind: str
    person_id: int
    key: str | None


@dataclass(frozen=True)
class Tally:
    """The figures. `owed` counts notices by kind, `missing` those that reached nobody, `doubled` what came once more."""

    acts: int
    cards: int
    redrawn: int
    owed: Counter[str]
    arrived: int
    missing: int
    doubled: int
    restarts: int
    span: timedelta

    @property
    def sound(self) -> bool:
        """Whether everything was said once."""
        return bool(self.owed) and not self.missing and not self.doubled

    def lines(self) -> list[str]:
        """The figures as sentences."""
        acts = _several(self.acts, "command or tap", "commands and taps")
        cards = _several(self.cards, "card", "cards")
        redrawn = _several(self.redrawn, "time", "times")
        return [
            f"{acts} in {self.span.days} days, each answered in private.",
            f"{cards} in the channel, redrawn {redrawn} instead of posted anew.",
            f"{self.owed.total()} notifications owed, {self.arrived} arrived:",
            *(f"  {number} × {CALLED.get(kind, kind)}" for kind, number in self.owed.items()),
            f"{self.missing} lost, {self.doubled} doubled, over {_several(self.restarts, 'restart', 'restarts')}.",
        ]


async def count(stage: Stage) -> Tally:
    """Counts what happened on a stage whose bot is running."""
    owed = await stage.app.database.read(None, _owed)
    calls = [
        (person, message)
        for person in stage.people
        for message in person.notifications
        if message.author is stage.application.user
    ]
    reached = sum(any(_is(notice, person, message) for person, message in calls) for notice in owed)
    cards = [message for channel in stage.server.channels for message in channel.messages]
    cards = [card for card in cards if card.author is stage.application.user and card.components]
    return Tally(
        acts=stage.acts,
        cards=len(cards),
        redrawn=sum(card.edits for card in cards),
        owed=Counter(notice.kind for notice in owed),
        arrived=len(calls),
        missing=len(owed) - reached,
        doubled=len(calls) - reached,  # whatever rang beyond one call for each notice
        restarts=stage.restarts,
        span=stage.discord.clock.now() - stage.began_at,
    )


def _owed(tx: Tx) -> list[Notice]:
    rows = tx.connection.execute(
        select(notices.c.kind, notices.c.person_id, deliveries.c.key)
        .outerjoin(deliveries, notices.c.delivery_id == deliveries.c.id)
        .where(notices.c.fate != Fate.CANCELLED, notices.c.due_at <= tx.now)
        .order_by(notices.c.due_at)
    )
    return [Notice(kind, person_id, key) for kind, person_id, key in rows]


def _is(notice: Notice, person: User, message: Message) -> bool:
    """Whether a message that called a person is this notice: its buttons carry the delivery's seal."""
    if notice.key is None or notice.person_id != person.id:
        return False
    return any((button.custom_id or "").endswith(seal_in(notice.key)) for button in message.buttons)


def _several(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"
