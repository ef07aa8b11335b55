"""`python -m soak [NAME …]`: does violence to the bot and counts what people saw; says whether each promise was kept."""

from __future__ import annotations

import argparse
import asyncio
import logging
import sys
import time
import zoneinfo
from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any

from bench.report import Report, machine
from soak import full_disk, mirrors, notices, outage, pending, raid, writes

Scenario = Callable[[Report], Coroutine[Any, Any, None]]


def scenarios(options: argparse.Namespace) -> dict[str, tuple[str, Scenario]]:
    """Each by its name, with its title."""

    def given(**chosen: Any) -> dict[str, Any]:
        return {name: value for name, value in chosen.items() if value is not None}

    rows, kills, minutes = options.rows, options.kills, options.minutes
    return {
        "notices": (
            "Due notices while the process is killed",
            partial(notices.notices, **given(rows=rows, kills=kills)),
        ),
        "writes": ("Kills while people write", partial(writes.writes, **given(kills=kills))),
        "outage": (
            "Down while meetups begin",
            partial(outage.outage, **given(rows=rows, minutes=minutes)),
        ),
        "pending": ("Very many notices to come", partial(pending.pending, **given(rows=rows))),
        "full_disk": ("A full disk at every statement", full_disk.full_disk),
        "raid": ("A raid while the process is killed", partial(raid.raid, **given(kills=kills))),
        "mirrors": ("Cards, roles and threads after kills", partial(mirrors.mirrors, **given(kills=kills))),
    }


def main() -> int:
    """Runs what is named, or everything; 1 when a promise was broken."""
    zoneinfo.reset_tzpath(to=())
    parser = argparse.ArgumentParser(prog="python -m soak", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--rows", type=int, help="how many notices, meetups or pending rows")
    parser.add_argument("--kills", type=int, help="how many times the process is killed")
    parser.add_argument("--minutes", type=float, help="how long the bot is down")
    options = parser.parse_args()
    known = scenarios(options)
    if unknown := [name for name in options.names if name not in known]:
        parser.error(f"there is no {unknown[0]!r}; there is: {', '.join(known)}")
    logging.basicConfig(level=logging.ERROR)
    report = Report()
    begun = time.monotonic()
    print(machine("soak", sys.argv[1:]))
    for name in options.names or known:
        title, scenario = known[name]
        report.title(f"{title} ({name})")
        asyncio.run(scenario(report))
    print(f"\nTook {time.monotonic() - begun:.0f} s.")
    for fault in report.broken:
        print(f"BROKEN: {fault}")
    return int(bool(report.broken))


if __name__ == "__main__":
    sys.exit(main())
