from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.when.durations import LONGEST, SHORTEST, read_duration
from bot.when.errors import NotUnderstood, OutOfRange, WhenError

LENGTHS = (
    ("90 min", 90), ("90min", 90), ("90 minutes", 90), ("45 mins", 45), ("1h", 60), ("1h30", 90), ("1 h 30", 90),
    ("1h 30min", 90), ("1:30", 90), ("0:45", 45), ("2 hours", 120), ("2 hrs", 120), ("one hour", 60), ("an hour", 60),
    ("half an hour", 30), ("a half hour", 30), ("an hour and a half", 90), ("one and a half hours", 90),
    ("2 and a half hours", 150), ("1.5 hours", 90), ("1,5 h", 90), ("1 hour 15 minutes", 75), ("three quarters of an hour", 45),
    ("1 hour and 15 minutes", 75), ("for 2 hours", 120), ("une heure", 60), ("une heure et demie", 90), ("2 heures", 120),
    ("deux heures", 120), ("deux heures et demie", 150), ("une demi-heure", 30), ("un quart d'heure", 15), ("1 day", 1440),
    ("trois quarts d'heure", 45), ("une heure et quart", 75), ("2h et demie", 150), ("pendant 90 minutes", 90), ("24h", 1440),
    ("une heure trente", 90), ("5 min", 5), ("quatre-vingt-dix minutes", 90), ("2,25 h", 135),
)  # fmt: skip


@pytest.mark.parametrize(("text", "minutes"), LENGTHS)
def test_a_length_is_what_it_says(text: str, minutes: int):
    assert read_duration(text, locale="fr") == timedelta(minutes=minutes)
    assert read_duration(text) == timedelta(minutes=minutes)


NO_LENGTHS = (
    ("90", "90"), ("", ""), ("a while", "while"), ("2 hours or so", "or"), ("1h75", "1h75"), ("1:60", "1:60"),
    ("0 min", "0 min"), ("-90 min", "-90 min"), ("2 hours tomorrow", "2 hours tomorrow"), ("90\u202e min", "U+202E"),
    ("999999 min", "999999"), ("1h30 2h", "1h30 2h"), ("1.33 hours", "1.33 hours"),
)  # fmt: skip


@pytest.mark.parametrize(("text", "word"), NO_LENGTHS)
def test_what_is_no_length_is_refused_by_name(text: str, word: str):
    with pytest.raises(NotUnderstood) as refusal:
        read_duration(text)
    assert refusal.value.word == word


@pytest.mark.meets("T14")
@pytest.mark.parametrize("text", ["4 min", "25 hours", "2 days", "1 week", "a month", "9999 hours"])
def test_a_length_no_meetup_has_is_refused_with_the_limits(text: str):
    with pytest.raises(OutOfRange) as refusal:
        read_duration(text)
    assert (refusal.value.shortest, refusal.value.longest) == (timedelta(minutes=5), timedelta(hours=24))


@given(st.text(max_size=130), st.sampled_from(["en-US", "fr", "de"]))
def test_any_text_is_a_length_in_the_limits_or_a_refusal(text: str, locale: str):
    try:
        length = read_duration(text, locale=locale)
    except WhenError:
        return
    assert SHORTEST <= length <= LONGEST


@given(st.integers(5, 1440))
def test_every_way_to_write_minutes_agrees(minutes: int):
    hours, rest = divmod(minutes, 60)
    forms = [
        f"{minutes} min",
        f"{hours}:{rest:02}",
        f"{hours}h{rest:02}",
        f"{hours} hours and {rest} minutes",
    ]
    assert {read_duration(form) for form in forms} == {timedelta(minutes=minutes)}
