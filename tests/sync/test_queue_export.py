"""The queue as a file: all that waits, nothing of it readable, nothing at the desk changed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select, update

from desk_app.errors import EnvironmentFault
from desk_app.models.tables import ArchiveFile, JournalLine, OutboxEntry
from desk_app.sync.protocol import FileOnStick, SyncRequest
from desk_app.sync.queue_export import PIECE, QueueExporter, proposed_name
from desk_app.sync.queue_exports import read_exports
from tests.builders.archive_copies import a_copy, announce_copy
from tests.builders.outbox import send_later, states
from tests.builders.stick import VERSION, Pair, a_pair, read_back
from tests.fakes.disks import FaultyDisk, FullDisk

SMALL = a_copy(3000, seed=11)
LARGE = a_copy(1_500_000, 900_000, seed=12)


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[Pair]:
    with a_pair(tmp_path) as pair:
        yield pair


def requests(pair: Pair, path: Path) -> list[SyncRequest]:
    _, records = read_back(path, pair.desk.credential)
    return [SyncRequest.model_validate_json(r.body) for r in records if r.kind == "Q"]


def test_what_waits_is_in_it_in_order_and_goes_on_waiting(pair: Pair) -> None:
    send_later(pair.desk.store, 1, 2, prints=1)
    before = states(pair.desk.store)
    done = pair.desk.export(pair.stick / "a.desk-queue")
    [request] = requests(pair, done.path)
    assert [(e.kind, e.position) for e in request.entries] == [
        ("dossier.received", 1),
        ("receipt.printed", 2),
        ("dossier.received", 1),
        ("receipt.printed", 2),
    ]
    assert done.entries == 4
    assert states(pair.desk.store) == before
    assert request.cursor == pair.desk.cursor() > 0
    assert request.blocks


def test_an_old_mark_is_never_told(pair: Pair) -> None:
    send_later(pair.desk.store, 1)
    [request] = requests(pair, pair.desk.export(pair.stick / "a.desk-queue").path)
    assert request.mark is None


def test_its_blocks_are_told_once_because_nobody_can_ask(pair: Pair) -> None:
    send_later(pair.desk.store, *range(1, 11), prints=20)
    first, second = requests(pair, pair.desk.export(pair.stick / "a.desk-queue").path)
    assert {block.id for block in first.holding or []} >= {block.id for block in first.blocks}
    assert second.holding is None


def test_a_desk_with_nothing_to_send_still_asks_for_numbers_and_news(pair: Pair) -> None:
    done = pair.desk.export(pair.stick / "a.desk-queue")
    [request] = requests(pair, done.path)
    assert (request.entries, done.entries) == ([], 0)


def test_many_entries_go_in_batches_that_a_centre_takes(pair: Pair) -> None:
    send_later(pair.desk.store, *range(1, 11), prints=20)
    found = requests(pair, pair.desk.export(pair.stick / "a.desk-queue").path)
    assert [len(one.entries) for one in found] == [200, 10]


def test_what_is_stuck_stays_behind_with_its_dossier(pair: Pair) -> None:
    first, _ = send_later(pair.desk.store, 1, 2, prints=1)
    with pair.desk.store.write() as session:
        session.execute(
            update(OutboxEntry)
            .where(OutboxEntry.dossier_id == first, OutboxEntry.position == 1)
            .values(state="refused")
        )
    [request] = requests(pair, pair.desk.export(pair.stick / "a.desk-queue").path)
    assert first not in {entry.dossier_id for entry in request.entries}
    assert len(request.entries) == 2


def test_a_row_that_cannot_be_read_stays_behind_with_what_follows_it(pair: Pair) -> None:
    first, _ = send_later(pair.desk.store, 1, 2, prints=1)
    with pair.desk.store.write() as session:
        session.execute(
            update(OutboxEntry)
            .where(OutboxEntry.dossier_id == first, OutboxEntry.position == 1)
            .values(payload="{")
        )
    [request] = requests(pair, pair.desk.export(pair.stick / "a.desk-queue").path)
    assert {entry.dossier_id for entry in request.entries}.isdisjoint({first})


def test_archive_copies_follow_piece_by_piece(pair: Pair) -> None:
    [dossier] = send_later(pair.desk.store, 1)
    files = [
        announce_copy(pair.desk.store, pair.desk.scans, dossier, copy, number=number)
        for number, copy in enumerate((LARGE, SMALL), 1)
    ]
    done = pair.desk.export(pair.stick / "a.desk-queue")
    _, records = read_back(done.path, pair.desk.credential)
    said = [FileOnStick.model_validate_json(r.body) for r in records if r.kind == "F"]
    assert [one.file_id for one in said] == [files[1], files[0]]  # the smaller first
    pieces = [r.body for r in records if r.kind == "D"]
    assert b"".join(pieces) == SMALL.pdf + LARGE.pdf
    assert max(map(len, pieces)) <= PIECE
    assert (done.files, done.bytes) == (2, len(SMALL.pdf) + len(LARGE.pdf))


def test_a_file_that_cannot_be_read_stays_at_the_desk_and_stops_no_other(pair: Pair) -> None:
    [dossier] = send_later(pair.desk.store, 1)
    announce_copy(pair.desk.store, pair.desk.scans, dossier, SMALL)
    announce_copy(pair.desk.store, pair.desk.scans, dossier, LARGE, number=2)
    smallest = min(_files_of(pair), key=lambda path: path.stat().st_size)
    smallest.unlink()
    done = pair.desk.export(pair.stick / "a.desk-queue")
    assert (done.files, done.files_left) == (1, 1)
    _, records = read_back(done.path, pair.desk.credential)
    assert [r.kind for r in records if r.kind in "FW"] == ["F", "W", "F"]


def test_what_does_not_fit_into_one_file_is_left_for_the_next(pair: Pair) -> None:
    [dossier] = send_later(pair.desk.store, 1)
    announce_copy(pair.desk.store, pair.desk.scans, dossier, SMALL)
    announce_copy(pair.desk.store, pair.desk.scans, dossier, LARGE, number=2)
    exporter = QueueExporter(
        pair.desk.store,
        pair.desk.clock,
        pair.desk.scans,
        pair.desk.who,
        app_version=VERSION,
        most_bytes=3_000_000,
    )
    done = exporter.export(pair.stick / "a.desk-queue")
    assert (done.files, done.files_left) == (1, 1)
    assert done.path.stat().st_size < 3_000_000


def test_a_copy_whose_entry_does_not_go_waits_with_it(pair: Pair) -> None:
    [dossier] = send_later(pair.desk.store, 1)
    file = announce_copy(pair.desk.store, pair.desk.scans, dossier, SMALL)
    with pair.desk.store.write() as session:
        entry = session.scalars(select(ArchiveFile.entry_id).where(ArchiveFile.id == file)).one()
        session.execute(update(OutboxEntry).where(OutboxEntry.id == entry).values(state="held"))
    assert pair.desk.export(pair.stick / "a.desk-queue").files == 0


def test_nothing_about_a_person_can_be_read_in_it(pair: Pair) -> None:
    [dossier] = send_later(pair.desk.store, 1, prints=1)
    announce_copy(pair.desk.store, pair.desk.scans, dossier, SMALL)
    done = pair.desk.export(pair.stick / "a.desk-queue")
    data = done.path.read_bytes()
    with pair.desk.store.read() as session:
        payload = session.scalars(
            select(OutboxEntry.payload).where(OutboxEntry.dossier_id == dossier)
        ).first()
    said = json.loads(payload or "")
    persons = [said["applicant"]["full_name"], said["applicant"]["id_number"], said["code"]]
    for text in [*persons, said["look_up_token"], "dossier.received", dossier]:
        for written in (text.encode(), text.encode("utf-16-le"), json.dumps(text).encode()):
            assert written not in data
    assert SMALL.images[0][:64] not in data
    assert b'"desk_id"' in data  # what may be read in the clear is there to be read


def test_the_name_says_which_desk_and_when_and_nothing_else(pair: Pair) -> None:
    name = proposed_name(pair.desk.who, pair.desk.clock.now())
    assert name == "H15.50.05.13-00800001-20261120-090000.desk-queue"


def test_it_is_remembered_with_what_its_answer_is_read_with(pair: Pair) -> None:
    send_later(pair.desk.store, 1)
    pair.desk.export(pair.stick / "a.desk-queue")
    with pair.desk.store.read() as session:
        [kept] = read_exports(session)
        line = session.scalars(
            select(JournalLine).where(JournalLine.action == "queue.exported")
        ).one()
    assert (kept.entries, kept.files, kept.answers) == (1, 0, [])
    assert kept.credential_sha256 == pair.desk.who.credential_sha256
    assert line.details == {"entries": 1, "files": 0}


def test_a_full_stick_leaves_nothing_behind(pair: Pair) -> None:
    send_later(pair.desk.store, 1)
    with pytest.raises(EnvironmentFault) as fault:
        pair.desk.export(pair.stick / "a.desk-queue", FullDisk(500))
    assert fault.value.key == "queue_file.full"
    assert list(pair.stick.iterdir()) == []
    with pair.desk.store.read() as session:
        assert read_exports(session) == []


@pytest.mark.parametrize("call", ["create", "sync", "replace"])
def test_a_faulty_stick_keeps_the_file_that_was_there(pair: Pair, call: str) -> None:
    path = pair.stick / "a.desk-queue"
    pair.desk.export(path)
    before = path.read_bytes()
    with pytest.raises(EnvironmentFault) as fault:
        pair.desk.export(path, FaultyDisk(call))
    assert fault.value.key == "queue_file.input_output"
    assert path.read_bytes() == before
    assert [one.name for one in pair.stick.iterdir()] == ["a.desk-queue"]


def test_stopped_by_a_person_it_leaves_nothing(pair: Pair) -> None:
    [dossier] = send_later(pair.desk.store, 1)
    announce_copy(pair.desk.store, pair.desk.scans, dossier, LARGE)

    class _Enough(Exception):
        pass

    def stop(done: int, total: int | None) -> None:
        assert total == len(LARGE.pdf)
        if done:
            raise _Enough

    exporter = QueueExporter(
        pair.desk.store, pair.desk.clock, pair.desk.scans, pair.desk.who, app_version=VERSION
    )
    with pytest.raises(_Enough):
        exporter.export(pair.stick / "a.desk-queue", progress=stop)
    assert list(pair.stick.iterdir()) == []


def test_a_stick_that_is_not_there_is_said_in_a_sentence(pair: Pair) -> None:
    with pytest.raises(EnvironmentFault) as fault:
        pair.desk.export(pair.stick / "gone" / "a.desk-queue")
    assert fault.value.key == "queue_file.gone"


def test_a_desk_key_signs_as_well(pair: Pair) -> None:
    pair.desk.who = replace(pair.desk.who, key_sign=lambda words: f"{len(words)}")
    path = pair.desk.export(pair.stick / "a.desk-queue").path
    assert b'"key_signature":"' in path.read_bytes()


def _files_of(pair: Pair) -> list[Path]:
    return [path for path in (pair.stick.parent / "desk" / "scans").rglob("*") if path.is_file()]
