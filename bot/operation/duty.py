"""On duty: what runs beside the bot from before its login to its end."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import TYPE_CHECKING

from bot.operation import database_file
from bot.operation.database_file import DatabaseTaken
from bot.operation.pulse import Pulse

if TYPE_CHECKING:
    from bot.client import Campsite

log = logging.getLogger(__name__)


@asynccontextmanager
async def on_duty(client: Campsite) -> AsyncGenerator[None]:
    """Within it the pulse beats, the database's file is watched, the web port answers where one is set, and the process
    that makes pictures waits for drawings.

    Raises PortUnusable.
    """
    pulse = Pulse(client.metrics, client.worker)
    async with AsyncExitStack() as closing:
        if (port := client.app.settings.web_port) is not None:
            from bot.operation.web import open_port  # 15 ms to import, and most do without

            await closing.enter_async_context(open_port(client, pulse, port))
            log.info("health and metrics are answered on 127.0.0.1:%s", port)
        await client.painter.start()
        closing.push_async_callback(client.painter.close)
        beside = [asyncio.create_task(pulse.run()), asyncio.create_task(_watch_the_file(client))]
        try:
            yield
        finally:
            for task in beside:
                task.cancel()
            await asyncio.gather(*beside, return_exceptions=True)


async def _watch_the_file(client: Campsite) -> None:
    while True:
        await asyncio.sleep(database_file.LOOK_SECONDS)
        try:
            await database_file.look(client.app)
        except DatabaseTaken as taken:
            client.give_up(taken)
            return
        except Exception:  # the next look may see more
            log.exception("the database's file could not be looked at")
