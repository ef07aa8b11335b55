"""A calendar as text (RFC 5545): one event in UTC for each meetup, so that no reader has to know a zone's rules.

Written here instead of with a library: what a meetup needs of the format is a dozen lines of text, escaped and
folded. The time zones that libraries add are what readers misread; there are none here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from unicodedata import category

PRODUCT = "-//Campsite//Meetups//EN"
LINE = 75
"""Octets of a line at most, without its end."""
_END = "\r\n"


@dataclass(frozen=True, slots=True)
class Event:
    """One meetup, or one occurrence of a series.

    `uid` names it in every calendar it gets into: it stays for good, and is never given to another. `sequence` grows
    with each change that people were told of.
    """

    uid: str
    sequence: int
    changed_at: datetime
    starts_at: datetime
    ends_at: datetime
    title: str
    place: str | None = None
    notes: str | None = None
    link: str | None = None
    """An address everyone may see: what stands in a calendar is passed on."""
    cancelled: bool = False
    """A cancelled meetup is kept, for a calendar forgets nothing by itself."""
    tentative: bool = False
    """Whose calendar it is has no seat yet, or may not come."""


def calendar(name: str, events: Iterable[Event]) -> str:
    """The whole text, to be sent as UTF-8 with the type ``text/calendar``."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:{PRODUCT}",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"NAME:{escaped(name)}",
        f"X-WR-CALNAME:{escaped(name)}",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        "X-PUBLISHED-TTL:PT1H",
    ]
    for event in events:
        lines += _event(event)
    lines.append("END:VCALENDAR")
    return "".join(folded(line) + _END for line in lines)


def _event(event: Event) -> list[str]:
    lines = [
        "BEGIN:VEVENT",
        f"UID:{escaped(event.uid)}",
        f"SEQUENCE:{event.sequence}",
        f"DTSTAMP:{_utc(event.changed_at)}",
        f"LAST-MODIFIED:{_utc(event.changed_at)}",
        f"DTSTART:{_utc(event.starts_at)}",
        f"DTEND:{_utc(event.ends_at)}",
        f"SUMMARY:{escaped(event.title)}",
        f"STATUS:{_status(event)}",
    ]
    if event.place is not None:
        lines.append(f"LOCATION:{escaped(event.place)}")
    if event.notes is not None:
        lines.append(f"DESCRIPTION:{escaped(event.notes)}")
    if event.link is not None:
        lines.append(f"URL:{''.join(event.link.split())}")
    return [*lines, "END:VEVENT"]


def _status(event: Event) -> str:
    if event.cancelled:
        return "CANCELLED"
    return "TENTATIVE" if event.tentative else "CONFIRMED"


def _utc(instant: datetime) -> str:
    return instant.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def escaped(text: str) -> str:
    """A text as a value; line ends are written out, and other control characters become spaces."""
    lines = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").splitlines()
    return "\\n".join("".join(" " if category(c) in ("Cc", "Cs") else c for c in line) for line in lines)


def folded(line: str) -> str:
    """A line in pieces of at most 75 octets, each but the first after a space; no character is cut in two."""
    pieces: list[str] = []
    piece, room = "", LINE
    for character in line:
        size = len(character.encode())
        if size > room:
            pieces.append(piece)
            piece, room = "", LINE - 1
        piece += character
        room -= size
    return (_END + " ").join([*pieces, piece])
