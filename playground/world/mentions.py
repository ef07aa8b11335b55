"""Who is really pinged by a message: what it names, less what its author forbids or may not."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from playground.world import permissions as permission

if TYPE_CHECKING:
    from playground.world.channels import Channel
    from playground.world.roles import Role
    from playground.world.users import User

USER = re.compile(r"<@!?(\d+)>")
ROLE = re.compile(r"<@&(\d+)>")
EVERYONE = re.compile(r"@(?:everyone|here)\b")
CODE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)


@dataclass(frozen=True)
class Allowed:
    """What the author lets a message ping. The plain default is everything."""

    users: bool | frozenset[int] = True
    roles: bool | frozenset[int] = True
    everyone: bool = True
    replied_user: bool = True


@dataclass
class Pings:
    """Whom a message names with effect."""

    users: list[User] = field(default_factory=list["User"])
    roles: list[Role] = field(default_factory=list["Role"])
    everyone: bool = False


def pings(channel: Channel, author: User, text: str, allowed: Allowed, replied_to: User | None) -> Pings:
    """Reads the names in a text. Roles need to be mentionable, or the author the right to mention everyone."""
    text = CODE.sub("", text)
    world = channel.world
    found = Pings()
    for user_id in dict.fromkeys(int(digits) for digits in USER.findall(text)):
        user = world.user_by_id.get(user_id)
        if user and _lets(allowed.users, user_id):
            found.users.append(user)
    if replied_to and allowed.replied_user and replied_to not in found.users:
        found.users.append(replied_to)
    if channel.guild_or_none is None:
        return found
    guild = channel.guild
    member = guild.member_by_id.get(author.id)
    loud = member is not None and permission.may(member, "mention_everyone", channel)
    for role_id in dict.fromkeys(int(digits) for digits in ROLE.findall(text)):
        role = guild.role_by_id.get(role_id)
        if role and _lets(allowed.roles, role_id) and (role.mentionable or loud):
            found.roles.append(role)
    found.everyone = bool(loud and allowed.everyone and EVERYONE.search(text))
    return found


def heard_by(channel: Channel, author: User, found: Pings) -> list[User]:
    """Every account that gets a notification, never the author."""
    heard = list(found.users)
    if channel.guild_or_none is not None:
        role_ids = {role.id for role in found.roles}
        if found.everyone or role_ids:
            heard += [
                member.user
                for member in channel.guild.members
                if member.user not in heard and (found.everyone or role_ids.intersection(member.role_ids))
            ]
        members = channel.guild.member_by_id
        heard = [user for user in heard if user.id in members and permission.sees(members[user.id], channel)]
    return [user for user in heard if user is not author]


def _lets(rule: bool | frozenset[int], this: int) -> bool:  # noqa: FBT001 - a rule is all, none or these
    return rule if isinstance(rule, bool) else this in rule
