"""The steps a story is made of. Each does what it tells, shows it, and checks that it came true."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from bot.demo.stage import Part, Stage, moment
from bot.demo.teller import Teller
from playground import Channel, Message, Reply, Thread
from playground.terminal import Screen, Viewer, message
from playground.terminal.moments import shown

BETWEEN_ACTS = timedelta(minutes=1)
"""How long people take for one thing they do."""

ENDLESS = Screen(width=10_000)
"""Wide enough that no sentence is broken: what a step looks for is looked for here."""


class NotAsTold(Exception):
    """A step did not happen as the story has it."""


class Step(Protocol):
    """One step. `play` raises NotAsTold, or whatever keeps it from happening."""

    async def play(self, stage: Stage, teller: Teller) -> None:
        """Does it, shows it, checks it."""
        ...


async def told(step: Step, stage: Stage, teller: Teller) -> None:
    """Plays one step and leaves time to read it. Raises NotAsTold with the step in its text."""
    try:
        if not isinstance(step, Calls | Silence | Scene | Tell):
            _nobody_is_called(stage)
        await step.play(stage, teller)
        if stage.faults:
            raise NotAsTold(f"the bot reported a fault: {stage.faults[0]}")
    except BrokenPipeError:
        raise
    except NotAsTold as failure:
        raise NotAsTold(f"{step}: {failure}") from None
    except Exception as error:
        raise NotAsTold(f"{step}: {type(error).__name__}: {error}") from error
    await teller.rest()


def _nobody_is_called(stage: Stage) -> None:
    for part, messages in stage.calls().items():
        raise NotAsTold(f"just before it, {part.name} was mentioned unasked: {messages[0].text!r}")


def _words(seen: Message, viewer: Viewer) -> str:
    return "\n".join(message(ENDLESS, seen, viewer))


def _check(expected: str, said: str) -> None:
    if expected not in said:
        raise NotAsTold(f"expected {expected!r}, but it said: {said}")


# Telling


@dataclass(frozen=True)
class Scene:
    """A new chapter, right after the one before, or at an hour such as "2026-11-20 10:00" in the story's zone."""

    title: str
    at: str | None = None

    async def play(self, stage: Stage, teller: Teller) -> None:
        """Shows its title, and the day and hour."""
        if self.at is not None:
            await stage.turn(moment(self.at))
        teller.heading(self.title, _now(stage))


@dataclass(frozen=True)
class Tell:
    """A paragraph of narration."""

    words: str

    async def play(self, stage: Stage, teller: Teller) -> None:  # noqa: ARG002 - as every step
        """Says it."""
        teller.prose(self.words)


def _now(stage: Stage) -> str:
    now = stage.discord.clock.now().astimezone(moment("2026-01-01").tzinfo)
    return shown(now, now, "F", "en")


# What people do


@dataclass(frozen=True)
class Types:
    """Somebody uses a command and is answered, in private, with a text that has `says` in it."""

    who: Part
    command: str
    options: Mapping[str, str | int]
    says: str
    in_: str = "general"

    def __str__(self) -> str:
        return f"{self.who.name} types {self.command}"

    async def play(self, stage: Stage, teller: Teller) -> None:
        """Types, and reads the answer."""
        await stage.passes(BETWEEN_ACTS)
        typed = [("", self.command), *((f"{name}: ", str(value)) for name, value in self.options.items())]
        teller.act(self.who.name, "types", typed)
        reply = await stage.person(self.who).slash(self.command, stage.channel(self.in_), **self.options)
        await _answered(stage, teller, self.who, reply, self.says)


@dataclass(frozen=True)
class Begins:
    """Somebody begins to type an option of a command; the first suggestion has `offers` in it."""

    who: Part
    command: str
    option: str
    text: str
    offers: str
    in_: str = "general"

    def __str__(self) -> str:
        return f"{self.who.name} begins to type {self.option}: {self.text}"

    async def play(self, stage: Stage, teller: Teller) -> None:
        """Types a part, and reads what is suggested."""
        teller.act(
            self.who.name, "begins to type", [("", self.command), (f"{self.option}: ", self.text + "▏")]
        )
        person = stage.person(self.who)
        offered = await person.complete(self.command, self.option, self.text, stage.channel(self.in_))
        teller.choices(choice.name for choice in offered)
        _check(self.offers, offered[0].name if offered else "nothing")


