"""Finding cities while somebody types: what a letter costs, and what the gazetteer takes in memory and on disk."""

from __future__ import annotations

import asyncio
import random
import sys
import time
from collections.abc import Sequence
from importlib import resources
from statistics import median, quantiles

from bench.report import Figure, Report
from bot import places
from bot.places import gazetteer

TYPED = 2_000
"""Names that are typed, each letter by letter."""

ROUNDS = 50
CROWDED = ("s", "sa", "san", "san ", "saint", "paris france", "san jose california")
FEW = ("lill", "nant", "東京", "токио", "lyon france", "tallah", "reykjav")

ALONE = """
import time
import bot.door, cogs.groups.cog
from bot.words import Catalogs
t = Catalogs().of("en")
t.zone("Europe/Paris"), t.zone_name("Europe/Paris")  # what every running bot has loaded
def own():
    return next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("RssAnon"))
before, begun = own(), time.perf_counter()
from bot import places
places.search("paris", "en")
first = time.perf_counter() - begun
for text in {texts!r}:
    places.search(text, "en")
print(first, own() - before)
"""


async def cities(report: Report) -> None:
    """Types names of the gazetteer and measures every letter."""
    texts = [name[:end] for name in _sample() for end in range(1, len(name) + 1)]
    spans = [_seconds(text) for text in texts]
    report.at_most(f"a search, median of {len(texts):,} letters", median(spans) * 1e3, 5.0, " ms, CPU")
    report.at_most("  one in a hundred takes longer than", quantiles(spans, n=100)[98] * 1e3, 5.0, " ms, CPU")
    crowded, few = (
        median(_seconds(text) for _ in range(ROUNDS) for text in those) for those in (CROWDED, FEW)
    )
    report.at_most("what many names share against what few do", crowded / few, 10.0, " x")
    report.fact("  choices for a crowded beginning", len(places.search("san", "en")), 25)
    first, kibibytes = await _alone(random.Random(1).sample(texts, 1000))
    report.show(Figure("the first search of a process: loading, opening", f"{first * 1e3:,.0f} ms"))
    if kibibytes:
        report.at_most("memory of its own after 1,000 searches", kibibytes / 1024, 16.0, " MiB")
    report.show(Figure("the file", f"{_file_size() / 1e6:,.1f} MB"))


def _file_size() -> int:
    with resources.as_file(resources.files("bot.places") / gazetteer.FILE) as path:
        return path.stat().st_size


def _sample() -> Sequence[str]:
    return random.Random(0).sample(gazetteer.keys(), TYPED)


def _seconds(text: str) -> float:
    """CPU time: a search waits for nothing, and what else runs on the machine is not its fault."""
    begun = time.thread_time()
    places.search(text, "en")
    return time.thread_time() - begun


async def _alone(texts: Sequence[str]) -> tuple[float, int]:
    """Seconds of the first search in a process of its own, and the KiB it takes; 0 where the system does not say."""
    if sys.platform != "linux":
        return 0.0, 0
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", ALONE.format(texts=list(texts))), stdout=asyncio.subprocess.PIPE
    )
    said, _ = await process.communicate()
    first, kibibytes = said.split()
    return float(first), int(kibibytes)
