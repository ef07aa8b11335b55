"""Reads what only forums have: their tags, how their posts are shown, what is asked of a post."""

from __future__ import annotations

from collections.abc import Callable

from playground import errors, limits
from playground.rest import unsupported
from playground.rest.form import Form
from playground.wire import Json
from playground.world.channels import REQUIRE_TAG
from playground.world.emoji import is_emoji

FIELDS = ("available_tags", "default_forum_layout", "default_reaction_emoji", "default_sort_order", "flags")
SORT_ORDERS, LAYOUTS = (0, 1), (0, 1, 2)


def settings(form: Form, before: list[Json], new_id: Callable[[], int]) -> Json:
    """What the body says about the forum; `before` are its tags, of which those that are named by id keep it."""
    fields = form.given(
        default_reaction_emoji=_emoji(form.inner("default_reaction_emoji")),
        default_sort_order=form.one_of("default_sort_order", SORT_ORDERS),
        default_forum_layout=form.one_of("default_forum_layout", LAYOUTS) or 0,
    )
    flags = form.number("flags", least=0) or 0
    if flags & ~REQUIRE_TAG:
        form.wrong("flags", unsupported.CODE, "The playground has no flag but 16, a tag is required.")
    if form.has("flags"):
        fields["requires_tag"] = bool(flags & REQUIRE_TAG)
    if form.has("available_tags"):
        fields["tags"] = _tags(form, {int(tag["id"]) for tag in before}, new_id)
    return fields


def _tags(form: Form, known: set[int], new_id: Callable[[], int]) -> list[Json]:
    found: list[Json] = []
    for item in form.each("available_tags", most=limits.FORUM_TAGS):
        name = item.text("name", least=1, most=limits.FORUM_TAG, required=True)
        tag_id, moderated = item.snowflake("id"), bool(item.flag("moderated"))
        emoji = _emoji(item) or {"emoji_id": None, "emoji_name": None}
        if tag_id and tag_id not in known:
            raise errors.unknown("tag")
        if name and any(tag["name"] == name for tag in found):
            raise errors.tag_names_not_unique()
        found.append({"id": str(tag_id or new_id()), "name": name, "moderated": moderated, **emoji})
    return found


def _emoji(form: Form | None) -> Json | None:
    """One of everybody's emojis as tags and forums show it; raises 10014 for another, servers have none here."""
    if form is None:
        return None
    own, name = form.snowflake("emoji_id"), form.text("emoji_name")
    if own or (name and not is_emoji(name)):
        raise errors.unknown_emoji()
    return {"emoji_id": None, "emoji_name": name} if name else None
