"""Archive copies go up: in order, resumed, proved; one bad file stops no other."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from desk_app.clock import TickingClock
from desk_app.errors import EnvironmentFault
from desk_app.event_bus import EventBus
from desk_app.events import ArchiveChanged
from desk_app.models.engine import Store
from desk_app.models.tables import ArchiveFile, JournalLine
from desk_app.paper.scan_store import ScanStore
from desk_app.sync.centre import (
    Busy,
    FileNotTaken,
    NoAnswer,
    NotTheCentre,
    NotUnderstood,
    UploadState,
)
from desk_app.sync.engine import SyncEngine
from desk_app.sync.exchanges import SyncReport
from desk_app.sync.piece_size import SHARE, SMALLEST
from desk_app.sync.protocol import credential_hash, signature
from tests.builders.archive_copies import a_copy, announce_copy, archive_row
from tests.builders.outbox import send_later
from tests.fakes.centre_line import CREDENTIAL, CentreLine
from tests.fakes.lanes_in_turns import InTurns

SMALL = a_copy(3000, seed=1)
MIDDLE = a_copy(150_000, 120_000, seed=2)
LARGE = a_copy(700_000, 600_000, 500_000, seed=3)
FIRST_PIECE = len(LARGE.pdf) // SHARE


@pytest.fixture
def scans(tmp_path: Path) -> ScanStore:
    """The desk's files."""
    return ScanStore(tmp_path / "pages")


@pytest.fixture
def engine(
    store: Store, clock: TickingClock, bus: EventBus, line: CentreLine, scans: ScanStore
) -> SyncEngine:
    """At work, by hand; no chance in the delays."""
    return SyncEngine(store, clock, bus, line, files=scans, random=lambda: 0.0, lanes=InTurns)


@pytest.fixture
def dossier(store: Store, engine: SyncEngine) -> str:
    """A dossier the centre has."""
    engine.run_once()
    [dossier] = send_later(store, 1)
    engine.run_once()
    return dossier


def kept(line: CentreLine, file_id: str) -> bytes:
    return bytes(line.centre.files.kept[file_id].data)


def pieces(line: CentreLine) -> list[tuple[str, int, int]]:
    return [
        (file, offset, size) for method, file, offset, size in line.uploads if method == "PATCH"
    ]


def test_a_copy_goes_up_after_its_entry_and_is_proved(
    store: Store, engine: SyncEngine, line: CentreLine, scans: ScanStore, dossier: str
) -> None:
    file = announce_copy(store, scans, dossier, MIDDLE)
    report = engine.run_once()
    row = archive_row(store, file)
    assert (row.state, row.sent, row.attempts) == ("uploaded", len(MIDDLE.pdf), 0)
    assert row.uploaded_at is not None
    assert kept(line, file) == MIDDLE.pdf
    assert (report.pages_uploaded, report.bytes_uploaded) == (2, len(MIDDLE.pdf))
    assert report.as_json()["bytes_uploaded"] == len(MIDDLE.pdf)
    assert engine.run_once().bytes_uploaded == 0


def test_the_proof_is_kept_so_that_anyone_with_the_credential_can_check_it(
    store: Store, engine: SyncEngine, scans: ScanStore, dossier: str
) -> None:
    file = announce_copy(store, scans, dossier, SMALL)
    engine.run_once()
    said = json.loads(archive_row(store, file).proof or "")
    assert json.loads(said["body"])["sha256"] == SMALL.sha256
    key = credential_hash(CREDENTIAL)
    assert signature(key, said["nonce"], said["body"].encode()) == said["signature"]


def test_small_files_go_before_large_ones(
    store: Store, engine: SyncEngine, line: CentreLine, scans: ScanStore, dossier: str
) -> None:
    files = [
        announce_copy(store, scans, dossier, c, number=n)
        for n, c in enumerate((LARGE, SMALL, MIDDLE), 1)
    ]
    engine.run_once()
    order = list(dict.fromkeys(file for file, _, _ in pieces(line)))
    assert order == [files[1], files[2], files[0]]


