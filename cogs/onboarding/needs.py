"""What onboarding needs of a server, told to the doctor."""

from __future__ import annotations

from bot.db.tx import Tx
from bot.signals import Checks, Need
from bot.ui.channels import TO_POST
from cogs.server import service as server


def of_onboarding(tx: Tx, question: Checks) -> tuple[Need, ...]:
    """The channel of welcomes, where one is chosen."""
    channel_id = server.settings(tx).welcome_channel_id
    if channel_id is None:
        return ()
    unwelcome = question.t("Nobody who joins is welcomed.")
    return tuple(Need(permission, unwelcome, channel_id=channel_id) for permission in TO_POST)
