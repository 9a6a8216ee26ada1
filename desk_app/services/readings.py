"""Lists of files that are being read into a paper, and those of which only a part came in.

A list has a fingerprint, its batch. It is noted before its first page is read and forgotten when
all of it is there; every page says its place in the list. So after a crash, or whatever else ended
the reading early, the paper says where it stopped, and the same list given once more goes on
there: no page is lost, none comes twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Integer, case, func, select
from sqlalchemy.orm import Session

from desk_app.models.desk import READINGS
from desk_app.models.engine import Store
from desk_app.models.tables import Dossier, Page, Setting, StoredFile
from desk_app.services.page_acts import Home
from desk_app.services.page_keeping import lies_in
from desk_app.services.page_views import PageSource, PaperTarget
from desk_app.wording import Message, message

CUT_SHORT = "scanning.cut_short"
PLACE = "place"  # in a page's source: the how many-th of its list it is
MOST_NOTED = 100
_BATCH = func.json_extract(Page.source, "$.batch")
_PLACE = func.json_extract(Page.source, f"$.{PLACE}").cast(Integer)
# What this process reads at the moment is not cut short.
_at_work: set[str] = set()


@dataclass(frozen=True)
class CutShort:
    """A list that ended early. ``name``: of its first file; ``pages``: so many of it are there."""

    name: str
    pages: int

    @property
    def words(self) -> Message:
        """Where it stopped, and what to do."""
        return message(CUT_SHORT, name=self.name, pages=self.pages)


@contextmanager
def reading(store: Store, source: PageSource, target: PaperTarget | None) -> Iterator[int]:
    """Notes that the list of ``source`` is read into ``target``; yields how many of its pages lie
    there already. Without a batch, or without a target, there is nothing to note."""
    if source.batch is None or target is None:
        yield 0
        return
    key = _key(source.batch, target)
    _at_work.add(key)
    try:
        with store.write() as session:
            there = _begin(session, key, source, target)
        yield there
    finally:
        _at_work.discard(key)


def source_at(source: PageSource, place: int) -> dict[str, Any]:
    """What a page keeps of where it came from: in a list, its place there, too."""
    said = source.as_json()
    return said if source.batch is None else {**said, PLACE: place}


def went_on(there: int) -> tuple[Message, ...]:
    """The note that a list went on where it had stopped."""
    return (message("scanning.went_on", pages=there, next=there + 1),) if there else ()


def same_again(session: Session, code: str, number: int) -> Message | None:
    """The note that a paper now has a page twice, byte for byte: perhaps the same was read once
    before."""
    found = session.execute(
        select(
            func.count().label("pages"),
            func.count(StoredFile.sha256.distinct()).label("different"),
        )
        .select_from(Page)
        .join(Dossier, Dossier.id == Page.dossier_id)
        .join(StoredFile, StoredFile.name == Page.original)
        .where(Dossier.code == code, Page.paper_number == number, Page.state == "kept")
    ).one()
    if found.pages == found.different:
        return None
    count = found.pages - found.different
    return message("scanning.same_again", code=code, number=number, count=count)


def all_there(session: Session, batch: str | None, target: PaperTarget | None = None) -> None:
    """The whole list lies in ``target`` (None: wherever it was read to), and whoever gave it knows
    so; the same files are new pages from now on. Within the caller's unit of work."""
    if batch is not None:
        wanted = batch if target is None else _key(batch, target)
        _forget(session, lambda key, _: key.startswith(wanted))


def forget_dossier(session: Session, dossier_id: str) -> None:
    """The officer says that a dossier is whole: its lists do not go on any more."""
    _forget(session, lambda _, said: said["dossier_id"] == dossier_id)


def cut_short(session: Session, dossier_id: str) -> dict[int, CutShort]:
    """The lists of a dossier that ended early, by the number of the paper; the latest of each."""
    found: dict[int, CutShort] = {}
    for key, said in _noted(session).items():
        if said["dossier_id"] != dossier_id or key in _at_work:
            continue
        target = PaperTarget(dossier_id, said["number"])
        pages = _there(session, said, target)
        if pages:
            found[target.number] = CutShort(said["name"], pages)
    return found


def _begin(session: Session, key: str, source: PageSource, target: PaperTarget) -> int:
    noted = _noted(session)
    before = noted.pop(key, None)
    after = session.scalar(select(func.max(Page.seq))) or 0
    there = _there(session, before, target) if before else 0
    noted[key] = {
        "batch": source.batch,
        "dossier_id": target.dossier_id,
        "number": target.number,
        "name": source.name or "…",
        "after": before["after"] if before and there else after,
    }
    _keep(session, noted)
    return there


def _there(session: Session, said: dict[str, Any], target: PaperTarget) -> int:
    """The last place of the list that lies in the paper; none if the officer took all away."""
    row = session.execute(
        select(
            func.max(_PLACE).label("last"),
            func.sum(case((Page.state == "removed", 0), else_=1)).label("left"),
        ).where(*lies_in(Home.of(target)), Page.seq > said["after"], said["batch"] == _BATCH)
    ).one()
    return (row.last or 0) if row.left else 0


def _key(batch: str, target: PaperTarget) -> str:
    return f"{batch} {target.dossier_id} {target.number}"


def _noted(session: Session) -> dict[str, dict[str, Any]]:
    row = session.get(Setting, READINGS)
    return dict(row.value) if row is not None else {}


def _forget(session: Session, gone: Callable[[str, dict[str, Any]], bool]) -> None:
    noted = _noted(session)
    left = {key: said for key, said in noted.items() if not gone(key, said)}
    if left != noted:
        _keep(session, left)


def _keep(session: Session, noted: dict[str, dict[str, Any]]) -> None:
    latest = dict(list(noted.items())[-MOST_NOTED:])
    session.merge(Setting(name=READINGS, value=latest))
    session.flush()
