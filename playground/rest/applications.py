"""The application itself, as its bot may read and describe it."""

from __future__ import annotations

from playground.rest.call import Call, Result, Route


def me(call: Call) -> Result:
    """The application of the token."""
    return 200, call.app.payload()


ROUTES: tuple[Route, ...] = (
    ("GET", "/applications/@me", me),
    ("GET", "/oauth2/applications/@me", me),
)
