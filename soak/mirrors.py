"""The same kills, and then a look at Discord: every card, role, thread and event shows what is stored."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Sequence
from contextlib import closing
from datetime import timedelta
from typing import Any

from bench.report import Figure, Report
from bot import settings
from bot.app import App, open_app
from bot.clock import SystemClock
from bot.db.tx import Tx
from bot.outbox.reasons import PUT_ASIDE
from bot.signals import NextGatherings
from cogs.groups import service as groups
from cogs.groups import views as group_views
from cogs.meetups import events, service, views
from cogs.meetups.event_mirror import wanted_event
from playground.world import parts
from playground.world.messages import Message
from soak.camp import Camp
from soak.deeds import Deeds

KILLS = 50
SHORTEST, LONGEST = 0.3, 2.0
PATIENCE = 420.0
"""Seconds after the last kill by which everything must be shown."""


async def mirrors(report: Report, kills: int = KILLS, last_chance: timedelta | None = None) -> None:
    """Kills while people act, lets the last process draw what is owed, and compares."""
    begun = time.monotonic()
    async with Camp(last_chance=last_chance) as camp:
        camp.discord.rate_limits.off()
        await camp.start()
        deeds = Deeds(camp, pause=0.05)
        channels = await deeds.found("Lyon", "Paris")
        for channel in channels:
            await deeds.plan(channel)
        await camp.kill()
        owed = "SELECT count(*) FROM mirrors WHERE wanted > shown"
        in_the_midst = 0
        for _ in range(kills):
            await camp.start()
            deeds.begin(channels)
            await camp.sleep(SHORTEST, LONGEST)
            await camp.kill()
            await deeds.end()
            deeds.check()
            in_the_midst += camp.rows(owed) != [(0,)]
        await camp.start()
        await camp.until(lambda: camp.rows(owed) == [(0,)], PATIENCE)
        await camp.discord.calm(quiet=0.5, seconds=30)
        report.fact("mirrors that are still owed", camp.rows(owed)[0][0], 0)
        report.fact("acknowledged writes that were lost", deeds.broken[:3], [])
        wrong = await differences(camp)
        report.fact("cards, roles, threads and events that show something else", len(wrong), 0)
        report.broken += wrong[:5]
        # So many kills in so few seconds look to the bot as if something it was at had killed it.
        aside = [line for line in camp.faults() if PUT_ASIDE in line]
        report.fact("other faults in the log", [line for line in camp.faults() if line not in aside][:3], [])
        report.show(Figure("  put aside after three kills in the midst of them", str(len(aside))))
        report.fact("kills", camp.kills - 1, kills)
        report.at_least("  kills while something was to be drawn", in_the_midst, kills // 2)
        report.at_least("  acknowledged writes", deeds.acknowledged, kills)
        for table in ("meetups", "memberships", "groups"):
            report.at_least(
                f"  {table} that were compared", camp.rows(f"SELECT count(*) FROM {table}")[0][0], 2
            )
        report.at_least(
            "  events that were compared", len([event for event in camp.guild.events if event.open]), 2
        )
        report.show(Figure("  time", f"{time.monotonic() - begun:,.0f} s"))


async def differences(camp: Camp) -> list[str]:
    """Where Discord shows something else than what is stored, in words."""
    copy = camp.data_dir / "copy"
    copy.mkdir()
    with (
        closing(sqlite3.connect(camp.database)) as here,
        closing(sqlite3.connect(copy / settings.DATABASE_NAME)) as there,
    ):
        here.backup(there)
    app = await open_app(settings.load({"CAMPSITE_DATA_DIR": str(copy)}), SystemClock())
    app.signals.answer(NextGatherings, service.next_gatherings)
    try:
        return [
            *await _of_meetups(camp, app),
            *await _of_groups(camp, app),
            *_of_roles(camp),
            *await _of_events(camp, app),
        ]
    finally:
        await app.database.close()


def face(components: Sequence[Any]) -> tuple[list[str], list[str | None]]:
    """What of a message is compared: its texts, and its buttons by what they do."""
    shapes = [dict(component) for component in components]
    return list(parts.texts(shapes)), [button.custom_id for button in parts.buttons(shapes)]


async def _of_meetups(camp: Camp, app: App) -> list[str]:
    wrong: list[str] = []
    cards = [
        message
        for channel in camp.guild.channels
        for message in channel.messages
        if message.author.id == camp.application.id and message.text.startswith("## ")
    ]
    shown = {message.id for message in cards}
    stored = {row[0] for row in camp.rows("SELECT card_id FROM meetups UNION SELECT card_id FROM groups")}
    wrong += [f"the card {card_id} is nobody's" for card_id in shown - stored]
    for meetup_id, card_id in camp.rows("SELECT id, card_id FROM meetups"):
        portrait = await app.read(camp.guild.id, service.portrait, meetup_id)
        message = _message(camp, portrait.meetup.channel_id, card_id)
        expected = views.card(app.catalogs.of(portrait.group.language), portrait)
        wrong += _compare(f"the card of meetup {meetup_id}", message, expected.to_components())
        if portrait.meetup.cancelled_at is None and (message is None or message.thread is None):
            wrong.append(f"meetup {meetup_id} has no thread")
        if (
            message is not None
            and message.thread is not None
            and message.thread.id != portrait.meetup.thread_id
        ):
            wrong.append(f"the thread of meetup {meetup_id} is not known")
    return wrong


async def _of_groups(camp: Camp, app: App) -> list[str]:
    wrong: list[str] = []

    def portrait(tx: Tx, group_id: int) -> groups.Portrait:
        return groups.portrait(tx, group_id, None)

    for group_id, channel_id, card_id in camp.rows("SELECT id, channel_id, card_id FROM groups"):
        drawn = await app.read(camp.guild.id, portrait, group_id)
        expected = group_views.card(app.catalogs.of(drawn.group.language), drawn)
        wrong += _compare(
            f"the card of group {group_id}", _message(camp, channel_id, card_id), expected.to_components()
        )
    return wrong


def _of_roles(camp: Camp) -> list[str]:
    wrong: list[str] = []
    for person_id, role_id, left_at in camp.rows(
        "SELECT person_id, role_id, left_at FROM memberships JOIN groups ON groups.id = group_id"
    ):
        has = role_id in {role.id for role in camp.guild.member_by_id[person_id].roles}
        if has != (left_at is None):
            wrong.append(f"{person_id} {'has' if has else 'has not'} the role {role_id}")
    return wrong


async def _of_events(camp: Camp, app: App) -> list[str]:
    plan = await app.read(camp.guild.id, events.plan)
    wanted = [
        wanted_event(app.catalogs.of(group.language), meetup, group) for meetup, group in plan.candidates
    ]
    expected = sorted(
        (each.name, each.starts_at, each.ends_at, each.location, each.description) for each in wanted
    )
    found = sorted(
        (event.name, event.start, event.end or event.start, event.location or "", event.description or "")
        for event in camp.guild.events
        if event.open and event.creator.id == camp.application.id
    )
    return [] if found == expected else [f"the events are {found}, not {expected}"]


def _message(camp: Camp, channel_id: int, message_id: int | None) -> Message | None:
    channel = camp.discord.world.channel_by_id.get(channel_id)
    return None if channel is None else channel.message_by_id.get(message_id or 0)


def _compare(what: str, message: Message | None, expected: Sequence[Any]) -> list[str]:
    if message is None:
        return [f"{what} is not there"]
    if face(message.components) != face(expected):
        return [f"{what} shows {face(message.components)}, not {face(expected)}"]
    return []
