"""What could wait comes together: one message a place, accounted for topic by topic."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bot import outbox
from bot.app import App
from bot.db.installation import RESTORED, keep, recall
from bot.db.tx import Tx
from bot.outbox import claims
from bot.outbox.keys import TOPICS, mark_of
from bot.outbox.models import DIGEST
from bot.outbox.notices import FAULTS
from bot.outbox.post import InChannel, Outcome, ToPerson
from bot.outbox.reasons import AUTOMOD
from bot.people import service
from bot.people.boundaries import Weight
from tests.bot.outbox.letterbox import Failure, Kind, Letter, Letterbox, ledger, turn, working
from tests.builders import FRIDAY_MORNING, GUILD, HandClock

MORNING = datetime(2026, 11, 21, 8, 30, tzinfo=ZoneInfo("Europe/Paris")).astimezone(UTC)
NIGHT = MORNING - timedelta(hours=9)
EVENT = MORNING + timedelta(days=1)
ONE, TWO = "test.one", "test.two"


def tonight(tx: Tx, kind: str, subject: int, *people: int) -> None:
    """Something ordinary that comes up at night."""
    outbox.say(
        tx,
        kind,
        subject,
        people,
        weight=Weight.ORDINARY,
        zone="Europe/Paris",
        group_id=None,
        due_at=NIGHT,
        event_at=EVENT + timedelta(seconds=subject),
    )


def two_topics(tx: Tx) -> None:
    tonight(tx, ONE, 1, 10, 11)
    tonight(tx, TWO, 1, 10)


async def test_what_waited_for_one_place_is_one_message_in_the_morning(app: App, clock: HandClock) -> None:
    letterbox = Letterbox()

    def plan(tx: Tx) -> None:
        two_topics(tx)
        tonight(tx, ONE, 2, 10)
        service.set_direct(tx, 20, wanted=True)
        tonight(tx, ONE, 3, 20)
        tonight(tx, ONE, 4, 20)

    async with working(app, clock, letterbox) as worker:
        for name in (ONE, TWO):
            worker.notices.know(Kind(name, EVENT))
        await app.write(GUILD, plan)
        await turn(worker, clock, NIGHT - clock.now())
        assert letterbox.arrived == []
        await turn(worker, clock, MORNING - clock.now())
    assert sorted(((letter.address, letter.told) for letter in letterbox.arrived), key=str) == sorted(
        [
            (InChannel(1), ((mark_of(ONE, 1), (10, 11)), (mark_of(TWO, 1), (10,)))),
            (InChannel(2), ((mark_of(ONE, 2), (10,)),)),
            (ToPerson(20), ((mark_of(ONE, 3), (20,)), (mark_of(ONE, 4), (20,)))),
        ],
        key=str,
    )
    assert {fate for _, fate, _ in await app.read(GUILD, ledger)} == {"sent"}


async def test_each_topic_of_a_digest_has_its_own_end(app: App, clock: HandClock) -> None:
    letterbox = Letterbox()
    over = Kind(TWO, EVENT - timedelta(days=2))
    async with working(app, clock, letterbox) as worker:
        worker.notices.know(Kind(ONE, EVENT))
        worker.notices.know(over)
        await app.write(GUILD, two_topics)
        await turn(worker, clock, MORNING - clock.now())
    assert [letter.told for letter in letterbox.arrived] == [((mark_of(ONE, 1), (10, 11)),)]
    assert await app.read(GUILD, ledger) == [(10, "sent", None), (11, "sent", None), (10, "skipped", "over")]
    assert over.missed_subjects == [1]


async def test_what_does_not_fit_is_a_further_message(app: App, clock: HandClock) -> None:
    letterbox = Letterbox()
    async with working(app, clock, letterbox) as worker:
        for name in (ONE, TWO):
            worker.notices.know(Kind(name, EVENT, characters=2500))
        await app.write(GUILD, two_topics)
        await turn(worker, clock, MORNING - clock.now())
    assert [letter.told for letter in letterbox.arrived] == [
        ((mark_of(ONE, 1), (10, 11)),),
        ((mark_of(TWO, 1), (10,)),),
    ]


async def test_a_digest_has_at_most_eight_topics_and_a_hundred_people(app: App, clock: HandClock) -> None:
    letterbox = Letterbox()

    def plan(tx: Tx) -> None:
        service.set_direct(tx, 5, wanted=True)
        for subject in range(1, TOPICS + 3):
            tonight(tx, ONE, subject, 5)
        tonight(tx, ONE, 99, *range(1000, 1080))
        tonight(tx, TWO, 99, *range(1040, 1150))

    async with working(app, clock, letterbox) as worker:
        for name in (ONE, TWO):
            worker.notices.know(Kind(name, EVENT))
        await app.write(GUILD, plan)
        await turn(worker, clock, MORNING - clock.now())
    direct = [len(letter.told) for letter in letterbox.arrived if letter.address == ToPerson(5)]
    public = [letter for letter in letterbox.arrived if letter.address == InChannel(99)]
    assert sorted(direct) == [2, TOPICS]
    assert sorted(len(letter.people) for letter in public) == [50, 100]
    assert sum(len(people) for letter in public for _, people in letter.told) == 190


async def test_a_digest_that_arrived_without_our_knowing_is_read_back_topic_by_topic(
    app: App, clock: HandClock
) -> None:
    letterbox = Letterbox(failures=[Failure(Outcome.UNKNOWN, arrives=True)])
    async with working(app, clock, letterbox) as worker:
        for name in (ONE, TWO):
            worker.notices.know(Kind(name, EVENT))
        await app.write(GUILD, two_topics)
        await turn(worker, clock, MORNING - clock.now())
        await turn(worker, clock, timedelta(minutes=1))
    assert letterbox.people == [(10, 11)]
    assert {fate for _, fate, _ in await app.read(GUILD, ledger)} == {"sent"}


async def test_what_an_arrived_digest_had_no_room_for_is_still_said(app: App, clock: HandClock) -> None:
    letterbox = Letterbox(failures=[Failure(Outcome.UNKNOWN, arrives=True)])
    async with working(app, clock, letterbox) as worker:
        for name in (ONE, TWO):
            worker.notices.know(Kind(name, EVENT, characters=2500))
        await app.write(GUILD, two_topics)
        await turn(worker, clock, MORNING - clock.now())
        await turn(worker, clock, timedelta(minutes=1))
    assert [letter.told for letter in letterbox.arrived] == [
        ((mark_of(ONE, 1), (10, 11)),),
        ((mark_of(TWO, 1), (10,)),),
    ]


async def test_one_topic_that_always_raises_does_not_take_the_others_with_it(
    app: App, clock: HandClock
) -> None:
    letterbox = Letterbox()
    async with working(app, clock, letterbox) as worker:
        worker.notices.know(Kind(ONE, EVENT))
        worker.notices.know(Kind(TWO, EVENT, raises_for=[1]))
        await app.write(GUILD, two_topics)
        await turn(worker, clock, MORNING - clock.now())
        assert letterbox.people == [(10, 11)]
        for _ in range(FAULTS):
            await turn(worker, clock, timedelta(minutes=6))
    assert await app.read(GUILD, ledger) == [
        (10, "sent", None),
        (11, "sent", None),
        (10, "failed", "a fault in Campsite"),
    ]


async def test_in_a_lost_place_one_topic_that_raises_does_not_take_the_others_with_it(
    app: App, clock: HandClock
) -> None:
    letterbox = Letterbox(failures=[Failure(Outcome.GONE)] * (FAULTS + 2))

    def half_done(tx: Tx, subject_id: int) -> bool:
        keep(tx, "half done", str(subject_id))
        raise RuntimeError("this one is poisoned")

    poisoned, sound = Kind(ONE, EVENT, finds_another=half_done), Kind(TWO, EVENT)
    async with working(app, clock, letterbox) as worker:
        worker.notices.know(poisoned)
        worker.notices.know(sound)
        await app.write(GUILD, two_topics)
        await turn(worker, clock, MORNING - clock.now())
        fates = await app.read(GUILD, ledger)
        assert fates[2] == (10, "failed", Outcome.GONE.value)
        assert {fate for _, fate, _ in fates[:2]} == {"claimed"}  # by itself, to be tried again
        assert sound.missed_subjects == [1]
        for _ in range(FAULTS):
            await turn(worker, clock, timedelta(minutes=6))
    assert await app.read(GUILD, ledger) == [
        (10, "failed", "a fault in Campsite"),
        (11, "failed", "a fault in Campsite"),
        (10, "failed", Outcome.GONE.value),
    ]
    assert await app.read(GUILD, recall, "half done") is None


async def test_topics_of_a_lost_place_move_together_and_who_has_no_other_place_stays_behind(
    app: App, clock: HandClock
) -> None:
    letterbox = Letterbox(failures=[Failure(Outcome.GONE)])
    channels = {1: 77, 2: 77}

    def move(_tx: Tx, subject_id: int) -> bool:
        # As a feature does it: whoever notices first sees to all that was said there.
        assert subject_id == 1
        channels.update({1: 78, 2: 78})
        return True

    moving = Kind(ONE, EVENT, where=channels.__getitem__, finds_another=move)
    staying = Kind(TWO, EVENT, where=lambda _: 77)

    def plan(tx: Tx) -> None:
        tonight(tx, ONE, 1, 10)
        tonight(tx, ONE, 2, 11)
        tonight(tx, TWO, 3, 12)

    async with working(app, clock, letterbox) as worker:
        worker.notices.know(moving)
        worker.notices.know(staying)
        await app.write(GUILD, plan)
        await turn(worker, clock, MORNING - clock.now())
    assert letterbox.tried[0] == InChannel(77)
    assert [(letter.address, letter.people) for letter in letterbox.arrived] == [(InChannel(78), (10, 11))]
    assert await app.read(GUILD, ledger) == [
        (10, "sent", None),
        (11, "sent", None),
        (12, "failed", Outcome.GONE.value),
    ]
    assert (moving.missed_subjects, staying.missed_subjects) == ([], [3])


async def test_words_that_discord_refuses_take_only_their_own_topic_with_them(
    app: App, clock: HandClock
) -> None:
    letterbox = Letterbox(refused={mark_of(TWO, 1): Failure(Outcome.IMPOSSIBLE)})
    one, two = Kind(ONE, EVENT), Kind(TWO, EVENT)
    async with working(app, clock, letterbox) as worker:
        worker.notices.know(one)
        worker.notices.know(two)
        await app.write(GUILD, two_topics)
        await turn(worker, clock, MORNING - clock.now())
    assert letterbox.people == [(10, 11)]
    assert await app.read(GUILD, ledger) == [
        (10, "sent", None),
        (11, "sent", None),
        (10, "failed", Outcome.IMPOSSIBLE.value),
    ]
    assert (one.missed_subjects, two.missed_subjects) == ([], [1])


async def test_words_that_automod_blocks_hold_up_only_their_own_topic(app: App, clock: HandClock) -> None:
    letterbox = Letterbox(refused={mark_of(TWO, 1): Failure(Outcome.BLOCKED, reason=AUTOMOD)})
    async with working(app, clock, letterbox) as worker:
        for name in (ONE, TWO):
            worker.notices.know(Kind(name, EVENT))
        await app.write(GUILD, two_topics)
        await turn(worker, clock, MORNING - clock.now())
        assert letterbox.people == [(10, 11)]
        letterbox.refused.clear()
        await app.write(GUILD, claims.unblock)
        await turn(worker, clock, timedelta(0))
    assert letterbox.people == [(10, 11), (10,)]
    assert {fate for _, fate, _ in await app.read(GUILD, ledger)} == {"sent"}


async def test_one_whose_organizers_cannot_be_told_does_not_keep_others_from_being_told(
    app: App, clock: HandClock
) -> None:
    letterbox = Letterbox(failures=[Failure(Outcome.GONE)])

    class Unanswered(Kind):
        def missed(self, tx: Tx, subject_id: int) -> None:
            keep(tx, "half done", str(subject_id))
            raise RuntimeError("this one is poisoned")

    sound = Kind(TWO, EVENT)
    async with working(app, clock, letterbox) as worker:
        worker.notices.know(Unanswered(ONE, EVENT))
        worker.notices.know(sound)
        await app.write(GUILD, two_topics)
        await turn(worker, clock, MORNING - clock.now())
    assert {fate for _, fate, _ in await app.read(GUILD, ledger)} == {"failed"}
    assert sound.missed_subjects == [1]
    assert await app.read(GUILD, recall, "half done") is None


async def test_after_a_restore_a_digest_repeats_no_topic(app: App, clock: HandClock) -> None:
    letterbox = Letterbox(
        [
            Letter(InChannel(1), mark_of(DIGEST, 1) + "0" * 12, ((mark_of(ONE, 1), (10,)),)),
            Letter(InChannel(1), mark_of(TWO, 1) + "1" * 12, ((mark_of(TWO, 1), (10,)),)),
        ]
    )
    await app.write(GUILD, keep, RESTORED, (MORNING + timedelta(hours=1)).isoformat())
    async with working(app, clock, letterbox) as worker:
        for name in (ONE, TWO):
            worker.notices.know(Kind(name, EVENT))
        await app.write(GUILD, two_topics)
        await turn(worker, clock, MORNING - clock.now())
    assert [letter.told for letter in letterbox.arrived[2:]] == [((mark_of(ONE, 1), (11,)),)]


async def test_the_digests_of_two_servers_are_two_messages(app: App, clock: HandClock) -> None:
    letterbox = Letterbox()

    def plan(tx: Tx) -> None:
        service.set_direct(tx, 10, wanted=True)
        two_topics(tx)
        tonight(tx.of(GUILD + 1), ONE, 7, 10)

    async with working(app, clock, letterbox) as worker:
        for name in (ONE, TWO):
            worker.notices.know(Kind(name, EVENT))
        await app.write(GUILD, plan)
        await turn(worker, clock, MORNING - clock.now())
    marks = [
        [mark for mark, _ in letter.told] for letter in letterbox.arrived if letter.address == ToPerson(10)
    ]
    assert sorted(marks, key=len) == [[mark_of(ONE, 7)], [mark_of(ONE, 1), mark_of(TWO, 1)]]


def test_the_moment_of_the_tests_is_the_digests(clock: HandClock) -> None:
    assert clock.now() == FRIDAY_MORNING < NIGHT < MORNING
