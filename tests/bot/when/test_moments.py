import sys
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from types import FrameType
from zoneinfo import ZoneInfo

import pytest
from babel.dates import format_date
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.cldr import cldr
from bot.when.moments import (
    Assumed,
    InThePast,
    NoSuchDay,
    NotUnderstood,
    TimeMissing,
    TooFar,
    WeekdayDiffers,
    WhenError,
    readings,
)
from tests.bot.when.cases import BLIND, ENGLISH, FRENCH, HOSTILE, MESSY, OTHERS, UNSEEN
from tests.bot.when.spoken import FRIDAY, PARIS, outcome

ZONES = (
    "Europe/Paris",
    "America/New_York",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "America/St_Johns",
    "UTC",
)


@pytest.mark.parametrize(("text", "expected"), ENGLISH)
def test_english_means_what_people_mean(text: str, expected: str):
    assert outcome(text, "en-US") == expected


@pytest.mark.parametrize(("text", "expected"), FRENCH)
def test_french_means_what_people_mean(text: str, expected: str):
    assert outcome(text, "fr") == expected


@pytest.mark.parametrize(("locale", "text", "expected"), OTHERS)
def test_other_languages_name_their_days_and_months(locale: str, text: str, expected: str):
    assert outcome(text, locale) == expected


@pytest.mark.meets("T15")
@pytest.mark.parametrize(("locale", "text", "expected"), [*MESSY, *UNSEEN, *BLIND])
def test_messy_text_is_understood_or_refused_by_the_word(locale: str, text: str, expected: str):
    assert outcome(text, locale) == expected


@pytest.mark.meets("T11")
@pytest.mark.parametrize(("text", "expected"), HOSTILE)
def test_hostile_text_is_refused_by_name(text: str, expected: str):
    assert outcome(text, "en-GB") == expected


@pytest.mark.parametrize(
    "text",
    [
        "9" * 10_000,
        "a" * 10_000,
        "saturday " * 1_100,
        "10:00 " * 1_600,
        "\u202e" * 10_000,
        "to " * 39,
        "a quarter " * 12,
    ]
    + [
        "- " * 60,
        "1-" * 60,
        "half " * 24,
        "in 1 h & " * 13,
        "mar " * 30,
        "10 a 10 " * 15,
        "quarter past " * 9,
    ]
    + [text for text, _ in HOSTILE],
)
@pytest.mark.parametrize("locale", ["en-US", "fr", "es-ES", "ja"])
def test_no_hostile_text_holds_up_the_loop(text: str, locale: str):
    outcome("saturday 10:00", locale)  # the first use of a locale loads its words
    assert calls_of(lambda: outcome(text, locale)) < MOST_CALLS


MOST_CALLS = 5000
"""Fifteen times the work of "next saturday 10am for 2 hours"."""


def calls_of(act: Callable[[], object]) -> int:
    """The work of something, the same on every machine: how many functions it calls, those in C included."""
    calls = 0

    def count(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        act()
    finally:
        sys.setprofile(None)
    return calls


def test_french_words_are_understood_in_every_locale_and_english_ones_in_french():
    assert outcome("samedi prochain 10h", "de") == "21T10:00 28T10:00"
    assert outcome("next saturday 10am", "fr") == "21T10:00 28T10:00"


def test_a_locale_nobody_knows_reads_english():
    assert outcome("28 november 10:00", "tlh") == "28T10:00"


def said(text: str, locale: str = "en-US") -> list[frozenset[Assumed]]:
    return [reading.assumed for reading in readings(text, now=FRIDAY, zone=PARIS, locale=locale)]


def test_what_nobody_said_is_named():
    assert said("18:00") == [{Assumed.DATE}]
    assert said("3 march 19:00") == [{Assumed.YEAR}]
    assert said("28 november 19:00") == [frozenset()]
    assert said("the 28th at 19:00") == [{Assumed.MONTH}]
    assert said("next saturday 19:00") == [{Assumed.WEEK}] * 2
    assert said("03/04/2027 19:00") == [{Assumed.ORDER}] * 2
    assert said("28/11 19:00") == [{Assumed.ORDER}]
    assert said("28/11 19:00", "fr") == [frozenset()]
    assert said("dans 15 jours à 19h", "fr") == [{Assumed.DAYS}] * 2
    assert said("tomorrow at 8") == [{Assumed.HALF}] * 2
    assert said("saturday midnight") == [{Assumed.HALF}] * 2
    assert said("saturday 10:00") == [frozenset()]


def test_a_mended_word_is_said_and_never_silent():
    (reading,) = readings("tomorow 10am", now=FRIDAY, zone=PARIS, locale="en-US")
    assert reading.corrected == ("tomorow", "tomorrow")
    with pytest.raises(TimeMissing) as refusal:
        readings("Samdi", now=FRIDAY, zone=PARIS, locale="fr")
    assert refusal.value.corrected == ("Samdi", "samedi")


def test_refusals_carry_their_facts():
    with pytest.raises(TimeMissing) as missing:
        readings("next saturday", now=FRIDAY, zone=PARIS, locale="en-US")
    assert (missing.value.date, missing.value.dates) == (
        date(2026, 11, 21),
        (date(2026, 11, 21), date(2026, 11, 28)),
    )
    with pytest.raises(InThePast) as past:
        readings("today 9am", now=FRIDAY, zone=PARIS, locale="en-US")
    assert past.value.wall == datetime.fromisoformat("2026-11-20T09:00")
    with pytest.raises(TooFar) as far:
        readings("28 november 2030 10:00", now=FRIDAY, zone=PARIS, locale="en-US")
    assert (far.value.on, far.value.limit) == (date(2030, 11, 28), date(2028, 5, 20))
    with pytest.raises(WeekdayDiffers) as differs:
        readings("dimanche 28 novembre 10h", now=FRIDAY, zone=PARIS, locale="fr")
    assert (differs.value.word, differs.value.on) == ("dimanche", date(2026, 11, 28))
    with pytest.raises(NoSuchDay):
        readings("31 feb 10:00", now=FRIDAY, zone=PARIS, locale="en-US")
    with pytest.raises(NotUnderstood) as long:
        readings("saturday " + "x" * 90, now=FRIDAY, zone=PARIS, locale="en-US")
    assert long.value.word == "x" * 39 + "…"


@pytest.mark.meets("T05")
def test_a_skipped_wall_time_moves_forward_and_says_so():
    (reading,) = readings("28 march 2027 02:30", now=FRIDAY, zone=PARIS, locale="en-US")
    assert reading.wall == datetime.fromisoformat("2027-03-28T02:30")
    assert reading.shift == "gap"
    assert reading.starts_at == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)
    assert reading.local_start.strftime("%H:%M%z") == "03:30+0200"
    assert readings(reading.value, now=FRIDAY, zone=PARIS, locale="fr") == (reading,)


