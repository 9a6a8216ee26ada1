"""What the idle counter holds in memory, against a bare PySide6 window."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from benchmarks.first_key import BARE, memory
from benchmarks.measure import Figure, Goal, Options, Report, Rounds, in_turns
from benchmarks.million import million_desk, size
from benchmarks.start import first_key

TITLE = "Memory of the idle window"
IDLE_SECONDS = 3.0


def measure(folder: Path, options: Options) -> Report:
    """Looks at each process some seconds after its first key."""
    report = Report(TITLE)
    if not memory():
        report.notes.append("This system does not tell what a process holds: NOT measured.")
        return report
    idle = 0.2 if options.quick else IDLE_SECONDS
    full = str(million_desk(options))
    found = in_turns(
        {"desk": _looking(full, idle), "bare": _looking(BARE, idle)},
        rounds=2 if options.quick else 7,
        warm=0,
    )
    for place, name in enumerate(("PSS", "RSS")):
        ours = _figure(f"desk-app, {size(options):,} dossiers, {name}", found, "desk", place)
        bare = _figure(f"bare PySide6 window with one field, {name}", found, "bare", place)
        report.figures += [ours, bare]
        goal = 2.0 if name == "RSS" else None
        report.goals.append(Goal(f"by a bare window, {name}", ours.median / bare.median, goal))
    report.notes.append(
        f"{idle:g} s after the first key, at sign-in. PSS shares libraries among all processes "
        "that happen to use them now, so RSS is judged."
    )
    return report


def _looking(what: str, idle: float) -> Callable[[], list[float]]:
    def look() -> list[float]:
        said = first_key(what, idle)
        return [said["pss"], said["rss"]]

    return look


def _figure(name: str, found: Rounds, who: str, place: int) -> Figure:
    return Figure(name, "MiB", tuple(samples[place] for samples in found[who]))
