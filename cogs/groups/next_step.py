"""What groups propose to somebody who asks what they can do now."""

from __future__ import annotations

from bot.db.tx import Tx
from bot.signals import NextStep, NextSteps
from cogs.groups import finding, service


def of_groups(tx: Tx, question: NextSteps) -> NextStep | None:
    """To say hello in a group they are in; while they are in none, to join the nearest one."""
    t = question.t
    for group in service.joined(tx, question.person_id):
        if group.channel_id is not None:
            return NextStep(t("Say hello in {channel}.", channel=f"<#{group.channel_id}>"))
    if question.city_id is None:
        return None
    around = finding.near(tx, question.city_id, question.person_id, t.language)
    for _, there in around.bands:
        for portrait in there:
            if portrait.standing is None and portrait.group.channel_id is not None:
                return NextStep(
                    t("Have a look at {channel}: it is near you.", channel=f"<#{portrait.group.channel_id}>")
                )
    return None
