"""What meetups need of a server, told to the doctor."""

from __future__ import annotations

from bot.db.tx import Tx
from bot.signals import Checks, Need
from cogs.groups import service as groups
from cogs.meetups import service

MOST_LOOKED_AT = 100
"""Meetups whose channels are looked at: the next ones, for what comes later is looked at later."""


def of_meetups(tx: Tx, question: Checks) -> tuple[Need, ...]:
    """What a server must allow, and the channels of the groups, where something may be planned any time, and of the next meetups."""
    t = question.t
    threads = t("Meetups get no thread.")
    reminders = t("Nobody is reminded in the threads of meetups.")
    _, homes = groups.homes(tx)
    planned = {meetup.channel_id for meetup, _ in service.upcoming(tx, limit=MOST_LOOKED_AT)}
    channels = sorted(homes | planned)
    return (
        Need("create_public_threads", threads),
        Need("send_messages_in_threads", reminders),
        Need("attach_files", t("Nobody can take meetups into their own calendar.")),
        Need("create_events", t("The next meetups are not shown as events of the server.")),
        *(Need("create_public_threads", threads, channel_id=channel, made_anew=True) for channel in channels),
        *(
            Need("send_messages_in_threads", reminders, channel_id=channel, made_anew=True)
            for channel in channels
        ),
    )
