"""Each locale has names of its own, whichever was asked before."""

from __future__ import annotations

import subprocess
import sys

NAMES = """
from datetime import date
from babel.dates import format_date, get_day_names
from bot.cldr import cldr
from bot.words import Catalogs
november = date(2026, 11, 28)
for name in ("ja", "he", "pl", "fr", "de"):
    print(format_date(november, "LLLL", cldr(name)), get_day_names("wide", "stand-alone", cldr(name))[5])
print(Catalogs().of("fr").month_and_year(november))
"""


def test_the_names_of_one_locale_never_come_up_in_another() -> None:
    said = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", NAMES],
        capture_output=True,
        text=True,
        check=True,
        encoding="utf-8",
    )

    assert said.stdout.splitlines() == [
        "11月 土曜日",
        "נובמבר יום שבת",
        "listopad sobota",
        "novembre samedi",
        "November Samstag",
        "novembre 2026",
    ]
