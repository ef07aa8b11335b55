"""How anything leaves the database: notices are said once, mirrors are shown until right, chores fall due silently.

The verbs here are what a slice calls inside its own transaction; the rest of the folder does what they promise.
"""

from bot.outbox.verbs import (
    at_rest,
    count,
    follow_zone,
    later,
    never_mind,
    new_generation,
    pending,
    replan,
    say,
    say_each,
    seen,
    show,
    trouble,
    try_again,
    try_to_show,
    unsay,
    wanted,
)

__all__ = [
    "at_rest",
    "count",
    "follow_zone",
    "later",
    "never_mind",
    "new_generation",
    "pending",
    "replan",
    "say",
    "say_each",
    "seen",
    "show",
    "trouble",
    "try_again",
    "try_to_show",
    "unsay",
    "wanted",
]
