from datetime import time

import pytest

from bot.when.errors import NotUnderstood
from bot.when.wall_times import read_times


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("20:00", [time(20)]),
        ("8pm", [time(20)]),
        ("20h", [time(20)]),
        ("22h30", [time(22, 30)]),
        ("20 heures", [time(20)]),
        ("2000", [time(20)]),
        ("20", [time(20)]),
        ("08:00", [time(8)]),
        ("midnight", [time(0)]),
        ("minuit", [time(0)]),
        ("24:00", [time(0)]),
        ("noon", [time(12)]),
        ("8", [time(8), time(20)]),
        ("half past eight", [time(8, 30), time(20, 30)]),
    ],
)
def test_a_time_of_day(text: str, times: list[time]) -> None:
    assert list(read_times(text, locale="en-GB")) == times
    assert list(read_times(text, locale="fr")) == times


def test_where_am_and_pm_are_left_out_a_written_time_may_be_in_either_half() -> None:
    assert read_times("7:30", locale="en-US") == (time(7, 30), time(19, 30))
    assert read_times("7:30", locale="en-GB") == (time(7, 30),)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("", ""),
        ("25:00", "25:00"),
        ("teatime", "teatime"),
        ("20:00 tomorrow", "tomorrow"),
        ("20-22", "22"),
        ("2\u06608", "\u0660"),
    ],
)
def test_no_time_of_day(text: str, word: str) -> None:
    with pytest.raises(NotUnderstood) as refused:
        read_times(text, locale="en-GB")
    assert refused.value.word == word
