"""Every fault that Discord has in stock, and by what on the wire one knows that it happened.

Ids, statuses and codes are those of the fault catalogue (`faults.md`, parts "Discord REST" and "Gateway &
interactions"); what a line leaves open, Discord's documentation leaves open too.
"""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from playground.faults import Failure, Garbled, Reset, Stall
from playground.requests import Request, fits
from tests.playground import transcript as see
from tests.playground.transcript import Look, Sight, Transcript, fields_of

MESSAGES, MESSAGE = "/channels/*/messages", "/channels/*/messages/*"
ROLES, EVENTS = "/guilds/*/roles", "/guilds/*/scheduled-events"
CALLBACK = "/interactions/*/*/callback"


@dataclass(frozen=True)
class Fault:
    """One line: what happens, and what must have gone over the wire for it to have happened.

    One exchange of this method and path with this status and code of which `one` holds, a socket closed with this
    code, a sight; all that are given. A status of 0 is a connection that ended without an answer.
    """

    id: str
    what: str
    on: str = "* *"
    status: int | None = None
    code: int | None = None
    close: int | None = None
    one: Look | None = None
    seen: Sight | None = None

    def happened(self, transcript: Transcript) -> bool:
        """Whether all of it is there."""
        return (
            ((self.status, self.one) == (None, None) or any(self._is(each) for each in transcript.answers))
            and (self.close is None or self.close in transcript.closes())
            and (self.seen is None or self.seen(transcript))
        )

    def meant_by(self, mark: pytest.Mark) -> bool:
        """Whether a test's mark is about this line."""
        return (mark.args, mark.kwargs) == ((self.id,), self.told)

    @property
    def told(self) -> dict[str, int]:
        """What a mark has to say besides the id."""
        known = {"status": self.status, "code": self.code, "close": self.close}
        return {name: value for name, value in known.items() if value is not None}

    def _is(self, request: Request) -> bool:
        method, path = self.on.split()
        return (
            self.status in (None, request.status)
            and (self.code is None or fields_of(request.answer).get("code") == self.code)
            and method in ("*", request.method)
            and (path == "*" or fits(path, request.route, request.path))
            and (self.one is None or self.one(request))
        )