@pytest.mark.meets("T06")
def test_a_doubled_wall_time_offers_both_and_says_which():
    first, second = readings("31 october 2027 02:30", now=FRIDAY, zone=PARIS, locale="en-US")
    assert (first.shift, second.shift) == ("first", "second")
    assert first.starts_at == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)
    assert second.starts_at == datetime(2027, 10, 31, 1, 30, tzinfo=UTC)
    assert (first.value, second.value) == ("2027-10-31T02:30+02:00", "2027-10-31T02:30+01:00")
    for reading in (first, second):
        (again,) = readings(reading.value, now=FRIDAY, zone=PARIS, locale="en-US")
        assert (again.starts_at, again.shift, again.wall.fold) == (
            reading.starts_at,
            reading.shift,
            reading.wall.fold,
        )


def test_hours_from_now_pass_through_a_change_of_the_clocks_unchanged():
    night = datetime(2027, 3, 27, 23, 30, tzinfo=UTC)
    (reading,) = readings("in 2 hours", now=night, zone=PARIS, locale="en-US")
    assert reading.starts_at - night == timedelta(hours=2)
    assert reading.wall == datetime.fromisoformat("2027-03-28T03:30")


def test_an_end_across_a_change_of_the_clocks_is_the_wall_time_that_was_said():
    (reading,) = readings("30 october 2027 22:00-04:00", now=FRIDAY, zone=PARIS, locale="en-US")
    assert reading.ends_at == datetime(2027, 10, 31, 3, 0, tzinfo=UTC)
    assert reading.value == "2027-10-30T22:00+02:00/04:00"


def test_a_value_names_start_and_end_in_short_ascii():
    (reading,) = readings("samedi 28 novembre 10h-11h30", now=FRIDAY, zone=PARIS, locale="fr")
    assert reading.value == "2026-11-28T10:00+01:00/11:30"


def test_a_value_from_another_zone_is_the_same_instant_here():
    (reading,) = readings("2026-11-28T18:00+09:00", now=FRIDAY, zone=PARIS, locale="fr")
    assert (reading.wall, reading.zone) == (datetime.fromisoformat("2026-11-28T10:00"), PARIS)


def test_a_timestamp_of_discord_is_a_moment():
    (reading,) = readings("<t:1795856400:F>", now=FRIDAY, zone=PARIS, locale="fr")
    assert reading.starts_at == datetime.fromtimestamp(1795856400, UTC)


moments = st.datetimes(datetime.fromisoformat("2026-11-21"), datetime.fromisoformat("2028-05-01")).map(
    lambda at: at.replace(second=0, microsecond=0, fold=0)
)
SPELLINGS: tuple[tuple[str, str], ...] = (
    ("en-US", "{0:%Y-%m-%d} {0:%H:%M}"),
    ("fr", "{0:%Y-%m-%d}T{0:%H:%M}"),
    ("en-GB", "{0:%A} {0.day} {0:%B} {0.year} at {0:%I}:{0:%M}{0:%p}"),
    ("en-US", "{0:%b} {0.day}, {0.year}, {0:%I}:{0:%M} {0:%p}"),
    ("de", "{0.day}.{0.month}.{0.year} {0:%H:%M} Uhr"),
    ("fr", "le {0:%d}/{0:%m}/{0.year} à {0:%H}h{0:%M}"),
    ("ja", "{0.year}年{0.month}月{0.day}日 {0:%H}時{0:%M}分"),
)


