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

TITLE = "Cold start to the first key"
ROOT = Path(__file__).parents[1]


def measure(folder: Path, options: Options) -> Report:
    """Every sample is a process of its own; what it reads from disk is cached for all alike."""
    with training_desk(folder / "empty"):
        pass
    full = million_desk(options)
    found = in_turns(
        {
            "million": _starting(str(full)),
            "empty": _starting(str(folder / "empty")),
            "bare": _starting(BARE),
        },
        rounds=2 if options.quick else 9,
    )
    return Report(
        TITLE,
        [
            figure(f"desk-app, {size(options):,} dossiers", "ms", found["million"]),
            figure("desk-app, no dossiers", "ms", found["empty"]),
            figure("bare PySide6 window with one field", "ms", found["bare"]),
        ],
        [
            Goal("by a bare window, median", ratio(found["million"], found["bare"]), 3.0),
            Goal("full by empty, median", ratio(found["million"], found["empty"]), 1.2),
        ],
        [
            "From the start of the process until a field in the painted window has taken a key; "
            "Qt's offscreen platform, Python files compiled.",
        ],
    )


def _starting(what: str) -> Callable[[], list[float]]:
    def start() -> list[float]:
        began = time.monotonic()
        return [(first_key(what)["first_key"] - began) * 1000]

    return start


def first_key(what: str, idle_seconds: float = 0.0) -> dict[str, Any]:
    """What a process of :mod:`benchmarks.first_key` tells."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # as installed: compiled once
    ended = subprocess.run(
        [sys.executable, "-m", "benchmarks.first_key", what, str(idle_seconds)],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    lines = [line for line in ended.stdout.splitlines() if line.startswith("{")]
    if ended.returncode or not lines:
        raise RuntimeError(f"the window of {what} did not end well: {ended.stderr[-2000:]}")
    said: dict[str, Any] = json.loads(lines[-1])
    return said
