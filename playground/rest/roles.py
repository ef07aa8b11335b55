"""Roles: make, change, rank, delete."""

from __future__ import annotations

from playground import errors, limits
from playground.rest.call import Call, Result, Route
from playground.rest.form import Form
from playground.wire import Json
from playground.world import permissions as permission
from playground.world import roles
from playground.world.roles import Role


def _fields(call: Call, form: Form) -> Json:
    fields = form.given(
        name=form.text("name", most=limits.ROLE_NAME) or "new role",
        permissions=form.number("permissions", least=0) or 0,
        color=form.number("color", least=0, most=0xFFFFFF) or 0,
        hoist=bool(form.flag("hoist")),
        mentionable=bool(form.flag("mentionable")),
    )
    if colors := form.inner("colors"):
        fields["color"] = colors.number("primary_color", least=0, most=0xFFFFFF) or 0
    form.check()
    beyond = fields.get("permissions", 0) & ~permission.in_guild(call.me(call.guild))
    if beyond:
        raise errors.missing_permissions()
    return fields


def touchable(call: Call, role: Role) -> None:
    """Raises 50013 if the role stands at or above the bot's highest one."""
    if not call.me(role.guild).outranks(role):
        raise errors.missing_permissions()


def listing(call: Call) -> Result:
    """All roles."""
    return 200, [role.payload() for role in call.guild.role_by_id.values()]


def get(call: Call) -> Result:
    """One role."""
    return 200, call.role.payload()


def create(call: Call) -> Result:
    """A new role at the bottom, with no permission the bot has not; without a field it takes @everyone's."""
    guild = call.guild
    call.need("manage_roles")
    form = call.form
    fields = {
        "permissions": guild.everyone.permissions & permission.in_guild(call.me(guild)),
        **_fields(call, form),
    }
    if len(guild.role_by_id) >= limits.GUILD_ROLES:
        raise errors.maximum_reached(30005, "guild roles", limits.GUILD_ROLES)
    return 200, roles.create(guild, **fields).payload()


def edit(call: Call) -> Result:
    """Changes a role below the bot's highest one."""
    role = call.role
    call.need("manage_roles")
    touchable(call, role)
    fields = _fields(call, call.form)
    role.edit(**fields)
    return 200, role.payload()


def delete(call: Call) -> Result:
    """Deletes a role below the bot's highest one; neither @everyone nor a bot's own."""
    role = call.role
    call.need("manage_roles")
    touchable(call, role)
    if role.managed or role is role.guild.everyone:
        raise errors.invalid_role()
    role.remove()
    return 204, None


def move(call: Call) -> Result:
    """Changes the ranks of roles, each below the bot's highest one before and after."""
    guild = call.guild
    call.need("manage_roles")
    wishes: list[tuple[Role, int]] = []
    for item in call.entries:
        role_id = item.snowflake("id", required=True)
        position = item.number("position", least=0)
        item.check()
        role = guild.role_by_id.get(role_id or 0)
        if role is None:
            raise errors.unknown("role")
        if position is not None and position != role.position:
            if role is guild.everyone:
                raise errors.invalid_role()
            wishes.append((role, position))
    top = call.me(guild).top_role.position
    for role, position in wishes:
        touchable(call, role)
        if position >= top:
            raise errors.missing_permissions()
    for role, position in sorted(wishes, key=lambda wish: wish[1]):
        role.move(position)
    return 200, [role.payload() for role in guild.role_by_id.values()]


def member_counts(call: Call) -> Result:
    """How many carry each role, @everyone left out."""
    guild = call.guild
    return 200, {
        str(role.id): len(role.members) for role in guild.role_by_id.values() if role is not guild.everyone
    }


ROLES = "/guilds/{guild_id}/roles"
ROUTES: tuple[Route, ...] = (
    ("GET", ROLES, listing),
    ("POST", ROLES, create),
    ("PATCH", ROLES, move),
    ("GET", ROLES + "/member-counts", member_counts),
    ("GET", ROLES + "/{role_id}", get),
    ("PATCH", ROLES + "/{role_id}", edit),
    ("DELETE", ROLES + "/{role_id}", delete),
)
