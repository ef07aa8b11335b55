from datetime import date, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.when.errors import NotUnderstood, RepeatDayMissing, WhenError
from bot.when.refusals import UnclearRepeat
from bot.when.repeat import Kind, Repeat
from bot.when.repeats import RepeatReading, read_repeat
from bot.words import Catalogs

DAYS = ("mo", "tu", "we", "th", "fr", "sa", "su")
FOURTH_AND_LAST = date(2026, 11, 28)


def outcome(text: str, locale: str, first: date | None = None) -> str:
    """Readings as "weekly sa 10:00+90" (length in minutes), "no …" with the part that is refused, or "day?"."""
    try:
        found = read_repeat(text, locale=locale, first=first)
    except NotUnderstood as refusal:
        return f"no {refusal.word}"
    except RepeatDayMissing:
        return "day?"
    return ", ".join(map(_spoken, found))


def _spoken(reading: RepeatReading) -> str:
    repeat = reading.repeat
    wall = "" if reading.wall is None else f" {reading.wall:%H:%M}"
    length = "" if reading.length is None else f"+{reading.length // timedelta(minutes=1)}"
    return f"{repeat.kind.value}{repeat.nth or ''} {DAYS[repeat.weekday]}{wall}{length}"


ENGLISH = (
    ("every saturday 10:00", "weekly sa 10:00"),
    ("EVERY SATURDAY, 10:00", "weekly sa 10:00"),
    ("every\u00a0saturday 10am", "weekly sa 10:00"),
    ("each tuesday 7pm", "weekly tu 19:00"),
    ("saturdays at 10am", "weekly sa 10:00"),
    ("weekly on tuesdays", "weekly tu"),
    ("once a week on friday", "weekly fr"),
    ("saturday 10:00 every week", "weekly sa 10:00"),
    ("every saturday morning at 10", "weekly sa 10:00"),
    ("every saturday at 10", "weekly sa 10:00, weekly sa 22:00"),
    ("every saturday 10-12", "weekly sa 10:00+120, weekly sa 22:00+120"),
    ("every saturday 10:00 to 11:30", "weekly sa 10:00+90"),
    ("every saturday 10am for 90 min", "weekly sa 10:00+90"),
    ("every saturday 22:00-01:00", "weekly sa 22:00+180"),
    ("every two weeks on tuesday 19:00", "two_weeks tu 19:00"),
    ("every 2 weeks on tuesday", "two_weeks tu"),
    ("every other thursday", "two_weeks th"),
    ("every other week on thursday at 7pm", "two_weeks th 19:00"),
    ("alternate saturdays 10am", "two_weeks sa 10:00"),
    ("fortnightly on mondays", "two_weeks mo"),
    ("every fortnight, monday 19:00", "two_weeks mo 19:00"),
    ("every second tuesday", "two_weeks tu, nth2 tu"),
    ("first saturday of the month", "nth1 sa"),
    ("every 2nd tuesday of the month", "nth2 tu"),
    ("the 1st saturday of every month at 10:00", "nth1 sa 10:00"),
    ("third wednesday in the month 18:30", "nth3 we 18:30"),
    ("monthly on the 4th wednesday 18:30", "nth4 we 18:30"),
    ("every month on the first saturday", "nth1 sa"),
    ("every first monday 19:00", "nth1 mo 19:00"),
    ("last friday of the month 18:00", "last fr 18:00"),
    ("every last friday", "last fr"),
    ("weekly", "day?"),
    ("every two weeks", "day?"),
    ("monthly", "day?"),
)
FRENCH = (
    ("tous les samedis à 10h", "weekly sa 10:00"),
    ("Tous les Samedis À 10H", "weekly sa 10:00"),
    ("chaque samedi 10h", "weekly sa 10:00"),
    ("les samedis 10h", "weekly sa 10:00"),
    ("hebdomadaire le lundi", "weekly mo"),
    ("une fois par semaine le lundi", "weekly mo"),
    ("tous les samedis matin 10h", "weekly sa 10:00"),
    ("tous les jeudis de 18h à 20h", "weekly th 18:00+120"),
    ("une semaine sur deux le mardi 19h", "two_weeks tu 19:00"),
    ("le mardi, une semaine sur deux, 19h", "two_weeks tu 19:00"),
    ("un mardi sur deux à 19h", "two_weeks tu 19:00"),
    ("un samedi sur 2 10h", "two_weeks sa 10:00"),
    ("toutes les deux semaines le mardi 19h", "two_weeks tu 19:00"),
    ("tous les quinze jours le jeudi", "two_weeks th"),
    ("tous les 15 jours le jeudi 18h30", "two_weeks th 18:30"),
    ("tous les deux samedis", "two_weeks sa"),
    ("1er samedi du mois", "nth1 sa"),
    ("le premier samedi du mois à 10h", "nth1 sa 10:00"),
    ("le 2e mardi du mois", "nth2 tu"),
    ("2ème mardi de chaque mois 19h", "nth2 tu 19:00"),
    ("le 3e jeudi de chaque mois de 18h à 20h", "nth3 th 18:00+120"),
    ("quatrième lundi du mois", "nth4 mo"),
    ("tous les premiers samedis du mois", "nth1 sa"),
    ("mensuel, 1er samedi 10h", "nth1 sa 10:00"),
    ("dernier vendredi du mois 18h30", "last fr 18:30"),
    ("tous les derniers vendredis du mois", "last fr"),
    ("every saturday 10am", "weekly sa 10:00"),
    ("toutes les semaines", "day?"),
    ("une semaine sur deux", "day?"),
    ("tous les mois", "day?"),
)
NONE_OF_THESE = (
    ("en-US", "", "no "),
    ("en-US", "every", "no every"),
    ("en-US", "saturday", "no saturday"),
    ("en-US", "every day", "no every day"),
    ("en-US", "daily", "no daily"),
    ("en-US", "yearly", "no yearly"),
    ("en-US", "biweekly", "no biweekly"),
    ("en-US", "twice a month", "no twice"),
    ("en-US", "every weekday", "no weekday"),
    ("en-US", "every 3 weeks", "no every 3 weeks"),
    ("en-US", "every third tuesday", "no every third tuesday"),
    ("en-US", "5th saturday of the month", "no 5th saturday of the month"),
    ("en-US", "fifth saturday of the month", "no fifth"),
    ("en-US", "first and third saturday of the month", "no first"),
    ("en-US", "the 15th of every month", "no th"),
    ("en-US", "every saturday and sunday", "no and"),
    ("en-US", "every saturday until june", "no until june"),
    ("en-US", "every saturday 28 november", "no every saturday 28 november"),
    ("en-US", "every saturday 10:00 in 2 hours", "no every saturday 10:00 in 2 hours"),
    ("en-US", "every saturday 26:00", "no 26:00"),
    ("en-US", "every saturday midnight", "no every saturday midnight"),
    ("en-US", "every saturday for 90 min", "no every saturday for 90 min"),
    ("en-US", "monthly on saturday", "no monthly"),
    ("en-US", "evry saturday", "no evry"),
    ("en-US", "every saturday\u202e 10:00", "no U+202E"),
    ("en-US", "every " * 30, "no " + "every " * 6 + "eve…"),
    ("fr", "le samedi 10h", "no le samedi 10h"),
    ("fr", "tous les jours", "no tous les jours"),
    ("fr", "bimensuel", "no bimensuel"),
    ("fr", "un samedi sur trois", "no un samedi sur trois"),
    ("fr", "toutes les trois semaines", "no toutes les trois semaines"),
    ("fr", "tous les samedis et dimanches", "no et dimanches"),
    ("fr", "semaines paires le mardi", "no paires"),
    ("fr", "deux fois par mois", "no fois"),
    ("fr", "tous les samedis sauf en août", "no sauf"),
)


