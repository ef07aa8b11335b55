"""A client that takes every answer as it is, also what a library would wait out."""

from __future__ import annotations

from typing import Any

import aiohttp

from playground import Application, Playground


class Hasty:
    """Asks by hand, in the name of a bot; `headers` are those of the last answer."""

    def __init__(self, playground: Playground, app: Application, session: aiohttp.ClientSession) -> None:
        self._playground = playground
        self._own = {"Authorization": f"Bot {app.token}"}
        self._session = session
        self.headers: dict[str, str] = {}

    async def __call__(self, method: str, path: str, **json: object) -> tuple[int, dict[str, Any]]:
        url = self._playground.url + path
        async with self._session.request(method, url, json=json or None, headers=self._own) as response:
            self.headers = dict(response.headers)
            is_json = response.content_type == "application/json"
            return response.status, await response.json() if is_json else {"text": await response.text()}
