"""A hot folder: never half a file, nothing removed before it is safe."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from desk_app.clock import VIETNAM, TickingClock
from desk_app.errors import EnvironmentFault
from desk_app.paper.scanners.hot_folder import ASIDE, PATIENCE, STABLE, HotFolder
from desk_app.paper.scanners.port import ScannedImage, ScannerTrouble
from tests.builders.scanning_processes import until_trouble

START = datetime(2026, 11, 22, 8, 0, tzinfo=VIETNAM)


class Desk:
    """A hot folder and the clock it is watched by."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.clock = TickingClock(START)
        self.hot = HotFolder(folder, self.clock, self.wait)
        self.arrivals: dict[int, tuple[str, bytes]] = {}
        self.waits = 0

    def wait(self, seconds: float) -> None:
        """Lets time pass; what is due arrives meanwhile."""
        self.waits += 1
        if self.waits in self.arrivals:
            name, data = self.arrivals[self.waits]
            with (self.folder / name).open("ab") as file:
                file.write(data)
        self.clock.advance(timedelta(seconds=seconds))

    def scan(self) -> Iterator[ScannedImage]:
        return self.hot.scan(lambda: self.waits > 1000)

    def names(self) -> list[str]:
        return sorted(path.name for path in self.folder.iterdir())


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    folder = tmp_path / "hot"
    folder.mkdir()
    return Desk(folder)


def put(desk: Desk, name: str, data: bytes = b"data", age: int = 0) -> None:
    path = desk.folder / name
    path.write_bytes(data)
    os.utime(path, ns=(10**18 - age, 10**18 - age))


def test_a_file_is_taken_only_when_it_has_stood_still(desk: Desk) -> None:
    put(desk, "1.pdf")
    assert desk.hot.ready() == ()
    desk.clock.advance(STABLE - timedelta(milliseconds=1))
    assert desk.hot.ready() == ()
    desk.clock.advance(timedelta(milliseconds=1))
    assert [path.name for path in desk.hot.ready()] == ["1.pdf"]


def test_a_file_that_grows_is_waited_for_and_taken_whole(desk: Desk) -> None:
    put(desk, "1.pdf", b"a")
    desk.arrivals = {1: ("1.pdf", b"b"), 4: ("1.pdf", b"c"), 7: ("1.pdf", b"d")}
    assert [image.data for image in desk.scan()] == [b"abcd"]
    assert desk.names() == []


def test_the_same_size_at_another_time_is_another_file(desk: Desk) -> None:
    put(desk, "1.pdf", b"old")
    desk.hot.ready()
    desk.clock.advance(STABLE)
    put(desk, "1.pdf", b"new", age=5)
    assert desk.hot.ready() == ()


def test_what_arrives_during_a_scan_comes_along_oldest_first(desk: Desk) -> None:
    put(desk, "b.jpg", b"2", age=1)
    put(desk, "a.jpg", b"3")
    put(desk, "c.tiff", b"1", age=2)
    desk.arrivals = {2: ("later.png", b"4")}
    images = list(desk.scan())
    assert [image.data for image in images] == [b"1", b"2", b"3", b"4"]
    assert [image.mime for image in images][:2] == ["image/tiff", "image/jpeg"]
    assert images[0].name == "c.tiff"


def test_a_file_is_removed_when_the_next_is_asked_for_and_not_before(desk: Desk) -> None:
    put(desk, "1.jpg", b"1", age=1)
    put(desk, "2.jpg", b"2")
    scan = desk.scan()
    next(scan)
    assert desk.names() == ["1.jpg", "2.jpg"]
    next(scan)
    assert desk.names() == ["2.jpg"]
    scan.close()  # type: ignore[attr-defined]
    assert desk.names() == ["2.jpg"]


def test_whoever_cannot_store_a_page_still_has_its_file(desk: Desk) -> None:
    put(desk, "1.jpg")

    def store_nothing() -> None:
        for _ in desk.scan():
            raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        store_nothing()
    assert desk.names() == ["1.jpg"]


def test_other_files_and_folders_are_left_alone(desk: Desk) -> None:
    for name in ("Thumbs.db", "~1.pdf", ".1.pdf", "1.pdf.part", "note.txt"):
        put(desk, name)
    (desk.folder / "old.pdf").mkdir()
    with pytest.raises(EnvironmentFault) as caught:
        list(desk.scan())
    assert caught.value.key == "scanner.folder_empty"
    assert caught.value.values == {"folder": "hot"}
    assert len(desk.names()) == 6


def test_an_empty_file_is_not_taken(desk: Desk) -> None:
    put(desk, "1.pdf", b"")
    with pytest.raises(EnvironmentFault):
        list(desk.scan())
    assert desk.names() == ["1.pdf"]


def test_a_folder_that_cannot_be_reached_is_gone(desk: Desk) -> None:
    desk.folder.rmdir()
    assert until_trouble(desk.scan())[1].trouble == "gone"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows holds files in another way")
def test_a_file_held_by_its_writer_is_waited_for_a_while(desk: Desk) -> None:
    put(desk, "1.pdf")
    readable = desk.folder / "1.pdf"

    class Held(HotFolder):
        def _read(self, path: Path) -> ScannedImage | None:
            return None

    held = Held(desk.folder, desk.clock, desk.wait)
    with pytest.raises(EnvironmentFault):
        list(held.scan(lambda: False))
    assert desk.clock.now() - START >= PATIENCE
    assert readable.exists()


def test_a_clock_put_back_does_not_make_the_wait_endless(desk: Desk) -> None:
    put(desk, "1.pdf")
    desk.hot.ready()
    desk.clock.set(START - timedelta(hours=5))
    desk.hot.ready()
    desk.clock.advance(STABLE)
    assert len(desk.hot.ready()) == 1


def test_a_stop_ends_it_quietly(desk: Desk) -> None:
    assert list(desk.hot.scan(lambda: True)) == []


def test_unreadable_files_are_put_aside_beside_each_other(desk: Desk) -> None:
    for data in (b"1", b"2"):
        put(desk, "x.pdf", data)
        assert desk.hot.put_aside("../hot/x.pdf") is not None
    aside = desk.folder / ASIDE
    assert sorted(path.name for path in aside.iterdir()) == ["x-2.pdf", "x.pdf"]
    assert desk.hot.put_aside("x.pdf") is None


def test_a_file_put_aside_during_the_scan_is_not_removed(desk: Desk) -> None:
    put(desk, "1.pdf")
    for image in desk.scan():
        desk.hot.put_aside(image.name or "")
    assert (desk.folder / ASIDE / "1.pdf").exists()


def test_put_aside_where_the_folder_is_gone_is_a_trouble(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_bytes(b"")
    with pytest.raises(ScannerTrouble):
        HotFolder(blocked, TickingClock(START)).put_aside("1.pdf")
