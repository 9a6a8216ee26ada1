"""Answers on a stick: in any order, twice, late; nothing is taken back that the line has told."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from desk_app.central import changes, tables
from desk_app.central.changes import NewChange
from desk_app.errors import Refusal
from desk_app.events import ArchiveChanged, DossierChanged, OutboxChanged
from desk_app.models.tables import JournalLine, NumberBlock, OutboxEntry
from desk_app.paper.queue_file import Record
from desk_app.sync.centre import NotWelcome
from desk_app.sync.protocol import AnswerOnStick, ProofOnStick, credential_hash, signature
from tests.builders.archive_copies import a_copy, announce_copy, archive_row
from tests.builders.outbox import entry_id, outbox_row, send_later, states
from tests.builders.stick import Pair, a_pair, credential_of, read_back, write_file

SMALL = a_copy(3000, seed=31)


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[Pair]:
    with a_pair(tmp_path) as pair:
        yield pair


def answered(pair: Pair, name: str = "a") -> Path:
    """Exports and imports; the answer is still on the stick."""
    [report] = pair.centre.take(pair.desk.export(pair.stick / f"{name}.desk-queue").path)
    assert report.answer is not None, report.error
    return report.answer


def spoil(pair: Pair, dossier: str, position: int = 1) -> str:
    """Has the centre refuse an entry; returns its id."""
    with pair.desk.store.write() as session:
        session.execute(
            update(OutboxEntry)
            .where(OutboxEntry.dossier_id == dossier, OutboxEntry.position == position)
            .values(payload_sha256="0" * 64)
        )
    return entry_id(pair.desk.store, dossier, position)


def test_entries_are_accepted_and_the_proof_of_a_file_is_kept(pair: Pair) -> None:
    [dossier] = send_later(pair.desk.store, 1)
    file = announce_copy(pair.desk.store, pair.desk.scans, dossier, SMALL)
    _, back = pair.carry()
    assert (back.accepted, back.refused, back.files, back.again) == (2, 0, 1, False)
    assert set(states(pair.desk.store).values()) == {"accepted"}
    row = archive_row(pair.desk.store, file)
    assert (row.state, row.sent) == ("uploaded", len(SMALL.pdf))
    proof = json.loads(row.proof or "")
    key = credential_hash(pair.desk.credential)
    assert signature(key, proof["nonce"], proof["body"].encode()) == proof["signature"]
    kinds = {type(event) for event in pair.desk.told}
    assert kinds == {OutboxChanged, DossierChanged, ArchiveChanged}
    assert pair.desk.on_the_line(pair.centre.store, pair.centre.clock).entries == []


def test_the_same_answer_again_changes_nothing(pair: Pair) -> None:
    [dossier] = send_later(pair.desk.store, 1)
    announce_copy(pair.desk.store, pair.desk.scans, dossier, SMALL)
    answer = answered(pair)
    pair.desk.take(answer)
    before = _picture(pair)
    again = pair.desk.take(answer)
    assert again.again
    assert (again.accepted, again.refused, again.files, again.blocks) == (0, 0, 0, 0)
    assert _picture(pair) == before


def test_a_refusal_is_told_and_holds_what_follows(pair: Pair) -> None:
    first, _ = send_later(pair.desk.store, 1, 2, prints=1)
    spoilt = spoil(pair, first)
    _, back = pair.carry()
    assert (back.accepted, back.refused) == (2, 1)
    assert outbox_row(pair.desk.store, spoilt).last_error == "payload-hash"
    assert states(pair.desk.store) == {
        (1, 1): "refused",
        (1, 2): "held",
        (2, 1): "accepted",
        (2, 2): "accepted",
    }


def test_an_old_refusal_does_not_come_back_after_somebody_tried_again(pair: Pair) -> None:
    [dossier] = send_later(pair.desk.store, 1)
    spoilt = spoil(pair, dossier)
    answer = answered(pair)
    pair.desk.take(answer)
    with pair.desk.store.write() as session:
        session.execute(update(OutboxEntry).values(state="waiting"))
    again = pair.desk.take(answer)
    assert (again.again, again.refused) == (True, 0)
    assert outbox_row(pair.desk.store, spoilt).state == "waiting"


def test_a_refusal_older_than_what_the_line_said_does_not_count(pair: Pair) -> None:
    [dossier] = send_later(pair.desk.store, 1)
    spoilt = spoil(pair, dossier)
    answer = answered(pair)
    pair.desk.clock.advance(timedelta(minutes=5))
    pair.desk.on_the_line(pair.centre.store, pair.centre.clock)
    assert outbox_row(pair.desk.store, spoilt).state == "refused"
    with pair.desk.store.write() as session:
        session.execute(update(OutboxEntry).values(state="waiting"))
    assert pair.desk.take(answer).refused == 0
    assert outbox_row(pair.desk.store, spoilt).state == "waiting"


def test_what_the_line_had_accepted_stays_accepted(pair: Pair) -> None:
    [dossier] = send_later(pair.desk.store, 1)
    spoilt = spoil(pair, dossier)
    answer = answered(pair)
    with pair.desk.store.write() as session:
        session.execute(update(OutboxEntry).values(state="accepted"))
    assert pair.desk.take(answer).refused == 0
    assert outbox_row(pair.desk.store, spoilt).state == "accepted"


def test_an_acceptance_frees_what_was_held_behind_a_refusal(pair: Pair) -> None:
    [dossier] = send_later(pair.desk.store, 1, prints=1)
    answer = answered(pair)
    send_later(pair.desk.store, 2)
    with pair.desk.store.write() as session:
        session.execute(
            update(OutboxEntry).where(OutboxEntry.dossier_id == dossier).values(state="held")
        )
        session.execute(
            update(OutboxEntry)
            .where(OutboxEntry.dossier_id == dossier, OutboxEntry.position == 1)
            .values(state="refused")
        )
        row = session.scalars(
            select(OutboxEntry).where(OutboxEntry.dossier_id == dossier, OutboxEntry.position == 2)
        ).one()
        session.execute(  # one more print that was not on the stick
            OutboxEntry.__table__.insert().values(
                id="later",
                dossier_id=dossier,
                position=3,
                kind=row.kind,
                version=1,
                created_at=row.created_at,
                payload="{}",
                payload_sha256="0" * 64,
                state="held",
                attempts=0,
            )
        )
    pair.desk.take(answer)
    assert outbox_row(pair.desk.store, "later").state == "waiting"
    assert states(pair.desk.store)[(1, 1)] == "accepted"


def test_answers_in_the_wrong_order_come_to_the_same(pair: Pair) -> None:
    send_later(pair.desk.store, 1)
    first = answered(pair, "one")
    _publish(pair, 3)
    send_later(pair.desk.store, 2)
    second = answered(pair, "two")
    pair.desk.take(second)
    cursor = pair.desk.cursor()
    late = pair.desk.take(first)
    assert (late.accepted, late.fetched) == (0, 0)
    assert pair.desk.cursor() == cursor > 0
    assert set(states(pair.desk.store).values()) == {"accepted"}


def test_news_come_in_pages_and_are_applied_once(pair: Pair) -> None:
    _publish(pair, 450)
    _, back = pair.carry()
    assert back.fetched == 450
    with pair.centre.store.reading() as session:
        head = session.query(tables.ChangeHead).one().last_seq
    assert pair.desk.cursor() == head


def test_the_cursor_never_goes_back(pair: Pair) -> None:
    _publish(pair, 3)
    answer = answered(pair)
    pair.desk.on_the_line(pair.centre.store, pair.centre.clock)
    _publish(pair, 3)
    pair.desk.on_the_line(pair.centre.store, pair.centre.clock)
    cursor = pair.desk.cursor()
    assert pair.desk.take(answer).fetched == 0
    assert pair.desk.cursor() == cursor


def test_news_that_do_not_follow_on_what_is_known_are_left_out(pair: Pair) -> None:
    _publish(pair, 3)
    answer = answered(pair)
    header, records = read_back(answer, pair.desk.credential)
    said = AnswerOnStick.model_validate_json(records[0].body)
    ahead = said.model_copy(update={"before": said.before + 1})
    path = pair.stick / "b.desk-answer"
    body = ahead.model_dump_json().encode()
    write_file(path, header, pair.desk.credential, Record("A", body))
    before = pair.desk.cursor()
    assert pair.desk.take(path).fetched == 0
    assert pair.desk.cursor() == before


def test_numbers_come_with_the_answer_once(pair: Pair) -> None:
    with pair.desk.store.write() as session:
        session.query(NumberBlock).delete()
    answer = answered(pair)
    back = pair.desk.take(answer)
    assert back.blocks > 30
    with pair.desk.store.write() as session:
        used = session.scalars(select(NumberBlock)).first()
        assert used is not None
        used.next = used.first + 1
        kept = used.id
    assert pair.desk.take(answer).blocks == 0
    with pair.desk.store.read() as session:
        row = session.get_one(NumberBlock, kept)
        assert row.next == row.first + 1


def test_the_centres_time_of_an_old_answer_is_not_taken_for_now(pair: Pair) -> None:
    from desk_app.models.desk import CENTRE_TIME
    from desk_app.models.tables import Setting

    pair.centre.clock.advance(timedelta(hours=9))
    pair.carry()
    with pair.desk.store.read() as session:
        assert session.get(Setting, CENTRE_TIME) is None


# -- what is wrong with an answer


def refused_with(pair: Pair, path: Path) -> str:
    before = _picture(pair)
    with pytest.raises(Refusal) as no:
        pair.desk.take(path)
    assert _picture(pair) == before
    return no.value.key


def test_a_spoilt_answer_changes_nothing(pair: Pair) -> None:
    send_later(pair.desk.store, 1)
    answer = answered(pair)
    data = answer.read_bytes()
    for place in range(0, len(data), max(1, len(data) // 40)):
        spoilt = bytearray(data)
        spoilt[place] ^= 4
        answer.write_bytes(spoilt)
        assert refused_with(pair, answer).startswith("queue_file.")
    answer.write_bytes(data[:-1])
    assert refused_with(pair, answer) == "queue_file.cut_off"
    answer.write_bytes(data)
    assert pair.desk.take(answer).accepted == 1


def test_an_answer_for_another_desk_or_of_nobody_is_refused(pair: Pair) -> None:
    answer = answered(pair)
    header, records = read_back(answer, pair.desk.credential)
    path = pair.stick / "b.desk-answer"
    other = header.model_copy(update={"desk_id": "01930000-0000-7000-8000-000000000009"})
    write_file(path, other, pair.desk.credential, *records)
    assert refused_with(pair, path) == "queue_file.other_desk"
    write_file(path, header, credential_of(9), *records)
    assert refused_with(pair, path) == "queue_file.not_signed"
    queue = pair.desk.export(pair.stick / "b.desk-queue").path
    assert refused_with(pair, queue) == "queue_file.not_an_answer"


def test_a_message_that_cannot_be_read_keeps_all_from_counting(pair: Pair) -> None:
    send_later(pair.desk.store, 1)
    header, records = read_back(answered(pair), pair.desk.credential)
    path = pair.stick / "b.desk-answer"
    write_file(path, header, pair.desk.credential, *records, Record("A", b"{}"))
    assert refused_with(pair, path) == "queue_file.damaged"


def test_a_proof_that_is_not_signed_uploads_nothing(pair: Pair) -> None:
    [dossier] = send_later(pair.desk.store, 1)
    file = announce_copy(pair.desk.store, pair.desk.scans, dossier, SMALL)
    header, records = read_back(answered(pair), pair.desk.credential)
    [proof] = [ProofOnStick.model_validate_json(r.body) for r in records if r.kind == "P"]
    false = proof.model_copy(update={"signature": "0" * 64}).model_dump_json().encode()
    path = pair.stick / "b.desk-answer"
    kept = [r for r in records if r.kind != "P"]
    write_file(path, header, pair.desk.credential, *kept, Record("P", false))
    with pytest.raises(Refusal):
        pair.desk.take(path)
    assert archive_row(pair.desk.store, file).state != "uploaded"


def test_an_answer_to_an_older_credential_can_still_be_read(pair: Pair) -> None:
    send_later(pair.desk.store, 1)
    answer = answered(pair)
    pair.desk.who = replace(pair.desk.who, credential_sha256="ab" * 32)
    assert pair.desk.take(answer).accepted == 1


def test_a_desk_in_a_past_epoch_begins_anew_and_is_told(pair: Pair) -> None:
    send_later(pair.desk.store, 1)
    with pair.centre.store.writing() as session:
        session.get_one(tables.Desk, pair.desk.who.desk_id).epoch = 3
    answer = answered(pair)
    with pytest.raises(NotWelcome) as no:
        pair.desk.take(answer)
    assert no.value.code == "epoch-past"
    assert pair.desk.anew == [("centre", 3)]
    pair.desk.who = replace(pair.desk.who, epoch=4)
    with pytest.raises(NotWelcome):
        pair.desk.take(answer)
    assert pair.desk.anew == [("centre", 3)]  # it is in a later one already


def test_the_journal_says_that_an_answer_came(pair: Pair) -> None:
    send_later(pair.desk.store, 1)
    pair.carry()
    with pair.desk.store.read() as session:
        line = session.scalars(
            select(JournalLine).where(JournalLine.action == "queue.answered")
        ).one()
    assert line.details == {"accepted": 1, "refused": 0, "files": 0}


def _publish(pair: Pair, count: int) -> None:
    unit = {"code": "H15.50.05.99", "name": "Xã", "level": "commune_centre"}
    with pair.centre.store.writing() as session:
        changes.append(session, [NewChange("unit", unit)] * count, pair.centre.clock.now())


def _picture(pair: Pair) -> list[object]:
    with pair.desk.store.read() as session:
        entries = session.execute(
            select(OutboxEntry.id, OutboxEntry.state, OutboxEntry.answered_at, OutboxEntry.attempts)
        ).all()
        blocks = session.execute(select(NumberBlock.id, NumberBlock.next)).all()
    return [sorted(map(tuple, entries)), sorted(map(tuple, blocks)), pair.desk.cursor()]
