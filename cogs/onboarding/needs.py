"""What onboarding needs of a server, told to the doctor."""

from __future__ import annotations

from bot.db.tx import Tx
from bot.signals import Checks, Need
from bot.ui.channels import TO_POST
from cogs.onboarding import buddies, welcoming_models
from cogs.server import service as server


def of_onboarding(tx: Tx, question: Checks) -> tuple[Need, ...]:
    """To hear who comes in and welcome them; the channels of introductions and the desk, where they are chosen."""
    held = server.settings(tx)
    unwelcome = question.t("Nobody who joins is welcomed.")
    to_hear = Need("view_channel", unwelcome, joins=True)
    needs = [to_hear]
    if buddies.is_offered(tx):
        apart = question.t("Buddies get no thread of their own.")
        needs += [Need(permission, apart) for permission in buddies.TO_OPEN]
    if held.welcome_channel_id is None:
        needs += [Need(permission, unwelcome, where_joins_are_told=True) for permission in TO_POST]
    for channel_id, breaks in (
        (held.welcome_channel_id, unwelcome),
        (held.introductions_channel_id, question.t("Nobody’s introduction is shown.")),
        (welcoming_models.welcoming(tx).desk_channel_id, question.t("Nobody sees who waits for a person.")),
    ):
        if channel_id is not None:
            needs += [Need(permission, breaks, channel_id=channel_id) for permission in TO_POST]
    return tuple(needs)
