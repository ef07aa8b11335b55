"""The outbox's own reasons, for readers: each is said in words, and in their language."""

from __future__ import annotations

import pytest

from bot.app import App
from bot.outbox import reasons
from bot.ui.why import briefly

OWN = [
    *(value for name, value in vars(reasons).items() if name.isupper() and name[0] != "_"),
    *reasons.Nowhere,
    reasons.needs(["send_messages"]),
]


@pytest.mark.parametrize("reason", [reason for reason in OWN if reason != reasons.BEFORE_RESTORE])
async def test_every_reason_is_said_in_english_and_french(app: App, reason: str) -> None:
    english, french = (briefly(app.catalogs.of(language), reason) for language in ("en", "fr"))
    assert english != french
    assert french != reason


async def test_what_discord_said_is_repeated_as_it_is(app: App) -> None:
    assert briefly(app.catalogs.of("fr"), "400 50006 _Empty_") == "400 50006 \\_Empty\\_"
