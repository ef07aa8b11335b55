"""Reports to the moderators: sent by anyone, looked into by one of them, done. Each promise in one transaction."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import ColumnElement

from bot import outbox
from bot.db.tx import Tx
from bot.people import acts
from bot.people.person import Person
from bot.signals import MemberForgotten, TextsChanged
from bot.text import lines
from cogs.server import report_models, rules, service
from cogs.server.report_models import Report
from cogs.server.rules import NobodyToReportTo, NoSuchReport, NothingReported

CARD = "server.report"
"""The mirror of a report's card in the moderators' channel."""
SENT = "server.reported"
"""The act of sending one, which has a limit."""
FORGET = "server.report_kept"
"""The chore that lets go of a report."""
LONGEST = 1000
"""Characters of a report: enough to tell what happened, and a card shows it whole."""
MOST_LINES = 20
A_DAY = timedelta(hours=24)
KEPT = timedelta(days=30)
"""How long a report is kept after it was sent, and again after it was done."""


def send(tx: Tx, person: Person, said: str, link: str | None, *, request_id: int) -> Report:
    """Sends a report to the moderators; sending the same again changes nothing.

    Raises NobodyToReportTo, NothingReported, TooManyReports, TooLong, NotPlain.
    """
    if (known := report_models.asked_for(tx, request_id)) is not None:
        return known
    channel_id = service.settings(tx).moderators_channel_id
    if channel_id is None:
        raise NobodyToReportTo
    text = lines(said, LONGEST, MOST_LINES)
    if text is None:
        raise NothingReported
    rules.may_report(acts.count(tx, SENT, A_DAY, person.id))
    acts.note(tx, SENT, person.id)
    report_id = report_models.add(
        tx, person_id=person.id, said=text, link=link, request_id=request_id, channel_id=channel_id
    )
    outbox.show(tx, CARD, report_id)
    outbox.later(tx, FORGET, report_id, tx.now + KEPT)
    return find(tx, report_id)


def find(tx: Tx, report_id: int) -> Report:
    """The report of this server. Raises NoSuchReport."""
    found = report_models.report(tx, report_id)
    if found is None or found.is_let_go:
        raise NoSuchReport
    return found


def take(tx: Tx, report_id: int, person: Person) -> Report:
    """A moderator looks into it; who was first stays. Raises NotAModerator, NoSuchReport."""
    service.check_moderates(tx, person)
    if find(tx, report_id).taken_by is None:
        report_models.change(tx, report_id, taken_by=person.id)
        outbox.show(tx, CARD, report_id)
    return find(tx, report_id)


def close(tx: Tx, report_id: int, person: Person) -> Report:
    """A moderator is done with it: what it says is not kept any longer. Raises NotAModerator, NoSuchReport."""
    service.check_moderates(tx, person)
    found = find(tx, report_id)
    if found.done_at is None:
        report_models.change(
            tx, report_id, taken_by=found.taken_by or person.id, done_at=tx.now, said=None, link=None
        )
        outbox.show(tx, CARD, report_id)
        outbox.later(tx, FORGET, report_id, tx.now + KEPT)
    return find(tx, report_id)


def let_go(tx: Tx, report_id: int) -> None:
    """Long after it was sent, or done, nothing is kept of a report, and its card says so. The row is needed until it does."""
    report_models.let_go(tx, report_id)
    outbox.show(tx, CARD, report_id)


def is_over(_: Tx) -> ColumnElement[bool]:
    """Which reports were let go of, and their cards show it or cannot: across servers."""
    return report_models.is_let_go() & outbox.at_rest(CARD, report_models.reports)


def carded(tx: Tx, report_id: int, card_id: int) -> None:
    """Keeps where a report's card is."""
    report_models.change(tx, report_id, card_id=card_id)


def forgotten(tx: Tx, fact: MemberForgotten) -> None:
    """Somebody is forgotten: what they reported is still looked into, but no card says who did."""
    for report_id in report_models.forget(tx, fact.person_id):
        outbox.show(tx, CARD, report_id)


def reworded(tx: Tx, fact: TextsChanged) -> None:
    """Reports do not name somebody any more: neither do their cards."""
    for report_id in fact.ids(report_models.reports.name):
        outbox.show(tx, CARD, report_id)
