"""What admins read about the health of the bot in their server, and about the bot itself."""

from __future__ import annotations

from collections.abc import Sequence

from discord.ui import LayoutView

from bot import __version__
from bot.ui.cards import box, layout, text
from bot.words import Words
from cogs.server.doctor import Finding, Trouble

MOST_SHOWN = 12
"""Findings in one message: what a person mends in one go, and well below Discord's 4,000 characters."""

GEONAMES = "https://www.geonames.org"
LICENCE = "https://creativecommons.org/licenses/by/4.0/"


def diagnosis(t: Words, findings: Sequence[Finding], checked: int) -> LayoutView:
    """What is wrong, what does not work because of it, and who can mend it."""
    if not findings:
        words = t.plural(
            "I checked {count} thing. Everything is in order.",
            "I checked {count} things. Everything is in order.",
            checked,
        )
        return layout(box(text("## " + t("How I am doing in this server"), words)))
    head = t.plural(
        "{count} thing does not work as it could:",
        "{count} things do not work as they could:",
        len(findings),
    )
    shown = [text(_found(t, finding)) for finding in findings[:MOST_SHOWN]]
    if (more := len(findings) - MOST_SHOWN) > 0:
        shown.append(
            text(
                t.plural(
                    "And {count} more, once these are mended.",
                    "And {count} more, once these are mended.",
                    more,
                )
            )
        )
    return layout(box(text("## " + t("How I am doing in this server"), head), *shown))


def _found(t: Words, finding: Finding) -> str:
    need = finding.need
    place = f"<#{need.channel_id}>"
    role = f"<@&{need.role_id}>"
    match finding.trouble:
        case Trouble.GONE if need.role_id is not None:
            return t(
                "**A role was deleted.** {breaks} I make it anew with the next change.", breaks=need.breaks
            )
        case Trouble.GONE:
            return t(
                "**A channel was deleted.** {breaks} An admin can choose another one with /campsite settings.",
                breaks=need.breaks,
            )
        case Trouble.ROLE_TOO_LOW:
            return t(
                "**My role is too low.** {breaks} An admin can drag it above {role} under Server settings, Roles.",
                breaks=need.breaks,
                role=role,
            )
        case Trouble.SEEN_BY_ALL:
            return t(
                "**Everyone can read {channel}.** It is for moderators alone. An admin can make it private under Channel "
                "settings, Permissions.",
                channel=place,
            )
        case Trouble.JOINS_UNHEARD:
            return t(
                "**I do not hear who joins.** {breaks} An admin can turn on Discord’s own join messages under Server "
                "settings, Engagement, in a channel that I can see.",
                breaks=need.breaks,
            )
        case Trouble.LACKS:
            name = t.permission(need.permission)
            if need.channel_id is None:
                return t(
                    "**I lack {permission}.** {breaks} An admin can give it under Server settings, Roles.",
                    permission=name,
                    breaks=need.breaks,
                )
            return t(
                "**I lack {permission} in {channel}.** {breaks} An admin can give it under Channel settings, Permissions.",
                permission=name,
                channel=place,
                breaks=need.breaks,
            )


def about(t: Words) -> LayoutView:
    """Which version this is, where its cities are from, and what it keeps of people."""
    return layout(
        box(
            text("## Campsite", t("Version {version}, under the MIT licence.", version=__version__)),
            text(
                t(
                    "Cities: data of [GeoNames]({geonames}), abridged, under [CC BY 4.0]({licence}).",
                    geonames=GEONAMES,
                    licence=LICENCE,
                )
            ),
            text(
                t(
                    "I read no messages. I keep what people tell me with commands and buttons, by their Discord id. "
                    "With /me export everyone gets a file of all that names them."
                )
            ),
        )
    )
