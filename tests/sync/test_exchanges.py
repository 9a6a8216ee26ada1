"""One pass, on a line on which everything happens."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from desk_app.clock import TickingClock
from desk_app.errors import DeskError, Refusal
from desk_app.event_bus import EventBus
from desk_app.events import CalendarChanged, CatalogueChanged, DossierChanged, OutboxChanged
from desk_app.models.desk import BEGAN_ANEW
from desk_app.models.engine import Store
from desk_app.models.tables import NumberBlock, OutboxEntry, Setting
from desk_app.services.numbers import Numbers, take_number
from desk_app.sync import fetcher
from desk_app.sync.appliers import OWN_APPLIERS
from desk_app.sync.centre import (
    Busy,
    DeskIdentity,
    NoAnswer,
    NotTheCentre,
    NotUnderstood,
    NotWelcome,
)
from desk_app.sync.exchanges import SUSPECT_AGAIN_AFTER, Exchanges, SyncReport
from desk_app.sync.protocol import SyncAnswer, SyncRequest
from tests.builders.messages import received, sync_request
from tests.builders.outbox import entry_id, outbox_row, send_later, states, write_payload
from tests.builders.stores import NOW, UNIT
from tests.fakes.centre_line import CREDENTIAL, DESK_ID, CentreLine

NEXT_TRY = NOW + timedelta(minutes=3)


class Passes:
    """Makes passes and keeps what was told."""

    def __init__(self, store: Store, clock: TickingClock, bus: EventBus, line: CentreLine) -> None:
        self.line = line
        self.faults: list[DeskError] = []
        self.answers = 0
        self.applied: list[dict[str, Any]] = []
        self.exchanges = Exchanges(
            store,
            clock,
            bus.publish,
            epoch=1,
            appliers={**OWN_APPLIERS, "procedure": self._apply, "calendar": self._apply},
            app_version="1",
        )

    def _apply(self, _: object, payload: dict[str, Any], __: object) -> None:
        self.applied.append(payload)

    def make(self) -> SyncReport:
        return self.exchanges.one_pass(self.line, self._failed, self._answered, lambda: False)

    def _failed(self, fault: DeskError) -> datetime:
        self.faults.append(fault)
        return NEXT_TRY

    def _answered(self) -> None:
        self.answers += 1


@pytest.fixture
def passes(store: Store, clock: TickingClock, bus: EventBus, line: CentreLine) -> Passes:
    """A desk that holds numbers already."""
    made = Passes(store, clock, bus, line)
    made.make()
    line.asked.clear()
    return made


def all_states(store: Store) -> set[str]:
    return set(states(store).values())


def test_the_first_pass_brings_numbers(store: Store, passes: Passes) -> None:
    with store.read() as session:
        blocks = session.scalars(select(NumberBlock).where(NumberBlock.day == NOW.date())).all()
    assert [(b.first, b.last, b.next) for b in blocks] == [(1, 100, 1)]


def test_everything_waiting_is_sent_in_order(store: Store, passes: Passes) -> None:
    send_later(store, 1, 2, 3, prints=1)
    report = passes.make()
    assert (report.accepted, report.refused, report.fault) == (6, 0, None)
    assert all_states(store) == {"accepted"}
    assert len(passes.line.codes()) == 3
    assert len(passes.line.asked) == 1


def test_more_than_a_batch_goes_in_one_pass(store: Store, passes: Passes) -> None:
    send_later(store, *range(1, 91), prints=2)
    assert passes.make().accepted == 270
    assert [len(request.entries) for request in passes.line.asked] == [200, 70]
    assert [request.waiting for request in passes.line.asked] == [70, 0]


def test_a_cut_leaves_everything_waiting_under_the_same_ids(store: Store, passes: Passes) -> None:
    [dossier] = send_later(store, 1)
    passes.line.cut()
    report = passes.make()
    assert (report.reached_centre, type(report.fault)) == (False, NoAnswer)
    row = outbox_row(store, entry_id(store, dossier))
    assert (row.state, row.attempts, row.next_try_at) == ("waiting", 1, NEXT_TRY)
    assert row.last_error == "sync.no_answer.unreachable"
    passes.line.mend()
    assert passes.make().accepted == 1
    assert [r.entries[0].id for r in passes.line.asked] == [row.id, row.id]


def test_a_lost_answer_doubles_nothing(store: Store, passes: Passes) -> None:
    """The centre took everything, and the desk does not know."""
    send_later(store, 1, 2, prints=1)
    passes.line.lose_answers()
    for _ in range(3):
        assert passes.make().accepted == 0
    assert all_states(store) == {"waiting"}
    assert len(passes.line.codes()) == 2
    passes.line.mend()
    assert passes.make().accepted == 4
    assert all_states(store) == {"accepted"}
    assert len(passes.line.codes()) == 2


def test_lost_answers_cost_no_numbers(store: Store, passes: Passes) -> None:
    passes.line.lose_answers()
    for _ in range(3):
        passes.make()
    passes.line.mend()
    passes.make()
    with store.read() as session:
        blocks = session.scalars(select(NumberBlock).where(NumberBlock.day == NOW.date())).all()
    assert [(b.first, b.last) for b in blocks] == [(1, 100)]


def test_a_partial_answer_settles_only_what_it_names(store: Store, passes: Passes) -> None:
    send_later(store, 1, 2, 3)

    def first_only(answer: SyncAnswer) -> SyncAnswer:
        return answer.model_copy(update={"entries": answer.entries[:1]})

    passes.line.after = first_only
    assert passes.make().accepted == 1
    assert list(states(store).values()) == ["accepted", "waiting", "waiting"]
    assert len(passes.line.asked) == 1  # what was not named is not asked about again at once
    passes.line.mend()
    assert passes.make().accepted == 2


def test_answers_in_another_order_are_matched_by_id(store: Store, passes: Passes) -> None:
    ids = send_later(store, 1, 2)
    write_bad_number(store, ids[0])
    passes.line.after = lambda answer: answer.model_copy(update={"entries": answer.entries[::-1]})
    passes.make()
    assert list(states(store).values()) == ["refused", "accepted"]


def write_bad_number(store: Store, dossier: str) -> None:
    """Makes an intake that no centre accepts."""
    with store.write() as session:
        write_payload(session, dossier, 1, received(7777, unit=UNIT))


def test_a_refused_entry_holds_only_its_own_dossier(store: Store, passes: Passes) -> None:
    first, _ = send_later(store, 1, 2, prints=1)
    write_bad_number(store, first)
    report = passes.make()
    assert (report.accepted, report.refused) == (2, 1)
    assert states(store) == {
        (1, 1): "refused",
        (1, 2): "held",
        (2, 1): "accepted",
        (2, 2): "accepted",
    }
    assert outbox_row(store, entry_id(store, first)).last_error == "number-not-leased"
    assert passes.make().refused == 0  # and is not sent again by itself


def test_what_somebody_tries_again_goes_again(store: Store, passes: Passes) -> None:
    [dossier] = send_later(store, 1, prints=1)
    good = outbox_row(store, entry_id(store, dossier))
    write_bad_number(store, dossier)
    passes.make()
    with store.write() as session:
        session.execute(
            update(OutboxEntry)
            .where(OutboxEntry.id == good.id)
            .values(payload=good.payload, payload_sha256=good.payload_sha256)
        )
        session.execute(update(OutboxEntry).values(state="waiting"))
    # the centre remembers what it refused under this id: another payload is another matter
    assert passes.make().refused == 1
    assert outbox_row(store, good.id).last_error == "entry-id-reused"


@pytest.mark.parametrize("cause", ["server"])
@pytest.mark.parametrize("place", [1, 7, 40])
def test_an_entry_the_centre_stumbles_over_holds_up_nobody(
    store: Store, clock: TickingClock, passes: Passes, place: int, cause: str
) -> None:
    ids = send_later(store, *range(1, 41))
    poison = entry_id(store, ids[place - 1])
    passes.line.stumble_over(poison, NoAnswer(cause))
    report = passes.make()
    assert (report.accepted, report.fault) == (39, None)
    row = outbox_row(store, poison)
    assert (row.state, row.last_error) == ("waiting", "sync.no_answer.server")
    assert len(passes.line.asked) < 40
    # new dossiers go at once, without it
    passes.line.asked.clear()
    send_later(store, 41, 42)
    assert passes.make().accepted == 2
    assert len(passes.line.asked) == 1
    # and later it gets its chance again, alone
    clock.advance(SUSPECT_AGAIN_AFTER)
    passes.line.mend()
    assert passes.make().accepted == 1


def test_an_entry_stumbled_over_while_the_clock_was_wrong_does_not_wait_for_years(
    store: Store, clock: TickingClock, passes: Passes
) -> None:
    ids = send_later(store, 1, 2)
    passes.line.stumble_over(entry_id(store, ids[0]), NoAnswer("server"))
    clock.advance(timedelta(days=3650))
    assert passes.make().accepted == 1
    clock.advance(timedelta(days=-3650))
    passes.line.mend()
    assert passes.make().accepted == 1


def test_an_entry_the_centre_cannot_read_is_found_and_shown(store: Store, passes: Passes) -> None:
    ids = send_later(store, *range(1, 11), prints=1)
    poison = entry_id(store, ids[4])
    passes.line.stumble_over(poison, NotUnderstood("too-large"))
    report = passes.make()
    assert (report.accepted, report.fault) == (18, None)
    assert (states(store)[5, 1], states(store)[5, 2]) == ("refused", "held")
    assert outbox_row(store, poison).last_error == "too-large"


@pytest.mark.parametrize("fault", [NoAnswer("server"), NotUnderstood("not-understood")])
def test_a_centre_that_fails_for_everybody_is_not_hammered(
    store: Store, passes: Passes, fault: DeskError
) -> None:
    send_later(store, *range(1, 41))

    def fail(_: SyncRequest) -> None:
        raise fault

    passes.line.before = fail
    assert passes.make().fault is fault
    assert len(passes.line.asked) == 2  # with entries, and once without
    assert all_states(store) == {"waiting"}


def test_a_centre_that_fails_on_every_entry_is_left_after_a_while(
    store: Store, passes: Passes
) -> None:
    send_later(store, *range(1, 61))

    def fail_on_entries(request: SyncRequest) -> None:
        if request.entries:
            raise NoAnswer("server")

    passes.line.before = fail_on_entries
    assert passes.make().fault is not None
    assert len(passes.line.asked) < 60
    passes.line.mend()
    for _ in range(3):
        passes.make()
    assert set(states(store).values()) <= {"accepted", "waiting"}


def test_a_desk_that_hears_it_is_revoked_gives_no_number_until_it_is_welcome_again(
    store: Store, passes: Passes
) -> None:
    passes.make()
    day = NOW.date()
    numbers = Numbers(store)
    assert numbers.why_none(UNIT, day) is None

    def revoke(_: SyncRequest) -> None:
        raise NotWelcome("desk-revoked")

    passes.line.before = revoke
    passes.make()
    with store.write() as session, pytest.raises(Refusal) as refused:
        take_number(session, UNIT, day)
    why = numbers.why_none(UNIT, day)
    assert why is not None
    assert (refused.value.key, why.key) == ("numbers.shut_out", "numbers.shut_out")
    passes.line.mend()
    passes.make()
    with store.write() as session:
        assert take_number(session, UNIT, day) == 1


@pytest.mark.parametrize("fault", [NotTheCentre("portal"), Busy(60), NotWelcome("desk-revoked")])
def test_what_is_no_attempt_is_not_counted(store: Store, passes: Passes, fault: DeskError) -> None:
    [dossier] = send_later(store, 1)

    def fail(_: SyncRequest) -> None:
        raise fault

    passes.line.before = fail
    passes.make()
    row = outbox_row(store, entry_id(store, dossier))
    assert (row.state, row.attempts, row.last_error) == ("waiting", 0, fault.key)
    assert len(passes.line.asked) == 1


def test_a_row_that_cannot_be_read_is_shown_and_holds_up_nobody(
    store: Store, passes: Passes
) -> None:
    ids = send_later(store, 1, 2, 3)
    with store.write() as session:
        session.execute(
            update(OutboxEntry)
            .where(OutboxEntry.id == entry_id(store, ids[1]))
            .values(payload="{broken")
        )
    assert passes.make().accepted == 2
    assert list(states(store).values()) == ["accepted", "refused", "accepted"]


def test_news_comes_with_its_events(store: Store, bus: EventBus, passes: Passes) -> None:
    heard: list[object] = []
    for kind in (CatalogueChanged, CalendarChanged, DossierChanged, OutboxChanged):
        bus.subscribe(kind, heard.append)
    [dossier] = send_later(store, 1)
    passes.make()
    heard.clear()
    at = NOW.isoformat()
    passes.line.centre.publish("procedure", {"code": "1"})
    passes.line.centre.publish("calendar", {"name": "vn"})
    said = {"dossier_id": dossier, "code": "x", "state": "done", "at": at}
    passes.line.centre.publish("dossier.progress", said)
    assert passes.make().fetched == 3
    assert passes.applied == [{"code": "1"}, {"name": "vn"}]
    assert heard == [DossierChanged(dossier), CatalogueChanged(), CalendarChanged()]


def test_a_long_feed_is_read_in_one_pass(store: Store, passes: Passes) -> None:
    for n in range(450):
        passes.line.centre.publish("procedure", {"code": str(n)})
    assert passes.make().fetched == 450
    assert [payload["code"] for payload in passes.applied] == [str(n) for n in range(450)]
    with store.read() as session:
        assert fetcher.read_cursor(session) == 450


@pytest.mark.parametrize("name", [["x"], {"x": 1}, None, 7])
def test_a_change_that_makes_no_sense_does_not_stop_the_feed(
    store: Store, passes: Passes, name: object
) -> None:
    passes.line.centre.publish("dossier.amended", {"dossier_id": name, "entry_id": name})
    passes.line.centre.publish("procedure", {"code": "1"})
    passes.make()
    assert passes.faults == []
    assert passes.applied == [{"code": "1"}]
    with store.read() as session:
        assert fetcher.read_cursor(session) == 2


def test_a_feed_that_says_more_and_brings_nothing_ends(passes: Passes) -> None:
    passes.line.after = lambda answer: answer.model_copy(update={"more": True})
    passes.make()
    assert len(passes.line.asked) == 1


def test_a_pass_with_nothing_to_do_writes_nothing(store: Store, passes: Passes) -> None:
    passes.make()
    before = store.path.with_name(store.path.name + "-wal").stat().st_size
    passes.make()
    assert store.path.with_name(store.path.name + "-wal").stat().st_size == before


def named(passes: Passes) -> list[tuple[int, bool]]:
    """How many blocks each question named, and whether it said the centre's word."""
    return [(len(asked.blocks), asked.settled is not None) for asked in passes.line.asked]


