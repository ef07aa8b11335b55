"""What onboarding needs of a server, told to the doctor."""

from __future__ import annotations

from bot.db.tx import Tx
from bot.signals import Checks, Need
from bot.ui.channels import TO_POST
from cogs.server import service as server


def of_onboarding(tx: Tx, question: Checks) -> tuple[Need, ...]:
    """To hear who comes in; the channel of welcomes, where one is chosen."""
    channel_id = server.settings(tx).welcome_channel_id
    unwelcome = question.t("Nobody who joins is welcomed.")
    to_hear = Need("view_channel", unwelcome, joins=True)
    if channel_id is None:
        return (to_hear,)
    return (to_hear, *(Need(permission, unwelcome, channel_id=channel_id) for permission in TO_POST))
