"""Answers to interactions: the callback, the original answer, and what follows it."""

from __future__ import annotations

from playground import errors, limits
from playground.rest import message_form, modal_form
from playground.rest.call import Call, Result, Route
from playground.rest.command_form import choice_value
from playground.rest.form import Form
from playground.wire import Json
from playground.world import messages
from playground.world.interactions import ANSWERS_TO, Answer, Interaction, InteractionType
from playground.world.messages import Draft, Message, MessageType


def _interaction(call: Call) -> Interaction:
    assert call.interaction is not None
    return call.interaction


def _answered(call: Call, path: tuple[str | int, ...], inner: object) -> message_form.MessageForm:
    return message_form.MessageForm(call, _interaction(call).channel, Form(inner, path=path), call.files)


def callback(call: Call) -> Result:
    """The first answer; three real seconds, once."""
    interaction = _interaction(call)
    if interaction.id != call.id("interaction_id"):
        raise errors.unknown("interaction")
    if interaction.answer is not None:
        raise errors.already_acknowledged()
    if interaction.late:
        raise errors.unknown("interaction")
    form = call.form
    kind = form.one_of("type", tuple(Answer), required=True)
    form.check()
    answer = Answer(kind or 0)
    updates = answer in (Answer.UPDATE, Answer.DEFERRED_UPDATE)
    if answer not in ANSWERS_TO[interaction.type] or (updates and interaction.message is None):
        raise errors.invalid(
            ("type",), "INTERACTION_APPLICATION_COMMAND_INVALID_VALUE", "This answer does not go here."
        )
    _perform(call, interaction, answer, form.raw("data"))
    interaction.answer = answer
    interaction.changed.set()
    if call.asks("with_response"):
        return 200, interaction.callback_payload()
    return 204, None


def _perform(call: Call, interaction: Interaction, answer: Answer, data: object) -> None:
    if answer == Answer.MESSAGE:
        draft = _answered(call, ("data",), data).new(ephemeral=True)
        interaction.original = _say(interaction, draft, original=True)
    elif answer == Answer.DEFERRED_MESSAGE:
        form = Form(data, path=("data",))
        flags = (form.number("flags") or 0) & messages.EPHEMERAL
        form.check()
        interaction.original = _say(interaction, Draft(flags=flags | messages.LOADING), original=True)
    elif answer == Answer.DEFERRED_UPDATE:
        interaction.original = interaction.message
    elif answer == Answer.UPDATE:
        assert interaction.message is not None
        interaction.message.edit(**_answered(call, ("data",), data).changes(interaction.message))
        interaction.original = interaction.message
    elif answer == Answer.MODAL:
        form = Form(data, path=("data",))
        modal = modal_form.modal(form)
        form.check()
        interaction.modal = modal
    elif answer == Answer.CHOICES:
        interaction.choices = _choices(Form(data, path=("data",)), interaction.focused_type)


def _say(interaction: Interaction, draft: Draft, *, original: bool) -> Message:
    draft.interaction = interaction
    if original and interaction.type == InteractionType.COMMAND:
        command = interaction.data.get("type", 1) == 1
        draft.type = MessageType.CHAT_COMMAND if command else MessageType.CONTEXT_COMMAND
    elif interaction.message and not interaction.message.ephemeral:
        draft.type, draft.reference = MessageType.REPLY, interaction.message
        draft.allowed = message_form.without_reply(draft.allowed)
    only_for = interaction.user if draft.flags & messages.EPHEMERAL else None
    return messages.post(interaction.channel, interaction.app.user, draft, only_for=only_for)


def _choices(form: Form, kind: int) -> list[Json]:
    found: list[Json] = []
    for item in form.each("choices", most=limits.COMMAND_CHOICES):
        name = item.text("name", least=1, most=limits.CHOICE_NAME, required=True)
        found.append({"name": name, "value": choice_value(item, kind)})
    form.check()
    return found


# The original answer and what follows


def _alive(call: Call) -> Interaction:
    interaction = _interaction(call)
    if call.id("application_id") != interaction.app.id:
        raise errors.unknown("webhook")
    if interaction.expired:
        raise errors.invalid_webhook_token()
    return interaction


def _original(interaction: Interaction) -> Message:
    original = interaction.original
    if original is None or original.deleted:
        raise errors.unknown("message")
    return original


def get_original(call: Call) -> Result:
    """The first answer's message."""
    interaction = _alive(call)
    return 200, _original(interaction).payload(interaction.app.id)


def edit_original(call: Call) -> Result:
    """Changes the first answer, or gives the one that was promised by deferring."""
    interaction = _alive(call)
    message = _original(interaction)
    form = _answered(call, (), call.body)
    if message.loading:
        message.fill_in(form.new())
    else:
        message.edit(**form.changes(message))
    interaction.act()
    return 200, message.payload(interaction.app.id)


def delete_original(call: Call) -> Result:
    """Takes the first answer away."""
    interaction = _alive(call)
    _original(interaction).remove()
    interaction.act()
    return 204, None


def follow_up(call: Call) -> Result:
    """Says more; the first follow-up after a deferral takes the place of "thinking …"."""
    interaction = _alive(call)
    if interaction.answer is None:
        raise errors.unknown("webhook")
    draft = _answered(call, (), call.body).new(ephemeral=True)
    waiting = interaction.original
    if waiting and waiting.loading and not waiting.deleted:
        waiting.fill_in(draft)
        message = waiting
    else:
        message = _say(interaction, draft, original=False)
        interaction.followups.append(message)
    interaction.act()
    return 200, message.payload(interaction.app.id)


def _followed(call: Call) -> tuple[Interaction, Message]:
    interaction = _alive(call)
    known = [*interaction.followups, *([interaction.original] if interaction.original else [])]
    for message in known:
        if message.id == call.id("message_id") and not message.deleted:
            return interaction, message
    raise errors.unknown("message")


def get_followed(call: Call) -> Result:
    """One of the answers."""
    interaction, message = _followed(call)
    return 200, message.payload(interaction.app.id)


def edit_followed(call: Call) -> Result:
    """Changes one of the answers."""
    interaction, message = _followed(call)
    message.edit(**_answered(call, (), call.body).changes(message))
    interaction.act()
    return 200, message.payload(interaction.app.id)


def delete_followed(call: Call) -> Result:
    """Takes one of the answers away."""
    interaction, message = _followed(call)
    message.remove()
    interaction.act()
    return 204, None


WEBHOOK = "/webhooks/{application_id}/{token}"
ROUTES: tuple[Route, ...] = (
    ("POST", "/interactions/{interaction_id}/{token}/callback", callback),
    ("POST", WEBHOOK, follow_up),
    ("GET", WEBHOOK + "/messages/@original", get_original),
    ("PATCH", WEBHOOK + "/messages/@original", edit_original),
    ("DELETE", WEBHOOK + "/messages/@original", delete_original),
    ("GET", WEBHOOK + "/messages/{message_id}", get_followed),
    ("PATCH", WEBHOOK + "/messages/{message_id}", edit_followed),
    ("DELETE", WEBHOOK + "/messages/{message_id}", delete_followed),
)
