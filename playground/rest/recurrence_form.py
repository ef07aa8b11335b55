"""Reads the rule by which a scheduled event comes again, in the few forms that Discord takes."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import IntEnum

from playground.rest.form import Form
from playground.wire import Json
from playground.world.snowflakes import iso


class Frequency(IntEnum):
    """How often, by Discord's numbers."""

    YEARLY = 0
    MONTHLY = 1
    WEEKLY = 2
    DAILY = 3


WEEKDAYS, MONTHS = range(7), range(1, 13)
WEEKS, MONTH_DAYS = range(1, 6), range(1, 32)
DAILY_SETS = ({0, 1, 2, 3, 4}, {1, 2, 3, 4, 5}, {6, 0, 1, 2, 3}, {4, 5}, {5, 6}, {6, 0})
"""The days, Monday is 0, that an event can have which comes on several of a week."""
LISTS = {"by_weekday": WEEKDAYS, "by_month": MONTHS, "by_month_day": MONTH_DAYS}
BELONG = {
    "by_weekday": {Frequency.DAILY, Frequency.WEEKLY},
    "by_n_weekday": {Frequency.MONTHLY},
    "by_month": {Frequency.YEARLY},
    "by_month_day": {Frequency.YEARLY},
}
"""The frequencies that each list goes with, which then need it."""
UNSETTABLE = ("end", "count", "by_year_day")
NEAR = timedelta(days=1)
"""How far the rule may begin from the event; Discord's own bound is not documented."""
CODE = "GUILD_SCHEDULED_EVENT_RECURRENCE_RULE_INVALID"


def recurrence(form: Form, starts: datetime | None) -> Json | None:
    """The rule in the shape that events show, of an event that starts then; notes what is wrong in the form's errors."""
    rule = form.inner("recurrence_rule")
    if rule is None:
        return None
    for name in UNSETTABLE:
        if rule.raw(name) is not None:
            rule.wrong(name, CODE, f"{name} cannot be set.")
    start = rule.instant("start", required=True)
    if start and starts and abs(start - starts) > NEAR:
        rule.wrong("start", CODE, "Must start when the event starts.")
    frequency = rule.one_of("frequency", tuple(Frequency), required=True)
    interval = rule.number("interval", least=1) or 1
    shape: Json = {
        "start": iso(start) if start else None,
        "end": None,
        "frequency": frequency,
        "interval": interval,
        "by_n_weekday": [
            {"n": day.one_of("n", WEEKS, required=True), "day": day.one_of("day", WEEKDAYS, required=True)}
            for day in rule.each("by_n_weekday")
        ]
        or None,
        "by_year_day": None,
        "count": None,
        **{name: rule.several(name, known) or None for name, known in LISTS.items()},
    }
    if frequency is not None:
        _fits(rule, Frequency(frequency), shape)
    return shape


def _fits(rule: Form, frequency: Frequency, shape: Json) -> None:
    if shape["interval"] > (2 if frequency == Frequency.WEEKLY else 1):
        rule.wrong("interval", CODE, "Only weekly events come every second time, none more seldom.")
    for name, frequencies in BELONG.items():
        given = shape[name]
        if frequency not in frequencies:
            if given:
                rule.wrong(name, CODE, f"{name} does not go with this frequency.")
        elif name == "by_weekday" and frequency == Frequency.DAILY:
            if set(given or ()) not in DAILY_SETS:
                rule.wrong(name, CODE, "These days are none of the known sets.")
        elif len(given or ()) != 1:
            rule.wrong(name, CODE, f"{name} must have exactly one value.")
