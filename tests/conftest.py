"""What tests start from: a clock turned by hand, an open transaction, the bot's ground on a fresh database."""

from __future__ import annotations

import os
import zoneinfo
from collections.abc import AsyncGenerator, Generator
from pathlib import Path
from typing import cast
from uuid import uuid4

import hypothesis
import pytest
import pytest_asyncio
from playwright.async_api import Browser

from bot import settings
from bot.app import App, open_app
from bot.db.migrate import upgrade
from bot.db.tx import Tx
from bot.demo import runner
from bot.features import import_models
from bot.signals import Signals
from playground.requests import RequestLog
from tests import ical
from tests.browser import chromium
from tests.builders import FRIDAY_MORNING, GUILD, HandClock
from tests.contract.description import Description, find_description
from tests.contract.judge import Contract
from tests.contract.watch import Watch
from tests.tables import empty_tables
from tests.town import Town

zoneinfo.reset_tzpath(to=())
import_models()

# How long an example takes says more about what else the machine does than about the example.
hypothesis.settings.register_profile(
    "patient", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("patient")


def pytest_configure() -> None:
    """Stops where Discord's description should be and is not."""
    try:
        find_description()
    except FileNotFoundError as missing:
        raise pytest.UsageError(str(missing)) from missing


def pytest_xdist_auto_num_workers() -> int:
    """Two for each core: most of what takes long waits for processes that start, die or are slow on purpose."""
    return 2 * (os.cpu_count() or 1)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever the random order is, the longest begin first, or they would be what everything waits for at the end."""
    items.sort(key=lambda item: "tests/soak/" not in item.nodeid)


def pytest_report_header() -> str:
    """Says whether Discord's description takes part."""
    return (
        f"contract: {find_description() or 'no description of Discord at hand, playgrounds are not checked'}"
    )


@pytest.fixture(scope="session")
def contract() -> Contract | None:
    """Discord's description of its API; None where it is not at hand."""
    path = find_description()
    return Contract(Description.read(path)) if path else None


@pytest.fixture(autouse=True)
def watch(
    request: pytest.FixtureRequest, contract: Contract | None, tmp_path_factory: pytest.TempPathFactory
) -> Generator[Watch]:
    """Holds whatever a test says to a playground, and the playground's answers, against Discord's description.

    Playgrounds in processes that the test starts record what they hear in a file, which is read afterwards.
    """
    record = tmp_path_factory.getbasetemp() / f"exchanges-{uuid4()}"
    marked = cast("pytest.Item", request.node).get_closest_marker("provokes") is not None
    watch = Watch(contract, provokes=marked)
    with RequestLog.watched(watch.note), pytest.MonkeyPatch.context() as patch:
        patch.setenv("PLAYGROUND_RECORD", str(record))
        yield watch
    watch.read(record)
    if violations := watch.violations():
        pytest.fail("not as Discord describes it:\n" + "\n".join(violations), pytrace=False)


@pytest.fixture(scope="session")
def reader() -> Path:
    """A folder with another program's calendar reader in it; the test is skipped where it cannot be had."""
    return ical.install()


@pytest.fixture
def tx() -> Generator[Tx]:
    """A transaction of one server on an empty database in memory."""
    with empty_tables() as connection:
        yield Tx(connection, FRIDAY_MORNING, GUILD, Signals())


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database as a first start leaves it; copied rather than migrated anew for each test."""
    path = tmp_path_factory.mktemp("empty") / "campsite.sqlite3"
    upgrade(path, path.parent / "backups")
    return path


@pytest.fixture
def data_dir(tmp_path: Path, empty_database: Path) -> Path:
    """A data folder with an empty database in it."""
    (tmp_path / settings.DATABASE_NAME).write_bytes(empty_database.read_bytes())
    return tmp_path


@pytest.fixture
def quick_demo(monkeypatch: pytest.MonkeyPatch, empty_database: Path) -> None:
    """A demo in this process finds an empty database when it begins, instead of migrating one."""

    def begin(database: Path, backups: Path) -> None:
        if not database.exists():
            database.write_bytes(empty_database.read_bytes())
        upgrade(database, backups)

    monkeypatch.setattr(runner, "upgrade", begin)


@pytest.fixture
def clock() -> HandClock:
    """Friday, 20 November 2026, 09:00 UTC, until it is turned."""
    return HandClock()


@pytest.fixture
async def app(data_dir: Path, clock: HandClock) -> AsyncGenerator[App]:
    """The bot's ground, without Discord."""
    opened = await open_app(settings.load({"CAMPSITE_DATA_DIR": str(data_dir)}), clock)
    yield opened
    await opened.database.close()


@pytest.fixture
async def town(data_dir: Path) -> AsyncGenerator[Town]:
    """A town with the bot in it."""
    async with Town(data_dir) as built:
        yield built


@pytest.fixture
async def told_town(data_dir: Path) -> AsyncGenerator[Town]:
    """A town whose bot has the members intent."""
    async with Town(data_dir, members=True) as built:
        yield built


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncGenerator[Browser]:
    """One browser for all tests that look at a page."""
    async with chromium() as running:
        yield running
