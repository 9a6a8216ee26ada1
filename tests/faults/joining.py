"""A desk that joins a centre, and what must be true however that ended."""

from __future__ import annotations

import atexit
from collections.abc import Iterator
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from desk_app import app
from desk_app.central import commands
from desk_app.enrolling import enrol
from desk_app.errors import Refusal
from tests.faults.centre_apart import centre_apart
from tests.faults.desk_at_work import a_clock, a_place, at_work, damage
from tests.faults.forked import Tell

_CODE = "code.txt"


def newcomer() -> Path:
    """A folder without a profile, and with a one-time code for a counter of its own."""
    folder = Path(mkdtemp(dir=a_place())) / "newcomer"
    folder.mkdir()
    database, unit, _ = _centre()
    code = commands.enrol_code(unit, f"Quầy {folder.parent.name}", database, clock=a_clock())
    (folder / _CODE).write_text(f"{code['code']}\n{code['counter']}", encoding="utf-8")
    return folder


def join(profile: Path, _before: list[str], tell: Tell) -> None:
    """Joins with that code."""
    code, _ = (profile / _CODE).read_text(encoding="utf-8").split("\n")
    enrol(profile, _centre()[2], code, training=True, clock=a_clock())
    tell("joined")


def joined(profile: Path, told: list[str]) -> Iterator[str]:
    """The same code lets the same desk in, and nobody else came in its place."""
    _, counter = (profile / _CODE).read_text(encoding="utf-8").split("\n")
    try:
        join(profile, told, lambda _: None)
    except Refusal as refusal:
        if refusal.key != "desk.already_enrolled":
            yield f"I7 joined once more, it is told {refusal.key}"
    desks = [desk for desk in commands.desks(_centre()[0]) if desk["counter"] == counter]
    if len(desks) != 1:
        yield f"I2 the centre knows {len(desks)} desks of one code"
        return
    with at_work(profile) as desk:
        yield from damage(desk.store)
        if desk.this_desk().desk_id != desks[0]["id"]:
            yield "I7 it is another desk than the one the centre knows"
        report = app.sync_once(desk)
        if not report.reached_centre or report.refused:
            yield "I7 the desk that joined cannot exchange"


@cache
def _centre() -> tuple[str, str, str]:
    """Database, a unit, address: one for all trials of this process, ended with it."""
    folder = a_place() / "centre"
    folder.mkdir()
    database = folder / "centre.db"
    unit = commands.init(str(database), training=True)["sample"]["unit"]
    kept = ExitStack()
    host, port = kept.enter_context(centre_apart(database, folder / "pages"))
    atexit.register(kept.close)
    return str(database), unit, f"http://{host}:{port}"
