"""From nothing to the first key: the counter with a million dossiers, an empty one, bare Qt."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.desks import training_desk
from benchmarks.first_key import BARE
from benchmarks.measure import Goal, Options, Report, figure, in_turns, ratio
from benchmarks.million import million_desk, size
from desk_app.services.first_picture import remember_first_picture

TITLE = "Cold start to the first key"
ROOT = Path(__file__).parents[1]


def measure(folder: Path, options: Options) -> Report:
    """Every sample is a process of its own; what it reads from disk is cached for all alike."""
    empty, full = folder / "empty", million_desk(options)
    for place in (empty, full):
        with training_desk(place) as desk:
            desk.settings.set("last_officer", desk.officer().login)  # who is offered first
            remember_first_picture(desk)
    found = in_turns(
        {
            "million": _starting(str(full)),
            "empty": _starting(str(empty)),
            "bare": _starting(BARE),
            "home": _working(str(full)),
        },
        rounds=2 if options.quick else 9,
    )
    return Report(
        TITLE,
        [
            figure(f"desk-app, {size(options):,} dossiers", "ms", found["million"]),
            figure("desk-app, no dossiers", "ms", found["empty"]),
            figure("bare PySide6 window with one field", "ms", found["bare"]),
            figure(
                f"signed in, first screen filled, {size(options):,} dossiers", "ms", found["home"]
            ),
        ],
        [
            Goal("by a bare window, median", ratio(found["million"], found["bare"]), 3.0),
            Goal("full by empty, median", ratio(found["million"], found["empty"]), 1.2),
            Goal("signed in, by a bare window, median", ratio(found["home"], found["bare"]), None),
        ],
        [
            "From the start of the process until a field in the painted window has taken a key; "
            "Qt's offscreen platform, Python files compiled.",
            "The key goes into the password of the sign-in screen. The desk is opened behind it, "
            "after the first picture; what is typed is kept, and Enter waits for it.",
            "Signed in: password and Enter follow the first key at once; the desk is opened, the "
            "Argon2id hash checked (64 MiB), and the first screen read and shown.",
        ],
    )


def _starting(what: str) -> Callable[[], list[float]]:
    def start() -> list[float]:
        began = time.monotonic()
        return [(first_key(what)["first_key"] - began) * 1000]

    return start


def _working(profile: str) -> Callable[[], list[float]]:
    def start() -> list[float]:
        began = time.monotonic()
        return [(first_key(profile, then="home")["home"] - began) * 1000]

    return start


def first_key(what: str, idle_seconds: float = 0.0, then: str = "") -> dict[str, Any]:
    """What a process of :mod:`benchmarks.first_key` tells."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # as installed: compiled once
    ended = subprocess.run(
        [sys.executable, "-m", "benchmarks.first_key", what, str(idle_seconds), then],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    lines = [line for line in ended.stdout.splitlines() if line.startswith("{")]
    if ended.returncode or not lines:
        raise RuntimeError(f"the window of {what} did not end well: {ended.stderr[-2000:]}")
    said: dict[str, Any] = json.loads(lines[-1])
    return said
