"""No 429 is provoked by us, however much is to be sent."""

from __future__ import annotations

import asyncio
import time

from tests.town import Town


async def test_a_hundred_and_twenty_requests_at_once_provoke_no_429(town: Town) -> None:
    person = town.discord.person("Ana")
    town.discord.rate_limits.in_real_time()
    begun = time.monotonic()
    await asyncio.gather(*(town.client.http.get_user(person.id) for _ in range(120)))
    assert town.discord.requests.count(status=429) == 0
    assert time.monotonic() - begun >= 2  # 50 at once, 50 a second later, the rest a second after that
