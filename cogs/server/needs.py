"""What this feature needs of a server, told to the doctor."""

from __future__ import annotations

from bot.db.tx import Tx
from bot.signals import Checks, Need
from bot.ui.channels import TO_POST
from cogs.server import service


def of_the_server(tx: Tx, question: Checks) -> tuple[Need, ...]:
    """The channels that were chosen, and what depends on each."""
    t, held = question.t, service.settings(tx)
    chosen = (
        (held.moderators_channel_id, t("Moderators do not see there what waits for them."), True),
        (held.welcome_channel_id, t("Newcomers are not greeted there."), False),
        (held.introductions_channel_id, t("Introductions can’t be shown there."), False),
        (held.directory_channel_id, t("The list of all groups can’t be shown there."), False),
    )
    needs = tuple(
        Need(permission, breaks, channel_id=channel_id, private=private)
        for channel_id, breaks, private in chosen
        if channel_id is not None
        for permission in TO_POST
    )
    if held.moderators_channel_id is not None and held.moderator_role_id is not None:
        unseen = Need(
            "view_channel",
            t("Moderators do not see there what waits for them."),
            channel_id=held.moderators_channel_id,
            seen_by=held.moderator_role_id,
        )
        needs = (*needs, unseen)
    if held.directory_channel_id is None:
        return needs
    pinned = t("The list of all groups is not pinned.")
    return (*needs, Need("pin_messages", pinned, channel_id=held.directory_channel_id))
