"""Scheduled events: announce, change, start, end."""

from __future__ import annotations

from playground import errors, limits
from playground.rest.call import Call, Result, Route
from playground.rest.form import Form
from playground.wire import Json
from playground.world import events
from playground.world.events import EntityType, EventStatus, ScheduledEvent
from playground.world.guilds import Guild

NEXT = {
    EventStatus.SCHEDULED: {EventStatus.ACTIVE, EventStatus.CANCELED},
    EventStatus.ACTIVE: {EventStatus.COMPLETED},
}


def _event(call: Call) -> ScheduledEvent:
    event = call.guild.event_by_id.get(call.id("event_id"))
    if event is None:
        raise errors.unknown("event")
    return event


def listing(call: Call) -> Result:
    """The events that are still to come or going on."""
    return 200, [
        event.payload(with_count=call.asks("with_user_count")) for event in call.guild.events if event.open
    ]


def get(call: Call) -> Result:
    """One event."""
    return 200, _event(call).payload(with_count=call.asks("with_user_count"))


def create(call: Call) -> Result:
    """A new event; needs the right to create events, managing them is not enough."""
    guild = call.guild
    call.need("create_events")
    form = call.form
    fields = _fields(form)
    for name in ("name", "scheduled_start_time", "entity_type", "privacy_level"):
        if not form.has(name):
            form.required(name)
    kind = fields.get("entity_type")
    _place(form, guild, kind, fields)
    if (start := fields.get("start")) and start <= call.world.clock.now():
        form.wrong(
            "scheduled_start_time",
            "GUILD_SCHEDULED_EVENT_SCHEDULE_PAST",
            "Cannot schedule event in the past.",
        )
    if start and (end := fields.get("end")) and end <= start:
        form.wrong(
            "scheduled_end_time", "GUILD_SCHEDULED_EVENT_END_BEFORE_START", "Must end after it starts."
        )
    form.check()
    if sum(event.open for event in guild.events) >= limits.OPEN_EVENTS:
        raise errors.maximum_reached(30038, "uncompleted guild scheduled events", limits.OPEN_EVENTS)
    return 200, events.create(guild, call.user, **fields).payload()


def edit(call: Call) -> Result:
    """Changes an event: an own one with the right to create events, any with the right to manage them."""
    event = _event(call)
    _own_or_managed(call, event)
    if not event.open:
        raise errors.event_is_over()
    form = call.form
    fields = _fields(form)
    status = form.one_of("status", (2, 3, 4))
    if status is not None:
        if status not in NEXT[EventStatus(event.status)]:
            form.wrong("status", "GUILD_SCHEDULED_EVENT_STATUS_INVALID", "Invalid status transition")
        fields["status"] = status
    if "entity_type" in fields:
        _place(form, event.guild, fields["entity_type"], fields)
    form.check()
    event.edit(**fields)
    return 200, event.payload()


def delete(call: Call) -> Result:
    """Deletes an event."""
    event = _event(call)
    _own_or_managed(call, event)
    event.remove()
    return 204, None


def users(call: Call) -> Result:
    """Who is interested, by ascending id."""
    event = _event(call)
    limit = call.count("limit", 100, 100)
    after, before = call.query_id("after") or 0, call.query_id("before")
    found = sorted(event.subscribers, key=lambda user: user.id)
    shown = [user for user in found if user.id > after and (before is None or user.id < before)][:limit]
    with_member = call.asks("with_member")
    shapes: list[Json] = []
    for user in shown:
        shape: Json = {
            "guild_scheduled_event_id": str(event.id),
            "user_id": str(user.id),
            "user": user.payload(),
            "response": 1,
        }
        if with_member and (member := event.guild.member_by_id.get(user.id)):
            shape["member"] = member.payload()
        shapes.append(shape)
    return 200, shapes


def _own_or_managed(call: Call, event: ScheduledEvent) -> None:
    if event.creator.id == call.app.id and call.me(event.guild).may("create_events"):
        return
    call.need("manage_events")


def _fields(form: Form) -> Json:
    read = {
        "name": ("name", form.text("name", least=1, most=limits.EVENT_NAME)),
        "description": ("description", form.text("description", most=limits.EVENT_DESCRIPTION)),
        "scheduled_start_time": ("start", form.instant("scheduled_start_time")),
        "scheduled_end_time": ("end", form.instant("scheduled_end_time")),
        "entity_type": ("entity_type", form.one_of("entity_type", (1, 2, 3))),
        "channel_id": ("channel_id", form.snowflake("channel_id")),
        "recurrence_rule": ("recurrence", form.raw("recurrence_rule")),
    }
    form.one_of("privacy_level", (2,))
    fields: Json = {field: value for name, (field, value) in read.items() if form.has(name)}
    if metadata := form.inner("entity_metadata"):
        fields["location"] = metadata.text("location", least=1, most=limits.EVENT_LOCATION)
    return fields


def _place(form: Form, guild: Guild, kind: int | None, fields: Json) -> None:
    if kind == EntityType.EXTERNAL:
        fields["channel_id"] = None
        if not fields.get("location"):
            form.errors.add(
                (*form.path, "entity_metadata", "location"), "BASE_TYPE_REQUIRED", "This field is required"
            )
        if not fields.get("end"):
            form.required("scheduled_end_time")
    elif kind is not None:
        if not fields.get("channel_id"):
            form.required("channel_id")
        elif fields["channel_id"] not in guild.channel_by_id:
            raise errors.unknown("channel")


EVENTS = "/guilds/{guild_id}/scheduled-events"
ROUTES: tuple[Route, ...] = (
    ("GET", EVENTS, listing),
    ("POST", EVENTS, create),
    ("GET", EVENTS + "/{event_id}", get),
    ("PATCH", EVENTS + "/{event_id}", edit),
    ("DELETE", EVENTS + "/{event_id}", delete),
    ("GET", EVENTS + "/{event_id}/users", users),
)