def test_pieces_shrink_where_something_on_the_way_takes_no_large_ones(
    store: Store, engine: SyncEngine, line: CentreLine, scans: ScanStore, dossier: str
) -> None:
    def takes_less(method: str, file: str, offset: int, piece: bytes) -> None:
        if len(piece) > SMALLEST:
            raise NotUnderstood("too-large")

    files = [announce_copy(store, scans, dossier, LARGE, number=n) for n in range(1, 5)]
    line.before_upload = takes_less
    engine.run_once()
    assert max(size for _, _, size in pieces(line)) > SMALLEST
    assert {archive_row(store, file).state for file in files} == {"uploaded"}


def test_a_piece_that_cannot_be_smaller_sets_the_file_back(
    store: Store, engine: SyncEngine, line: CentreLine, scans: ScanStore, dossier: str
) -> None:
    def takes_none(method: str, file: str, offset: int, piece: bytes) -> None:
        raise NotUnderstood("too-large")

    file = announce_copy(store, scans, dossier, MIDDLE)
    line.before_upload = takes_none
    engine.run_once()
    row = archive_row(store, file)
    assert (row.state, row.last_error) == ("announced", "sync.not_understood")
    assert row.next_try_at is not None


def test_pieces_grow_while_the_line_is_quick(
    store: Store, engine: SyncEngine, line: CentreLine, scans: ScanStore, dossier: str
) -> None:
    for number in range(1, 5):
        announce_copy(store, scans, dossier, LARGE, number=number)
    engine.run_once()
    sizes = [size for _, _, size in pieces(line)]
    assert sizes[:20] == [FIRST_PIECE] * 20, "the line has not proved itself"
    assert max(sizes) > SMALLEST
    assert sum(sizes) == 4 * len(LARGE.pdf)


def test_entries_that_come_meanwhile_go_between_two_pieces(
    store: Store, engine: SyncEngine, line: CentreLine, scans: ScanStore, dossier: str
) -> None:
    announce_copy(store, scans, dossier, LARGE)
    seen: list[tuple[int, int]] = []

    def receive(method: str, file: str, offset: int, piece: bytes) -> None:
        seen.append((len(line.uploads), len(line.codes())))
        if len(seen) == 1:
            send_later(store, 2)

    line.before_upload = receive
    engine.run_once()
    assert seen[0][1] == 1
    assert seen[1][1] == 2, "the new dossier waited behind the file"


def test_nothing_is_asked_between_pieces_when_nothing_waits(
    store: Store, engine: SyncEngine, line: CentreLine, scans: ScanStore, dossier: str
) -> None:
    announce_copy(store, scans, dossier, LARGE)
    before = len(line.asked)
    engine.run_once()
    assert len(pieces(line)) > 2
    assert len(line.asked) == before + 1


def test_a_file_whose_entry_was_refused_does_not_go(
    store: Store, engine: SyncEngine, line: CentreLine, scans: ScanStore, dossier: str
) -> None:
    file = announce_copy(store, scans, dossier, SMALL, said={"code": None})
    engine.run_once()
    assert (archive_row(store, file).state, line.uploads) == ("made", [])


def break_after(line: CentreLine, *offsets: int) -> list[int]:
    """Cuts the line in the piece that holds each of ``offsets``: the centre counts what came
    before, the desk hears nothing."""
    waiting = sorted(offsets)

    def cut(method: str, file: str, offset: int, piece: bytes) -> None:
        if method == "PATCH" and waiting and offset <= waiting[0] < offset + len(piece):
            data = line.centre.files.kept[file].data
            data += piece[: waiting.pop(0) - offset]
            raise NoAnswer("cut")

    line.before_upload = cut
    return waiting


def test_a_cut_file_goes_on_at_once_where_the_centre_stands(
    store: Store, engine: SyncEngine, line: CentreLine, scans: ScanStore, dossier: str
) -> None:
    file = announce_copy(store, scans, dossier, LARGE)
    left = break_after(line, 100_000, 400_000, 401_000, 1_500_000)
    report = engine.run_once()
    assert (archive_row(store, file).state, left) == ("uploaded", [])
    assert kept(line, file) == LARGE.pdf
    assert report.bytes_uploaded == len(LARGE.pdf)


