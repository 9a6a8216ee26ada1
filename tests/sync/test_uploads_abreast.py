"""Several archive copies on the line at once: settled one after the other, and what goes wrong with
one is nobody else's trouble."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path

import pytest

from desk_app.clock import TickingClock
from desk_app.event_bus import EventBus
from desk_app.models.engine import Store
from desk_app.paper.scan_store import ScanStore
from desk_app.sync.centre import Busy, FileNotTaken, NoAnswer
from desk_app.sync.engine import SyncEngine
from desk_app.sync.piece_size import ABREAST
from tests.builders.archive_copies import a_copy, announce_copy, archive_row
from tests.builders.outbox import send_later
from tests.fakes.centre_line import CentreLine
from tests.fakes.lanes_in_turns import InTurns

COPY = a_copy(700_000, 600_000, seed=3)
FILES = 6


@pytest.fixture
def scans(tmp_path: Path) -> ScanStore:
    """The desk's files."""
    return ScanStore(tmp_path / "pages")


@pytest.fixture
def engine(
    store: Store, clock: TickingClock, bus: EventBus, line: CentreLine, scans: ScanStore
) -> SyncEngine:
    """Steps come one after the other; no chance in the delays; a piece takes no time."""
    made = SyncEngine(store, clock, bus, line, files=scans, random=lambda: 0.0, lanes=InTurns)
    takes(made, 0.0)
    return made


@pytest.fixture
def files(store: Store, engine: SyncEngine, scans: ScanStore) -> list[str]:
    """The centre expects some copies of the same size."""
    return announce(store, engine, scans)


def announce(store: Store, engine: SyncEngine, scans: ScanStore) -> list[str]:
    engine.run_once()
    [dossier] = send_later(store, 1)
    return [announce_copy(store, scans, dossier, COPY, number=n + 1) for n in range(FILES)]


def takes(engine: SyncEngine, *seconds: float) -> None:
    """How long the next pieces take; the last of them all that follow."""
    uploads = engine._uploads
    assert uploads is not None
    waiting, now, running = list(seconds), 0.0, False

    def clock() -> float:
        nonlocal now, running
        running = not running
        if not running:
            now += waiting.pop(0) if len(waiting) > 1 else waiting[0]
        return now

    uploads._desk = replace(uploads._desk, seconds=clock)


def pieces(line: CentreLine) -> list[str]:
    return [file for method, file, _, _ in line.uploads if method == "PATCH"]


def most_at_once(line: CentreLine) -> int:
    """Of how many files pieces went before one of them was through."""
    order = pieces(line)
    last = {file: place for place, file in enumerate(order)}
    begun: set[str] = set()
    most = 0
    for place, file in enumerate(order):
        begun.add(file)
        most = max(most, len(begun))
        if last[file] == place:
            begun.remove(file)
    return most


def states(store: Store, files: list[str]) -> list[str]:
    return [archive_row(store, file).state for file in files]


def test_on_a_quick_line_several_go_side_by_side(
    store: Store, engine: SyncEngine, line: CentreLine, files: list[str]
) -> None:
    report = engine.run_once()
    assert states(store, files) == ["uploaded"] * FILES
    assert most_at_once(line) == ABREAST
    assert report.bytes_uploaded == FILES * len(COPY.pdf)
    assert report.pages_uploaded == FILES * 2
    assert all(bytes(line.centre.files.kept[f].data) == COPY.pdf for f in files)


def test_on_a_slow_line_they_go_one_after_the_other(
    store: Store, engine: SyncEngine, line: CentreLine, files: list[str]
) -> None:
    takes(engine, 2.0)
    engine.run_once()
    assert states(store, files) == ["uploaded"] * FILES
    assert most_at_once(line) == 1


def test_a_line_that_becomes_slow_carries_fewer_and_loses_nothing(
    store: Store, engine: SyncEngine, line: CentreLine, files: list[str]
) -> None:
    takes(engine, *[0.1] * 8, 4.0, 2.0)
    report = engine.run_once()
    assert states(store, files) == ["uploaded"] * FILES
    assert report.bytes_uploaded == FILES * len(COPY.pdf)
    # From the slow piece on only one goes; the others' last pieces were under way.
    calm = pieces(line)[8 + ABREAST :]
    assert sum(a != b for a, b in zip(calm, calm[1:], strict=False)) == len(set(calm)) - 1


