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
from cogs.meetups import rules, telling, views
from cogs.meetups.formats import Format
from cogs.meetups.models import Meetup
from cogs.meetups.service import Missed
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
        id=LONGEST_ID,
        guild_id=GUILD,
        group_id=LONGEST_ID,
        title=title,
        starts_at=FRIDAY_MORNING,
        ends_at=FRIDAY_MORNING + timedelta(hours=1),
        zone="Europe/Paris",
        wall=FRIDAY_MORNING.replace(tzinfo=None),
        group_zone="Europe/Paris",
        format=Format.COFFEE,
        place=place,
        link=None,
        seats=1000,
        online_seats=None,
        room_open=0,
        online_open=0,
        notes=None,
        series_id=None,
        occurs_on=None,
        skipped=False,
        moves=0,
        version=1,
        changed_at=FRIDAY_MORNING,
        announced_at=FRIDAY_MORNING,
        cancelled_at=None,
        channel_id=LONGEST_ID,
        card_id=LONGEST_ID,
        thread_id=LONGEST_ID,
        archived_at=None,
        created_by=LONGEST_ID,
    )
    group = Group(
        LONGEST_ID, GUILD, title[:60], language, "Europe/Paris", None, None, 1, 1, 1, FRIDAY_MORNING
    )
    crowd = tuple(LONGEST_ID - number for number in range(people))
    key = mark_of("test", 1) + "0" * SEAL
    topic = Topic(
        "test", LONGEST_ID, key, crowd, FRIDAY_MORNING, FRIDAY_MORNING, None if direct else LONGEST_ID
    )
    notice = telling.Notice(t, meetup, group, topic)
    for view in (
        telling.reminder(notice, crowd, late=late, begun=begun).view,
        telling.seat_is_yours(notice, crowd).view,
        telling.seat_offered(notice, crowd, FRIDAY_MORNING).view,
        telling.seat_open(notice, crowd).view,
        telling.offer_gone(notice, crowd).view,
        telling.cancelled(notice, crowd).view,
        telling.missed(notice, crowd, Missed(LONGEST_ID, FRIDAY_MORNING, FRIDAY_MORNING)).view,
    ):
        shapes: list[Json] = [dict(component) for component in view.to_components()]
        assert 0 < sum(map(len, parts.texts(shapes))) <= limits.COMPONENT_TEXT
        assert max(len(button.custom_id or "") for button in parts.buttons(shapes)) <= limits.CUSTOM_ID
    assert 0 < len(views.thread_name(t, meetup)) <= limits.CHANNEL_NAME
