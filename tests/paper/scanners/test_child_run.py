"""A driver in a process of its own: watched, stopped, killed, reaped; pages already read stay."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

import pytest

from desk_app.paper.scanners.child_run import ChildRun, Limits, sweep
from desk_app.paper.scanners.port import Device, ScannerSettings, ScanOptions
from desk_app.paper.scanners.sane_options import SaneAbilities
from tests.builders.scan_pages import page_jpeg
from tests.builders.scanning_processes import (
    members,
    needs_scanimage,
    scan_folders,
    until_trouble,
    wait_until,
)
from tests.fakes.escl_server import EsclServer, Scanner

pytestmark = [
    needs_scanimage,
    pytest.mark.skipif(sys.platform != "linux", reason="looks at processes under /proc"),
]

# What the device can is known, so that the first scanimage there is is the one that scans.
KNOWN = Device(
    "sane:test",
    "test",
    "sane",
    ("feeder",),
    raw=SaneAbilities(
        sources={"feeder": ("--source=Automatic Document Feeder",)},
        modes={"color": "Color"},
        between=(1, 1200),
        most_width=200,
        most_height=200,
    ).as_raw(),
)
REQUEST = {"do": "scan", "way": "sane", "address": "test", "known": KNOWN.to_json()}
QUICK = asdict(ScanOptions("feeder", "color", 75))
# Minutes for the first page alone: what ends such a scan in a test is never its own end.
LONG = asdict(ScanOptions("feeder", "color", 300))
SLOW = ("--read-delay=yes", "--read-delay-duration=200000")
PATIENT = Limits(silent=600, still=600)


@contextmanager
def run(*extra: str, limits: Limits = PATIENT, **request: object) -> Iterator[ChildRun]:
    settings = ScannerSettings(extra={"test": extra})
    asked = {**REQUEST, "options": LONG if extra else QUICK, **request}
    with ChildRun(asked, settings, limits) as running:
        yield running
    wait_until(lambda: members(running.pid) == {})


def never() -> bool:
    return False


def test_pages_come_in_order_and_nothing_is_left() -> None:
    with run() as running:
        heads = [head for head, _ in running.frames(never)]
    assert [head["is"] for head in heads] == ["image"] * 10
    assert scan_folders() == []


def test_a_killed_driver_loses_no_page_already_sent() -> None:
    pages = [page_jpeg(number) for number in range(3)]
    with EsclServer(Scanner(pages, "slow")) as server:
        server.scanner.let_a_page_go()
        with run(way="escl", address=server.address, known=None) as running:
            frames = running.frames(never)
            first = next(frames)[1]
            os.kill(running.pid, signal.SIGKILL)
            later, trouble = until_trouble(frames)
    assert (first, later) == (pages[0], [])
    assert trouble.trouble == "gone"
    assert scan_folders() == []


def test_killed_in_the_middle_of_a_page_takes_the_drivers_own_processes_along() -> None:
    with run(*SLOW) as running:
        wait_until(lambda: "scanimage" in members(running.pid).values())
        os.kill(running.pid, signal.SIGKILL)
        _, trouble = until_trouble(running.frames(never))
    assert trouble.trouble == "gone"
    wait_until(lambda: members(running.pid) == {})


PARENT = """
import os
import sys
from desk_app.paper.scanners.child_run import ChildRun
from desk_app.paper.scanners.port import ScannerSettings
from tests.paper.scanners.test_child_run import PATIENT, SCAN, SLOW

