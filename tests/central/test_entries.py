"""Entries are taken exactly once, and refused with a reason."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import func, select

from desk_app.central import entries, tables
from desk_app.central.engine import CentreStore
from desk_app.central.entries import NotTaken, checked_payload
from desk_app.central.known import look_up_hash
from desk_app.central.numbers import lease
from desk_app.clock import TickingClock
from desk_app.sync.protocol import Entry, EntryAnswer
from tests.builders.centres import enrolled
from tests.builders.messages import NOW, TODAY, entry, identity_text, print_entry, received


@pytest.fixture
def desk(store: CentreStore, clock: TickingClock) -> str:
    """An enrolled desk that holds numbers 1 to 100."""
    answer = enrolled(store, clock)
    with store.writing() as session:
        lease(session, session.get_one(tables.Desk, answer.desk_id), [], clock)
    return answer.desk_id


def take(store: CentreStore, desk: str, *said: Entry) -> dict[str, EntryAnswer]:
    with store.writing() as session:
        row = session.get_one(tables.Desk, desk)
        return {a.id: a for a in entries.take(session, row, list(said), NOW, [])}


def outcome(store: CentreStore, desk: str, said: Entry) -> tuple[str, str | None]:
    answer = take(store, desk, said)[said.id]
    return answer.outcome, answer.reason


def count(store: CentreStore, table: type[tables.Base]) -> int:
    with store.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_a_dossier_is_kept_as_it_was_told(store: CentreStore, desk: str) -> None:
    assert outcome(store, desk, entry(1)) == ("accepted", None)
    with store.reading() as session:
        kept = session.get_one(tables.Dossier, entry(1).dossier_id)
        number = session.scalars(select(tables.UsedNumber)).one()
    assert (kept.code, kept.state, kept.applicant["full_name"]) == (
        received(1)["code"],
        "received",
        "Nguyễn Thị Thử",
    )
    assert kept.look_up_sha256 == look_up_hash(received(1)["look_up_token"])
    assert (number.day, number.number) == (TODAY, 1)


def test_the_same_entry_again_is_a_duplicate(store: CentreStore, desk: str) -> None:
    take(store, desk, entry(1))
    assert [outcome(store, desk, entry(1))[0] for _ in range(3)] == ["duplicate"] * 3
    assert (count(store, tables.Dossier), count(store, tables.Entry)) == (1, 1)


def test_the_same_id_with_another_payload_is_refused(store: CentreStore, desk: str) -> None:
    take(store, desk, entry(1))
    other = entry(1, received(2))
    assert outcome(store, desk, other) == ("refused", "entry-id-reused")
    assert outcome(store, desk, entry(1)) == ("duplicate", None)


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        (entry(1, sha256="0" * 64), "payload-hash"),
        (entry(1, kind="dossier.dreamt"), "unknown-kind"),
        (entry(1, version=99), "unknown-kind"),
        (entry(1, {"code": "x"}), "payload-invalid"),
        (entry(1, received(1, note="a\x00b")), "payload-invalid"),
        (entry(1, received(1, sets="1")), "payload-invalid"),
        (entry(1, received(1, procedure_version=2**31)), "payload-invalid"),
        (entry(1, received(1, received_at="0001-01-01T00:00:00+07:00")), "payload-invalid"),
        (entry(1, received(1, received_at="2026-11-20T09:30:00")), "payload-invalid"),
        (entry(1, received(101)), "number-not-leased"),
        (entry(1, received(1, code="H15-2-3")), "number-not-leased"),
        (entry(1, received(1, unit="H99.01", code=received(1)["code"])), "number-not-leased"),
        (print_entry(1, dossier=1), "dossier-unknown"),
    ],
)
def test_what_is_wrong_is_refused_with_its_reason(
    store: CentreStore, desk: str, said: Entry, reason: str
) -> None:
    answer = take(store, desk, said)[said.id]
    assert (answer.outcome, answer.reason) == ("refused", reason)
    assert answer.reason_text
    assert count(store, tables.Dossier) == 0


def test_a_code_belongs_to_one_dossier(store: CentreStore, desk: str) -> None:
    take(store, desk, entry(1))
    assert outcome(store, desk, entry(2, received(1))) == ("refused", "code-taken")


def test_a_number_written_with_more_digits_is_still_used_once(
    store: CentreStore, desk: str
) -> None:
    take(store, desk, entry(1))
    longer = received(
        1, code=received(1)["code"].replace("-0001", "-00001"), look_up_token="z" * 30
    )
    assert outcome(store, desk, entry(2, longer)) == ("refused", "code-taken")
    assert count(store, tables.Dossier) == 1


def test_a_dossier_is_received_once(store: CentreStore, desk: str) -> None:
    take(store, desk, entry(1))
    again = entry(2, received(2), dossier=1, position=2)
    assert outcome(store, desk, again) == ("refused", "dossier-known")


def test_prints_and_reprints_are_counted(store: CentreStore, desk: str) -> None:
    take(store, desk, entry(1), print_entry(2, 1), print_entry(3, 1, position=3, reprint=1))
    with store.reading() as session:
        prints = session.scalars(
            select(tables.ReceiptPrint.reprint).order_by(tables.ReceiptPrint.reprint)
        ).all()
    assert prints == [0, 1]


def test_order_within_a_dossier_does_not_depend_on_the_batch(store: CentreStore, desk: str) -> None:
    answers = take(store, desk, print_entry(2, 1), entry(1))
    assert {a.outcome for a in answers.values()} == {"accepted"}


def test_a_refused_entry_stops_its_own_dossier_only(store: CentreStore, desk: str) -> None:
    bad = entry(1, received(500))
    answers = take(store, desk, bad, print_entry(2, 1), entry(3), print_entry(4, 3))
    assert {number: answers.get(identity_text(number)) is not None for number in (1, 2, 3, 4)} == {
        1: True,
        2: False,
        3: True,
        4: True,
    }
    assert answers[identity_text(3)].outcome == "accepted"


def test_a_refused_entry_is_looked_at_anew(
    store: CentreStore, desk: str, clock: TickingClock
) -> None:
    said = entry(1, received(1, day=TODAY.replace(year=2027)))
    assert outcome(store, desk, said) == ("refused", "number-not-leased")
    clock.set(NOW.replace(year=2027))
    with store.writing() as session:
        lease(session, session.get_one(tables.Desk, desk), [], clock)
    assert outcome(store, desk, said) == ("accepted", None)
    with store.reading() as session:
        assert session.get_one(tables.Entry, said.id).outcome == "accepted"


def test_the_same_entry_twice_in_a_batch_counts_once(store: CentreStore, desk: str) -> None:
    answers = take(store, desk, entry(1), entry(1))
    assert [a.outcome for a in answers.values()] == ["accepted"]


@pytest.mark.parametrize("note", ["Đã nộp đủ 😀", "e\u0302\u0301", "\\u0000 as text"])
def test_unusual_text_is_no_reason_to_refuse(note: str) -> None:
    assert checked_payload(entry(1, received(1, note=note)))


@pytest.mark.parametrize(
    "change",
    [{"applicant": None}, {"sets": 0}, {"fee_vnd": -1}, {"papers": "none"}, {"channel": "pigeon"}],
)
def test_each_part_is_checked(change: dict[str, Any]) -> None:
    with pytest.raises(NotTaken) as caught:
        checked_payload(entry(1, received(1, **change)))
    assert caught.value.reason == "payload-invalid"
