"""What groups need of a server, told to the doctor."""

from __future__ import annotations

from bot.db.tx import Tx
from bot.signals import Checks, Need
from bot.ui.channels import TO_POST
from cogs.groups import service


def of_groups(tx: Tx, question: Checks) -> tuple[Need, ...]:
    """What building a group's home takes, and every home there is."""
    t = question.t
    no_role = t("Members do not get the role of their group.")
    unseen = t("This group’s card and meetups can’t be shown.")
    no_room = t("Organizers of a group get no private thread.")
    roles, channels = service.homes(tx)
    return (
        Need("manage_channels", t("New groups get no channel.")),
        Need("manage_roles", no_role),
        Need("create_private_threads", no_room),
        *(Need("manage_roles", no_role, role_id=role_id) for role_id in sorted(roles)),
        *(
            Need(permission, unseen, channel_id=channel_id, made_anew=True)
            for channel_id in sorted(channels)
            for permission in TO_POST
        ),
        *(
            Need("create_private_threads", no_room, channel_id=channel_id, made_anew=True)
            for channel_id in sorted(channels)
        ),
    )
