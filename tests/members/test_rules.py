"""What a person may set, and what their texts mean."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.errors import Outdated, Refusal
from bot.when.errors import InThePast, NotUnderstood, SeveralDays, TooFar
from bot.when.refusals import UnclearDay, UnclearTime
from bot.words import Catalogs
from cogs.members import rules
from cogs.members.rules import (
    BeginsLater,
    EndsAtOnce,
    NoHourLeft,
    NoSuchZone,
    NotANumber,
    PauseTooLong,
    SeveralZones,
    TooManyDays,
    UnclearPause,
    WholeDay,
)
from tests.builders import FRIDAY_MORNING

PARIS = ZoneInfo("Europe/Paris")
EN, FR = Catalogs().of("en"), Catalogs().of("fr")
TODAY = date(2026, 11, 20)


def midnight(month: int, day: int, year: int = 2026) -> datetime:
    return datetime(year, month, day, tzinfo=PARIS).astimezone(UTC)


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("Paris", "Europe/Paris"),
        ("europe/paris", "Europe/Paris"),
        ("Europe/Paris", "Europe/Paris"),
        ("new york", "America/New_York"),
        ("America/New_York", "America/New_York"),
        ("utc", "UTC"),
        ("Tokyo", "Asia/Tokyo"),
    ],
)
def test_a_zone_is_found_by_its_city(typed: str, zone: str) -> None:
    assert rules.zone_meant(typed, EN) == zone
    assert rules.zone_meant(typed, FR) == zone


def test_a_zone_is_found_by_the_names_it_has_in_each_language() -> None:
    assert rules.zone_meant("Londres", FR) == "Europe/London"
    assert rules.zone_meant("London", EN) == "Europe/London"
    assert rules.zone_meant("The Hague", FR) == "Europe/Amsterdam"


def test_a_zone_is_found_by_a_city_of_it_whose_name_no_other_zone_knows() -> None:
    assert rules.zone_meant("Villeurbanne", EN) == "Europe/Paris"


def test_a_text_that_may_name_several_zones_names_them_with_the_cities_that_led_to_them() -> None:
    with pytest.raises(SeveralZones) as several:
        rules.zone_meant("kentucky", EN)
    assert dict(several.value.zones) == {"America/Kentucky/Louisville": "", "America/Kentucky/Monticello": ""}
    with pytest.raises(SeveralZones) as several:
        rules.zone_meant("Lyon", EN)
    assert next(iter(several.value.zones.items())) == ("Europe/Paris", "Lyon, Auvergne-Rhône-Alpes, France")


def test_a_name_that_only_resembles_a_citys_is_asked_about() -> None:
    with pytest.raises(SeveralZones) as several:
        rules.zone_meant("UTC+25", EN)
    assert list(several.value.zones) == ["Europe/Amsterdam"]


@pytest.mark.parametrize("typed", ["@everyone", "", "  ", "x" * 60])
def test_no_zone(typed: str) -> None:
    with pytest.raises(NoSuchZone):
        rules.zone_meant(typed, EN)


@pytest.mark.parametrize("value", ["Mars/Olympus", "../../etc/passwd", "localtime", "", "europe/paris"])
def test_a_zone_that_is_chosen_is_one_of_the_list(value: str) -> None:
    with pytest.raises(NoSuchZone):
        rules.zone_of(value)


def test_what_is_chosen_is_one_of_what_was_offered() -> None:
    assert [rules.language_of(value) for value in ("usual", "", "fr")] == [None, None, "fr"]
    assert [rules.day_off_of(value) for value in ("usual", "", "0", "6")] == [None, None, 0, 6]
    assert [rules.direct_of(value) for value in ("usual", "", "direct")] == [False, False, True]
    for read in (rules.language_of, rules.day_off_of, rules.direct_of):
        with pytest.raises(Outdated):
            read("7")


def test_an_empty_time_is_the_usual_one_and_one_of_either_half_of_the_day_is_asked_about() -> None:
    assert rules.time_of("  ", "en-GB") is None
    assert rules.time_of("8pm", "en-GB") == time(20)
    with pytest.raises(UnclearTime) as unclear:
        rules.time_of("8", "en-GB")
    assert unclear.value.ways == (time(8), time(20))
    with pytest.raises(UnclearTime) as unclear:
        rules.time_of("late", "en-GB")
    assert unclear.value.ways == ()


def test_one_time_alone_cannot_switch_the_quiet_hours_off_and_the_same_one_twice_can() -> None:
    assert rules.quiet_of("", "", "en-GB") == (None, None)
    assert rules.quiet_of("22:00", "", "en-GB") == (time(22), None)
    assert rules.quiet_of("20:00", "20:00", "en-GB") == (time(20), time(20))
    for typed in (("", "20:00"), ("08:00", "")):
        with pytest.raises(NoHourLeft):
            rules.quiet_of(*typed, "en-GB")
    assert NoHourLeft(time(20)).sentence(Catalogs().of("fr")) == (
        "Avec 20:00 seulement, il ne resterait aucune heure calme. Écris les deux heures\N{NO-BREAK SPACE}; deux fois la même veut dire "
        "que tu n’en veux pas."
    )


@pytest.mark.parametrize("begins", ["0:00", "midnight", "00:00"])
def test_the_whole_day_is_not_taken_for_no_quiet_hours(begins: str) -> None:
    with pytest.raises(WholeDay):
        rules.quiet_of(begins, "24:00", "en-GB")
    assert rules.quiet_of("0:00", "0:00", "en-GB") == (time(0), time(0))
    assert rules.quiet_of("20:00", "24:00", "en-GB") == (time(20), time(0))
    assert rules.quiet_of("24:00", "7:30am", "en-GB") == (time(0), time(7, 30))


def test_protected_days_are_read_line_by_line_in_order_and_once_each() -> None:
    typed = "14 july\n\n24 dec to 2 jan; 14 july\ndec 26, 2027"
    assert rules.protected_of(typed, TODAY, "en-GB") == (
        (date(2026, 12, 24), date(2027, 1, 2)),
        (date(2027, 7, 14), date(2027, 7, 14)),
        (date(2027, 12, 26), date(2027, 12, 26)),
    )
    assert rules.protected_of("14 july, 15 aug", TODAY, "en-GB") == (
        (date(2027, 7, 14), date(2027, 7, 14)),
        (date(2027, 8, 15), date(2027, 8, 15)),
    )
    assert rules.protected_of(" \n ", TODAY, "en-GB") == ()


def test_the_line_that_is_not_understood_is_named() -> None:
    with pytest.raises(UnclearDay) as unclear:
        rules.protected_of("14 july\n15 augustus maximus", TODAY, "en-GB")
    assert unclear.value.typed == "15 augustus maximus"
    with pytest.raises(UnclearDay) as unclear:
        rules.protected_of("14 july, 03/04", TODAY, "en-GB")
    assert isinstance(unclear.value.error, SeveralDays)


def test_there_is_room_for_twenty_lines() -> None:
    days = "\n".join(f"{day} dec" for day in range(1, 21))
    assert len(rules.protected_of(days, TODAY, "en-GB")) == rules.MOST_PROTECTED
    with pytest.raises(TooManyDays) as many:
        rules.protected_of(days + "\n21 dec", TODAY, "en-GB")
    assert many.value.given == 21


def test_a_number_of_meetups_a_month() -> None:
    assert [rules.monthly_of(typed) for typed in ("", " ", "1", " 31 ", "007")] == [None, None, 1, 31, 7]
    for typed in ("0", "32", "-1", "3.5", "three", "٣", "9" * 5000, "1e1"):
        with pytest.raises(NotANumber):
            rules.monthly_of(typed)


@pytest.mark.parametrize(
    ("typed", "at", "on", "value"),
    [
        ("2 weeks", midnight(12, 4), date(2026, 12, 4), "2026-12-04"),
        ("in 2 weeks", midnight(12, 4), date(2026, 12, 4), "2026-12-04"),
        ("2 semaines", midnight(12, 4), date(2026, 12, 4), "2026-12-04"),
        ("1 december", midnight(12, 1), date(2026, 12, 1), "2026-12-01"),
        ("1er décembre", midnight(12, 1), date(2026, 12, 1), "2026-12-01"),
        ("monday", midnight(11, 23), date(2026, 11, 23), "2026-11-23"),
        ("friday", midnight(11, 27), date(2026, 11, 27), "2026-11-27"),
        ("until monday", midnight(11, 23), date(2026, 11, 23), "2026-11-23"),
        ("till 1 december", midnight(12, 1), date(2026, 12, 1), "2026-12-01"),
        ("jusqu’à lundi", midnight(11, 23), date(2026, 11, 23), "2026-11-23"),
        ("jusqu'au 1er décembre", midnight(12, 1), date(2026, 12, 1), "2026-12-01"),
        ("until monday 10:00", midnight(11, 23) + timedelta(hours=10), None, "2026-11-23T10:00+01:00"),
        ("1 april", midnight(4, 1, 2027), date(2027, 4, 1), "2027-04-01"),
        ("2 hours", FRIDAY_MORNING + timedelta(hours=2), None, "2026-11-20T12:00+01:00"),
        ("monday 10:00", midnight(11, 23) + timedelta(hours=10), None, "2026-11-23T10:00+01:00"),
    ],
)
def test_the_end_of_a_pause(typed: str, at: datetime, on: date | None, value: str) -> None:
    found = rules.ends_of_pause(typed, FRIDAY_MORNING, PARIS, "en-GB")
    assert found == (rules.PauseEnd(at, on, value),)
    again = rules.ends_of_pause(value, FRIDAY_MORNING, PARIS, "en-GB")
    assert again == found


def test_the_end_of_a_pause_may_have_two_readings() -> None:
    found = rules.ends_of_pause("15 jours", FRIDAY_MORNING, PARIS, "fr")
    assert [end.on for end in found] == [date(2026, 12, 4), date(2026, 12, 5)]


def test_a_reading_that_is_too_far_is_no_reading() -> None:
    found = rules.ends_of_pause("12/01/27", FRIDAY_MORNING, PARIS, "en-GB")
    assert [end.on for end in found] == [date(2027, 1, 12)]


@pytest.mark.parametrize(
    ("typed", "cause"),
    [
        ("", NotUnderstood),
        ("until", NotUnderstood),
        ("some time", NotUnderstood),
        ("later 2 weeks", NotUnderstood),
        ("yesterday", InThePast),
        ("1 jan 2020", InThePast),
        ("1 jan 2030", TooFar),
    ],
)
def test_no_end_of_a_pause(typed: str, cause: type[Exception]) -> None:
    with pytest.raises(UnclearPause) as unclear:
        rules.ends_of_pause(typed, FRIDAY_MORNING, PARIS, "en-GB")
    assert type(unclear.value.error) is cause
    assert unclear.value.typed == typed


@pytest.mark.parametrize("typed", ["today", "tonight", "20 nov 2026"])
def test_the_day_that_runs_has_not_passed_and_is_no_end_of_a_pause(typed: str) -> None:
    with pytest.raises(EndsAtOnce) as refused:
        rules.ends_of_pause(typed, FRIDAY_MORNING, PARIS, "en-GB")
    assert refused.value.today == TODAY


@pytest.mark.parametrize(
    ("typed", "first", "last"),
    [
        ("28 feb to 29 feb 2028", date(2028, 2, 28), date(2028, 2, 29)),
        ("du 1er au 5 décembre", date(2026, 12, 1), date(2026, 12, 5)),
    ],
)
def test_days_to_come_are_no_pause_and_it_says_what_they_are(typed: str, first: date, last: date) -> None:
    with pytest.raises(BeginsLater) as refused:
        rules.ends_of_pause(typed, FRIDAY_MORNING, PARIS, "en-GB")
    assert (refused.value.first, refused.value.last) == (first, last)


def test_a_pause_lasts_a_year_at_most() -> None:
    assert len(rules.ends_of_pause("21 november 2027", FRIDAY_MORNING, PARIS, "en-GB")) == 1
    with pytest.raises(PauseTooLong) as long:
        rules.ends_of_pause("22 november 2027", FRIDAY_MORNING, PARIS, "en-GB")
    assert long.value.limit == date(2027, 11, 21)


def test_a_mark_changes_with_any_of_its_values_and_not_with_their_order() -> None:
    one = rules.mark({"quiet_from": time(20), "day_off": None})
    assert rules.mark({"day_off": None, "quiet_from": time(20)}) == one
    assert rules.mark({"day_off": 0, "quiet_from": time(20)}) != one
    assert len(one) == 8


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_examples_a_refusal_gives_are_understood(language: str) -> None:
    t = Catalogs().of(language)
    for example in UnclearPause("x", NotUnderstood("x")).examples(t):
        assert len(rules.ends_of_pause(example, FRIDAY_MORNING, PARIS, language)) == 1
    for example in UnclearDay("x", NotUnderstood("x")).examples(t):
        assert len(rules.protected_of(example, TODAY, language)) == 1


def test_every_refusal_is_a_sentence() -> None:
    refusals: list[Refusal] = [
        NoSuchZone("x"), SeveralZones("x", {"UTC": ""}), NotANumber("x"), TooManyDays(21), PauseTooLong(TODAY),
        rules.ChangedMeanwhile(), WholeDay(), EndsAtOnce(TODAY),
        BeginsLater(TODAY, TODAY),
    ]  # fmt: skip
    for refusal in refusals:
        assert refusal.sentence(EN) != refusal.sentence(FR)
