"""What happens on somebody's path: one promise each, kept whole in one transaction or not at all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.db.tx import Tx
from bot.signals import Deeds, MemberForgotten, NextStep, NextSteps, WantsQuiet
from bot.words import Words
from cogs.groups import service as groups
from cogs.onboarding import models, path_models
from cogs.onboarding.path_rules import BY_DEED, Action, NotOnThePath, Phase, reached


@dataclass(frozen=True, slots=True)
class Path:
    """What somebody sees of their own path."""

    phase: Phase
    began_at: datetime
    done: Mapping[Action, bool]
    """What they have done, and whether the bot knows it by itself."""
    in_a_group: bool
    steps: tuple[NextStep, ...]
    """What they can do now."""


@dataclass(frozen=True, slots=True)
class OffThePath:
    """Somebody who has not begun it, or who is happy observing."""

    quiet: bool


@dataclass(frozen=True, slots=True)
class OwnPath:
    """What is kept of somebody for this, and where they have said they are."""

    began: tuple[Phase, datetime] | None
    """Where they were when they looked last, and since when they are on the path; None off it."""
    ticked: tuple[Action, ...]
    quiet_at: datetime | None
    """Since when they are happy observing."""
    city_id: int | None


def look(tx: Tx, person_id: int, t: Words) -> Path | OffThePath:
    """Somebody's path, with what they have done since they looked last."""
    walk = path_models.walk(tx, person_id)
    if walk is None or walk.began_at is None or walk.quiet_at is not None:
        return OffThePath(quiet=walk is not None and walk.quiet_at is not None)
    deeds = [deed for known in tx.signals.ask(tx, Deeds(person_id)) for deed in sorted(known)]
    path_models.tick(tx, person_id, [BY_DEED[deed] for deed in deeds], seen=True)
    done = path_models.done(tx, person_id)
    phase = reached(walk.phase, done)
    if phase != walk.phase:
        path_models.save(tx, person_id, phase=phase)
    known = models.newcomer(tx, person_id)
    steps = tx.signals.ask(tx, NextSteps(person_id, t, None if known is None else known.city_id))
    return Path(phase, walk.began_at, done, bool(groups.joined(tx, person_id)), tuple(steps))


def where(tx: Tx, person_id: int) -> Phase | None:
    """The phase somebody was in when they looked last; None off the path."""
    walk = path_models.walk(tx, person_id)
    return None if walk is None or walk.began_at is None else walk.phase


def own(tx: Tx, person_id: int) -> OwnPath | None:
    """What is kept of somebody for this; None for nothing."""
    walk, known = path_models.walk(tx, person_id), models.newcomer(tx, person_id)
    ticked = tuple(path_models.done(tx, person_id))
    city_id = None if known is None else known.city_id
    if walk is None and not ticked and city_id is None:
        return None
    began = None if walk is None or walk.began_at is None else (walk.phase, walk.began_at)
    return OwnPath(began, ticked, None if walk is None else walk.quiet_at, city_id)


def begin(tx: Tx, person_id: int, t: Words) -> Path | OffThePath:
    """Begins the path, or goes on where somebody was who was happy observing meanwhile."""
    walk = path_models.walk(tx, person_id)
    began_at = tx.now if walk is None or walk.began_at is None else walk.began_at
    path_models.save(tx, person_id, began_at=began_at, quiet_at=None)
    return look(tx, person_id, t)


def observe(tx: Tx, person_id: int) -> OffThePath:
    """Somebody is happy observing: nothing is ever suggested to them again, unless they say so themselves."""
    path_models.save(tx, person_id, quiet_at=tx.now)
    return OffThePath(quiet=True)


def wants_quiet(tx: Tx, question: WantsQuiet) -> bool:
    """Answers whether somebody is happy observing."""
    return path_models.is_quiet(tx, question.person_id)


def tick(tx: Tx, person_id: int, action: Action, t: Words, *, done: bool) -> Path | OffThePath:
    """Sets whether somebody has done something, in their own opinion. Raises NotOnThePath."""
    if isinstance(look(tx, person_id, t), OffThePath):
        raise NotOnThePath
    if done:
        path_models.tick(tx, person_id, [action], seen=False)
    else:
        path_models.untick(tx, person_id, action)
    return look(tx, person_id, t)


def forget(tx: Tx, fact: MemberForgotten) -> None:
    """Somebody is forgotten here: their path is gone."""
    path_models.forget(tx, fact.person_id)