CATALOGUE = (
    Fault("R01", "no right to send here", f"POST {MESSAGES}", 403, 50013),
    Fault("R02", "channel out of sight", f"POST {MESSAGES}", 403, 50001),
    Fault("R03", "channel deleted", f"POST {MESSAGES}", 404, 10003),
    Fault("R04", "channel not in the cache", seen=see.named_but_never_shown),
    Fault("R05", "message deleted", f"PATCH {MESSAGE}", 404, 10008),
    Fault("R06", "nonce of a message that was deleted", f"POST {MESSAGES}", 404, 10008),
    Fault("R07", "direct messages closed", f"POST {MESSAGES}", 403, 50007),
    Fault("R08", "no server in common", f"POST {MESSAGES}", 403, 50278),
    Fault("R09", "too many direct messages opened", "POST /users/@me/channels", 403, 40003),
    Fault("R10", "interaction answered late", f"POST {CALLBACK}", 404, 10062),
    Fault("R11", "interaction answered twice", f"POST {CALLBACK}", 400, 40060),
    Fault("R12", "token of an interaction has ended", "PATCH /webhooks/*/*/messages/@original", 401, 50027),
    Fault("R13", "limit of a route", f"POST {MESSAGES}", 429, 0, one=see.of_scope("user")),
    Fault("R14", "limit that others used up", f"POST {MESSAGES}", 429, 0, one=see.of_scope("shared")),
    Fault("R15", "limit of the bot as a whole", status=429, code=0, one=see.of_scope("global")),
    Fault("R16", "limit of many minutes", "PATCH /channels/*", 429, 0, one=see.asks_to_wait(600)),
    Fault("R17", "address banned", status=429, one=see.page_of_the_guard),
    Fault("R18", "500, tried again", f"POST {MESSAGES}", 500, one=see.met(Failure)),
    Fault("R19", "503, raised at once", f"POST {MESSAGES}", 503, one=see.met(Failure)),
    Fault("R20", "connection reset", f"POST {MESSAGES}", 0, one=see.met(Reset)),
    Fault("R21", "no answer for long", f"POST {MESSAGES}", 200, one=see.met(Stall)),
    Fault("R22", "garbled answer", f"POST {MESSAGES}", 200, one=see.met(Garbled)),
    Fault("R23", "message too long", f"POST {MESSAGES}", 400, 50035, one=see.wrong_field("content", "BASE_TYPE_MAX_LENGTH")),
    Fault("R24", "empty message", f"POST {MESSAGES}", 400, 50006),
    Fault("R25", "AutoMod: a word of the text", f"POST {MESSAGES}", 400, 200000),
    Fault("R25", "AutoMod: a word of a title", "POST /channels/*/threads", 400, 200001),
    Fault("R25", "a harmful link", f"POST {MESSAGES}", 400, 240000),
    Fault("R26", "slowmode", f"POST {MESSAGES}", 429, 20016),
    Fault("R27", "thread archived", "PATCH /channels/*", 400, 50083),
    Fault("R27", "thread locked", f"POST {MESSAGES}", 403, 160005),
    Fault("R28", "forum that wants a tag", "POST /channels/*/threads", 400, 40067),
    Fault("R28", "message in a forum", f"POST {MESSAGES}", 400, 40058),
    Fault("R28", "channel without texts", f"POST {MESSAGES}", 400, 50008),
    Fault("R29", "500 channels", "POST /guilds/*/channels", 400, 30013),
    Fault("R29", "250 roles", f"POST {ROLES}", 400, 30005),
    Fault("R29", "100 open events", f"POST {EVENTS}", 400, 30038),
    Fault("R29", "50 channels in a category", "POST /guilds/*/channels", 400, 50035, one=see.wrong_field("parent_id", "CHANNEL_PARENT_MAX_CHANNELS")),
    Fault("R30", "event is over", f"PATCH {EVENTS}/*", 400, 180000),
    Fault("R30", "event is missing", f"PATCH {EVENTS}/*", 404, 10070),
    Fault("R31", "MANAGE_EVENTS without CREATE_EVENTS", f"POST {EVENTS}", 403, 50013),
    Fault("R32", "role at or above the bot's own", "PUT /guilds/*/members/*/roles/*", 403, 50013),
    Fault("R33", "201 new commands in a day", "PUT /applications/*/commands", 429, 30034),
    Fault("R34", "token revoked", status=401, code=0),
    Fault("R35", "token refused as invalid", status=401, code=50014),
    Fault("R35", "token refused as unauthorized", status=401, code=40001),
    Fault("R36", "account deleted", "GET /guilds/*/members/*", 404, 10013),
    Fault("R37", "edits of old messages", f"PATCH {MESSAGE}", 429, 30046),
    Fault("G01", "op 7", seen=see.asked_back_and_resumed),
    Fault("G02", "op 9, false", seen=see.ended_and_begun_anew),
    Fault("G03", "op 9, true", seen=see.doubted_and_resumed),
    Fault("G04", "heartbeats unanswered", seen=see.left_for_silence),
    Fault("G05", "token rejected", close=4004),
    Fault("G06", "intents nobody knows", close=4013),
    Fault("G06", "privileged intent switched off", close=4014),
    Fault("G07", "1,000 sessions in a day", close=4004),
    Fault("G08", "outage", seen=see.broke_and_came_back),
    Fault("G09", "server unavailable", seen=see.became_unavailable),
    Fault("G10", "kicked", seen=see.sent_out),
    Fault("G11", "kicked while offline", seen=see.never_named_though_it_is_there),
    Fault("G12", "an event twice", seen=see.the_same_event_twice),
    Fault("G13", "an interaction twice", f"POST {CALLBACK}", 400, 40060, seen=see.the_same_interaction_twice),
    Fault("G14", "double click", seen=see.two_presses_of_one_button),
    Fault("G15", "button of an old version", seen=see.a_button_the_card_has_not),
    Fault("G16", "stale card", seen=see.a_press_a_year_later),
    Fault("G17", "button in direct messages", seen=see.a_press_without_a_member),
    Fault("G18", "autocomplete is free text", seen=see.a_value_that_was_not_suggested),
    Fault("G19", "form open meanwhile", seen=see.a_form_whose_message_changed),
    Fault("G20", "events in another order", seen=see.another_order),
    Fault("G21", "raid", seen=see.joins(500)),
    Fault("G22", "two processes", seen=see.on_two_sockets),
    Fault("G24", "command in direct messages, a thread, a voice channel", seen=see.commands_in(1, 2, 11)),
)  # fmt: skip
"""G23, SIGTERM in the middle of a send, is the bot's own: `tests.stories.test_killed` stops its process."""


def line_of(mark: pytest.Mark) -> Fault:
    """The line that a mark is about; raises `LookupError` where it is about none."""
    for fault in CATALOGUE:
        if fault.meant_by(mark):
            return fault
    raise LookupError(f"the catalogue has no such line: fault{mark.args}{mark.kwargs}")