def test_an_answer_that_was_lost_is_asked_for_again(
    store: Store, engine: SyncEngine, line: CentreLine, scans: ScanStore, dossier: str
) -> None:
    file = announce_copy(store, scans, dossier, SMALL)

    def lose(state: UploadState) -> UploadState:
        line.after_upload = lambda state: state
        raise NoAnswer("cut")

    line.after_upload = lose
    engine.run_once()
    assert archive_row(store, file).state == "uploaded"
    assert pieces(line)[-1] == (file, len(SMALL.pdf), 0), "the proof was asked for, nothing resent"


def test_a_line_that_is_gone_ends_the_pass_and_the_file_waits(
    store: Store, engine: SyncEngine, line: CentreLine, scans: ScanStore, dossier: str
) -> None:
    file = announce_copy(store, scans, dossier, SMALL)

    def cut(*_: object) -> None:
        line.cut()
        raise NoAnswer("unreachable")

    line.before_upload = cut
    report = engine.run_once()
    assert report.fault is not None
    row = archive_row(store, file)
    assert (row.state, row.attempts, row.last_error) == (
        "announced",
        1,
        "sync.no_answer.unreachable",
    )
    line.mend()
    line.before_upload = lambda *_: None
    engine.run_once(at_once=True)
    assert archive_row(store, file).state == "uploaded"


def fail_for(line: CentreLine, file_id: str, fault: Exception) -> None:
    def check(method: str, file: str, offset: int, piece: bytes) -> None:
        if file == file_id:
            raise fault

    line.before_upload = check


@pytest.mark.parametrize(
    "fault",
    [
        NoAnswer("server"),
        NotTheCentre("portal"),
        FileNotTaken("file-unknown"),
        FileNotTaken("file-too-long"),
        FileNotTaken("file-dreamt"),
    ],
)
def test_one_bad_file_stops_no_other(
    store: Store,
    engine: SyncEngine,
    line: CentreLine,
    scans: ScanStore,
    dossier: str,
    clock: TickingClock,
    fault: Exception,
) -> None:
    bad = announce_copy(store, scans, dossier, SMALL, number=1)
    good = announce_copy(store, scans, dossier, MIDDLE, number=2)
    fail_for(line, bad, fault)
    report = engine.run_once()
    assert report.fault is None
    assert archive_row(store, good).state == "uploaded"
    row = archive_row(store, bad)
    assert (row.state, row.attempts) == ("announced", 1)
    assert row.next_try_at is not None
    assert row.next_try_at > clock.now()
    tries = len(line.uploads)
    engine.run_once()
    assert len(line.uploads) == tries, "it was tried again before its time"
    line.before_upload = lambda *_: None
    clock.advance(timedelta(hours=2))
    engine.run_once()
    assert archive_row(store, bad).state == "uploaded"


def test_the_delay_grows_from_try_to_try(
    store: Store,
    engine: SyncEngine,
    line: CentreLine,
    scans: ScanStore,
    dossier: str,
    clock: TickingClock,
) -> None:
    file = announce_copy(store, scans, dossier, SMALL)
    fail_for(line, file, FileNotTaken("file-unknown"))
    delays = []
    for _ in range(5):
        engine.run_once()
        due = archive_row(store, file).next_try_at
        assert due is not None
        delays.append(due - clock.now())
        clock.set(due)
    assert delays == [timedelta(hours=h) for h in (1, 2, 4, 6, 6)]


def test_a_file_that_arrives_damaged_is_sent_anew_once_and_then_waits(
    store: Store, engine: SyncEngine, line: CentreLine, scans: ScanStore, dossier: str
) -> None:
    other = a_copy(3000, seed=9)
    file = announce_copy(store, scans, dossier, SMALL, said={"sha256": other.sha256})
    engine.run_once()
    row = archive_row(store, file)
    assert (row.state, row.sent, row.last_error) == ("announced", 0, "uploads.file_damaged")
    assert [offset for _, offset, _ in pieces(line)] == [0, 0]
    engine.run_once(at_once=True)
    assert len(pieces(line)) == 3, "whoever was damaged before gets one try"
    assert archive_row(store, file).attempts == 2


