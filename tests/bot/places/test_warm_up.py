"""Who types the first city or time zone after a start waits no longer than anybody else."""

from __future__ import annotations

import subprocess
import sys

SEARCHES = """
import sys
from bot import places
from bot.when import zones
from bot.words import LANGUAGES, Catalogs
from cogs.groups import cog
catalogs = Catalogs()
cog.warm_up(catalogs)
loaded = []
sys.addaudithook(lambda what, about: loaded.append(what) if what in ("open", "import", "sqlite3.connect") else None)
for language in LANGUAGES:
    places.search("paris texas", language)
    places.search("sao paulo", language)
    zones.find("paris", catalogs.of(language))
print(loaded)
"""


def test_the_first_search_in_each_language_loads_nothing_any_more() -> None:
    done = subprocess.run([sys.executable, "-c", SEARCHES], capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("[]\n", "")
