"""Reads the rule by which a scheduled event comes again."""

from __future__ import annotations

from playground.rest.form import Form
from playground.wire import Json
from playground.world.snowflakes import iso

FREQUENCIES, WEEKDAYS, MONTHS = range(4), range(7), range(1, 13)
WEEKS, MONTH_DAYS, YEAR_DAYS = range(1, 6), range(1, 32), range(1, 365)
LISTS = {
    "by_weekday": WEEKDAYS,
    "by_month": MONTHS,
    "by_month_day": MONTH_DAYS,
    "by_year_day": YEAR_DAYS,
}


def recurrence(form: Form) -> Json | None:
    """The rule in the shape that events show; notes what is wrong in the form's errors."""
    rule = form.inner("recurrence_rule")
    if rule is None:
        return None
    start, end = rule.instant("start", required=True), rule.instant("end")
    shape: Json = {
        "start": iso(start) if start else None,
        "end": iso(end) if end else None,
        "frequency": rule.one_of("frequency", FREQUENCIES, required=True),
        "interval": rule.number("interval", least=1) or 1,
        "by_n_weekday": [
            {"n": day.one_of("n", WEEKS, required=True), "day": day.one_of("day", WEEKDAYS, required=True)}
            for day in rule.each("by_n_weekday", most=7)
        ]
        or None,
        "count": rule.number("count", least=1),
    }
    return {**shape, **{name: rule.several(name, known) or None for name, known in LISTS.items()}}
