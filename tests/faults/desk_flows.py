"""Pieces of work of a desk, each with what must be true of it however it ended.

A flow has a profile to begin with, work that says a line for all that somebody was told, and a
judge that opens what is left.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import delete, select

from desk_app.config import vault
from desk_app.config.profile import open_profile
from desk_app.event_bus import EventBus
from desk_app.models import schema
from desk_app.models.engine import open_engine
from desk_app.models.tables import NumberBlock, Page
from desk_app.services.desk import Desk
from desk_app.services.page_views import PageSource
from desk_app.sync.engine import SyncEngine
from tests.builders.desks import NOW
from tests.builders.piles import a_cover, a_page, scanned
from tests.faults.desk_at_work import (
    DESK,
    PERSON,
    SCANNER,
    at_work,
    codes_of,
    copy_of,
    done_with,
    fresh_profile,
    images_of,
    paper_of,
    readable,
    receive,
    rows_of,
    said_by,
    with_dossiers,
    wrong_with,
)
from tests.faults.file_list import FileList
from tests.faults.forked import Tell
from tests.faults.history import Fact, Leased, Settled
from tests.faults.joining import join, joined, newcomer
from tests.faults.told_centre import ToldCentre, applied

Work = Callable[[Path, list[str], Tell], None]
Judge = Callable[[Path, list[str]], Iterable[str]]

SAVES = 30
PAGES = 8
PILE = 6
LIST = 10
LONG = 500
ENTRIES = 24
BLOCK = 3
PASSPHRASE = "mot cau dai de cuu du lieu"
# What must outlive a change of the schema, whatever columns it adds.
KEPT = ("dossier", "dossier_person", "receipt", "outbox", "journal", "number_block", "setting")


@dataclass(frozen=True)
class Flow:
    """``lines`` and ``calls``: about how many lines it says and how often it asks the disk;
    ``pause``: seconds between two lines, about."""

    profile: Callable[[], Path]
    work: Work
    judge: Judge
    lines: int
    calls: int
    pause: float


# ---------------------------------------------------------------- save, and print


def _save(profile: Path, _before: list[str], tell: Tell) -> None:
    with at_work(profile) as desk:
        for _ in range(SAVES):
            code, dossier = receive(desk)
            tell(f"saved {code} {dossier}")
            job = desk.receipts.first_print(code)
            tell(f"printed {code} {hashlib.sha256(job.pdf).hexdigest()}")
            desk.receipts.record_print(job, "printed", "a printer", desk.officer())


def _saved(profile: Path, told: list[str]) -> Iterator[str]:
    yield from readable(profile, [PERSON.encode(), PERSON.encode("utf-16-le")])
    history = said_by(told)
    with at_work(profile) as desk:
        yield from wrong_with(desk, history)
        for line in told:
            word, code, *more = line.split()
            if word == "printed":
                found = hashlib.sha256(desk.receipts.stored(code)).hexdigest()
                if found != more[0]:
                    yield f"I5 the receipt of {code} is not the one that was printed"
        # What a code was told for is never another dossier's, not by the next save either.
        code, dossier = receive(desk)
        yield from wrong_with(desk, [*history, *said_by([f"saved {code} {dossier}"])])


# ---------------------------------------------------------------- pages into a paper


def _attach(profile: Path, _before: list[str], tell: Tell) -> None:
    with at_work(profile) as desk:
        target = paper_of(desk, 0)
        for number in range(PAGES):
            desk.scanning.add(target, scanned(a_page(number))[0], SCANNER, desk.officer())
            tell("page")


def _attached(profile: Path, told: list[str]) -> Iterator[str]:
    yield from readable(profile, _marks(range(PAGES)))
    with at_work(profile) as desk:
        yield from wrong_with(desk, [])
        there = images_of(desk, 0)
        pages = [a_page(number) for number in range(PAGES)]
        if there != pages[: len(there)] or len(there) < told.count("page"):
            yield f"I1 {told.count('page')} pages were told of, {len(there)} are there"
        strays = desk.scanning.unclaimed()
        if len(strays) > 1:
            yield f"{len(strays)} files are left over, one page was under way"
        if len(there) < PAGES:
            image = scanned(a_page(len(there)))[0]
            desk.scanning.add(paper_of(desk, 0), image, SCANNER, desk.officer())
            if images_of(desk, 0) != pages[: len(there) + 1]:
                yield "I1 the next page did not find its place"


# ---------------------------------------------------------------- a pile that splits itself


@cache
def _pile_of() -> tuple[bytes, ...]:
    with at_work(with_dossiers(2)) as desk:
        first, second = codes_of(desk)
    pages = [a_page(number) for number in range(PILE)]
    return (a_cover(first, 1), *pages[:3], a_cover(second, 1), *pages[3:])


def _pile(profile: Path, _before: list[str], tell: Tell) -> None:
    source = PageSource("file", name="chong.pdf", batch="a pile")
    with at_work(profile) as desk:
        images = scanned(*_pile_of())
        desk.piles.take(images, source, desk.officer(), progress=lambda *_: tell("page"))
        tell("split")


def _piled(profile: Path, told: list[str]) -> Iterator[str]:
    yield from readable(profile, _marks(range(PILE)))
    pile = _pile_of()
    with at_work(profile) as desk:
        yield from wrong_with(desk, [])
        with desk.store.read() as session:
            came = len(session.scalars(select(Page.id)).all())
        if came < told.count("page"):
            yield f"I1 {told.count('page')} pages were told of, {came} are there"
        reports = desk.piles.resume(desk.officer())
        if reports and "split" in told:
            yield "a pile that was split is split again"
        there = [images_of(desk, 0), images_of(desk, 1)]
        wanted = [
            [page for page in part if pile.index(page) < came] for part in (pile[1:4], pile[5:])
        ]
        if there != wanted:
            yield f"I1 of {came} pages {list(map(len, there))} lie in their papers"
        if desk.unmatched.stacks():
            yield "pages lie in the unmatched tray"
        yield from wrong_with(desk, [])


# ---------------------------------------------------------------- answers of the centre


def _ack(profile: Path, before: list[str], tell: Tell) -> None:
    with at_work(profile) as desk:
        centre = ToldCentre(before, tell, desk.clock)
        engine = SyncEngine(desk.store, desk.clock, EventBus(), centre, random=lambda: 0.0)
        while desk.outbox.queue().waiting:
            engine.run_once(at_once=True)
            tell("answered")


def _acked(profile: Path, told: list[str]) -> Iterator[str]:
    with at_work(profile) as desk:
        yield from wrong_with(desk, applied(told, DESK))
    more: list[str] = []
    _ack(profile, told, more.append)
    with at_work(profile) as desk:
        history: list[Fact] = [*applied(told + more, DESK)]
        unsent = desk.outbox.queue().waiting
        yield from wrong_with(desk, [*history, Settled(DESK, unsent)])
        if len(history) != ENTRIES:
            yield f"I2 {len(history)} entries took effect, {ENTRIES} were written"


# ---------------------------------------------------------------- blocks of numbers


@cache
def _without_numbers() -> Path:
    profile = copy_of(fresh_profile())
    with at_work(profile) as desk, desk.store.write() as session:
        session.execute(delete(NumberBlock))
    return profile


def _lease(profile: Path, before: list[str], tell: Tell) -> None:
    with at_work(profile) as desk:
        unit = desk.this_desk().unit
        centre = ToldCentre(before, tell, desk.clock, lease=(unit, NOW.date(), BLOCK))
        engine = SyncEngine(desk.store, desk.clock, EventBus(), centre, random=lambda: 0.0)
        for _ in range(SAVES // BLOCK):
            engine.run_once(at_once=True)
            while desk.numbers.left(unit, NOW.date()):
                code, dossier = receive(desk)
                tell(f"saved {code} {dossier}")


def _leased(profile: Path, told: list[str]) -> Iterator[str]:
    with at_work(profile) as desk:
        yield from wrong_with(desk, [*_facts(told)])
    more: list[str] = []
    _lease(profile, told, more.append)  # goes on, with what was leased before
    with at_work(profile) as desk:
        yield from wrong_with(desk, [*_facts(told + more)])


def _facts(told: list[str]) -> list[Fact]:
    blocks = [json.loads(line[7:]) for line in told if line.startswith("leased ")]
    leased = [Leased(DESK, b["unit"], b["day"], b["first"], b["last"]) for b in blocks]
    return [*leased, *applied(told, DESK), *said_by(told)]


# ---------------------------------------------------------------- an older schema, a lost key


@cache
def of_schema(step: str, count: int = ENTRIES) -> Path:
    """A profile of an earlier program, its outbox full."""
    profile = copy_of(with_dossiers(count))
    opened = open_profile(profile)
    engine = open_engine(opened.database, vault.vault_of(opened).fetch() or b"")
    config = Config()
    config.set_main_option("script_location", str(schema.SCRIPTS))
    with engine.connect() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, step)
        connection.commit()
    engine.dispose()
    return profile


@cache
def _keyless() -> Path:
    profile = copy_of(of_schema("0001"))
    opened = open_profile(profile)
    key = vault.vault_of(opened).fetch()
    usual, vault.ARGON2 = vault.ARGON2, {"time_cost": 1, "memory_cost": 1024, "parallelism": 1}
    vault.wrap_for_recovery(opened.recovery, key or b"", PASSPHRASE)
    vault.ARGON2 = usual
    vault.vault_of(opened).forget()
    return profile


def _rekey(profile: Path, _before: list[str], tell: Tell) -> None:
    with at_work(profile, PASSPHRASE) as desk:
        tell("open")
        code, dossier = receive(desk)
        tell(f"saved {code} {dossier}")


def _rekeyed(profile: Path, told: list[str]) -> Iterator[str]:
    opened = open_profile(profile)
    if "open" in told and vault.vault_of(opened).fetch() is None:
        yield "I1 the desk opened by its passphrase, and its key is not kept"
    with at_work(profile, PASSPHRASE) as desk:
        yield from wrong_with(desk, said_by(told))
        yield from kept(desk, "0001")
    with at_work(profile) as desk:
        yield from wrong_with(desk, said_by(told))


def kept(desk: Desk, step: str) -> Iterator[str]:
    """What of the rows of an earlier program is not there any more, or is another."""
    now = rows_of(desk.store, *KEPT)
    for table, rows in _rows_before(step).items():
        there = now[table][: len(rows)]
        if table in ("setting", "number_block"):  # may be told more about since
            there = [row for row in now[table] if _name(row) in {_name(one) for one in rows}]
            rows = [{"name": _name(one)} for one in rows]
            there = [{"name": _name(one)} for one in there]
        if [{k: v for k, v in row.items() if k in rows[0]} for row in there] != rows:
            yield f"I1 rows of {table} changed with the schema"


@cache
def _rows_before(step: str) -> dict[str, list[dict[str, object]]]:
    opened = open_profile(of_schema(step))
    engine = open_engine(opened.database, vault.vault_of(opened).fetch() or b"")
    from desk_app.models.engine import Store

    store = Store(engine, opened.database)
    try:
        return rows_of(store, *KEPT)
    finally:
        store.close()


def _name(row: dict[str, object]) -> object:
    return row.get("name") or row.get("id")


# ---------------------------------------------------------------- all of them


def _of_list(files: int, calls: int, pause: float) -> Flow:
    given = FileList(files)
    return Flow(lambda: with_dossiers(1), given.work, given.judge, files, calls, pause)


FLOWS = {
    "save": Flow(lambda: fresh_profile(), _save, _saved, 12, 300, 0.02),
    "attach": Flow(lambda: with_dossiers(1), _attach, _attached, PAGES, 240, 0.03),
    "pile": Flow(lambda: with_dossiers(2), _pile, _piled, PILE + 3, 260, 0.05),
    "list": _of_list(LIST, 400, 0.05),
    "ack": Flow(lambda: with_dossiers(ENTRIES), _ack, _acked, ENTRIES + 5, 300, 0.01),
    "lease": Flow(_without_numbers, _lease, _leased, 20, 300, 0.02),
    "rekey": Flow(_keyless, _rekey, _rekeyed, 2, 260, 0.3),
    "join": Flow(newcomer, join, joined, 1, 300, 0.3),
}


# Too long for the test suite.
LONG_FLOWS = {"long-list": _of_list(LONG, 20_000, 0.5)}


def _marks(numbers: Iterable[int]) -> list[bytes]:
    return [a_page(number)[-300:-100] for number in numbers]


@cache
def warm_up(flow: Flow) -> None:
    """Loads what the flow needs, once and before any fork; a judge finds nothing wrong with it.

    Raises:
        AssertionError: it does.
    """
    profile = copy_of(flow.profile())
    told: list[str] = []
    flow.work(profile, [], told.append)
    wrong = list(flow.judge(profile, told))
    if wrong:
        raise AssertionError(f"without any fault: {wrong}")
    done_with(profile)
