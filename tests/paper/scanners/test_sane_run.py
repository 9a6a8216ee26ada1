"""What ``scanimage`` says is understood; pipes are made ahead and taken away."""

from __future__ import annotations

import os
import signal
import stat
import sys
from pathlib import Path

import pytest

from desk_app.paper.scanners import sane_run
from desk_app.paper.scanners.sane_run import (
    Pipes,
    Running,
    environment,
    first_fault,
    trouble_meant,
)
from tests.builders.scanning_processes import until_trouble

pytestmark = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="SANE is not for Windows")


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("scanimage: sane_start: Document feeder out of documents", "tray_empty"),
        ("scanimage: sane_read: Document feeder jammed", "jam"),
        ("scanimage: sane_start: Scanner cover is open", "cover_open"),
        ("scanimage: open of device epson2:usb failed: Device busy", "busy"),
        ("scanimage: open of device epson2:usb failed: Invalid argument", "gone"),
        ("scanimage: setting of option --resolution failed (Invalid argument)", "unsupported"),
        ("scanimage: sane_read: Error during device I/O", "gone"),
        ("scanimage: rounded value of resolution from 201 to 200", "other"),
        ("", "other"),
    ],
)
def test_words_of_scanimage(said: str, kind: str) -> None:
    assert trouble_meant(said) == kind


def test_the_first_complaint_counts() -> None:
    said = "Scanning page 1\nscanimage: sane_read: jam\nscanimage: received signal 13\n"
    assert first_fault(said) == "scanimage: sane_read: jam"


def test_its_messages_are_in_english() -> None:
    assert environment()["LC_ALL"] == "C"


def test_pipes_are_ready_before_anybody_writes(tmp_path: Path) -> None:
    pipes = Pipes(tmp_path)
    os.close(pipes.open_next())
    ahead = sorted(path.name for path in tmp_path.iterdir())
    assert ahead == ["000001.jpg.part", "000002.jpg.part"]
    os.close(pipes.open_next())
    assert (tmp_path / "000003.jpg.part").exists()
    assert all(stat.S_IMODE(path.stat().st_mode) == 0o600 for path in tmp_path.iterdir())
    pipes.remove_all()
    assert list(tmp_path.iterdir()) == []


def stubborn(words: str, pipes: Pipes) -> Running:
    """A program that says something and then hangs, as ``scanimage`` does in a bad moment."""
    script = f"import sys, threading; sys.stderr.write({words!r}); sys.stderr.flush()\n"
    return Running([sys.executable, "-c", f"{script}threading.Event().wait()"], pipes, lambda: None)


def test_a_complaint_counts_though_scanimage_hangs_afterwards(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sane_run, "_TIDY_UP_SECONDS", 0.2)
    with stubborn("scanimage: sane_read: Document feeder jammed\n", Pipes(tmp_path)) as running:
        _, trouble = until_trouble(running.pages(lambda: False))
    assert (trouble.trouble, trouble.detail) == (
        "jam",
        "scanimage: sane_read: Document feeder jammed",
    )


def test_a_program_that_does_not_listen_is_killed(tmp_path: Path) -> None:
    script = (
        "import signal, sys, threading; signal.signal(signal.SIGINT, signal.SIG_IGN)\n"
        "sys.stderr.write('ready'); sys.stderr.flush(); threading.Event().wait()"
    )
    heard: list[None] = []
    with Running(
        [sys.executable, "-c", script], Pipes(tmp_path), lambda: heard.append(None)
    ) as running:
        assert list(running.pages(lambda: bool(heard))) == []
    assert running._process.returncode == -signal.SIGKILL
