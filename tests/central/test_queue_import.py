"""Queues on a stick at the centre: taken once however often they come, refused whole when anything
about them is wrong."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select, update

from desk_app import signing
from desk_app.central import tables
from desk_app.central.administration import restore_desk, revoke_desk
from desk_app.central.queue_reports import ImportReport
from desk_app.models.tables import NumberBlock, OutboxEntry
from desk_app.paper.queue_file import QueueReader, Record
from desk_app.services.page_views import PaperTarget
from desk_app.services.withdrawals import withdraw
from desk_app.sync.protocol import SyncRequest
from tests.builders.archive_copies import a_copy, announce_copy, archive_row
from tests.builders.messages import COUNTER, TODAY, entry, identity_text, received
from tests.builders.outbox import send_later, write_payload
from tests.builders.stick import (
    DeskWithoutLine,
    Pair,
    a_centre,
    a_desk,
    a_pair,
    credential_of,
    read_back,
    write_file,
)
from tests.builders.stores import UNIT
from tests.fakes.disks import FullDisk

SMALL = a_copy(3000, seed=21)
LARGE = a_copy(1_500_000, 900_000, seed=22)


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[Pair]:
    with a_pair(tmp_path) as pair:
        yield pair


def exported(pair: Pair, name: str = "a.desk-queue") -> Path:
    return pair.desk.export(pair.stick / name).path


def refused_with(pair: Pair, path: Path) -> str:
    """Imports a file that must be refused, and change nothing."""
    before = pair.centre.rows()
    [report] = pair.centre.take(path)
    assert report.error is not None
    assert (report.accepted, report.files, report.answer) == (0, 0, None)
    assert pair.centre.rows() == before
    assert not list(pair.stick.glob("*.desk-answer"))
    return report.error.key


def test_entries_and_files_are_taken_and_an_answer_is_written(pair: Pair) -> None:
    dossiers = send_later(pair.desk.store, 1, 2, prints=1)
    file = announce_copy(pair.desk.store, pair.desk.scans, dossiers[0], LARGE)
    [report] = pair.centre.take(exported(pair))
    assert (report.error, report.refused, report.set_aside) == (None, [], [])
    assert (report.accepted, report.duplicate, report.files) == (5, 0, 1)
    assert len(pair.centre.codes()) == 2
    assert pair.centre.files.path(file).read_bytes() == LARGE.pdf
    assert report.answer == pair.stick / "a.desk-answer"
    header, records = read_back(report.answer, pair.desk.credential)
    assert (header.kind, header.desk_id) == ("down", pair.desk.who.desk_id)
    assert {record.kind for record in records} == {"A", "P"}


def test_a_withdrawal_on_the_line_comes_before_the_file_on_the_stick(pair: Pair) -> None:
    [dossier] = send_later(pair.desk.store, 1)
    file = announce_copy(pair.desk.store, pair.desk.scans, dossier, SMALL)
    path = exported(pair)
    target = PaperTarget(dossier, 1)
    with pair.desk.store.write() as session:
        assert withdraw(session, pair.desk.clock, target, None)
    pair.desk.on_the_line(pair.centre.store, pair.centre.clock)
    [report] = pair.centre.take(path)
    assert (report.error, report.duplicate, report.files, report.files_left) == (None, 2, 0, 1)
    assert report.answer is not None
    assert pair.desk.take(report.answer).files == 0
    assert archive_row(pair.desk.store, file).state == "withdrawn"


def test_announcement_and_withdrawal_travel_together_and_the_file_stays_here(pair: Pair) -> None:
    [dossier] = send_later(pair.desk.store, 1)
    file = announce_copy(pair.desk.store, pair.desk.scans, dossier, SMALL)
    with pair.desk.store.write() as session:
        assert withdraw(session, pair.desk.clock, PaperTarget(dossier, 1), None)
    report, back = pair.carry()
    assert (report.accepted, report.files, report.files_left) == (3, 0, 0)
    assert (back.accepted, back.files) == (3, 0)
    assert archive_row(pair.desk.store, file).state == "withdrawn"
    with pair.centre.store.reading() as session:
        assert session.scalars(select(tables.ArchiveFile.withdrawn_by)).one() == "an"


def test_a_file_proved_on_the_stick_is_withdrawn_all_the_same(pair: Pair) -> None:
    [dossier] = send_later(pair.desk.store, 1)
    file = announce_copy(pair.desk.store, pair.desk.scans, dossier, SMALL)
    [report] = pair.centre.take(exported(pair))
    with pair.desk.store.write() as session:
        assert withdraw(session, pair.desk.clock, PaperTarget(dossier, 1), None)
    assert report.answer is not None
    assert pair.desk.take(report.answer).files == 0  # it is not waited for any more
    pair.carry("b.desk-queue")
    assert archive_row(pair.desk.store, file).state == "withdrawn"
    with pair.centre.store.reading() as session:
        row = session.scalars(select(tables.ArchiveFile)).one()
    assert row.received_at is not None
    assert row.withdrawn_at is not None


def test_the_same_file_again_changes_nothing(pair: Pair) -> None:
    [dossier] = send_later(pair.desk.store, 1, prints=2)
    announce_copy(pair.desk.store, pair.desk.scans, dossier, SMALL)
    path = exported(pair)
    pair.centre.take(path)
    before = pair.centre.rows()
    [report] = pair.centre.take(path)
    assert (report.accepted, report.duplicate, report.files, report.files_known) == (0, 4, 0, 1)
    assert pair.centre.rows() == before
    assert report.answer is not None


def test_what_came_by_the_line_meanwhile_is_not_taken_twice(pair: Pair) -> None:
    send_later(pair.desk.store, 1, 2)
    path = exported(pair)
    pair.desk.on_the_line(pair.centre.store, pair.centre.clock)
    send_later(pair.desk.store, 3)
    pair.desk.on_the_line(pair.centre.store, pair.centre.clock)
    before = pair.centre.rows()
    [report] = pair.centre.take(path)
    assert (report.error, report.accepted, report.duplicate) == (None, 0, 2)
    assert pair.centre.rows() == before


def test_the_line_after_the_stick_finds_everything_known(pair: Pair) -> None:
    send_later(pair.desk.store, 1, 2)
    pair.centre.take(exported(pair))
    answer = pair.desk.on_the_line(pair.centre.store, pair.centre.clock)
    assert [one.outcome for one in answer.entries] == ["duplicate", "duplicate"]


def test_files_of_several_desks_come_in_one_go(tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    with ExitStack() as stack:
        centre = stack.enter_context(a_centre(tmp_path))
        for number in (1, 2, 3):
            desk = a_desk(tmp_path / f"desk{number}", centre, number)
            stack.callback(desk.store.close)
            desk.on_the_line(centre.store, centre.clock)
            _receive_one(desk, number)
            desk.export(stick / f"desk-{number}.desk-queue")
        (stick / "desk-2.desk-queue").write_bytes(b"deskqueue")
        reports = centre.take(stick)
        assert [report.accepted for report in reports] == [1, 0, 1]
        assert [bool(report.error) for report in reports] == [False, True, False]
        assert len(centre.codes()) == 2
        answers = sorted(path.name for path in stick.glob("*.desk-answer"))
        assert answers == ["desk-1.desk-answer", "desk-3.desk-answer"]


def test_answers_with_the_same_name_do_not_take_each_others_place(pair: Pair) -> None:
    out = pair.stick / "out"
    (pair.stick / "b").mkdir(parents=True)
    out.mkdir()
    first = exported(pair)
    second = exported(pair, "b/a.desk-queue")
    reports = pair.centre.take(first, second, folder=out)
    assert [report.answer for report in reports] == [out / "a.desk-answer", out / "a-2.desk-answer"]


def test_a_stick_that_cannot_be_written_costs_the_answer_only(pair: Pair) -> None:
    send_later(pair.desk.store, 1)
    path = exported(pair)
    [report] = pair.centre.take(path, disk=FullDisk(10))
    assert report.error is not None
    assert (report.error.key, report.accepted, report.answer) == ("queue_file.full", 1, None)
    [again] = pair.centre.take(path)
    assert (again.error, again.duplicate) == (None, 1)


def test_numbers_come_back_and_are_leased_once(pair: Pair) -> None:
    path = exported(pair)
    with pair.centre.store.writing() as session:
        session.query(tables.NumberBlock).delete()
    [report] = pair.centre.take(path)
    after = pair.centre.rows()["number_block"]
    assert report.error is None
    assert len(after) > 30
    pair.centre.take(path)
    assert pair.centre.rows()["number_block"] == after


# -- what is wrong with a file


def test_every_kind_of_cut_is_noticed_and_changes_nothing(pair: Pair) -> None:
    [dossier] = send_later(pair.desk.store, 1)
    announce_copy(pair.desk.store, pair.desk.scans, dossier, a_copy(200_000, seed=23))
    path = exported(pair)
    data = path.read_bytes()
    with path.open("rb") as file:
        reader = QueueReader(file)
        begin, end = reader._begin, reader._end
    chunk = 65536 + 16
    edges = [0, 1, 9, 10, 13, 14, begin, begin + 16, end, len(data) - 10, len(data) - 1]
    edges += [begin + 16 + number * chunk for number in range(1, (end - begin) // chunk + 1)]
    before = pair.centre.rows()
    for edge in sorted({at + by for at in edges for by in (-1, 0, 1)}):
        if 0 <= edge < len(data):
            path.write_bytes(data[:edge])
            [report] = pair.centre.take(path)
            assert report.error is not None, edge
            assert report.error.key in (
                "queue_file.foreign",
                "queue_file.damaged",
                "queue_file.cut_off",
            )
    assert pair.centre.rows() == before


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(place=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7))
def test_every_bit_counts(one_file: tuple[Pair, bytes], place: float, bit: int) -> None:
    pair, data = one_file
    spoilt = bytearray(data)
    spoilt[int(place * len(data))] ^= 1 << bit
    path = pair.stick / "spoilt.desk-queue"
    path.write_bytes(spoilt)
    [report] = pair.centre.take(path)
    assert report.error is not None
    assert report.error.key.startswith("queue_file.")
    assert pair.centre.codes() == []


@pytest.fixture(scope="module")
def one_file(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Pair, bytes]]:
    with a_pair(tmp_path_factory.mktemp("bits")) as pair:
        send_later(pair.desk.store, 1)
        yield pair, exported(pair).read_bytes()


def test_chunks_that_changed_places_are_noticed(pair: Pair) -> None:
    [dossier] = send_later(pair.desk.store, 1)
    announce_copy(pair.desk.store, pair.desk.scans, dossier, a_copy(300_000, seed=24))
    path = exported(pair)
    data = path.read_bytes()
    with path.open("rb") as file:
        at = QueueReader(file)._begin + 16
    chunk = 65536 + 16
    one, two = data[at : at + chunk], data[at + chunk : at + 2 * chunk]
    path.write_bytes(data[:at] + two + one + data[at + 2 * chunk :])
    assert refused_with(pair, path) == "queue_file.not_signed"


def test_a_file_under_another_desks_name_is_refused(tmp_path: Path) -> None:
    with ExitStack() as stack:
        pair = stack.enter_context(a_pair(tmp_path))
        other = a_desk(tmp_path / "other", pair.centre, 2)
        stack.callback(other.store.close)
        send_later(pair.desk.store, 1)
        data = exported(pair).read_bytes()
        path = pair.stick / "stolen.desk-queue"
        mine, theirs = pair.desk.who.desk_id.encode(), other.who.desk_id.encode()
        path.write_bytes(data.replace(mine, theirs))
        assert refused_with(pair, path) == "queue_file.not_signed"


def test_a_desk_nobody_knows_is_refused(pair: Pair) -> None:
    pair.desk.who = replace(pair.desk.who, desk_id="00000000-0000-7000-8000-000000000000")
    assert refused_with(pair, exported(pair)) == "queue_file.unknown_desk"


def test_another_credential_is_refused(pair: Pair) -> None:
    pair.desk.who = replace(pair.desk.who, credential_sha256="ab" * 32)
    assert refused_with(pair, exported(pair)) == "queue_file.not_signed"


def test_a_credential_that_is_to_follow_is_good_too(pair: Pair) -> None:
    send_later(pair.desk.store, 1)
    with pair.centre.store.writing() as session:
        row = session.get_one(tables.Desk, pair.desk.who.desk_id)
        row.next_credential_sha256, row.credential_sha256 = row.credential_sha256, "ab" * 32
    [report] = pair.centre.take(exported(pair))
    assert (report.error, report.accepted) == (None, 1)


def test_where_the_desk_key_is_known_it_must_have_signed(tmp_path: Path) -> None:
    with a_pair(tmp_path, key=True) as pair:
        send_later(pair.desk.store, 1)
        good = exported(pair)
        who = pair.desk.who
        pair.desk.who = replace(who, key_sign=None)
        assert refused_with(pair, exported(pair, "b.desk-queue")) == "queue_file.not_signed"
        other = signing.new_private_key()
        pair.desk.who = replace(who, key_sign=partial(signing.sign, other))
        assert refused_with(pair, exported(pair, "c.desk-queue")) == "queue_file.not_signed"
        assert pair.centre.take(good)[0].accepted == 1


def test_an_answer_is_no_queue(pair: Pair) -> None:
    [report] = pair.centre.take(exported(pair))
    assert report.answer is not None
    path = pair.stick / "sub" / "b.desk-queue"
    path.parent.mkdir()
    shutil.copy(report.answer, path)
    [refused] = pair.centre.take(path)
    assert refused.error is not None
    assert refused.error.key == "queue_file.not_a_queue"


def test_a_newer_format_and_a_foreign_file_are_told_apart(pair: Pair) -> None:
    path = exported(pair)
    data = bytearray(path.read_bytes())
    data[9] = 2
    path.write_bytes(data)
    assert refused_with(pair, path) == "queue_file.too_new"
    path.write_bytes(b"%PDF-1.7 something else")
    assert refused_with(pair, path) == "queue_file.foreign"
    path.unlink()
    assert refused_with(pair, path) == "queue_file.gone"


def test_a_newer_protocol_is_refused_before_anything_is_taken(pair: Pair) -> None:
    send_later(pair.desk.store, 1)
    header, records = read_back(exported(pair), pair.desk.credential)
    said = SyncRequest.model_validate_json(records[0].body).model_copy(update={"protocol": 2})
    newer = Record("Q", said.model_dump_json().encode())
    path = pair.stick / "b.desk-queue"
    write_file(path, header, pair.desk.credential, records[0], newer)
    assert refused_with(pair, path) == "queue_file.too_new"


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"epoch": 0}'])
def test_a_message_that_cannot_be_read_keeps_all_from_being_taken(pair: Pair, body: bytes) -> None:
    send_later(pair.desk.store, 1)
    header, records = read_back(exported(pair), pair.desk.credential)
    path = pair.stick / "b.desk-queue"
    write_file(path, header, pair.desk.credential, *records, Record("Q", body))
    assert refused_with(pair, path) == "queue_file.damaged"


def test_a_kind_of_record_that_is_not_known_here_is_passed_over(pair: Pair) -> None:
    send_later(pair.desk.store, 1)
    header, records = read_back(exported(pair), pair.desk.credential)
    path = pair.stick / "b.desk-queue"
    write_file(path, header, pair.desk.credential, Record("Z", b"later"), *records)
    assert pair.centre.take(path)[0].accepted == 1


# -- epochs, revocation


def test_an_epoch_that_is_over_is_answered_and_changes_nothing(pair: Pair) -> None:
    send_later(pair.desk.store, 1)
    path = exported(pair)
    with pair.centre.store.writing() as session:
        session.get_one(tables.Desk, pair.desk.who.desk_id).epoch = 3
    before = pair.centre.rows()
    [report] = pair.centre.take(path)
    assert report.error is not None
    assert report.error.key == "central.not_welcome.epoch_past"
    assert pair.centre.rows() == before
    assert report.answer is not None
    _, records = read_back(report.answer, pair.desk.credential)
    assert [record.kind for record in records] == ["X"]


def test_a_revoked_desk_is_heard_for_what_it_did_before(pair: Pair) -> None:
    early = send_later(pair.desk.store, 1)
    announce_copy(pair.desk.store, pair.desk.scans, early[0], SMALL)
    pair.centre.clock.advance(timedelta(hours=3))
    revoke_desk(pair.centre.store, pair.centre.clock, pair.desk.who.desk_id)
    late = pair.centre.clock.now() + timedelta(minutes=1)
    send_later(pair.desk.store, 2, prints=1)
    path = exported(pair)
    _move_entries_of_dossier(pair, path, dossier=2, to=late)
    [report] = pair.centre.take(path)
    assert report.error is None
    assert (report.accepted, report.files, len(report.set_aside)) == (2, 1, 2)
    assert {one.reason for one in report.set_aside} == {"desk-revoked"}
    assert report.set_aside[0].code.endswith("-0002")
    intake, receipt = report.set_aside
    assert (intake.counter, intake.officer) == (COUNTER, "uyen")
    assert (receipt.counter, receipt.officer) == (report.counter, "uyen")
    said = json.dumps([one.as_json("vi") for one in report.set_aside], ensure_ascii=False)
    for private in ("Nguyễn Thị Thử", "079187001234", "Lê Thị Hải Uyên"):
        assert private not in said
    assert report.refused == []
    assert report.answer is not None
    back = pair.desk.take(report.answer)
    assert (back.accepted, back.blocks, back.fetched, back.files) == (2, 0, 0, 1)
    assert back.set_aside == 2
    restore_desk(pair.centre.store, pair.centre.clock, pair.desk.who.desk_id)
    [once_more] = pair.centre.take(path)
    assert (once_more.accepted, once_more.duplicate, once_more.set_aside) == (2, 2, [])


@pytest.mark.parametrize(
    ("payload", "made_by"),
    [
        ({"counter": "Quầy 02", "officer": "an"}, ("Quầy 02", "an")),
        ({"supervisor": "binh"}, ("Quầy 01", "binh")),
        ({}, ("Quầy 01", None)),
        ({"counter": 7, "officer": ["an"]}, ("Quầy 01", None)),
        ({"counter": "a\nb", "officer": "\x1b[2J"}, ("Quầy 01", None)),
        ({"counter": "", "officer": "a" * 5000}, ("Quầy 01", "a" * 100)),
    ],
)
def test_whoever_made_an_entry_is_named_as_far_as_it_says_so(
    payload: dict[str, object], made_by: tuple[str, str | None]
) -> None:
    report = ImportReport(Path("a.desk-queue"), counter="Quầy 01")
    found = report.unsettled(entry(1, payload), "desk-revoked")
    assert (found.counter, found.officer) == made_by


def test_a_folder_without_a_queue_is_told(pair: Pair) -> None:
    (pair.stick / "other.txt").write_text("x")
    [report] = pair.centre.take(pair.stick)
    assert report.error is not None
    assert (report.error.key, report.error.exit_code) == ("queue_file.none_here", 3)


def _move_entries_of_dossier(pair: Pair, path: Path, *, dossier: int, to: object) -> None:
    """Rewrites the file as a desk would that made these entries at another time."""
    header, records = read_back(path, pair.desk.credential)
    moved = []
    for record in records:
        if record.kind == "Q":
            said = SyncRequest.model_validate_json(record.body)
            entries = [
                entry.model_copy(update={"created_at": to})
                if str(entry.payload.get("code")).endswith(f"-{dossier:04d}")
                else entry
                for entry in said.entries
            ]
            said = said.model_copy(update={"entries": entries})
            record = Record("Q", said.model_dump_json().encode())
        moved.append(record)
    write_file(path, header, pair.desk.credential, *moved)


# -- files


def test_a_copy_that_is_not_what_was_announced_is_not_kept(pair: Pair) -> None:
    [dossier] = send_later(pair.desk.store, 1)
    file = announce_copy(pair.desk.store, pair.desk.scans, dossier, SMALL)
    path = exported(pair)
    header, records = read_back(path, pair.desk.credential)
    spoilt = [Record("D", bytes(len(r.body))) if r.kind == "D" else r for r in records]
    write_file(path, header, pair.desk.credential, *spoilt)
    [report] = pair.centre.take(path)
    assert (report.accepted, report.files, report.files_left) == (2, 0, 1)
    assert not pair.centre.files.path(file).exists()
    write_file(path, header, pair.desk.credential, *records)
    assert pair.centre.take(path)[0].files == 1


def test_a_copy_that_was_not_announced_is_not_taken(pair: Pair) -> None:
    [dossier] = send_later(pair.desk.store, 1)
    announce_copy(pair.desk.store, pair.desk.scans, dossier, SMALL)
    path = exported(pair)
    header, records = read_back(path, pair.desk.credential)
    request = SyncRequest.model_validate_json(records[0].body)
    without = request.model_copy(update={"entries": request.entries[:1]})
    first = Record("Q", without.model_dump_json().encode())
    write_file(path, header, pair.desk.credential, first, *records[1:])
    [report] = pair.centre.take(path)
    assert (report.error, report.accepted, report.files_left) == (None, 1, 1)


def test_a_copy_that_broke_off_goes_on_where_it_was(pair: Pair) -> None:
    [dossier] = send_later(pair.desk.store, 1)
    file = announce_copy(pair.desk.store, pair.desk.scans, dossier, LARGE)
    path = exported(pair)
    header, records = read_back(path, pair.desk.credential)
    broken = [*records[:3], Record("W", b"")]
    write_file(path, header, pair.desk.credential, *broken)
    [report] = pair.centre.take(path)
    assert (report.files, report.files_left) == (0, 1)
    with pair.centre.store.reading() as session:
        row = session.query(tables.ArchiveFile).one()
        assert (row.durable, row.received_at) == (1024 * 1024, None)
    write_file(path, header, pair.desk.credential, *records)
    assert pair.centre.take(path)[0].files == 1
    assert pair.centre.files.path(file).read_bytes() == LARGE.pdf


def test_more_pieces_than_were_announced_are_noticed(pair: Pair) -> None:
    [dossier] = send_later(pair.desk.store, 1)
    announce_copy(pair.desk.store, pair.desk.scans, dossier, SMALL)
    path = exported(pair)
    header, records = read_back(path, pair.desk.credential)
    longer = [Record("D", r.body + b"more") if r.kind == "D" else r for r in records]
    write_file(path, header, pair.desk.credential, *longer)
    [report] = pair.centre.take(path)
    assert (report.accepted, report.files, report.files_left) == (2, 0, 1)


def test_another_credential_opens_nothing(pair: Pair) -> None:
    path = exported(pair)
    with pytest.raises(Exception, match=r"queue_file\.damaged"):
        read_back(path, credential_of(7))
    header, _ = read_back(path, pair.desk.credential)
    assert header.desk_id == pair.desk.who.desk_id


def _receive_one(desk: DeskWithoutLine, number: int) -> None:
    """A dossier with the first of the desk's numbers, under ids of its own."""
    with desk.store.read() as session:
        first = session.scalars(
            select(func.min(NumberBlock.first)).where(NumberBlock.day == TODAY)
        ).one()
    [dossier] = send_later(desk.store, first)
    said = received(first, unit=UNIT, look_up_token=f"token-of-desk-{number}".ljust(30, "x"))
    with desk.store.write() as session:
        write_payload(session, dossier, 1, said)
        ids = {"id": identity_text(number), "dossier_id": identity_text(100 + number)}
        session.execute(update(OutboxEntry).values(ids))


@pytest.mark.parametrize("signed", ["é" * 64, "0" * 63, "", "g" * 64])
def test_a_seal_that_is_none_is_refused_in_words(pair: Pair, signed: str) -> None:
    path = exported(pair)
    data = path.read_bytes()
    length = int.from_bytes(data[-10:-8], "big")
    seal = json.dumps({"signature": signed}, ensure_ascii=False).encode()
    path.write_bytes(data[: -10 - length] + seal + len(seal).to_bytes(2, "big") + data[-8:])
    assert refused_with(pair, path) == "queue_file.damaged"
