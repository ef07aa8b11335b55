"""Whatever is stored can be said: no notice is empty, none is longer than Discord takes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import Refusal
from bot.outbox.freezing import PEOPLE_A_MESSAGE
from bot.outbox.keys import SEAL, mark_of
from bot.outbox.models import Topic
from bot.words import Catalogs
from cogs.groups.models import Group
from cogs.meetups import rules, views
from cogs.meetups.models import Meetup
from playground import limits
from playground.wire import Json
from playground.world import parts
from tests.builders import FRIDAY_MORNING, GUILD

CATALOGS = Catalogs()
LONGEST_ID = (1 << 63) - 1
MARKS = "*_~`|>#-[]()<@&:\\/.,!?éèłß日本語👩‍💻 aZ09"


def stored(text: str) -> str | None:
    try:
        return rules.title_of(text)
    except Refusal:
        return None


titles = (
    st.text(st.sampled_from(MARKS), min_size=80, max_size=100)
    .map(stored)
    .filter(lambda text: text is not None)
)
"""Titles and places as they can be stored: long ones, with everything that is escaped when it is shown."""


@pytest.mark.meets("R23", "R24")
@given(
    title=titles,
    place=titles,
    people=st.integers(1, PEOPLE_A_MESSAGE),
    language=st.sampled_from(["en", "fr"]),
    late=st.booleans(),
    begun=st.booleans(),
    direct=st.booleans(),
)
def test_every_notice_fits_into_a_message(
    title: str, place: str, people: int, language: str, *, late: bool, begun: bool, direct: bool
) -> None:
    t = CATALOGS.of(language)
    meetup = Meetup(
        LONGEST_ID, GUILD, LONGEST_ID, title, FRIDAY_MORNING, FRIDAY_MORNING + timedelta(hours=1), "Europe/Paris",
        place, None, 1000, None, LONGEST_ID, LONGEST_ID, LONGEST_ID, None, LONGEST_ID,
    )  # fmt: skip
    group = Group(
        LONGEST_ID, GUILD, title[:60], language, "Europe/Paris", None, None, 1, 1, 1, FRIDAY_MORNING
    )
    crowd = tuple(LONGEST_ID - number for number in range(people))
    key = mark_of("test", 1) + "0" * SEAL
    topic = Topic("test", LONGEST_ID, key, crowd, FRIDAY_MORNING, FRIDAY_MORNING, direct=direct)
    notice = views.Notice(t, meetup, group, topic)
    for view in (
        views.reminder(notice, crowd, late=late, begun=begun).view,
        views.seat_is_yours(notice, crowd).view,
        views.cancelled(notice, crowd).view,
        views.missed(notice, crowd, LONGEST_ID).view,
    ):
        shapes: list[Json] = [dict(component) for component in view.to_components()]
        assert 0 < sum(map(len, parts.texts(shapes))) <= limits.COMPONENT_TEXT
        assert max(len(button.custom_id or "") for button in parts.buttons(shapes)) <= limits.CUSTOM_ID
    assert 0 < len(views.thread_name(t, meetup)) <= limits.CHANNEL_NAME
