"""What a reading takes for granted although nobody said it."""

from enum import StrEnum


class Assumed(StrEnum):
    """A fact that ought to be said beside a reading, because another one was possible."""

    DATE = "date"
    """No date was said: the next such time is meant."""
    YEAR = "year"
    """No year was said, and the date is not in this one."""
    MONTH = "month"
    """A day without its month: the next such day is meant."""
    WEEK = "week"
    """Which week a weekday is in."""
    ORDER = "order"
    """Which of two numbers is the day and which the month."""
    DAYS = "days"
    """Whether French "15 jours" are two weeks or 15 days."""
    HALF = "half"
    """Which half of the day an hour is in, or at which end of the day its midnight is."""
