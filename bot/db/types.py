"""Column types and the metadata that all tables share."""

from __future__ import annotations

import logging
from datetime import UTC, date, datetime, time
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import BigInteger, DateTime, Dialect, Integer, MetaData, Text
from sqlalchemy.types import TypeDecorator, TypeEngine

log = logging.getLogger(__name__)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)
"""Every table of Campsite. Names follow a convention, so that migrations can name what they change."""

Id = BigInteger().with_variant(Integer(), "sqlite")
"""A row id or a snowflake: 64 bits, which SQLite calls INTEGER."""


class UtcDateTime(TypeDecorator[datetime]):
    """An instant: aware in, aware UTC out.

    SQLite keeps it as fixed-width ISO text, so that it sorts as text (and its own DateTime loses the offset).
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Text on SQLite, a timestamp with time zone elsewhere."""
        return dialect.type_descriptor(Text() if dialect.name == "sqlite" else DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        """Refuses a naive datetime: nobody knows which instant it is."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value} has no time zone")
        utc = value.astimezone(UTC)
        return utc.isoformat(timespec="microseconds") if dialect.name == "sqlite" else utc

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """The instant in UTC."""
        if value is None:
            return None
        if dialect.name != "sqlite":
            return value.astimezone(UTC)
        instant = datetime.fromisoformat(value)
        if (
            instant.tzinfo is None
        ):  # written past this type, by a literal that SQLAlchemy took for its own DateTime
            raise ValueError(f"{value!r} was stored without its time zone")
        return instant


class Day(TypeDecorator[date]):
    """A day of the calendar, as ISO text: a strict table of SQLite knows no type DATE."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: date | None, dialect: Dialect) -> Any:  # noqa: ARG002 - the same for all
        """As text."""
        return None if value is None else value.isoformat()

    def process_result_value(self, value: Any, dialect: Dialect) -> date | None:  # noqa: ARG002 - the same for all
        """As a day again."""
        return None if value is None else date.fromisoformat(value)


class TimeOfDay(TypeDecorator[time]):
    """A wall time without a date, to the minute, as text such as "08:30"."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: time | None, dialect: Dialect) -> Any:  # noqa: ARG002 - the same for all
        """As text."""
        return None if value is None else value.isoformat(timespec="minutes")

    def process_result_value(self, value: Any, dialect: Dialect) -> time | None:  # noqa: ARG002 - the same for all
        """As a wall time again."""
        return None if value is None else time.fromisoformat(value)


class WallTime(TypeDecorator[datetime]):
    """What clocks somewhere show: a naive date and time to the minute, as text such as "2026-11-28T10:00"."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:  # noqa: ARG002 - the same for all
        """Refuses an aware datetime: whose clocks would it be?"""
        if value is None:
            return None
        if value.tzinfo is not None:
            raise ValueError(f"{value} has a time zone")
        return value.isoformat(timespec="minutes")

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - the same for all
        """As a naive datetime again."""
        return None if value is None else datetime.fromisoformat(value)


class ZoneName(TypeDecorator[str]):
    """A time zone by its IANA name; read as UTC where this machine's zones do not have it.

    A database may have been used with newer zones than there are now. One name is no reason to tell nobody anything.
    """

    impl = Text
    cache_ok = True

    def process_result_value(self, value: Any, dialect: Dialect) -> str | None:  # noqa: ARG002 - the same for all
        """The name of a zone that there is."""
        return "UTC" if value is not None and not zone_known(value) else value


@cache
def zone_known(name: str) -> bool:
    """Whether there is a time zone of this name on this machine; warns of each that there is not, once."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        log.warning(
            "the time zone %r is not known here and taken for UTC: this version's zones are older", name
        )
        return False
    return True
