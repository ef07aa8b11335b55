from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.when.calendar_date import MONTHS_AHEAD, months_after
from bot.when.days import LONGEST_SPAN, read_days, read_span
from bot.when.errors import (
    Backwards,
    InThePast,
    NoSuchDay,
    NotUnderstood,
    SeveralDays,
    SpanTooLong,
    TooFar,
    WhenError,
)
from bot.words import Catalogs
from cogs.members.topics import stretch

FRIDAY = date(2026, 11, 20)
AFTER_CHRISTMAS = date(2026, 12, 28)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("14 july", "2027-07-14", "2027-07-14"),
        ("14 juillet", "2027-07-14", "2027-07-14"),
        ("today", "2026-11-20", "2026-11-20"),
        ("2026-12-24", "2026-12-24", "2026-12-24"),
        ("Dec 24, 2026", "2026-12-24", "2026-12-24"),
        ("24 dec to 2 jan", "2026-12-24", "2027-01-02"),
        ("24 dec to 2 jan 2028", "2027-12-24", "2028-01-02"),
        ("28 feb to 29 feb 2028", "2028-02-28", "2028-02-29"),
        ("29 feb to 1 mar 2028", "2028-02-29", "2028-03-01"),
        ("du 24 décembre au 2 janvier", "2026-12-24", "2027-01-02"),
        ("24 déc jusqu’au 2 janvier", "2026-12-24", "2027-01-02"),
        ("between 24 dec and 2 jan", "2026-12-24", "2027-01-02"),
        ("2026-12-24 - 2027-01-02", "2026-12-24", "2027-01-02"),
        ("24/12-26/12", "2026-12-24", "2026-12-26"),
        ("24–26 dec", "2026-12-24", "2026-12-26"),
        ("du 24 au 26 décembre", "2026-12-24", "2026-12-26"),
        ("from the 24th to the 26th of december", "2026-12-24", "2026-12-26"),
        ("dec 24 to 26", "2026-12-24", "2026-12-26"),
        ("monday to thursday", "2026-11-23", "2026-11-26"),
        ("sunday to wednesday", "2026-11-22", "2026-11-25"),
        ("1 dec 2027 to 5 jan", "2027-12-01", "2028-01-05"),
        ("18 nov to 25 nov", "2026-11-18", "2026-11-25"),
        ("15 nov 2026 to 1 dec 2026", "2026-11-15", "2026-12-01"),
    ],
)
def test_days_from_one_to_another(text: str, first: str, last: str) -> None:
    expected = (date.fromisoformat(first), date.fromisoformat(last))
    assert read_span(text, today=FRIDAY, locale="en-GB") == expected
    assert read_span(text, today=FRIDAY, locale="fr") == expected


def test_a_new_year_that_has_begun_is_this_one_and_not_the_next() -> None:
    assert read_span("24 dec to 2 jan", today=AFTER_CHRISTMAS, locale="en-GB") == (
        date(2026, 12, 24),
        date(2027, 1, 2),
    )
    assert read_span("24 dec to 2 jan", today=date(2027, 1, 3), locale="en-GB") == (
        date(2027, 12, 24),
        date(2028, 1, 2),
    )


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("", NotUnderstood("")),
        ("24", NotUnderstood("24")),
        ("christmas", NotUnderstood("christmas")),
        ("24 dec to foo", NotUnderstood("foo")),
        ("24 dec to", NotUnderstood("to")),
        ("saturday 10:00", NotUnderstood("saturday 10:00")),
        ("24 dec to 10:00", NotUnderstood("10:00")),
        ("24 dec to 31 feb", NoSuchDay("31 feb")),
        ("0 to 26 dec", NotUnderstood("0")),
        ("03/04", SeveralDays("03/04", (date(2027, 4, 3), date(2027, 3, 4)))),
        ("1 jan 2020", InThePast(date(2020, 1, 1))),
        ("1 jan 2020 to 3 jan 2020", InThePast(date(2020, 1, 3))),
        ("26 to 24 dec", Backwards(date(2026, 12, 26), date(2026, 12, 24))),
        ("2 jan 2027 to 24 dec 2026", Backwards(date(2027, 1, 2), date(2026, 12, 24))),
        ("1 jan to 1 jun", SpanTooLong(LONGEST_SPAN)),
        ("10 jun to 5 jun", Backwards(date(2027, 6, 10), date(2027, 6, 5))),
        ("1 jan 2030", TooFar(date(2030, 1, 1), date(2028, 5, 20))),
    ],
)
def test_days_that_cannot_be_meant(text: str, refusal: WhenError) -> None:
    with pytest.raises(type(refusal)) as raised:
        read_span(text, today=FRIDAY, locale="en-GB")
    assert raised.value.args == refusal.args


def test_one_day_may_have_several_readings() -> None:
    assert read_days("03/04", today=FRIDAY, locale="en-US") == (date(2027, 3, 4), date(2027, 4, 3))
    assert read_days("monday", today=FRIDAY, locale="en-US") == (date(2026, 11, 23),)


@given(
    text=st.text(max_size=130)
    | st.from_regex(r"\A[0-9]{1,4}[ /.-][a-z]{0,3}[0-9]{0,4}( to |-)[0-9]{1,4}[ /.-][a-z0-9]{0,4}\Z")
)
def test_whatever_is_typed_is_days_or_a_refusal(text: str) -> None:
    try:
        first, last = read_span(text, today=FRIDAY, locale="en-US")
    except WhenError:
        return
    assert first <= last
    assert last >= FRIDAY
    assert (last - first).days < LONGEST_SPAN


@given(
    first=st.dates(FRIDAY - timedelta(days=30), months_after(FRIDAY, MONTHS_AHEAD - 4)),
    length=st.integers(0, LONGEST_SPAN - 1),
    language=st.sampled_from(["en", "fr"]),
    locale=st.sampled_from(["en-US", "en-GB", "fr", "de"]),
)
def test_what_is_shown_as_typed_is_read_as_the_same(
    first: date, length: int, language: str, locale: str
) -> None:
    last = max(first + timedelta(days=length), FRIDAY)
    words = Catalogs().of(language)
    assert read_span(stretch(words, first, last), today=FRIDAY, locale=locale) == (first, last)