def test_a_file_spoilt_on_the_way_once_arrives_the_second_time(
    store: Store, engine: SyncEngine, line: CentreLine, scans: ScanStore, dossier: str
) -> None:
    file = announce_copy(store, scans, dossier, SMALL)

    def spoil(method: str, file: str, offset: int, piece: bytes) -> None:
        line.before_upload = lambda *_: None
        line.centre.files.kept[file].data += b"#"

    line.before_upload = spoil
    engine.run_once()
    # The desk hears that the centre has another number of bytes, and goes on from there.
    assert archive_row(store, file).state == "uploaded"
    assert kept(line, file) == SMALL.pdf


def test_a_file_that_cannot_be_read_here_waits_and_says_so(
    store: Store, engine: SyncEngine, scans: ScanStore, dossier: str
) -> None:
    bad = announce_copy(store, scans, dossier, SMALL, number=1)
    good = announce_copy(store, scans, dossier, MIDDLE, number=2)
    scans.remove(archive_row(store, bad).file or "")
    engine.run_once()
    assert archive_row(store, good).state == "uploaded"
    assert archive_row(store, bad).last_error == "uploads.unreadable"


def test_a_copy_that_a_later_one_replaced_is_not_sent(
    store: Store, engine: SyncEngine, line: CentreLine, scans: ScanStore, dossier: str
) -> None:
    earlier = announce_copy(store, scans, dossier, SMALL)
    later = announce_copy(store, scans, dossier, MIDDLE, version=2)
    engine.run_once()
    assert archive_row(store, earlier).state == "replaced"
    assert archive_row(store, later).state == "uploaded"


def withdraw(store: Store, file: str) -> None:
    with store.write() as session:
        session.get_one(ArchiveFile, file).state = "withdrawn"


def test_a_copy_withdrawn_on_its_way_is_sent_no_further(
    store: Store, engine: SyncEngine, line: CentreLine, scans: ScanStore, dossier: str
) -> None:
    file = announce_copy(store, scans, dossier, LARGE)
    other = announce_copy(store, scans, dossier, a_copy(1_900_000, seed=5), number=2)
    line.before_upload = lambda *_: withdraw(store, file)
    engine.run_once()
    assert [one[0] for one in pieces(line)].count(file) == 1
    assert archive_row(store, file).state == "withdrawn"
    assert archive_row(store, other).state == "uploaded"


def test_a_proof_that_comes_after_the_withdrawal_changes_nothing(
    store: Store, engine: SyncEngine, line: CentreLine, scans: ScanStore, dossier: str
) -> None:
    file = announce_copy(store, scans, dossier, SMALL)
    line.before_upload = lambda *_: withdraw(store, file)
    engine.run_once()
    assert archive_row(store, file).state == "withdrawn"
    with store.read() as session:
        lines = session.scalars(select(JournalLine.action)).all()
    assert "file.uploaded" not in lines


def test_a_copy_the_centre_holds_for_withdrawn_is_not_tried_for_ever(
    store: Store, engine: SyncEngine, line: CentreLine, scans: ScanStore, dossier: str
) -> None:
    file = announce_copy(store, scans, dossier, SMALL)
    fail_for(line, file, FileNotTaken("file-withdrawn"))
    engine.run_once()
    assert archive_row(store, file).state == "withdrawn"


def test_a_busy_centre_ends_the_uploads_and_not_the_line(
    store: Store, engine: SyncEngine, line: CentreLine, scans: ScanStore, dossier: str
) -> None:
    file = announce_copy(store, scans, dossier, SMALL)
    announce_copy(store, scans, dossier, MIDDLE, number=2)
    fail_for(line, file, Busy(60))
    assert engine.run_once().fault is None
    assert len(line.uploads) == 1
    assert archive_row(store, file).last_error == "sync.busy"


def test_a_desk_revoked_in_mid_upload_hears_it_and_keeps_its_file(
    store: Store, engine: SyncEngine, line: CentreLine, scans: ScanStore, dossier: str
) -> None:
    file = announce_copy(store, scans, dossier, LARGE)

    def revoke(method: str, file: str, offset: int, piece: bytes) -> None:
        if offset:
            line.centre.revoke(line.centre.files.kept[file].desk_id)

    line.before_upload = revoke
    report = engine.run_once()
    assert report.fault is not None
    assert report.fault.key == "sync.not_welcome.desk_revoked"
    row = archive_row(store, file)
    assert (row.state, row.sent) == ("announced", FIRST_PIECE)


