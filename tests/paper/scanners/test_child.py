"""The process a driver lives in: it answers in frames and does not outlive whoever asked."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import threading
from dataclasses import asdict
from pathlib import Path

import pytest

from desk_app.paper.scanners.child import Heart, answer, way_named
from desk_app.paper.scanners.escl import EsclWay
from desk_app.paper.scanners.frames import FrameWriter, read_frame
from desk_app.paper.scanners.port import ScannerSettings, ScannerTrouble, ScanOptions
from tests.builders.scan_pages import page_jpeg
from tests.builders.scanning_processes import PATIENCE, members, needs_scanimage, wait_until
from tests.fakes.escl_server import EsclServer, Scanner

SLOW = ("--read-delay=yes", "--read-delay-duration=200000", "--read-limit=yes")
SLOW = (*SLOW, "--read-limit-size=4096")


def request(way: str, address: str, folder: Path, settings: ScannerSettings) -> dict[str, object]:
    return {
        "do": "scan",
        "way": way,
        "address": address,
        "folder": str(folder),
        "settings": settings.to_json(),
        "options": asdict(ScanOptions("feeder", "color", 75)),
    }


def frames_of(stream: io.BytesIO) -> list[tuple[str, bytes]]:
    stream.seek(0)
    found = []
    while (frame := read_frame(stream)) is not None:
        if frame[0]["is"] != "beat":
            found.append((frame[0].get("kind", frame[0]["is"]), frame[1]))
    return found


def answered(request: dict[str, object]) -> list[tuple[str, bytes]]:
    stream = io.BytesIO()
    answer(request, FrameWriter(stream), threading.Event())
    return frames_of(stream)


def test_pages_then_done(tmp_path: Path) -> None:
    pages = [page_jpeg(number) for number in range(3)]
    with EsclServer(Scanner(pages)) as server:
        said = answered(request("escl", server.address, tmp_path, ScannerSettings()))
    assert said == [*(("image", page) for page in pages), ("done", b"")]


def test_pages_then_trouble(tmp_path: Path) -> None:
    pages = [page_jpeg(number) for number in range(3)]
    with EsclServer(Scanner(pages, "jam", 2)) as server:
        said = answered(request("escl", server.address, tmp_path, ScannerSettings()))
    assert said == [("image", pages[0]), ("image", pages[1]), ("jam", b"")]


def test_the_heart_beats_and_counts_signs_of_life() -> None:
    stream = io.BytesIO()
    heart = Heart(FrameWriter(stream), lambda: None)
    heart.end()
    heart.moved()
    stream.seek(0)
    frame = read_frame(stream)
    assert frame is not None
    assert frame[0] == {"is": "beat", "signs": 0}


def test_the_heart_tells_when_nobody_listens() -> None:
    closed = io.BytesIO()
    frames = FrameWriter(closed)

    class Broken(io.BytesIO):
        def write(self, _: object) -> int:
            raise BrokenPipeError

    frames._stream = Broken()
    told: list[str] = []
    Heart(frames, lambda: told.append("unheard")).end()
    assert told == ["unheard"]


def test_ways_by_name(tmp_path: Path) -> None:
    way = way_named("escl", ScannerSettings(), tmp_path, None, lambda: None)
    assert isinstance(way, EsclWay)
    with pytest.raises(ScannerTrouble) as caught:
        way_named("twain", ScannerSettings(), tmp_path, None, lambda: None)
    assert caught.value.trouble == "unsupported"


@needs_scanimage
@pytest.mark.skipif(sys.platform != "linux", reason="looks at processes under /proc")
def test_it_does_not_outlive_whoever_asked(tmp_path: Path) -> None:
    asked = request("sane", "test", tmp_path, ScannerSettings(extra={"test": SLOW}))
    with subprocess.Popen(
        [sys.executable, "-m", "desk_app.paper.scanners.child"],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    ) as process:
        assert process.stdin is not None
        process.stdin.write(json.dumps(asked).encode() + b"\n")
        process.stdin.flush()
        wait_until(lambda: "scanimage" in members(process.pid).values())
        process.stdin.close()
        process.wait(PATIENCE)
    wait_until(lambda: members(process.pid) == {})