def test_blocks_are_named_until_the_centre_has_a_word_for_them(
    store: Store, passes: Passes
) -> None:
    passes.make()
    passes.make()
    assert named(passes) == [(61, False), (0, True)]
    with store.write() as session:
        session.execute(update(NumberBlock).where(NumberBlock.day == NOW.date()).values(next=2))
    passes.make()
    passes.make()
    assert named(passes)[2:] == [(61, False), (0, True)]


def test_blocks_are_named_at_once_where_the_word_is_not_right_any_more(
    clock: TickingClock, passes: Passes
) -> None:
    passes.make()
    clock.advance(timedelta(days=1))
    passes.make()  # the centre leases another day, and names none as long as it hears the word
    assert named(passes)[1:] == [(0, True), (61, False)]
    assert len(passes.line.asked) == 3


def test_a_centre_without_such_words_is_told_all_blocks(passes: Passes) -> None:
    passes.line.after = lambda answer: answer.model_copy(update={"settled": None})
    passes.make()
    passes.make()
    assert named(passes) == [(61, False), (61, False)]


def test_the_desk_can_write_while_the_centre_is_slow(store: Store, passes: Passes) -> None:
    """During an exchange no transaction is open: an intake goes on disk meanwhile."""
    send_later(store, 1)
    during: list[str] = []

    def slow(_: SyncRequest) -> None:
        during.extend(send_later(store, 2))

    passes.line.before = slow
    passes.line.after = lambda answer: (passes.line.mend(), answer)[1]
    report = passes.make()
    assert len(during) == 1
    assert report.accepted == 2  # and goes along before the pass ends


