"""T7: the line between the real desk and the real centre breaks at every edge of what goes over it,
in both directions, in three ways: it is closed, it is reset, or it falls silent.

Whatever breaks, everything arrives once and whole, and hardly a byte goes twice.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path

from sqlalchemy import select, update

from desk_app.central import enrolment, tables
from desk_app.errors import DeskError
from desk_app.sync.centre import DeskIdentity
from desk_app.sync.engine import SyncReport
from desk_app.sync.joining import ask_for_place
from desk_app.sync.protocol import EnrolRequest, credential_hash
from tests.builders.archive_copies import Copy, a_copy, announce_copy
from tests.builders.messages import identity_text, sync_request
from tests.builders.outbox import send_later
from tests.builders.stores import NOW, UNIT
from tests.faults.cut_pair import DESK, HASTY_SECONDS, MOST_PASSES, CutPair, cut_pair
from tests.faults.cut_places import (
    Case,
    Place,
    around_blocks,
    around_messages,
    cases,
    cut_at,
    cut_blindly,
)
from tests.faults.history import Fact, check
from tests.faults.looked_at import of_the_centre, of_the_desk, unsent
from tests.faults.trials import Outcome, Trial, each

COPY = a_copy(1_400_000, 1_000_000, 740_000)
SIZE = len(COPY.pdf)
PIECE = SIZE // 24
# Heads of a piece and of the question how far the file is, and one exchange without entries.
SMALL_TALK = 12_000
MOST_RESENT = {"fin": PIECE + SMALL_TALK, "reset": int(0.05 * SIZE) + SMALL_TALK}
PRINTS = 160  # so that the entries of one dossier go beyond 64 KiB
SOON = NOW + timedelta(days=10)
ROW = 40  # trials with one pair


def run(one: Callable[[CutPair, int], Iterator[str]], tls: bool, seed: int, count: int) -> Outcome:
    """So many cuts, some with one pair."""
    outcome = Outcome(0)
    while count > 0:
        own = min(ROW, count)
        with (
            tempfile.TemporaryDirectory(prefix="desk-line-") as folder,
            cut_pair(Path(folder), tls=tls) as pair,
        ):
            outcome = outcome.and_then(each(seed, own, partial(one, pair)))
        seed, count = seed + own, count - own
    return outcome


def drained(pair: CutPair, renews: bool = False) -> Iterator[str]:
    """Passes until nothing is left: first of a program that gives up a silent line soon, so that a
    trial is short, then of a patient one, begun anew."""
    faults = []
    for number in range(MOST_PASSES):
        with pair.engine(*([HASTY_SECONDS] if number == 0 else []), renews=renews) as engine:
            report: SyncReport = engine.run_once(at_once=True)
        if report.fault is None and not unsent(pair.store):
            return
        faults.append(report.fault.key if report.fault else "none")
        pair.pass_by()
    yield f"I7 after {MOST_PASSES} passes not all is sent: {', '.join(faults)}"


def facts(pair: CutPair, file: str | None = None) -> Iterator[str]:
    """What is wrong with desk and centre."""
    history: list[Fact] = [
        *of_the_centre(pair.database, pair.files, file or "none"),
        *of_the_desk(pair.store, DESK, file or "none"),
    ]
    yield from map(str, check(history))


def mended(pair: CutPair, case: Case) -> Iterator[str]:
    """The line is good again; it did break before."""
    if pair.line.cuts:
        yield f"nothing was cut: {case}"
    pair.line.cut()


# ---------------------------------------------------------------- a file

LAST = 24  # of 25 messages: an exchange, and 24 pieces
FILE = cases([*around_messages(0, 1, 12, LAST), *around_blocks(SIZE // (64 * 1024))])
FILE_TLS = cases(
    [
        *(Place("up", "head", 0, beside) for beside in (-499, -250, 0, 1)),
        *(Place("down", "head", 0, beside) for beside in (-500, -499, 0, 1, 3000)),
        *around_blocks(SIZE // (64 * 1024))[::9],
    ]
)


def announced(pair: CutPair, copy: Copy) -> str:
    """The centre expects a file."""
    dossier = _first_dossier(pair)
    file = announce_copy(pair.store, pair.scans, dossier, copy, number=len(pair.papers) + 1)
    pair.papers.append(file)
    straight(pair)
    return file


def straight(pair: CutPair) -> None:
    """A pass past the line, without files.

    Raises:
        RuntimeError: it did not do what it should.
    """
    with pair.engine(cut=False, files=False) as engine:
        report = engine.run_once()
    if report.fault is not None or report.refused:
        raise RuntimeError(f"the pass past the line failed: {report}")


def cut_file(places: list[Case], pair: CutPair, seed: int) -> Iterator[str]:
    """A cut while a file of 3 MiB goes up."""
    case = places[seed % len(places)]
    if pair.calm is None:
        announced(pair, COPY)
        before = pair.line.up
        yield from drained(pair)
        pair.calm = pair.line.up - before
    file = announced(pair, COPY)
    before = pair.line.up
    pair.line.cut(cut_blindly(case) if pair.trusted else cut_at(case, blocks_from=1))
    yield from drained(pair)
    yield from mended(pair, case)
    yield from facts(pair, file)
    resent = pair.line.up - before - pair.calm
    if resent > MOST_RESENT.get(case.manner, SIZE):
        yield f"{resent:,} bytes went twice: {case}"


def _first_dossier(pair: CutPair) -> str:
    if pair.dossier is None:
        [pair.dossier] = send_later(pair.store, pair.numbers.pop(0))
        straight(pair)
    return pair.dossier


# ---------------------------------------------------------------- entries

ENTRIES = cases([*around_messages(0), *around_blocks(1), Place("down", "head", 0, 4000)])


def cut_entries(pair: CutPair, seed: int) -> Iterator[str]:
    """A cut while entries go up, and their answers come down."""
    case = ENTRIES[seed % len(ENTRIES)]
    send_later(pair.store, pair.numbers.pop(0), prints=PRINTS)
    pair.line.cut(cut_at(case))
    yield from drained(pair)
    yield from mended(pair, case)
    yield from facts(pair)


# ---------------------------------------------------------------- a credential

RENEWAL = cases(around_messages(1))


def cut_renewal(pair: CutPair, seed: int) -> Iterator[str]:
    """A cut while the credential is renewed, with a dossier that waits."""
    case = RENEWAL[seed % len(RENEWAL)]
    _ends_soon(pair)
    before = pair.credential()
    send_later(pair.store, pair.numbers.pop(0))
    pair.line.cut(cut_at(case))
    yield from drained(pair, renews=True)
    yield from mended(pair, case)
    for _ in range(2):  # the second shows the new one, if the first got it
        with pair.engine(renews=True) as engine:
            fault = engine.run_once().fault
        if fault is not None:
            yield f"I7 the desk is shut out: {fault.key}"
    if pair.credential() == before:
        yield "I7 the credential was not renewed"
    with pair.kept() as kept, kept.reading() as session:
        desk = session.scalars(select(tables.Desk)).one()
        if desk.credential_sha256 != credential_hash(pair.credential()):
            yield "the centre knows another credential than the desk"
    yield from facts(pair)


def _ends_soon(pair: CutPair) -> None:
    with pair.kept() as kept, kept.writing() as session:
        session.execute(update(tables.Desk).values(credential_expires_at=SOON))


ENROLMENT = cases(around_messages(0))


def cut_enrolment(pair: CutPair, seed: int) -> Iterator[str]:
    """A cut while a desk joins with its one-time code."""
    case = ENROLMENT[seed % len(ENROLMENT)]
    pair.line.cut(cut_at(case))
    yield from _join(pair, seed % 10_000)
    yield from mended(pair, case)


def _join(pair: CutPair, number: int) -> list[str]:
    """A desk of another counter joins; what is wrong with that."""
    desk, credential = identity_text(810_000 + number), f"credential-of-desk-{number:024}"
    with pair.kept() as kept:
        code = enrolment.make_code(kept, pair.clock, UNIT, f"Quầy {number + 10}").code
    request = EnrolRequest(
        code=code, desk_id=desk, app_version="0", credential_sha256=credential_hash(credential)
    )
    centre = pair.centre(HASTY_SECONDS, DeskIdentity(desk, credential))
    try:
        answer = ask_for_place(centre, request)
        centre.sync(sync_request())
    except DeskError as fault:
        return [f"the desk did not get in: {fault.key}"]
    finally:
        centre.close()
    return [] if answer.desk_id == desk else ["another desk got in"]


def _kind(
    name: str,
    what: str,
    holds: tuple[str, ...],
    one: Callable[[CutPair, int], Iterator[str]],
    full: int,
    *,
    ci: int,
    tls: bool = False,
) -> Trial:
    return Trial(f"cut-line-{name}", what, holds, ci, full, partial(run, one, tls))


TRIALS = (
    _kind(
        "file",
        "3 MiB go up, and the line is closed, reset or silent at each edge, both ways",
        ("I2", "I3", "I7"),
        partial(cut_file, FILE),
        len(FILE),
        ci=3,
    ),
    _kind(
        "file-tls",
        "the same over TLS",
        ("I2", "I3", "I7"),
        partial(cut_file, FILE_TLS),
        len(FILE_TLS),
        ci=0,
        tls=True,
    ),
    _kind(
        "entries",
        "161 entries go up and their answers come down, cut in the same ways",
        ("I1", "I2", "I6", "I7"),
        cut_entries,
        len(ENTRIES),
        ci=1,
    ),
    _kind(
        "renewal",
        "a credential is renewed, cut in the same ways: the desk gets in, with one of the two",
        ("I2", "I7"),
        cut_renewal,
        len(RENEWAL),
        ci=0,
    ),
    _kind(
        "enrolment",
        "a desk joins with a one-time code, cut in the same ways: it gets in with that code",
        ("I7",),
        cut_enrolment,
        len(ENROLMENT),
        ci=1,
    ),
)