@pytest.mark.parametrize(("text", "expected"), ENGLISH)
def test_english_repeats_mean_what_people_mean(text: str, expected: str):
    assert outcome(text, "en-GB") == expected


@pytest.mark.parametrize(("text", "expected"), FRENCH)
def test_french_repeats_mean_what_people_mean(text: str, expected: str):
    assert outcome(text, "fr") == expected
    assert outcome(text, "en-GB") == expected


@pytest.mark.parametrize(("locale", "text", "expected"), NONE_OF_THESE)
def test_any_other_repeat_is_refused_by_the_words(locale: str, text: str, expected: str):
    assert outcome(text, locale) == expected


def test_the_first_date_says_the_day_that_the_text_leaves_out():
    assert outcome("weekly", "en-GB", FOURTH_AND_LAST) == "weekly sa"
    assert outcome("une semaine sur deux", "fr", FOURTH_AND_LAST) == "two_weeks sa"
    assert outcome("every tuesday", "en-GB", FOURTH_AND_LAST) == "weekly tu"


def test_monthly_on_a_date_that_is_two_things_offers_both():
    assert outcome("monthly", "en-GB", FOURTH_AND_LAST) == "nth4 sa, last sa"
    assert outcome("tous les mois 10h", "fr", date(2026, 12, 5)) == "nth1 sa 10:00"
    assert outcome("monthly", "en-GB", date(2027, 5, 31)) == "last mo"


