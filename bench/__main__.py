"""`python -m bench [NAME …]`: measures some things or all, and says what should be."""

from __future__ import annotations

import argparse
import asyncio
import sys
import time
import zoneinfo
from collections.abc import Callable, Coroutine
from typing import Any

from bench import cities, clicks, groups, growth, members, notices, page, pictures, reach, series, start, when
from bench.report import Report, machine

MEASURES: dict[str, tuple[str, Callable[[Report], Coroutine[Any, Any, None]]]] = {
    "click": ("One click", clicks.click),
    "storm": ("Many clicks", clicks.storm),
    "edits": ("Cards that many tap on", clicks.edits),
    "seats": ("Few seats", clicks.seats),
    "notices": ("Many notices", notices.notices),
    "reach": ("Many people to reach", reach.reach),
    "growth": ("A long list of what is to come", growth.growth),
    "cities": ("Finding a city", cities.cities),
    "groups": ("A server with many groups", groups.groups),
    "members": ("A server with many members", members.members),
    "when": ("When it is", when.when),
    "series": ("Series in every zone", series.series),
    "pictures": ("Pictures of progress", pictures.pictures),
    "start": ("Starting", start.start),
    "page": ("The demo's page in a browser", page.page),
}


ONLY_WHEN_NAMED = {"series"}
"""What takes half an hour."""


def main() -> int:
    """Measures; 1 when something was lost, sold twice or left unanswered, which no slow machine excuses."""
    zoneinfo.reset_tzpath(to=())
    parser = argparse.ArgumentParser(
        prog="python -m bench", description="Campsite's speed, as ratios of one run."
    )
    parser.add_argument("names", nargs="*", metavar="NAME", choices=[*MEASURES, []], help=", ".join(MEASURES))
    names: list[str] = parser.parse_args().names
    report = Report()
    begun = time.monotonic()
    print(machine("bench", names))
    for name in names or [name for name in MEASURES if name not in ONLY_WHEN_NAMED]:
        title, measure = MEASURES[name]
        report.title(f"{title} ({name})")
        asyncio.run(measure(report))
    print(f"\nTook {time.monotonic() - begun:.0f} s.")
    for fault in report.broken:
        print(f"BROKEN: {fault}")
    return int(bool(report.broken))


if __name__ == "__main__":
    sys.exit(main())
