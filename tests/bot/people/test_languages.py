"""The languages people have chosen: loaded at the start, bounded, and kept in step with what is stored."""

from __future__ import annotations

import pytest

from bot import settings
from bot.app import App, open_app
from bot.db.tx import Tx
from bot.people import languages, models
from bot.people.languages import Languages
from tests.builders import HandClock

ANA, BEN, CLEO = 1, 2, 3


def test_who_has_chosen_nothing_has_no_language() -> None:
    chosen = Languages({ANA: "fr"})
    chosen.chose(BEN, "en")
    chosen.chose(ANA, None)
    chosen.chose(CLEO, None)
    assert [chosen.of(person) for person in (ANA, BEN, CLEO)] == [None, "en", None]


def test_no_more_are_kept_in_memory_than_there_is_room_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(languages, "MOST", 2)
    chosen = Languages({ANA: "fr", BEN: "fr"})
    chosen.chose(CLEO, "fr")
    chosen.chose(BEN, "en")
    assert [chosen.of(person) for person in (ANA, BEN, CLEO)] == ["fr", "en", None]


def test_only_those_who_have_chosen_are_read(tx: Tx) -> None:
    models.save(tx, ANA, language="fr")
    models.save(tx, BEN, monthly=3)
    assert models.languages_chosen(tx, 10) == {ANA: "fr"}
    assert models.languages_chosen(tx, 0) == {}


async def test_they_are_there_from_the_start(app: App) -> None:
    await app.database.write(None, lambda tx: models.save(tx, ANA, language="fr"))
    again = await open_app(
        settings.load({"CAMPSITE_DATA_DIR": str(app.settings.database.parent)}), HandClock()
    )
    try:
        assert again.languages.of(ANA) == "fr"
        assert again.languages.of(BEN) is None
    finally:
        await again.database.close()
