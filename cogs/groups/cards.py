"""Cards that stand where they are not wanted any more: where a group met before, where the directory was."""

from __future__ import annotations

from bot import outbox
from bot.db.tx import Tx
from cogs.groups import old_card_models, service
from cogs.groups.old_card_models import OldCard

OLD_CARD = "groups.old_card"
"""The mirror that takes such a card away; its subject is the row of that card."""


def posted(tx: Tx, group_id: int, channel_id: int, card_id: int) -> None:
    """A group's card has been posted; if the group has moved meanwhile, it is taken away again. Raises NoSuchGroup."""
    if service.find(tx, group_id).channel_id == channel_id:
        service.built(tx, group_id, card_id=card_id)
    else:
        left_behind(tx, channel_id, card_id)


def left_behind(tx: Tx, channel_id: int, card_id: int) -> None:
    """A card is not wanted any more where it stands."""
    outbox.show(tx, OLD_CARD, old_card_models.add_old_card(tx, channel_id, card_id))


def old(tx: Tx, row_id: int) -> OldCard | None:
    """A card that is to be taken away, by its row; None once it is."""
    return old_card_models.old_card(tx, row_id)


def taken_away(tx: Tx, row_id: int) -> None:
    """It has been taken away."""
    old_card_models.strike_old_card(tx, row_id)
