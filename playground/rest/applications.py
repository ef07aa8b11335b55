"""The application itself, as its bot may read and describe it."""

from __future__ import annotations

from playground import limits
from playground.rest.call import Call, Result, Route
from playground.rest.command_form import localized


def me(call: Call) -> Result:
    """The application of the token."""
    return 200, call.app.payload()


def edit_me(call: Call) -> Result:
    """Changes what people read about the application: its description and its tags."""
    form, most = call.form, limits.APPLICATION_DESCRIPTION
    if isinstance(form.raw("description"), dict):
        described = form.inner("description") or form
        text = described.text("default", most=most, required=True)
        localized(described, "localizations", most, plain=False)
    else:
        text = form.text("description", most=most)
    tags = form.texts("tags", most=limits.APPLICATION_TAGS, longest=limits.APPLICATION_TAG)
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
