"""What progress needs of a server, told to the doctor."""

from __future__ import annotations

from bot.db.tx import Tx
from bot.signals import Checks, Need
from bot.ui.channels import IN_A_THREAD
from cogs.progress import digest_models


def of_progress(tx: Tx, question: Checks) -> tuple[Need, ...]:
    """What pictures take, and the threads that groups have for their progress."""
    t = question.t
    unseen = t("What this group shares can’t be shown.")
    return (
        Need("attach_files", t("Progress is told in words, without pictures.")),
        *(
            Need(permission, unseen, channel_id=thread_id, made_anew=True)
            for thread_id in digest_models.threads(tx)
            for permission in IN_A_THREAD
        ),
    )