def test_a_proof_for_another_file_proves_nothing(
    store: Store, engine: SyncEngine, line: CentreLine, scans: ScanStore, dossier: str
) -> None:
    first = announce_copy(store, scans, dossier, SMALL, number=1)
    proofs: list[UploadState] = []
    line.after_upload = lambda state: proofs.append(state) or state
    engine.run_once()
    second = announce_copy(store, scans, dossier, a_copy(3000, seed=8), number=2)
    line.after_upload = lambda _: proofs[0]
    engine.run_once()
    assert archive_row(store, first).state == "uploaded"
    assert archive_row(store, second).state == "announced"


@pytest.mark.parametrize("change", [{"sha256": "0" * 64}, {"size": 1}])
def test_a_proof_of_other_bytes_proves_nothing(
    store: Store,
    engine: SyncEngine,
    line: CentreLine,
    scans: ScanStore,
    dossier: str,
    change: dict[str, Any],
) -> None:
    def other(state: UploadState) -> UploadState:
        if state.proof is None:
            return state
        said = replace(state.proof, proof=state.proof.proof.model_copy(update=change))
        return replace(state, proof=said)

    file = announce_copy(store, scans, dossier, SMALL)
    line.after_upload = other
    engine.run_once()
    assert archive_row(store, file).state == "announced"


def test_a_program_that_ended_between_two_pieces_asks_first(
    store: Store,
    clock: TickingClock,
    bus: EventBus,
    engine: SyncEngine,
    line: CentreLine,
    scans: ScanStore,
    dossier: str,
) -> None:
    file = announce_copy(store, scans, dossier, LARGE)

    def die(method: str, file: str, offset: int, piece: bytes) -> None:
        if offset:
            raise KeyboardInterrupt

    line.before_upload = die
    with pytest.raises(KeyboardInterrupt):
        engine.run_once()
    line.before_upload = lambda *_: None
    line.uploads.clear()
    SyncEngine(store, clock, bus, line, files=scans, random=lambda: 0.0, lanes=InTurns).run_once()
    assert line.uploads[0][0] == "HEAD"
    assert line.uploads[1][2] == FIRST_PIECE
    assert archive_row(store, file).state == "uploaded"


def test_others_hear_of_every_file(
    store: Store, engine: SyncEngine, bus: EventBus, scans: ScanStore, dossier: str
) -> None:
    for number, copy in enumerate((SMALL, MIDDLE), 1):
        announce_copy(store, scans, dossier, copy, number=number)
    heard: list[ArchiveChanged] = []
    bus.subscribe(ArchiveChanged, heard.append)
    engine.run_once()
    assert [(event.dossier_id, event.waiting) for event in heard] == [(dossier, 1), (dossier, 0)]


def test_stopping_ends_between_two_pieces(
    store: Store, engine: SyncEngine, line: CentreLine, scans: ScanStore, dossier: str
) -> None:
    file = announce_copy(store, scans, dossier, LARGE)
    line.before_upload = lambda *_: engine.stop() and None
    engine.run_once()
    assert len(line.uploads) == 1
    assert archive_row(store, file).sent == FIRST_PIECE


def test_the_next_pass_comes_when_a_file_is_due(
    store: Store, engine: SyncEngine, line: CentreLine, scans: ScanStore, dossier: str
) -> None:
    file = announce_copy(store, scans, dossier, SMALL)
    fail_for(line, file, NoAnswer("server"))
    engine.run_once()
    assert engine._pause <= 2.0


def test_without_a_scan_store_nothing_is_sent(
    store: Store, clock: TickingClock, bus: EventBus, line: CentreLine
) -> None:
    assert SyncEngine(store, clock, bus, line).run_once() == SyncReport(reached_centre=True)


def test_a_broken_database_of_the_desk_is_not_the_files_fault(
    store: Store, engine: SyncEngine, line: CentreLine, scans: ScanStore, dossier: str
) -> None:
    announce_copy(store, scans, dossier, SMALL)

    def fail(*_: object) -> None:
        raise EnvironmentFault("store.disk_full")

    line.before_upload = fail
    with pytest.raises(EnvironmentFault, match=r"store\.disk_full"):
        engine.run_once()
