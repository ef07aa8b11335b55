"""The guided tour of the demo's page: one short story, done by whoever reads it."""

from __future__ import annotations

import re
from collections.abc import Callable

from bot.demo.community import Community
from bot.words import LANGUAGES, Catalogs, Words
from playground import Channel, Message, Person
from playground.web import Step, Tour
from playground.world.interactions import Interaction

SEATS = "{taken} of {seats} seats taken"
"""What a card says in the language of the code."""

GOING = "meetups:going:"
ANSWERS = (GOING, "meetups:maybe:", "meetups:cant:")
"""Buttons of a card by which somebody answers."""


class Guide:
    """Makes the tour. `restarts` tells how often the bot was restarted, `catalogs` the words of each language."""

    def __init__(self, who: Community, catalogs: Catalogs, restarts: Callable[[], int]) -> None:
        self._who = who
        self._catalogs = catalogs
        self._restarts = restarts
        one_seat = (
            re.escape(catalogs.of(language)(SEATS, taken=taken, seats=1))
            for language in LANGUAGES
            for taken in (0, 1)
        )
        self._one_seat = re.compile(rf"\b(?:{'|'.join(one_seat)})(?!\d)")
        self._before: list[Message] = []
        """The cards there were when a meetup was to be planned."""
        self._card: Message | None = None
        """Of the tour's meetup: the one Ana comes to."""

    def tour(self) -> Tour:
        """Seven steps."""
        who = self._who
        return Tour(
            [
                self._step(_find, self._joined, who.ana, lambda: who.server.channel("general")),
                self._step(_plan, self._planned, who.olga, lambda: who.lyon, hint=self._unfit),
                self._step(
                    _come,
                    self._comes,
                    who.ana,
                    lambda: who.lyon,
                    lambda: bool(self._fitting()),
                    hint=self._taken,
                ),
                self._step(
                    _wait, lambda: lambda: self._waits(who.cleo), who.cleo, lambda: who.lyon, self._full
                ),
                self._step(_free, lambda: self._passed_on, who.ana, lambda: who.lyon, self._awaited),
                self._step(_restart, self._restarted, None, lambda: None, self._passed_on),
                self._step(_remind, self._reminded, who.cleo, lambda: None, self._passed_on),
            ],
            lambda language: _ending(self._catalogs.of(language)),
        )

    def _step(
        self,
        text: Callable[[Words], tuple[str, str]],
        watch: Callable[[], Callable[[], bool]],
        who: Person | None,
        where: Callable[[], Channel | None],
        stands: Callable[[], bool] = lambda: True,
        *,
        hint: Callable[[Words], str] = lambda _: "",
    ) -> Step:
        return Step(
            title=lambda language: text(self._catalogs.of(language))[0],
            words=lambda language: text(self._catalogs.of(language))[1],
            watch=watch,
            who=who,
            where=where,
            stands=stands,
            hint=lambda language: hint(self._catalogs.of(language)),
        )

    # What tells that a step is done

    def _joined(self) -> Callable[[], bool]:
        who = self._who
        return lambda: any(role.name == "Lyon" for role in who.server.member(who.ana).roles)

    def _planned(self) -> Callable[[], bool]:
        self._before = self._cards()
        return lambda: bool(self._fitting())

    def _comes(self) -> Callable[[], bool]:
        mention = self._who.ana.mention

        def comes() -> bool:
            self._card = next((card for card in self._fitting() if mention in card.text), None)
            return self._card is not None

        return comes

    def _restarted(self) -> Callable[[], bool]:
        before = self._restarts()
        return lambda: self._restarts() > before

    def _reminded(self) -> Callable[[], bool]:
        notifications = self._who.cleo.notifications
        before = len(notifications)
        return lambda: len(notifications) > before

    # What holds

    def _full(self) -> bool:
        """Whether Ana has the tour's seat."""
        return self._goes(self._who.ana)

    def _awaited(self) -> bool:
        """Whether Cléo waits for it, or has it."""
        return self._waits(self._who.cleo) or self._goes(self._who.cleo)

    def _passed_on(self) -> bool:
        """Whether it went from Ana to Cléo."""
        return self._goes(self._who.cleo)

    def _goes(self, person: Person) -> bool:
        return self._card is not None and self._card in self._cards() and person.mention in self._card.text

    def _waits(self, person: Person) -> bool:
        """Whether it is in vain for now that somebody said they come."""
        answers = [str(act.data["custom_id"]) for act in self._answers(person)]
        return bool(answers) and answers[-1].startswith(GOING) and self._full()

    def _unfit(self, t: Words) -> str:
        """What is said where a meetup was planned that the tour cannot go on with."""
        if self._fitting() or all(card in self._before for card in self._cards()):
            return ""
        return t(
            "This meetup has room for more than one, so nobody would have to wait. Plan another one, with **seats** `1`."
        )

    def _taken(self, t: Words) -> str:
        """What is said where all of the tour's meetups are full, and not with Ana."""
        holders = [
            [member.user for member in self._who.server.members if member.user.mention in card.text]
            for card in self._fitting()
        ]
        if not holders or not all(holders):
            return ""
        return t(
            "{name} has the only seat. Be {name}, tap **Can't go**, and confirm it if you are asked: then Ana can come.",
            name=holders[0][0].name,
        )

    # What there is

    def _cards(self) -> list[Message]:
        """Meetups in the group's channel that one can still answer."""
        return [
            message
            for message in self._who.lyon.messages
            if any((button.custom_id or "").startswith(GOING) for button in message.buttons)
        ]

    def _fitting(self) -> list[Message]:
        """Those of them that were planned on the tour with one seat, the newest first."""
        fresh = [card for card in self._cards() if card not in self._before]
        return [card for card in reversed(fresh) if self._one_seat.search(card.text)]

    def _answers(self, person: Person) -> list[Interaction]:
        """What somebody pressed on the tour's card and the bot heard, oldest first."""
        return [
            act
            for act in self._who.server.world.interaction_by_token.values()
            if act.user is person
            and act.answer
            and act.message is self._card
            and str(act.data.get("custom_id", "")).startswith(ANSWERS)
        ]