# A desk that turns out to be a copy of itself


class Past:
    """What the desk does then: raises its epoch, in memory."""

    def __init__(self) -> None:
        self.anew: list[tuple[str, int]] = []
        self.noted = 0

    def begin_anew(self, why: str, present: int) -> int:
        self.anew.append((why, present))
        return present + 1

    def note(self) -> None:
        self.noted += 1


@pytest.fixture
def past(store: Store, clock: TickingClock, bus: EventBus, passes: Passes) -> Past:
    """The desk of ``passes``, now with a memory of its own."""
    lineage = Past()
    passes.exchanges = Exchanges(
        store, clock, bus.publish, epoch=1, appliers={}, app_version="1", lineage=lineage
    )
    return lineage


def test_every_pass_notes_how_far_the_desk_is_and_every_request_says_it(
    store: Store, passes: Passes, past: Past
) -> None:
    send_later(store, 1, 2)
    passes.make()
    assert (past.noted, past.anew) == (1, [])
    assert {request.mark for request in passes.line.asked} == {2}


def test_a_desk_behind_the_centre_goes_on_in_a_new_epoch(
    store: Store, passes: Passes, past: Past
) -> None:
    passes.line.centre.sync(_identity(), _request(epoch=4, mark=50))
    send_later(store, 1)
    report = passes.make()
    assert past.anew == [("centre", 4)]
    assert (report.fault, report.accepted) == (None, 1)  # of an old epoch, and still taken
    assert [request.epoch for request in passes.line.asked] == [1, 5]


