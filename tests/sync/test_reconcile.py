"""What the centre answered becomes the desk's knowledge."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from desk_app.models.desk import CENTRE_TIME
from desk_app.models.engine import Store
from desk_app.models.tables import (
    Dossier,
    JournalLine,
    NumberBlock,
    NumberHandOver,
    OutboxEntry,
    Setting,
)
from desk_app.sync import reconcile
from desk_app.sync.protocol import Block, EntryAnswer
from desk_app.sync.reconcile import Answered
from tests.builders.outbox import entry_id, outbox_row, send_later, states
from tests.builders.stores import NOW, UNIT

LATER = NOW + timedelta(minutes=1)


def answer(entry: str, outcome: str = "accepted", reason: str | None = None) -> EntryAnswer:
    return EntryAnswer.model_validate(
        {"id": entry, "outcome": outcome, "reason": reason, "reason_text": reason and "Vì sao"}
    )


def apply(store: Store, sent: list[str], *answers: EntryAnswer) -> Answered:
    with store.write() as session:
        return reconcile.apply_answers(session, sent, answers, LATER)


def sync_state(store: Store, dossier: str) -> str:
    with store.read() as session:
        return session.scalars(select(Dossier.sync_state).where(Dossier.id == dossier)).one()


@pytest.mark.parametrize("outcome", ["accepted", "duplicate"])
def test_accepted_is_done(store: Store, outcome: str) -> None:
    [dossier] = send_later(store, 1)
    entry = entry_id(store, dossier)
    done = apply(store, [entry], answer(entry, outcome))
    assert (done.accepted, done.refused, done.dossiers) == (1, 0, (dossier,))
    row = outbox_row(store, entry)
    assert (row.state, row.answered_at, row.attempts, row.next_try_at) == (
        "accepted",
        LATER,
        1,
        None,
    )
    assert sync_state(store, dossier) == "accepted"


def test_a_dossier_is_accepted_when_all_its_entries_are(store: Store) -> None:
    [dossier] = send_later(store, 1, prints=1)
    first, second = entry_id(store, dossier), entry_id(store, dossier, 2)
    apply(store, [first], answer(first))
    assert sync_state(store, dossier) == "waiting"
    apply(store, [second], answer(second))
    assert sync_state(store, dossier) == "accepted"


def test_refused_keeps_its_reason_and_holds_what_follows(store: Store) -> None:
    dossier, other = send_later(store, 1, 2, prints=2)
    entry = entry_id(store, dossier)
    apply(store, [entry], answer(entry, "refused", "code-taken"))
    assert states(store) == {
        (1, 1): "refused",
        (1, 2): "held",
        (1, 3): "held",
        (2, 1): "waiting",
        (2, 2): "waiting",
        (2, 3): "waiting",
    }
    row = outbox_row(store, entry)
    assert (row.last_error, row.reason_text) == ("code-taken", "Vì sao")
    assert (sync_state(store, dossier), sync_state(store, other)) == ("refused", "waiting")


def test_what_is_not_named_is_still_waiting(store: Store) -> None:
    first, second = (entry_id(store, d) for d in send_later(store, 1, 2))
    apply(store, [first, second], answer(first))
    assert list(states(store).values()) == ["accepted", "waiting"]
    assert outbox_row(store, second).attempts == 0


def test_answers_to_what_was_not_sent_change_nothing(store: Store) -> None:
    first, second = (entry_id(store, d) for d in send_later(store, 1, 2))
    done = apply(store, [first], answer(second), answer("no-such-entry", "refused", "code-taken"))
    assert done == Answered(0, 0, ())
    assert list(states(store).values()) == ["waiting", "waiting"]


def test_the_same_answer_twice_changes_nothing_more(store: Store) -> None:
    [dossier] = send_later(store, 1)
    entry = entry_id(store, dossier)
    apply(store, [entry], answer(entry))
    assert apply(store, [entry], answer(entry, "refused", "code-taken")) == Answered(0, 0, ())
    assert outbox_row(store, entry).state == "accepted"


def test_what_was_set_aside_meanwhile_is_accepted_all_the_same(store: Store) -> None:
    """The officer pressed "hold" while the answer was on its way: the centre has it."""
    [dossier] = send_later(store, 1)
    entry = entry_id(store, dossier)
    with store.write() as session:
        session.execute(update(OutboxEntry).values(state="held"))
    apply(store, [entry], answer(entry))
    assert outbox_row(store, entry).state == "accepted"


def test_the_journal_says_what_became_of_an_entry(store: Store) -> None:
    first, second = (entry_id(store, d) for d in send_later(store, 1, 2))
    apply(store, [first, second], answer(first), answer(second, "refused", "code-taken"))
    with store.read() as session:
        lines = session.scalars(
            select(JournalLine).where(JournalLine.action.like("entry.%")).order_by(JournalLine.id)
        ).all()
        assert [line.action for line in lines] == ["entry.accepted", "entry.refused"]
        assert lines[1].details["reason"] == "code-taken"


def test_an_entry_nobody_can_read_is_refused_here(store: Store) -> None:
    [dossier] = send_later(store, 1, prints=1)
    entry = entry_id(store, dossier)
    with store.write() as session:
        reconcile.refuse_here(session, entry, "too-large", LATER)
    assert outbox_row(store, entry).last_error == "too-large"
    assert states(store)[1, 2] == "held"


@pytest.mark.parametrize(("counts", "attempts"), [(True, 1), (False, 0)])
def test_a_failure_is_noted_and_nothing_is_lost(store: Store, counts: bool, attempts: int) -> None:
    [dossier] = send_later(store, 1)
    entry = entry_id(store, dossier)
    with store.write() as session:
        reconcile.note_failure(session, [entry], "sync.no_answer.cut", NOW, LATER, counts=counts)
    row = outbox_row(store, entry)
    assert (row.state, row.attempts, row.last_error) == ("waiting", attempts, "sync.no_answer.cut")
    assert (row.last_try_at, row.next_try_at) == (NOW, LATER)


# Number blocks


def block(name: str, first: int, last: int, *, epoch: int = 1) -> Block:
    return Block(id=name, unit=UNIT, day=NOW.date(), first=first, last=last, epoch=epoch)


def keep(store: Store, *blocks: Block, epoch: int = 1) -> int:
    with store.write() as session:
        return reconcile.apply_blocks(session, list(blocks), epoch, NOW)


def use(store: Store, name: str, up_to: int) -> None:
    with store.write() as session:
        session.execute(update(NumberBlock).where(NumberBlock.id == name).values(next=up_to + 1))


def kept(store: Store) -> list[tuple[str, int, int, int]]:
    with store.read() as session:
        rows = session.scalars(select(NumberBlock).order_by(NumberBlock.first, NumberBlock.id))
        return [(row.id, row.first, row.last, row.next) for row in rows]


def test_leased_blocks_are_kept(store: Store) -> None:
    assert keep(store, block("a", 1, 100), block("b", 101, 200)) == 2
    assert kept(store) == [("a", 1, 100, 1), ("b", 101, 200, 101)]


def test_a_block_sent_again_stays_as_used_as_it_is(store: Store) -> None:
    keep(store, block("a", 1, 100))
    use(store, "a", 42)
    assert keep(store, block("a", 1, 100)) == 0
    assert kept(store) == [("a", 1, 100, 43)]


def test_a_used_up_block_sent_again_gives_no_number_twice(store: Store) -> None:
    keep(store, block("a", 1, 100))
    use(store, "a", 100)
    assert keep(store, block("a", 1, 100)) == 0
    assert kept(store) == [("a", 1, 100, 101)]


def test_a_block_whose_numbers_were_declared_void_is_not_taken_once_more(store: Store) -> None:
    keep(store, block("a", 1, 100))
    with store.write() as session:
        session.execute(update(NumberBlock).values(closed_at=NOW))
    assert keep(store, block("a", 1, 100)) == 0
    with store.read() as session:
        assert session.scalars(select(NumberBlock)).one().closed_at is not None


def test_a_block_over_numbers_in_use_is_not_taken(store: Store) -> None:
    keep(store, block("a", 1, 100))
    assert keep(store, block("b", 50, 149), block("c", 1, 100)) == 0
    assert kept(store) == [("a", 1, 100, 1)]


@pytest.mark.parametrize("first", [1, 5])
def test_a_block_over_numbers_that_were_used_is_not_taken(store: Store, first: int) -> None:
    """A centre that leases numbers twice does not make a desk issue them twice."""
    keep(store, block("a", 1, 20))
    use(store, "a", 20)
    assert keep(store, block("b", first, 24)) == 0
    assert kept(store) == [("a", 1, 20, 21)]


def test_a_block_over_numbers_given_up_is_not_taken(store: Store) -> None:
    """What was given up may have been printed by this desk before it was put back."""
    keep(store, block("a", 1, 20))
    assert keep(store, block("b", 1, 20, epoch=2), epoch=2) == 0


def test_a_block_over_numbers_given_to_a_neighbour_is_not_taken(store: Store) -> None:
    keep(store, block("a", 1, 20))
    with store.write() as session:
        session.add(
            NumberHandOver(
                id="doc",
                direction="out",
                from_desk="here",
                to_desk="there",
                block_id="a",
                unit=UNIT,
                day=NOW.date(),
                first=21,
                last=30,
                document="...",
                officer="an",
                at=NOW,
            )
        )
    assert keep(store, block("b", 25, 40)) == 0
    assert keep(store, block("c", 31, 40)) == 1


def test_numbers_of_a_desk_that_stood_alone_make_room(store: Store) -> None:
    """Nobody was leased them, and no dossier has one of them."""
    keep(store, block("alone", 1, 9999))
    use(store, "alone", 9999)
    with store.write() as session:
        session.execute(update(NumberBlock).values(closed_at=NOW))
    assert keep(store, block("a", 1, 100), block("b", 200, 300)) == 2
    assert kept(store) == [("a", 1, 100, 1), ("b", 200, 300, 200)]


def test_a_day_that_was_closed_gets_its_used_numbers_no_more(store: Store) -> None:
    keep(store, block("a", 1, 9))
    send_later(store, 5)
    use(store, "a", 9)
    with store.write() as session:
        session.execute(update(NumberBlock).values(closed_at=NOW))
    assert keep(store, block("b", 1, 9)) == 0


def test_a_new_epoch_uses_up_the_old_blocks(store: Store) -> None:
    keep(store, block("a", 1, 100))
    assert keep(store, block("b", 101, 200, epoch=2), epoch=2) == 1
    assert kept(store) == [("a", 1, 100, 101), ("b", 101, 200, 101)]


def test_a_block_of_another_epoch_is_not_taken(store: Store) -> None:
    assert keep(store, block("a", 1, 100, epoch=1), epoch=2) == 0


# The centre's time


def test_how_far_the_clock_is_off_is_remembered(store: Store) -> None:
    def ahead() -> int:
        with store.read() as session:
            row = session.get(Setting, CENTRE_TIME)
            assert row is not None
            return int(row.value["ahead_seconds"])

    for off, expected in ((10, 10), (40, 10), (3600, 3600), (-50, -50)):
        with store.write() as session:
            reconcile.remember_centre_time(session, NOW - timedelta(seconds=off), NOW)
        assert ahead() == expected
