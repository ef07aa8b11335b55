from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from bot.when.repeat import Kind, Repeat
from bot.when.series import Series
from cogs.meetups.ics import Event, calendar, escaped, folded
from tests.ical import read

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
COFFEE = Event(
    "coffee-1", 0, NOW, NOW + timedelta(days=8), NOW + timedelta(days=8, minutes=90), "Code & coffee"
)


EXPECTED = """\
BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Campsite//Meetups//EN
CALSCALE:GREGORIAN
METHOD:PUBLISH
NAME:Lyon
X-WR-CALNAME:Lyon
REFRESH-INTERVAL;VALUE=DURATION:PT1H
X-PUBLISHED-TTL:PT1H
BEGIN:VEVENT
UID:coffee-1
SEQUENCE:0
DTSTAMP:20261120T090000Z
LAST-MODIFIED:20261120T090000Z
DTSTART:20261128T090000Z
DTEND:20261128T103000Z
SUMMARY:Code & coffee
STATUS:CONFIRMED
END:VEVENT
END:VCALENDAR
"""


def seen(event: Event) -> dict[str, object]:
    """An event as a calendar program is to see it."""
    return {
        "uid": event.uid,
        "sequence": event.sequence,
        "starts_at": event.starts_at.timestamp(),
        "ends_at": event.ends_at.timestamp(),
        "changed_at": event.changed_at.timestamp(),
        "title": event.title,
        "place": event.place,
        "notes": event.notes,
        "link": event.link,
        "status": "CANCELLED" if event.cancelled else "TENTATIVE" if event.tentative else "CONFIRMED",
    }


def test_a_calendar_is_this_text_to_the_last_octet():
    assert calendar("Lyon", [COFFEE]) == EXPECTED.replace("\n", "\r\n")


def test_another_program_sees_the_same_instants_across_a_change_of_the_clocks(reader: Path):
    events: list[Event] = []
    for zone in (
        "Europe/Paris",
        "America/New_York",
        "Australia/Lord_Howe",
        "Africa/Casablanca",
        "Asia/Kathmandu",
    ):
        series = Series(Repeat(Kind.WEEKLY, 6), date(2027, 1, 31), time(2, 30), ZoneInfo(zone), count=45)
        events += [
            Event(f"{zone}-{one.on}", 0, NOW, one.starts_at, one.starts_at + timedelta(minutes=90), zone)
            for one in series.occurrences()
        ]
    assert read(reader, calendar("Series", events))["events"] == [seen(event) for event in events]


def test_another_program_sees_every_character_and_a_cancelled_meetup_with_its_next_number(reader: Path):
    title = "Café; “coder”, boire \\ manger \\n 🏕️ 👩‍💻 東京 القاهرة " + "très long " * 12
    full = replace(
        COFFEE,
        title=title,
        place="12, rue des Capucins; 2e étage",
        notes="One\nTwo, three; four\\five\n\nSix: “END:VEVENT”",
        link="https://campsite.example/lyon?a=1,2;b=3",
    )
    off = replace(COFFEE, uid="coffee-2", sequence=3, cancelled=True, changed_at=NOW + timedelta(hours=1))
    perhaps = replace(COFFEE, uid="coffee-3", tentative=True)
    found = read(reader, calendar("Lyon", [full, off, perhaps]))
    assert found == {"name": "Lyon", "events": [seen(full), seen(off), seen(perhaps)]}


def test_a_title_cannot_begin_a_line_of_its_own():
    assert escaped("a\r\nEND:VEVENT\u2028b\x00c\ud800d") == "a\\nEND:VEVENT\\nb c d"


@given(st.text(max_size=400).filter(lambda text: not any("\ud800" <= c <= "\udfff" for c in text)))
def test_a_folded_line_is_short_and_unfolds_to_itself(text: str):
    line = text.replace("\r", "").replace("\n", "")
    pieces = folded(line).split("\r\n")
    assert [piece for piece in pieces if len(piece.encode()) > 75] == []
    assert "".join([pieces[0], *(piece[1:] for piece in pieces[1:])]) == line
    assert {piece[0] for piece in pieces[1:]} <= {" "}
