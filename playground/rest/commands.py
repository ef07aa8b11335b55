"""Registering application commands, globally or for one guild."""

from __future__ import annotations

from datetime import timedelta

from playground import errors, limits
from playground.rest.call import Call, Result, Route
from playground.rest.command_form import definition
from playground.rest.form import Form
from playground.wire import Json
from playground.world import commands
from playground.world.commands import Command, CommandType

DUPLICATE = ("name", "APPLICATION_COMMANDS_DUPLICATE_NAME", "Application command names must be unique")


def _place(call: Call) -> int | None:
    if call.id("application_id") != call.app.id:
        raise errors.unknown("application")
    return call.guild.id if "guild_id" in call.ids else None


def _command(call: Call) -> Command:
    place = _place(call)
    command = call.app.command_by_id.get(call.id("command_id"))
    if command is None or command.guild_id != place:
        raise errors.unknown("command")
    return command


def listing(call: Call) -> Result:
    """All commands of the place."""
    place = _place(call)
    wordy = call.asks("with_localizations")
    return 200, [command.payload(with_localizations=wordy) for command in commands.of_place(call.app, place)]


def get(call: Call) -> Result:
    """One command."""
    return 200, _command(call).payload()


def create(call: Call) -> Result:
    """Registers a command over the one of the same name; only a new name counts as a create of the day."""
    place, form = _place(call), call.form
    command = definition(form)
    form.check()
    known = commands.find(call.app, command["name"], command["type"], place)
    if known is None:
        _check_room([*_definitions(call, place), command])
        _spend_creates(call, 1)
    saved = commands.save(call.app, place, command, call.world.ids.new())
    return (200 if known else 201), saved.payload()


def edit(call: Call) -> Result:
    """Changes a command."""
    command = _command(call)
    body = Form({**command.fields, "name": command.name, **call.form.data, "type": command.type})
    changed = definition(body)
    if commands.find(call.app, changed["name"], command.type, command.guild_id) not in (None, command):
        body.wrong(*DUPLICATE)
    body.check()
    command.fields, command.name, command.version = changed, changed["name"], call.world.ids.new()
    return 200, command.payload()


def delete(call: Call) -> Result:
    """Takes a command away."""
    del call.app.command_by_id[_command(call).id]
    return 204, None


def overwrite(call: Call) -> Result:
    """Replaces all commands of the place at once."""
    place = _place(call)
    items = call.entries
    wanted: list[Json] = []
    for item in items:
        command = definition(item)
        if any((command["name"], command["type"]) == (other["name"], other["type"]) for other in wanted):
            item.wrong(*DUPLICATE)
        wanted.append(command)
    for item in items:
        item.check()
    _check_room(wanted)
    before = {(command.name, command.type) for command in commands.of_place(call.app, place)}
    _spend_creates(call, sum((command["name"], command["type"]) not in before for command in wanted))
    kept = [commands.save(call.app, place, command, call.world.ids.new()) for command in wanted]
    for command in commands.of_place(call.app, place):
        if command not in kept:
            del call.app.command_by_id[command.id]
    return 200, [command.payload() for command in kept]


def _definitions(call: Call, place: int | None) -> list[Json]:
    return [{**command.fields, "type": command.type} for command in commands.of_place(call.app, place)]


def _check_room(wanted: list[Json]) -> None:
    for kind in CommandType:
        most = limits.CHAT_COMMANDS if kind == CommandType.CHAT else limits.CONTEXT_COMMANDS
        if sum(command["type"] == kind for command in wanted) > most:
            raise errors.maximum_reached(30032, "application commands", most)


def _spend_creates(call: Call, count: int) -> None:
    now = call.world.clock.now()
    call.app.creates = [at for at in call.app.creates if now - at < timedelta(days=1)]
    if count and len(call.app.creates) + count > limits.COMMAND_CREATES_A_DAY:
        raise errors.too_many_command_creates()
    call.app.creates += [now] * count


def permissions(call: Call) -> Result:
    """Who may use a guild's commands beyond their defaults; nobody changed anything here."""
    _place(call)
    return 200, []


def _of(base: str) -> tuple[Route, ...]:
    return (
        ("GET", base, listing),
        ("POST", base, create),
        ("PUT", base, overwrite),
        ("GET", base + "/{command_id}", get),
        ("PATCH", base + "/{command_id}", edit),
        ("DELETE", base + "/{command_id}", delete),
    )


OF_GUILD = "/applications/{application_id}/guilds/{guild_id}/commands"
ROUTES: tuple[Route, ...] = (
    *_of("/applications/{application_id}/commands"),
    *_of(OF_GUILD),
    ("GET", OF_GUILD + "/permissions", permissions),
)