@pytest.mark.parametrize("fault", [NoAnswer("server"), FileNotTaken("file-unknown")])
def test_one_that_fails_among_them_is_set_back_alone(
    store: Store, engine: SyncEngine, line: CentreLine, files: list[str], fault: Exception
) -> None:
    bad = files[2]

    def check(method: str, file: str, offset: int, piece: bytes) -> None:
        if file == bad and (offset or method == "HEAD"):
            raise fault

    line.before_upload = check
    assert engine.run_once().fault is None
    assert states(store, [f for f in files if f != bad]) == ["uploaded"] * (FILES - 1)
    assert archive_row(store, bad).attempts == 1


def test_a_line_that_breaks_under_several_is_asked_once_and_all_wait(
    store: Store, engine: SyncEngine, line: CentreLine, files: list[str]
) -> None:
    asked: list[int] = []

    def cut(method: str, file: str, offset: int, piece: bytes) -> None:
        if len(pieces(line)) > 8:
            if not asked:
                asked.append(len(line.asked))
                line.cut()
            raise NoAnswer("unreachable")

    line.before_upload = cut
    report = engine.run_once()
    assert report.fault is not None
    assert len(line.asked) == asked[0] + 1
    under_way = [f for f in files if archive_row(store, f).sent]
    assert len(under_way) == ABREAST
    assert [archive_row(store, f).last_error for f in under_way] == [
        "sync.no_answer.unreachable"
    ] * ABREAST
    line.mend()
    line.before_upload = lambda *_: None
    engine.run_once(at_once=True)
    assert states(store, files) == ["uploaded"] * FILES


def test_a_busy_centre_hears_no_more_and_what_was_under_way_counts(
    store: Store, engine: SyncEngine, line: CentreLine, files: list[str]
) -> None:
    busy = False

    def check(method: str, file: str, offset: int, piece: bytes) -> None:
        nonlocal busy
        if len(pieces(line)) == 9:
            busy = True
            raise Busy(60)

    line.before_upload = check
    report = engine.run_once()
    assert (report.fault, busy) == (None, True)
    assert len(pieces(line)) == 8 + ABREAST
    assert sum(archive_row(store, f).sent for f in files) == report.bytes_uploaded > 0


def test_entries_go_between_pieces_of_several(
    store: Store, engine: SyncEngine, line: CentreLine, files: list[str]
) -> None:
    seen: list[int] = []

    def receive(method: str, file: str, offset: int, piece: bytes) -> None:
        seen.append(len(line.codes()))
        if len(seen) == 9:
            send_later(store, 2)

    line.before_upload = receive
    engine.run_once()
    assert seen[8] == 1
    assert seen[8 + ABREAST] == 2, "the new dossier waited behind the files"


def test_when_it_stops_what_is_under_way_is_settled(
    store: Store, engine: SyncEngine, line: CentreLine, files: list[str]
) -> None:
    def stop(method: str, file: str, offset: int, piece: bytes) -> None:
        if len(pieces(line)) == 9:
            engine.stop()

    line.before_upload = stop
    report = engine.run_once()
    assert len(pieces(line)) == 8 + ABREAST
    assert sum(archive_row(store, f).sent for f in files) == report.bytes_uploaded


def test_pieces_are_truly_on_the_line_at_once(
    store: Store, clock: TickingClock, bus: EventBus, line: CentreLine, scans: ScanStore
) -> None:
    engine = SyncEngine(store, clock, bus, line, files=scans, random=lambda: 0.0)
    files = announce(store, engine, scans)
    here, two = threading.Semaphore(0), threading.Event()

    def meet(method: str, file: str, offset: int, piece: bytes) -> None:
        if len(pieces(line)) > 1:  # the first one goes alone
            if here.acquire(blocking=False):
                two.set()
            here.release()
            two.wait(20)

    line.before_upload = meet
    engine.run_once()
    assert two.is_set()
    assert states(store, files) == ["uploaded"] * FILES
