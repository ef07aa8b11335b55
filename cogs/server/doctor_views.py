"""What admins read about the health of the bot in their server, and about the bot itself."""

from __future__ import annotations

from collections.abc import Sequence

from discord.ui import LayoutView

from bot import __version__
from bot.outbox.stuck import Mender, Stuck
from bot.ui.cards import box, layout, text
from bot.ui.why import at_length, briefly
from bot.words import Words
from cogs.server.doctor import Finding, Trouble

MOST_SHOWN = 12
"""Findings in one message: what a person mends in one go, and well below Discord's 4,000 characters."""

GEONAMES = "https://www.geonames.org"
LICENCE = "https://creativecommons.org/licenses/by/4.0/"


def diagnosis(t: Words, findings: Sequence[Finding], stuck: Sequence[Stuck], checked: int) -> LayoutView:
    """What is wrong, what does not work because of it, and who can mend it."""
    if not findings and not stuck:
        words = t.plural(
            "I checked {count} thing. Everything is in order.",
            "I checked {count} things. Everything is in order.",
            checked,
        )
        return layout(box(text("## " + t("How I am doing in this server"), words)))
    head = t.plural(
        "{count} thing does not work as it could:",
        "{count} things do not work as they could:",
        len(findings) + len(stuck),
    )
    told = [*(_found(t, finding) for finding in findings), *(_stuck(t, one) for one in stuck)]
    shown = [text(words) for words in told[:MOST_SHOWN]]
    if (more := len(told) - MOST_SHOWN) > 0:
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
    need, breaks = finding.place, finding.breaks
    place = f"<#{need.channel_id}>"
    role = f"<@&{need.role_id}>"
    match finding.trouble:
        case Trouble.GONE if need.role_id is not None:
            return t("**A role was deleted.** {breaks} I make it anew with the next change.", breaks=breaks)
        case Trouble.GONE if all(need.made_anew for need in finding.needs):
            return t(
                "**A channel was deleted.** {breaks} I make a new one with the next change.",
                breaks=breaks,
            )
        case Trouble.GONE:
            return t(
                "**A channel was deleted.** {breaks} An admin can choose another one with /campsite settings.",
                breaks=breaks,
            )
        case Trouble.ROLE_TOO_LOW:
            return t(
                "**My role is too low.** {breaks} An admin can drag it above {role} under Server settings, Roles.",
                breaks=breaks,
                role=role,
            )
        case Trouble.SEEN_BY_ALL:
            return t(
                "**Everyone can read {channel}.** It is for moderators alone. An admin can make it private under Channel "
                "settings, Permissions.",
                channel=place,
            )
        case Trouble.UNSEEN:
            return t(
                "**{role} does not see {channel}.** {breaks} An admin can let the role in under Channel settings, "
                "Permissions.",
                role=f"<@&{need.seen_by}>",
                channel=place,
                breaks=breaks,
            )
        case Trouble.NOBODY:
            return t(
                "**The role that {channel} is for was deleted.** {breaks} An admin can choose another one with "
                "/campsite settings.",
                channel=place,
                breaks=breaks,
            )
        case Trouble.JOINS_UNHEARD:
            return t(
                "**I do not hear who joins.** {breaks} An admin can turn on Discord’s own join messages under Server "
                "settings, Engagement, in a channel that I can see.",
                breaks=breaks,
            )
        case Trouble.LACKS:
            name = t.listing([t.permission(permission) for permission in finding.permissions])
            if need.channel_id is None:
                return t(
                    "**I lack {permission}.** {breaks} An admin can give it under Server settings, Roles.",
                    permission=name,
                    breaks=breaks,
                )
            return t(
                "**I lack {permission} in {channel}.** {breaks} An admin can allow that under Channel settings, Permissions.",
                permission=name,
                channel=place,
                breaks=breaks,
            )


def _stuck(t: Words, stuck: Stuck) -> str:
    """What is not as it should be, why, and who can mend it."""
    if stuck.channel_id is None:
        what = t.plural(
            "**{count} card or role is not as it should be.**",
            "**{count} cards or roles are not as they should be.**",
            stuck.count,
        )
    else:
        what = t.plural(
            "**{count} card in {channel} does not show what it should.**",
            "**{count} cards in {channel} do not show what they should.**",
            stuck.count,
            channel=f"<#{stuck.channel_id}>",
        )
    return f"{what} {_why(t, stuck)}"


def _why(t: Words, stuck: Stuck) -> str:
    if stuck.mender is Mender.OPERATOR:
        return t(
            "That is a fault of mine. Whoever runs me finds it in my log: {reason}.",
            reason=briefly(t, stuck.reason),
        )
    return at_length(t, stuck.reason)


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