def test_a_desk_without_a_memory_leaves_it_at_the_refusal(store: Store, passes: Passes) -> None:
    passes.line.centre.sync(_identity(), _request(epoch=2))
    report = passes.make()
    assert isinstance(report.fault, NotWelcome)
    assert report.fault.code == "epoch-past"


def test_two_that_drive_each_other_on_stop_for_this_pass(passes: Passes, past: Past) -> None:
    def ahead(request: SyncRequest) -> None:
        raise NotWelcome("epoch-past", request.epoch)

    passes.line.before = ahead
    report = passes.make()
    assert isinstance(report.fault, NotWelcome)
    assert past.anew == [("centre", 1), ("centre", 2)]


def test_an_entry_at_the_centre_that_is_not_ours_gives_a_copy_away(
    store: Store, passes: Passes, past: Past
) -> None:
    (mine,) = send_later(store, 1)
    assert passes.make().accepted == 1
    assert passes.make().fault is None  # the last entry is ours
    assert past.anew == []
    passes.line.after = lambda answer: (
        answer.model_copy(update={"last_entry": "of another"}) if not past.anew else answer
    )
    passes.make()
    assert past.anew == [("copied", 1)]
    assert passes.line.asked[-1].epoch == 2


def test_a_number_that_is_taken_gives_a_copy_away_once(
    store: Store, passes: Passes, past: Past
) -> None:
    taken = EntryReasoned(passes)
    send_later(store, 1)
    passes.line.after = taken.refuse
    passes.make()
    assert past.anew == [("copied", 1)]
    with store.write() as session:
        anew = {"at": (NOW + timedelta(seconds=1)).isoformat(), "why": "copied"}
        session.add(Setting(name=BEGAN_ANEW, value=anew))
        session.execute(update(OutboxEntry).values(state="waiting"))
    passes.make()
    assert len(past.anew) == 1  # the same entry, sent again: nothing new


