"""What the idle counter holds in memory, against a bare PySide6 window."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from benchmarks.desks import training_desk
from benchmarks.first_key import BARE, memory
from benchmarks.measure import Figure, Goal, Options, Report, Rounds, in_turns
from benchmarks.million import million_desk, size
from benchmarks.start import first_key
from desk_app.services.this_desk import write_this_desk

TITLE = "Memory of the idle window"
IDLE_SECONDS = 3.0


def measure(folder: Path, options: Options) -> Report:
    """Looks at each process some seconds after its first key, when the desk is open."""
    report = Report(TITLE)
    if not memory():
        report.notes.append("This system does not tell what a process holds: NOT measured.")
        return report
    idle = 0.2 if options.quick else IDLE_SECONDS
    full = str(million_desk(options))
    found = in_turns(
        {
            "desk": _looking(full, idle),
            "bare": _looking(BARE, idle),
            "home": _looking(full, idle, "home"),
            "line": _looking(_with_a_line(folder / "line"), idle),
        },
        rounds=2 if options.quick else 7,
        warm=0,
    )
    for place, name in enumerate(("PSS", "RSS")):
        ours = _figure(f"desk-app, {size(options):,} dossiers, {name}", found, "desk", place)
        bare = _figure(f"bare PySide6 window with one field, {name}", found, "bare", place)
        report.figures += [ours, bare]
        goal = 2.0 if name == "RSS" else None
        report.goals.append(Goal(f"by a bare window, {name}", ours.median / bare.median, goal))
    report.figures += [
        _figure("the counter waiting for an officer, with a centre, RSS", found, "line", 1),
        _figure("the counter signed in, first receipt prepared, RSS", found, "home", 1),
    ]
    report.notes.append(
        f"{idle:g} s after the desk was open, at sign-in, of a desk that stands alone. PSS shares "
        "libraries among all processes that happen to use them now, so RSS is judged."
    )
    report.notes.append(
        "A desk with a centre also holds the HTTP client and the protocol; a signed-in one what "
        "the first receipt needs, and pages of the database."
    )
    return report


def _with_a_line(folder: Path) -> str:
    """A training desk whose centre does not answer."""
    with training_desk(folder) as desk:
        place = replace(
            desk.this_desk(),
            centre_url="http://127.0.0.1:9",
            desk_id="00000000-0000-7000-8000-000000000000",
            credential="none",
        )
        with desk.store.write() as session:
            write_this_desk(session, place)
    return str(folder)


def _looking(what: str, idle: float, then: str = "") -> Callable[[], list[float]]:
    def look() -> list[float]:
        said = first_key(what, idle, then)
        return [said["pss"], said["rss"]]

    return look


def _figure(name: str, found: Rounds, who: str, place: int) -> Figure:
    return Figure(name, "MiB", tuple(samples[place] for samples in found[who]))