def _find(t: Words) -> tuple[str, str]:
    return t("Find your people"), t(
        "You are Ana, and new to the groups here. Type `/group browse` below and press Enter twice: once to take the "
        "command, once to send it. Then tap **Join** beside Lyon. The answer is for you alone."
    )


def _plan(t: Words) -> tuple[str, str]:
    return t("Plan a meetup in your own words"), t(
        "Be Olga, who organizes Lyon. Type `/meetup schedule`, press Enter, and type the time, `saturday 10:00`: it is "
        "repeated with its date, and Enter takes that. Add **seats** with `1`, and send it with Enter."
    )


def _come(t: Words) -> tuple[str, str]:
    return t("Say that you come"), t(
        "Be Ana again. The card with the date is in the channel. Tap **Going** on it and watch it change."
    )


def _wait(t: Words) -> tuple[str, str]:
    return t("The room is full"), t(
        "Cléo's Discord is in French. Be Cléo and tap **Going** as well: Campsite tells her, in French, where she stands "
        "in line."
    )


def _free(t: Words) -> tuple[str, str]:
    return t("Plans change"), t(
        "Be Ana once more and tap **Can't go**, then **Give my seat up**. Nobody has to do anything else: the seat "
        "goes to Cléo, and she is told."
    )


def _restart(t: Words) -> tuple[str, str]:
    return t("Pull the plug"), t(
        "Press **Restart the bot** at the top (behind the clock, if your screen is narrow), whoever you are. Everything it promised is stored: seats, lines, "
        "reminders, and the buttons on old cards."
    )


def _remind(t: Words) -> tuple[str, str]:
    return t("Let time pass"), t(
        "Press **Next reminder** at the top, beside it. The day before the meetup comes, and Cléo is reminded in its thread, once."
    )


def _ending(t: Words) -> str:
    return t(
        "That was the main story: a group, a date, a line that moves by itself, a reminder that comes once. Look around "
        "as long as you like, as anybody. To run Campsite on your own server, see *Run it* in the README."
    )