# A centre that was put back


def leased_ids(passes: Passes) -> set[str]:
    return {
        block.id for block in passes.line.centre.connect(_identity()).sync(_request(epoch=1)).blocks
    }


def test_a_centre_that_forgot_numbers_is_told_of_them_in_the_same_pass(
    store: Store, passes: Passes
) -> None:
    passes.line.centre.put_back(leased_ids(passes))
    send_later(store, 1, 2, prints=1)
    report = passes.make()
    assert (report.accepted, report.refused, report.fault) == (4, 0, None)
    assert all_states(store) == {"accepted"}
    assert [request.holding is not None for request in passes.line.asked] == [False, True]
    assert len(passes.line.asked[1].holding or []) >= 31
    passes.line.asked.clear()
    passes.make()
    assert [request.holding for request in passes.line.asked] == [None]


def test_a_centre_that_asks_for_ever_is_told_once_in_a_pass(store: Store, passes: Passes) -> None:
    send_later(store, 1)

    def ask(answer: SyncAnswer) -> SyncAnswer:
        refused = [
            said.model_copy(update={"outcome": "refused", "reason": "number-not-leased"})
            for said in answer.entries
        ]
        return answer.model_copy(update={"tell": True, "entries": refused})

    passes.line.after = ask
    report = passes.make()
    assert (report.accepted, report.refused) == (0, 1)
    assert [len(request.entries) for request in passes.line.asked] == [1, 1]
    passes.line.asked.clear()
    assert passes.make().refused == 0  # what it refused stays refused
    assert [request.holding is not None for request in passes.line.asked] == [False, True]


def test_what_was_told_and_not_heard_is_told_when_it_is_asked_again(
    store: Store, passes: Passes
) -> None:
    passes.line.centre.put_back(leased_ids(passes))

    def lose(request: SyncRequest) -> None:
        if request.holding is not None:
            raise NoAnswer("cut")

    passes.line.before = lose
    assert passes.make().fault is not None
    passes.line.mend()
    send_later(store, 1)
    assert passes.make().accepted == 1


class EntryReasoned:
    """Refuses whatever was sent, as a centre that has the number already."""

    def __init__(self, passes: Passes) -> None:
        self._passes = passes

    def refuse(self, answer: SyncAnswer) -> SyncAnswer:
        refused = [
            said.model_copy(update={"outcome": "refused", "reason": "code-taken"})
            for said in answer.entries
        ]
        return answer.model_copy(update={"entries": refused})


def _identity() -> DeskIdentity:
    return DeskIdentity(DESK_ID, CREDENTIAL)


def _request(*, epoch: int, mark: int | None = None) -> SyncRequest:
    return sync_request(epoch=epoch, mark=mark)