asked = SCAN if sys.argv[1] == "scan" else {"do": "devices", "way": "escl"}
run = ChildRun(asked, ScannerSettings(extra={"test": SLOW}), PATIENT)
run._frames.get()
print(os.getpid(), run.pid, flush=True)
sys.stdin.read()
"""
SCAN = {**REQUEST, "options": LONG}


@contextmanager
def a_desk_at_work(what: str, *before: str) -> Iterator[tuple[int, int]]:
    """A process that scans or looks for scanners, and the process group of its driver."""
    started = subprocess.Popen(
        [*before, sys.executable, "-c", PARENT, what],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert started.stdout is not None
    desk, group = (int(word) for word in started.stdout.readline().split())
    try:
        yield desk, group
    finally:
        started.communicate()
        for pid in members(group):
            os.kill(pid, signal.SIGKILL)


@pytest.mark.parametrize("what", ["scan", "look"])
def test_nothing_of_a_driver_outlives_a_killed_desk(what: str) -> None:
    with a_desk_at_work(what) as (desk, group):
        os.kill(desk, signal.SIGKILL)
        wait_until(lambda: members(group) == {})


@pytest.mark.skipif(shutil.which("faketime") is None, reason="faketime is not installed")
def test_a_child_outlives_no_desk_whatever_the_clock_says() -> None:
    """Where the clock of a program is turned, a wait until a moment may last for weeks."""
    with a_desk_at_work("look", "faketime", "-f", "+40d") as (desk, group):
        os.kill(desk, signal.SIGKILL)
        wait_until(lambda: members(group) == {})


def test_a_silent_child_is_given_up() -> None:
    with run(*SLOW, limits=Limits(silent=1, still=600)) as running:
        wait_until(lambda: "scanimage" in members(running.pid).values())
        os.kill(running.pid, signal.SIGSTOP)
        _, trouble = until_trouble(running.frames(never))
    assert trouble.trouble == "gone"


def test_a_driver_that_hangs_is_given_up_though_the_child_lives() -> None:
    with run(*SLOW, limits=Limits(silent=600, still=1)) as running:
        wait_until(lambda: "scanimage" in members(running.pid).values())
        driver = next(pid for pid, name in members(running.pid).items() if name == "scanimage")
        os.kill(driver, signal.SIGSTOP)
        _, trouble = until_trouble(running.frames(never))
    assert trouble.trouble == "gone"
    assert "hangs" in trouble.detail


def test_a_slow_device_is_not_taken_for_one_that_hangs() -> None:
    options = asdict(ScanOptions("feeder", "color", 50, pages=1))
    with run(*SLOW, limits=Limits(silent=600, still=120), options=options) as running:
        assert len(list(running.frames(never))) == 1


def test_a_stop_ends_the_child_in_the_middle_of_a_page() -> None:
    stop = threading.Event()
    with run(*SLOW) as running:
        wait_until(lambda: "scanimage" in members(running.pid).values())
        stop.set()
        assert list(running.frames(stop.is_set)) == []
    assert scan_folders() == []


def test_whoever_looks_away_from_a_scan_ends_it() -> None:
    with run(*SLOW) as running:
        wait_until(lambda: "scanimage" in members(running.pid).values())


def test_a_reader_that_takes_its_time_is_no_stall() -> None:
    late = 0.0
    settings = ScannerSettings()
    with ChildRun(
        {**REQUEST, "options": QUICK}, settings, PATIENT, lambda: time.monotonic() + late
    ) as running:
        count = 0
        for _ in running.frames(never):
            count += 1
            late += 10_000
    assert count == 10


def test_a_driver_that_crashes_is_gone_and_its_last_words_are_kept() -> None:
    with run(options={"no": "such option"}) as running:
        _, trouble = until_trouble(running.frames(never))
    assert trouble.trouble == "gone"
    assert "unexpected keyword" in trouble.detail


def test_a_way_this_system_lacks_is_unsupported() -> None:
    with run(way="wia") as running:
        _, trouble = until_trouble(running.frames(never))
    assert trouble.trouble == "unsupported"


def test_closing_twice_is_harmless() -> None:
    with run() as running:
        running.close()
        running.close()


def test_folders_of_the_dead_are_swept_and_those_of_the_living_stay(tmp_path: Path) -> None:
    processes = tmp_path / "proc"
    (processes / "17").mkdir(parents=True)
    for name in ("desk-app-scan-17-a", "desk-app-scan-18-b", "desk-app-scan-x", "other"):
        (tmp_path / name).mkdir()
    sweep(tmp_path, processes)
    left = {path.name for path in tmp_path.iterdir()} - {"proc"}
    assert left == {"desk-app-scan-17-a", "desk-app-scan-x", "other"}
