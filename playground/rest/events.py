"""Scheduled events: announce, change, start, end."""

from __future__ import annotations

from datetime import datetime

from playground import errors, limits
from playground.rest.call import Call, Result, Route
from playground.rest.form import Form
from playground.rest.recurrence_form import recurrence
from playground.wire import Json
from playground.world import events
from playground.world.channels import ChannelType
from playground.world.events import EntityType, EventStatus, ScheduledEvent
from playground.world.guilds import Guild

NEXT = {
    EventStatus.SCHEDULED: {EventStatus.ACTIVE, EventStatus.CANCELED},
    EventStatus.ACTIVE: {EventStatus.COMPLETED},
}
CHANNELS: dict[int, int] = {EntityType.STAGE: ChannelType.STAGE, EntityType.VOICE: ChannelType.VOICE}
REQUIRED = ("name", "scheduled_start_time", "entity_type", "privacy_level")


def _event(call: Call) -> ScheduledEvent:
    _pass_time(call)
    event = call.guild.event_by_id.get(call.id("event_id"))
    if event is None:
        raise errors.unknown("event")
    return event


def listing(call: Call) -> Result:
    """The events that are still to come or going on."""
    _pass_time(call)
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
    _pass_time(call)
    form = call.form
    fields = _fields(form)
    for name in REQUIRED:
        form.required(name)
    _place(call, form, guild, fields)
    _time(form, fields.get("start"), fields.get("end"), call.world.clock.now())
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
    fields = _fields(form, event.start)
    for name in REQUIRED:
        if form.has(name) and name != "entity_type":  # of which null is no change
            form.required(name)
    status = form.one_of("status", (2, 3, 4))
    if status is not None:
        if status not in NEXT[EventStatus(event.status)]:
            form.wrong("status", "GUILD_SCHEDULED_EVENT_STATUS_INVALID", "Invalid status transition")
        fields["status"] = status
    if fields.keys() & {"entity_type", "channel_id", "location", "end"}:
        fields = {**_placed(event, fields), **fields}
        fields["entity_type"] = fields["entity_type"] or event.entity_type
        _place(call, form, event.guild, fields)
    if fields.get("start") == event.start:
        del fields["start"]  # said again, which is no change
    if "start" in fields and event.status != EventStatus.SCHEDULED:
        form.wrong("scheduled_start_time", "GUILD_SCHEDULED_EVENT_STARTED", "The event has started already.")
    if fields.keys() & {"start", "end"}:
        _time(form, fields.get("start"), fields.get("end", event.end), call.world.clock.now(), event.start)
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


def _pass_time(call: Call) -> None:
    """Begins and ends what is due: time is turned by hand here, and nobody sees an event between two looks at it."""
    for event in call.guild.events:
        event.pass_time(call.world.clock.now())


def _own_or_managed(call: Call, event: ScheduledEvent) -> None:
    if event.creator.id == call.app.id and call.me(event.guild).may("create_events"):
        return
    call.need("manage_events")


def _fields(form: Form, before: datetime | None = None) -> Json:
    start = form.instant("scheduled_start_time")
    read = {
        "name": ("name", form.text("name", least=1, most=limits.EVENT_NAME)),
        "description": ("description", form.text("description", most=limits.EVENT_DESCRIPTION)),
        "scheduled_start_time": ("start", start),
        "scheduled_end_time": ("end", form.instant("scheduled_end_time")),
        "entity_type": ("entity_type", form.one_of("entity_type", (1, 2, 3))),
        "channel_id": ("channel_id", form.snowflake("channel_id")),
        "recurrence_rule": ("recurrence", recurrence(form, start or before)),
    }
    form.one_of("privacy_level", (2,))
    fields: Json = {field: value for name, (field, value) in read.items() if form.has(name)}
    if metadata := form.inner("entity_metadata"):
        fields["location"] = metadata.text("location", least=1, most=limits.EVENT_LOCATION)
    return fields


def _time(
    form: Form, start: datetime | None, end: datetime | None, now: datetime, before: datetime | None = None
) -> None:
    """Notes a start or end that cannot be; `before` is when an event starts that is given no new start."""
    for name, moment in (("scheduled_start_time", start), ("scheduled_end_time", end)):
        if moment and moment <= now and (name == "scheduled_start_time" or start is None):
            words = "Cannot schedule event in the past."
            form.wrong(name, "GUILD_SCHEDULED_EVENT_SCHEDULE_PAST", words)
        if moment and moment > _years_later(now, limits.EVENT_YEARS):
            words = f"Cannot schedule event more than {limits.EVENT_YEARS} years ahead."
            form.wrong(name, "GUILD_SCHEDULED_EVENT_SCHEDULE_TOO_FAR", words)
    start = start or before
    if start and end and end <= start:
        words = "Must end after it starts."
        form.wrong("scheduled_end_time", "GUILD_SCHEDULED_EVENT_END_BEFORE_START", words)


def _years_later(moment: datetime, years: int) -> datetime:
    """The same day so many years later; of 29 February the day before, if that year has none."""
    day = min(moment.day, 28) if moment.month == 2 else moment.day
    return moment.replace(year=moment.year + years, day=day)


def _placed(event: ScheduledEvent, changes: Json) -> Json:
    """Where and until when an event takes place as it stands; another kind of event needs another place."""
    stands: Json = {"entity_type": event.entity_type, "end": event.end}
    if (changes.get("entity_type") or event.entity_type) == event.entity_type:
        stands |= {"channel_id": event.channel_id, "location": event.location}
    return stands


def _place(call: Call, form: Form, guild: Guild, fields: Json) -> None:
    """Notes a place that does not go with the kind of event."""
    kind = fields.get("entity_type")
    if kind == EntityType.EXTERNAL:
        if fields.get("channel_id"):
            words = "An event somewhere else has no channel."
            form.wrong("channel_id", "GUILD_SCHEDULED_EVENT_CHANNEL_ID_INVALID", words)
        fields["channel_id"] = None
        if not fields.get("location"):
            form.errors.add(
                (*form.path, "entity_metadata", "location"), "BASE_TYPE_REQUIRED", "This field is required"
            )
        if not fields.get("end"):
            form.required("scheduled_end_time")
    elif kind is not None:
        if fields.get("channel_id") is None:
            form.wrong("channel_id", "BASE_TYPE_REQUIRED", "This field is required")
            return
        channel = call.seen(guild.channel_by_id.get(fields["channel_id"]))
        if channel.type != CHANNELS[kind]:
            words = "The channel is not of the kind that the event takes place in."
            form.wrong("channel_id", "GUILD_SCHEDULED_EVENT_CHANNEL_TYPE_INVALID", words)
        else:
            call.need("connect", channel)
        fields["location"] = None


EVENTS = "/guilds/{guild_id}/scheduled-events"
ROUTES: tuple[Route, ...] = (
    ("GET", EVENTS, listing),
    ("POST", EVENTS, create),
    ("GET", EVENTS + "/{event_id}", get),
    ("PATCH", EVENTS + "/{event_id}", edit),
    ("DELETE", EVENTS + "/{event_id}", delete),
    ("GET", EVENTS + "/{event_id}/users", users),
)
