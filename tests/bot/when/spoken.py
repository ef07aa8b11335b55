"""The notation of `tests.bot.when.cases`, made from what `readings` answers."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from bot.when.moments import InThePast, NotUnderstood, TimeMissing, TooFar, readings

PARIS = ZoneInfo("Europe/Paris")
FRIDAY = datetime(2026, 11, 20, 10, 0, tzinfo=PARIS).astimezone(UTC)


def outcome(text: str, locale: str, *, now: datetime = FRIDAY, zone: ZoneInfo = PARIS) -> str:
    try:
        found = readings(text, now=now, zone=zone, locale=locale)
    except NotUnderstood as refusal:
        return f"no {refusal.word}"
    except TimeMissing as refusal:
        return " ".join(["ask", *(_day(day) for day in refusal.dates)])
    except InThePast:
        return "past"
    except TooFar:
        return "far"
    ends = [
        "" if reading.ends_at is None else f"/{reading.ends_at.astimezone(zone):%H:%M}" for reading in found
    ]
    return " ".join(
        f"{_day(reading.wall)}T{reading.wall:%H:%M}{end}" for reading, end in zip(found, ends, strict=True)
    )


def _day(day: date) -> str:
    if day.year != 2026:
        return f"{day:%Y-%m-%d}"
    return f"{day:%d}" if day.month == 11 else f"{day:%m-%d}"
