"""Campsite itself, with a meetup made by its own services; its outbox rests until it is told to work."""

from __future__ import annotations

import asyncio
import gc
import json
import sys
import zoneinfo
from datetime import timedelta
from pathlib import Path

from bench.process import serve
from bot import settings
from bot.app import open_app
from bot.client import Campsite
from bot.clock import SystemClock
from bot.db.migrate import upgrade
from bot.db.tx import Tx
from bot.people.person import Person
from cogs.groups import models as group_models
from cogs.meetups import answer_models, answering, models, planning, service, views
from cogs.meetups.rules import Answer
from playground.seam import seam


class Resting(Campsite):
    """Campsite whose outbox waits for `work`: what follows an answer is then not counted as part of it."""

    async def on_ready(self) -> None:
        """Nothing yet."""

    async def work(self) -> None:
        """From here on as usual; returns when nothing is due any more."""
        await super().on_ready()
        await self.worker.settled()

    async def settle(self) -> None:
        """Returns when nothing is due any more."""
        self.worker.wake()
        await self.worker.settled()


def plan(tx: Tx, channel_id: int, seats: int, people: list[int]) -> int:
    """A group and its meetup; the first half of `people` are going, the others cannot."""
    number = group_models.count_of_groups(tx)
    organizer_id = people[0] if people else 1
    group = group_models.add_group(
        tx,
        name=f"Lyon {number}",
        folded_name=f"lyon {number}",
        language="en",
        zone="Europe/Paris",
        created_by=organizer_id,
    )
    group_models.change(tx, group.id, channel_id=channel_id)
    starts_at = tx.now + timedelta(days=2)
    wanted = planning.Plan(
        starts_at, "Code & coffee", starts_at + timedelta(minutes=90), place="Café Perché", seats=seats
    )
    meetup, _ = planning.schedule(
        tx, group.id, Person(organizer_id, manages_server=True), wanted, request_id=group.id
    )
    for index, person_id in enumerate(people):
        wish = Answer.GOING if index < len(people) // 2 else Answer.CANT
        answering.answer(tx, meetup.id, person_id, wish)
    return meetup.id


def seating(tx: Tx, card_id: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Who has a seat and who waits, in order, at the meetup with this card."""
    meetup = {meetup.card_id: meetup for meetup in models.upcoming(tx, limit=100)}[card_id]
    found = answer_models.seating(tx, meetup)
    return found.room.seated, found.room.waiting


async def main(url: str, gateway_url: str, token: str, data_dir: str) -> None:
    """Runs until standard input ends."""
    zoneinfo.reset_tzpath(to=())
    chosen = settings.load({"CAMPSITE_DATA_DIR": data_dir})
    upgrade(chosen.database, Path(data_dir) / "backups")
    gc.freeze()  # as `campsite run` does
    app = await open_app(chosen, SystemClock())
    client = Resting(app, ready_after=0.1)

    async def meetup(guild_id: int, channel_id: int, seats: int, people: list[int]) -> int:
        meetup_id = await app.write(guild_id, plan, channel_id, seats, people)
        portrait = await app.read(guild_id, service.portrait, meetup_id)
        card = views.card(app.catalogs.of("en"), portrait)
        sent = await client.get_partial_messageable(channel_id).send(view=card)
        await app.write(guild_id, service.posted, meetup_id, card_id=sent.id)
        return sent.id

    async def seats(guild_id: int, card_id: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
        return await app.read(guild_id, seating, card_id)

    async def ready() -> None:
        await client.wait_until_ready()

    with seam(url, gateway_url):
        async with client:
            await client.login(token)
            connected = asyncio.create_task(client.connect())
            await serve(
                {
                    "ready": ready,
                    "meetup": meetup,
                    "seats": seats,
                    "work": client.work,
                    "settle": client.settle,
                }
            )
        await connected
    await app.database.close()


if __name__ == "__main__":
    asyncio.run(main(**json.loads(sys.argv[1])))