def test_a_reading_is_a_repeat_a_wall_time_and_a_length():
    (reading,) = read_repeat("first saturday of the month 10:00 for 90 min")
    assert reading == RepeatReading(Repeat(Kind.NTH, 5, 1), time(10), timedelta(minutes=90))


def test_a_refusal_names_what_there_is():
    catalogs = Catalogs()
    refusal = UnclearRepeat("every 3 weeks", NotUnderstood("every 3 weeks"))
    assert refusal.sentence(catalogs.of("en")) == (
        "I can't repeat something “every 3 weeks”. There is “every saturday”, “every two weeks on tuesday”, "
        "“first saturday of the month” up to the fourth, and “last friday of the month”."
    )
    assert refusal.sentence(catalogs.of("fr")) == (
        "Je ne sais pas répéter «\u00a0every 3 weeks\u00a0». Il y a «\u00a0tous les samedis\u00a0», "
        "«\u00a0une semaine sur deux le mardi\u00a0», «\u00a01er samedi du mois\u00a0» jusqu’au quatrième, et "
        "«\u00a0dernier vendredi du mois\u00a0»."
    )
    missing = UnclearRepeat("every two weeks", RepeatDayMissing())
    assert missing.sentence(catalogs.of("en")) == (
        "On which day? Add it to “every two weeks”, such as “every two weeks on tuesday”."
    )


@pytest.mark.parametrize("locale", ["en", "fr"])
def test_what_a_refusal_proposes_is_understood(locale: str):
    t = Catalogs().of(locale)
    proposed = [
        "every saturday",
        "every two weeks on tuesday",
        "first saturday of the month",
        "last friday of the month",
    ]
    found = [outcome(t(text), locale) for text in proposed]
    assert found == ["weekly sa", "two_weeks tu", "nth1 sa", "last fr"]


WORDS = (
    "every", "other", "first", "2nd", "last", "saturday", "saturdays", "month", "of the", "weeks", "two", "10:00", "at",
    "tous", "les", "sur", "deux", "un", "samedi", "du", "mois", "semaine", "une", "15", "jours", "10h", "le", "à", "1er",
    "monthly", "weekly", "-", "12h", "for", "90 min", "midnight", "28", "november", "tomorrow", "dernier", "and",
)  # fmt: skip


@settings(max_examples=400)
@given(
    st.one_of(st.text(max_size=130), st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join)),
    st.sampled_from(["en-US", "en-GB", "fr", "es-ES", "ja"]),
    st.none() | st.dates(),
)
def test_any_text_is_a_repeat_there_is_or_a_refusal(text: str, locale: str, first: date | None):
    try:
        found = read_repeat(text, locale=locale, first=first)
    except WhenError:
        return
    assert 1 <= len(found) <= 3
    assert len(set(found)) == len(found)
