"""Where Discord's description of its API is narrower than Discord, each place with its reason. There is no other list.

`tests/playground/test_gaps.py` has, for each, an unmodified client that needs it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

from tests.contract.violation import Violation

Widening: TypeAlias = Callable[[Violation], bool]


@dataclass(frozen=True)
class Gap:
    """What is taken all the same, and why.

    `on` is a method and a route with nameless placeholders, of which each may be `*`. `at` is a pattern of places.
    """

    on: str
    at: str
    widens: Widening
    reason: str

    def covers(self, method: str, route: str, violation: Violation) -> bool:
        """Whether a violation is this gap."""
        its_method, its_route = self.on.split()
        return (
            its_method in ("*", method)
            and its_route in ("*", route)
            and re.fullmatch(self.at, violation.place) is not None
            and self.widens(violation)
        )


def number(violation: Violation) -> bool:
    """An integer where the description has another type."""
    value = violation.value
    return violation.rule == "type" and isinstance(value, int) and not isinstance(value, bool)


def numeric_snowflake(violation: Violation) -> bool:
    """An id that is written as a number."""
    return violation.format == "snowflake" and number(violation)


def digits(violation: Violation) -> bool:
    """A string of digits where the description has a number."""
    value = violation.value
    return violation.rule == "type" and isinstance(value, str) and value.isdecimal()


def unknown(*kinds: type) -> Widening:
    """A field that the description does not have, with a value of exactly one of these types."""
    return lambda violation: violation.rule == "unknown" and type(violation.value) in kinds


def text(violation: Violation) -> bool:
    """A string where the description has another type."""
    return violation.rule == "type" and isinstance(violation.value, str)


CLIENTS = "what Discord has always taken from clients, and discord.py sends"
BITS = f"permission bits as digits, as Discord itself answers them: {CLIENTS}"
OVERWRITES = "permission bits as digits, as Discord itself answers them: hikari sends them"
ALOUD = "discord.py says of every message whether it is read aloud"
ADULTS = "the documentation has commands for adults only, and both libraries send it"
KEPT = "discord.py names files it keeps by all it knows of them"
BURST = "messages recorded from Discord have it, beside the `me_burst` and `count_details` that are described"
CALLBACK = "/interactions/{}/{}/callback"
MESSAGE, ORIGINAL = "/channels/{}/messages/{}", "/webhooks/{}/{}/messages/@original"
BY_ROLE = r"body\.permission_overwrites\.\*\.(allow|deny)"
FILES = r"body\.attachments\.\*\."
REACTION = r"answer\.(.*\.)?reactions\.\*\."

GAPS: tuple[Gap, ...] = (
    Gap("* *", r"body\..*", numeric_snowflake, f"ids as numbers: {CLIENTS}"),
    Gap("POST /guilds/{}/roles", r"body\.permissions", digits, BITS),
    Gap("POST /guilds/{}/channels", BY_ROLE, digits, OVERWRITES),
    Gap("PATCH /channels/{}", BY_ROLE, digits, OVERWRITES),
    Gap("PUT /channels/{}/permissions/{}", r"body\.(allow|deny)", digits, BITS),
    Gap("PUT /channels/{}/permissions/{}", r"body\.id", unknown(int, str), "discord.py repeats the path's id"),
    Gap("POST /channels/{}/threads", r"query\.use_nested_fields", unknown(str), "discord.py asks for it since forums came"),
    Gap("POST /channels/{}/threads", r"body\.type", unknown(int), "discord.py says public thread of a forum's post too"),
    Gap("POST /channels/{}/threads", r"answer\.message", unknown(dict), "the documentation has a forum's post answered with its first message"),
    Gap("* /applications/{}/commands", r"body\.(\*\.)?nsfw", unknown(bool), ADULTS),
    Gap("PATCH /applications/@me", r"body\.description", text, "the documentation has plain text, as discord.py sends"),
    Gap("POST /channels/{}/threads", r"body\.message\.tts", unknown(bool), ALOUD),
    Gap(f"PATCH {MESSAGE}", r"body\.tts", unknown(bool), ALOUD),
    Gap(f"PATCH {ORIGINAL}", r"body\.tts", unknown(bool), ALOUD),
    Gap(f"POST {CALLBACK}", r"body\.data\.tts", unknown(bool), ALOUD),
    Gap("POST /channels/{}/messages", r"body\.embeds\.\*\.flags", unknown(int), "discord.py sends embeds back as it got them"),
    Gap(f"POST {CALLBACK}", r"body\.data\.embeds\.\*\.flags", unknown(int), "discord.py says of every embed which flags it has"),
    Gap(f"PATCH {MESSAGE}", FILES + "(url|proxy_url|content_type)", unknown(str), KEPT),
    Gap(f"PATCH {MESSAGE}", FILES + "(size|width|height)", unknown(int), KEPT),
    Gap(f"PATCH {MESSAGE}", FILES + "spoiler", unknown(bool), KEPT),
    Gap("* *", REACTION + "burst_me", unknown(bool), BURST),
    Gap("* *", REACTION + "burst_count", unknown(int), BURST),
)  # fmt: skip

WORDS = "the codes of field errors are words in every answer and in the documentation, not numbers"
CORRECTED: tuple[tuple[str, Any, str], ...] = (
    (
        "InnerErrors.properties._errors.items.properties",
        {"code": {"type": "string"}, "message": {"type": "string"}},
        WORDS,
    ),
    ("InnerErrors.properties._errors.items.required", ["code", "message"], WORDS),
)
"""Places in the description's schemas, what stands there for us, and why."""