@given(wall=moments, zone=st.sampled_from(ZONES), spelling=st.sampled_from(SPELLINGS))
def test_a_formatted_date_in_any_zone_reads_back_to_the_same_wall_time(
    wall: datetime, zone: str, spelling: tuple[str, str]
):
    locale, form = spelling
    found = readings(form.format(wall), now=FRIDAY, zone=ZoneInfo(zone), locale=locale)
    assert found[0].wall == wall
    assert found[0].wall.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC) == found[0].starts_at


@given(wall=moments, zone=st.sampled_from(ZONES), minutes=st.integers(5, 1440))
def test_every_value_reads_back_to_the_same_moment(wall: datetime, zone: str, minutes: int):
    text = f"{wall:%Y-%m-%d %H:%M} for {minutes} minutes"
    for reading in readings(text, now=FRIDAY, zone=ZoneInfo(zone), locale="en-GB"):
        assert reading.value.isascii()
        assert len(reading.value) <= 100
        (again,) = readings(reading.value, now=FRIDAY, zone=ZoneInfo(zone), locale="en-GB")
        assert (again.wall, again.wall.fold, again.starts_at, again.ends_at, again.shift) == (
            *(reading.wall, reading.wall.fold, reading.starts_at, reading.ends_at, reading.shift),
        )


WORDS = (
    *(
        "saturday",
        "samedi",
        "next",
        "prochain",
        "28",
        "28/11",
        "nov",
        "mars",
        "10h",
        "10:00",
        "8",
        "pm",
        "soir",
        "at",
        "à",
    ),
    *(
        "for",
        "90 min",
        "-",
        "12h",
        "to",
        "in",
        "2",
        "hours",
        "dans",
        "jours",
        "half",
        "past",
        "six",
        "a",
        "week",
        "from",
    ),
    *(
        "midnight",
        "tonight",
        "mar",
        "10.11",
        "2027",
        "1800",
        "le",
        "de",
        "et",
        "demie",
        "en",
        "huit",
        "quarter",
        "15",
    ),
)
texts = st.one_of(st.text(max_size=130), st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join))
clocks = st.datetimes(
    datetime.fromisoformat("2026-01-01"), datetime.fromisoformat("2035-01-01"), timezones=st.just(UTC)
)


@pytest.mark.meets("T11")
@settings(max_examples=400)
@given(
    text=texts,
    now=clocks,
    zone=st.sampled_from(ZONES),
    locale=st.sampled_from(["en-US", "fr", "es-ES", "ja", "fi"]),
)
def test_any_text_at_any_time_gives_moments_to_come_or_a_refusal(
    text: str, now: datetime, zone: str, locale: str
):
    try:
        found = readings(text, now=now, zone=ZoneInfo(zone), locale=locale)
    except WhenError:
        return
    assert 1 <= len(found) <= 3
    assert len({(reading.starts_at, reading.ends_at) for reading in found}) == len(found)
    for reading in found:
        assert reading.starts_at > now
        assert reading.ends_at is None or timedelta() < reading.ends_at - reading.starts_at <= timedelta(
            hours=25
        )
        assert reading.wall.replace(tzinfo=reading.zone).astimezone(UTC) == reading.starts_at


LOCALES = (
    *(
        "bg",
        "cs",
        "da",
        "de",
        "el",
        "en-GB",
        "en-US",
        "es-419",
        "es-ES",
        "fi",
        "fr",
        "hi",
        "hr",
        "hu",
        "id",
        "it",
        "ja",
    ),
    *("ko", "lt", "nl", "no", "pl", "pt-BR", "ro", "ru", "sv-SE", "th", "tr", "uk", "vi", "zh-CN", "zh-TW"),
)


@pytest.mark.parametrize("locale", LOCALES)
def test_a_date_as_its_locale_writes_it_is_never_another_date(locale: str):
    for days in range(1, 500, 9):
        day = FRIDAY.date() + timedelta(days=days)
        for form in ("full", "long", "medium"):
            text = f"{format_date(day, form, locale=cldr(locale.replace('-', '_')))} 19:00"
            try:
                found = readings(text, now=FRIDAY, zone=PARIS, locale=locale)
            except NotUnderstood:
                assert (locale, form) == ("th", "full")
                continue
            assert [reading.wall.date() for reading in found] == [day]


@pytest.mark.parametrize("locale", ["", "x" * 1_000, "../..", "en_US", "fr-", "@"])
def test_no_locale_is_an_error(locale: str):
    assert outcome("saturday 10:00", locale) == "21T10:00"
