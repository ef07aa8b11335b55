"""The guided tour of the demo's page: one short story, done by whoever reads it."""

from __future__ import annotations

from collections.abc import Callable

from bot.demo.community import Community
from bot.words import Catalogs, Words
from playground import Channel, Message, Person
from playground.web import Step, Tour
from playground.world.interactions import Interaction


class Guide:
    """Makes the tour. `restarts` tells how often the bot was restarted, `catalogs` the words of each language."""

    def __init__(self, who: Community, catalogs: Catalogs, restarts: Callable[[], int]) -> None:
        self._who = who
        self._catalogs = catalogs
        self._restarts = restarts
        self._card: Message | None = None
        """Of the meetup that was planned on the tour."""

    def tour(self) -> Tour:
        """Seven steps."""
        who = self._who
        return Tour(
            [
                self._step(_find, self._joined, who.ana, lambda: who.server.channel("general")),
                self._step(_plan, self._planned, who.olga, lambda: who.lyon),
                self._step(
                    _come, lambda: lambda: self._goes(who.ana), who.ana, lambda: who.lyon, self._ahead
                ),
                self._step(
                    _wait,
                    lambda: self._pressed(who.cleo, "meetups:going:"),
                    who.cleo,
                    lambda: who.lyon,
                    self._ahead,
                ),
                self._step(_free, self._passed_on, who.ana, lambda: who.lyon, self._ahead),
                self._step(_restart, self._restarted, None, lambda: None, self._ahead),
                self._step(_remind, self._reminded, who.cleo, lambda: None, self._ahead),
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
    ) -> Step:
        return Step(
            title=lambda language: text(self._catalogs.of(language))[0],
            words=lambda language: text(self._catalogs.of(language))[1],
            watch=watch,
            who=who,
            where=where,
            stands=stands,
        )

    def _ahead(self) -> bool:
        """Whether one can still answer on the card of the tour's meetup."""
        return self._card in self._cards()

    # What tells that a step is done

    def _joined(self) -> Callable[[], bool]:
        who = self._who
        return lambda: any(role.name == "Lyon" for role in who.server.member(who.ana).roles)

    def _planned(self) -> Callable[[], bool]:
        before = self._cards()

        def planned() -> bool:
            fresh = [card for card in self._cards() if card not in before]
            if fresh:
                self._card = fresh[-1]
            return bool(fresh)

        return planned

    def _pressed(self, person: Person, button: str) -> Callable[[], bool]:
        before = len(self._presses(person, button))
        return lambda: len(self._presses(person, button)) > before

    def _passed_on(self) -> Callable[[], bool]:
        left = self._pressed(self._who.ana, "meetups:cant:")
        return lambda: left() and self._goes(self._who.cleo)

    def _restarted(self) -> Callable[[], bool]:
        before = self._restarts()
        return lambda: self._restarts() > before

    def _reminded(self) -> Callable[[], bool]:
        notifications = self._who.cleo.notifications
        before = len(notifications)
        return lambda: len(notifications) > before

    def _goes(self, person: Person) -> bool:
        return self._card is not None and self._ahead() and person.mention in self._card.text

    def _cards(self) -> list[Message]:
        """Meetups in the group's channel that one can still answer."""
        return [
            message
            for message in self._who.lyon.messages
            if any((button.custom_id or "").startswith("meetups:going:") for button in message.buttons)
        ]

    def _presses(self, person: Person, button: str) -> list[Interaction]:
        """The presses of somebody on such a button that the bot answered."""
        everything = self._who.server.world.interaction_by_token.values()
        return [
            act
            for act in everything
            if act.user is person and act.answer and str(act.data.get("custom_id", "")).startswith(button)
        ]


def _find(t: Words) -> tuple[str, str]:
    return t("Find your people"), t(
        "You are Ana, and new to the groups here. Type `/group browse` below and press Enter. Then tap **Join** beside "
        "Lyon. The answer is for you alone."
    )


def _plan(t: Words) -> tuple[str, str]:
    return t("Plan a meetup in your own words"), t(
        "Be Olga, who organizes Lyon. Type `/meetup schedule`, and as the time `saturday 10:00`: it is repeated with its "
        "date while you type. Add **seats** with `1`, and press Enter."
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
