"""The application itself, as its bot may read and describe it."""

from __future__ import annotations

from typing import cast

from playground.rest.call import Call, Result, Route
from playground.rest.form import Form
from playground.wire import Json


def me(call: Call) -> Result:
    """The application of the token."""
    return 200, call.app.payload()


def edit_me(call: Call) -> Result:
    """Changes what people read about the application: its description and its tags."""
    form = call.form
    text = form.raw("description")
    if isinstance(text, dict):
        text = Form(cast("Json", text)).text("default", most=400)
    tags = [str(tag) for tag in form.items("tags", most=5)]
    form.check()
    if form.has("description"):
        call.app.description = text or ""
    if form.has("tags"):
        call.app.tags = tags
    return 200, call.app.payload()


ROUTES: tuple[Route, ...] = (
    ("GET", "/applications/@me", me),
    ("PATCH", "/applications/@me", edit_me),
    ("GET", "/oauth2/applications/@me", me),
)
