"""What people read about who came."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from discord.ui import Select

from bot.db.tx import Tx
from bot.words import Catalogs
from cogs.attendance import views
from cogs.attendance.rules import Witnessed
from cogs.attendance.service import Evening
from tests.attendance.test_service import STARTS, a_meetup


def test_an_evening_of_ones_record_has_the_day_it_was_where_it_took_place(tx: Tx) -> None:
    late = replace(a_meetup(tx), zone="Pacific/Auckland", starts_at=STARTS + timedelta(hours=4))
    view = views.record(Catalogs().of("en"), [Evening(late, Witnessed(code=True))])
    [menu] = [item for item in view.walk_children() if isinstance(item, Select)]
    assert [option.description for option in menu.options] == ["Sunday 29 November 2026"]
