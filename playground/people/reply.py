"""What a person got back: an answer, a form to fill in, or nothing in time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from playground.wire import Json
from playground.world import parts
from playground.world.interactions import Answer, Interaction, InteractionType
from playground.world.messages import Message


@dataclass(frozen=True)
class Choice:
    """One suggestion while somebody types an option."""

    name: str
    value: str | int | float


@dataclass(frozen=True)
class Field:
    """One field of a modal as people see it. `value` is what stands in it already."""

    label: str
    custom_id: str
    type: int
    required: bool
    description: str | None
    placeholder: str | None
    value: str | None
    options: tuple[parts.Option, ...]
    component: Json


@dataclass(frozen=True)
class Modal:
    """A form that opened: title, words and fields."""

    title: str
    custom_id: str
    components: list[Json]

    @property
    def text(self) -> str:
        """Its title and text displays, a line each."""
        return "\n".join((self.title, *parts.texts(self.components)))

    @property
    def fields(self) -> list[Field]:
        """Its fields, from top to bottom."""
        found: list[Field] = []
        for outer in self.components:
            if outer["type"] == parts.LABEL:
                found.append(_field(outer["label"], outer.get("description"), outer["component"]))
            elif outer["type"] == parts.ROW:
                found += [_field(inner.get("label") or "", None, inner) for inner in outer["components"]]
        return found

    @property
    def labels(self) -> list[str]:
        """The labels of its fields."""
        return [field.label for field in self.fields]


def _field(label: str, description: str | None, component: Json) -> Field:
    options = tuple(
        parts.Option(option["label"], option["value"], option.get("description"), bool(option.get("default")))
        for option in component.get("options", [])
    )
    return Field(
        label, component["custom_id"], component["type"], component.get("required", False) is not False, description,
        component.get("placeholder"), component.get("value"), options, component,
    )  # fmt: skip


class Reply:
    """What came of one interaction. It looks again each time it is asked, so later changes show."""

    def __init__(self, interaction: Interaction) -> None:
        self.interaction = interaction
        self._given_up = interaction.answer is None

    def __repr__(self) -> str:
        return f"<Reply {self.failed or self.text!r}>"

    @property
    def failed(self) -> str | None:
        """What Discord tells the person if no answer came in time."""
        if not self._given_up:
            return None
        command = self.interaction.type == InteractionType.COMMAND
        return "The application did not respond" if command else "This interaction failed"

    @property
    def message(self) -> Message | None:
        """The message that answers: the one sent, the one changed, or the first that followed a silent deferral."""
        found = self.interaction.original
        if self.interaction.answer == Answer.DEFERRED_UPDATE and self.followups:
            return self.followups[0]
        return found

    @property
    def text(self) -> str:
        """All human text of the answer, a line each; of a modal its title and words."""
        if self.modal:
            return self.modal.text
        return self.message.text if self.message else ""

    @property
    def ephemeral(self) -> bool:
        """Whether only this person sees the answer."""
        return self.message is not None and self.message.ephemeral

    @property
    def thinking(self) -> bool:
        """Whether the bot still has not said what it promised."""
        return self.message is not None and self.message.loading

    @property
    def deferred(self) -> bool:
        """Whether the bot asked for time first."""
        return self.interaction.answer in (Answer.DEFERRED_MESSAGE, Answer.DEFERRED_UPDATE)

    @property
    def updated(self) -> bool:
        """Whether the bot changed the message instead of sending one."""
        return self.interaction.answer == Answer.UPDATE

    @property
    def modal(self) -> Modal | None:
        """The form that opened."""
        shape: Any = self.interaction.modal
        return Modal(shape["title"], shape["custom_id"], shape["components"]) if shape else None

    @property
    def followups(self) -> list[Message]:
        """What the bot said after its answer, oldest first."""
        return [message for message in self.interaction.followups if not message.deleted]

    @property
    def buttons(self) -> list[parts.Button]:
        """The buttons under the answer."""
        return self.message.buttons if self.message else []