@dataclass(frozen=True)
class Taps:
    """Somebody presses a button: the newest with that label, or the one on the message that has `on` in it."""

    who: Part
    button: str
    says: str
    on: str = ""
    in_: str | None = None

    def __str__(self) -> str:
        return f"{self.who.name} presses [ {self.button} ]"

    async def play(self, stage: Stage, teller: Teller) -> None:
        """Presses, and reads the answer."""
        await stage.passes(BETWEEN_ACTS)
        teller.act(self.who.name, "presses", [("", self.button)], marks=("[ ", " ]"))
        on = None if self.in_ is None else _find(stage, self.who, stage.channel(self.in_), self.on)
        reply = await stage.person(self.who).press(self.button, on)
        await _answered(stage, teller, self.who, reply, self.says)


async def _answered(stage: Stage, teller: Teller, who: Part, reply: Reply, says: str) -> None:
    if reply.updated:  # the card was redrawn through the tap itself, and the answer follows
        await stage.discord.until(lambda: reply.followups)
    answer = reply.followups[0] if reply.updated else reply.message
    if reply.failed or answer is None:
        raise NotAsTold(reply.failed or "there was no answer")
    if not answer.ephemeral:
        raise NotAsTold(f"everybody could read the answer: {answer.text!r}")
    await stage.settle()
    teller.drawing(answer, stage.viewer(who))
    _check(says, _words(answer, stage.viewer(who)))
    stage.acts += 1


# What people see


@dataclass(frozen=True)
class Sees:
    """Somebody finds a message in a channel that has all of `says` in it."""

    who: Part
    in_: str
    says: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.who.name} reads in #{self.in_}"

    async def play(self, stage: Stage, teller: Teller) -> None:
        """Looks, and shows it."""
        channel = stage.channel(self.in_)
        teller.act(self.who.name, "reads in", [("", f"#{self.in_}")])
        seen = _find(stage, self.who, channel, self.says[0])
        teller.drawing(seen, stage.viewer(self.who))
        for words in self.says:
            _check(words, _words(seen, stage.viewer(self.who)))


def _find(stage: Stage, who: Part, channel: Channel, words: str) -> Message:
    there = stage.person(who).sees(channel)
    for seen in reversed(there):
        if words in _words(seen, stage.viewer(who)):
            return seen
    newest = _words(there[-1], stage.viewer(who)) if there else "nothing"
    raise NotAsTold(f"{who.name} finds no message with {words!r} in #{channel.name}; the newest is: {newest}")


@dataclass(frozen=True)
class Calls:
    """These people, and nobody else, are mentioned: once each, by a message that has `says` in it."""

    people: tuple[Part, ...]
    says: str

    def __str__(self) -> str:
        return f"one notification for {_and(self.people)}"

    async def play(self, stage: Stage, teller: Teller) -> None:
        """Shows what called them, as the first of them sees it."""
        calls = stage.calls()
        seen = list(dict.fromkeys(message for messages in calls.values() for message in messages))
        if set(calls) != set(self.people):
            raise NotAsTold(f"it was {_and(tuple(calls)) or 'nobody'}")
        verb = "gets" if len(self.people) == 1 else "get"
        teller.note(f"{_and(self.people)} {verb} a notification:")
        for one in seen:
            teller.drawing(one, stage.viewer(self.people[0]), _path(one.channel))
            _check(self.says, _words(one, stage.viewer(self.people[0])))
        for part, messages in calls.items():
            if len(messages) != 1:
                raise NotAsTold(f"{part.name} was called {len(messages)} times")


@dataclass(frozen=True)
class Silence:
    """Nobody is called."""

    words: str

    async def play(self, stage: Stage, teller: Teller) -> None:
        """Makes sure of it."""
        _nobody_is_called(stage)
        teller.note(self.words)


def _path(channel: Channel) -> str:
    if isinstance(channel, Thread) and channel.parent is not None:
        return f"#{channel.parent.name} › {channel.name}"
    return f"#{channel.name}"


def _and(parts: tuple[Part, ...]) -> str:
    names = [part.name for part in parts]
    return " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))


# What happens


@dataclass(frozen=True)
class Until:
    """Time goes on, to an hour such as "2026-11-20 10:00" in the story's zone."""

    when: str
    words: str

    async def play(self, stage: Stage, teller: Teller) -> None:
        """Turns the clock."""
        await stage.turn(moment(self.when))
        teller.note(f"{self.words}: {_now(stage)}.")


@dataclass(frozen=True)
class Stops:
    """The bot goes away."""

    async def play(self, stage: Stage, teller: Teller) -> None:
        """Stops it, cleanly."""
        await stage.stop()
        teller.note("Campsite is offline.")


@dataclass(frozen=True)
class Starts:
    """The bot comes back: a new one, that knows only what is in its database."""

    async def play(self, stage: Stage, teller: Teller) -> None:
        """Starts it."""
        await stage.start()
        teller.note("Campsite is back online.")
