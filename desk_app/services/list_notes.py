"""What is noted of the lists of files that are read into papers: which were cut short, and where.

A list has a fingerprint, its batch. It is noted before its first page is read, noted as whole when
the last one is there, and forgotten when whoever gave it knows so; every page says its place in the
list. So after a crash, or whatever else ended the reading early, the paper says where it stopped.
Until the list went on, or an officer took what is there for the whole, the paper is open: no
archive copy is made of it. What a pile left half-way in a paper is noted in the same way.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from sqlalchemy import Integer, case, func, or_, select
from sqlalchemy.orm import Session

from desk_app.errors import Refusal
from desk_app.models.desk import READINGS
from desk_app.models.engine import Store
from desk_app.models.tables import Dossier, Page, Setting
from desk_app.services.page_acts import Home
from desk_app.services.page_keeping import lies_in
from desk_app.services.page_views import HOT, CutShort, ListNote, PageSource, PaperTarget

PILE, PILE_OF_FOLDER = "pile", "pile_folder"  # ways of what a pile left half-way in a paper
WHOLE = "whole"
PLACE = "place"  # in a page's source: it is the how many-th of its list
# In a note brought back by undo: the list lay there up to this place, and goes on with pages that
# come after that one; those between were undone.
UP_TO, AGAIN = "up_to", "again"
MOST_NOTED = 100  # lists that are whole and not yet forgotten
_BATCH = func.json_extract(Page.source, "$.batch")
_PLACE = func.json_extract(Page.source, f"$.{PLACE}").cast(Integer)
# What this process reads at the moment, by batch and paper, is not cut short.
_at_work: list[tuple[str | None, PaperTarget]] = []


@contextmanager
def reading(store: Store, source: PageSource, target: PaperTarget | None) -> Iterator[int]:
    """Says that ``source`` is read into ``target``, and notes its list; yields how many pages of
    the list lie there already. Without a target nobody knows yet where the pages go."""
    if target is None:
        yield 0
        return
    work = (source.batch, target)
    _at_work.append(work)
    try:
        there = 0
        if source.batch is not None:
            with store.write() as session:
                there = _begin(session, source.batch, source, target)
        yield there
    finally:
        _at_work.remove(work)


def being_read(dossier_id: str) -> tuple[int, ...]:
    """The papers of a dossier into which something is being read, by their numbers."""
    return tuple(
        sorted({into.number for _, into in tuple(_at_work) if into.dossier_id == dossier_id})
    )


def is_open(session: Session, target: PaperTarget) -> bool:
    """Whether pages are still to come: it is being read into, or the reading was cut short."""
    busy = target.number in being_read(target.dossier_id)
    return busy or target.number in cut_short(session, target.dossier_id)


def whole(session: Session, batch: str | None, target: PaperTarget | None) -> None:
    """The whole list lies in ``target``, but whoever gave it does not know so yet. Within the
    caller's unit of work."""
    noted = _noted(session)
    key = _key(batch, target) if batch is not None and target is not None else ""
    if key in noted:
        _keep(session, {**noted, key: {**noted[key], WHOLE: True}})


def all_there(session: Session, batch: str | None, target: PaperTarget | None = None) -> None:
    """The whole list lies in ``target`` (None: wherever it was read to), and whoever gave it knows
    so; the same files are new pages from now on. Within the caller's unit of work."""
    if batch is not None:
        wanted = batch if target is None else _key(batch, target)
        _forget(session, lambda key, _: key.startswith(wanted))


def take_as_whole(session: Session, target: PaperTarget) -> int:
    """An officer says that what is there of the lists of a paper is all of them, within the
    caller's unit of work; returns how many pages of them are there.

    Raises:
        Refusal: no list was cut short, or it is being read now.
    """
    found = cut_short(session, target.dossier_id).get(target.number)
    if found is None:
        raise Refusal("scanning.not_cut_short", number=target.number)
    _forget(session, lambda _, said: _target(said) == target)
    return found.pages


def cut_short(session: Session, dossier_id: str) -> dict[int, CutShort]:
    """The lists of a dossier that ended early, by the number of the paper; the latest of each."""
    found: dict[int, CutShort] = {}
    for said in _noted(session).values():
        target = _target(said)
        if target.dossier_id == dossier_id and (pages := _ended_early(session, said)):
            found[target.number] = CutShort(said["name"], pages, said.get("way", "file"))
    return found


def all_cut_short(session: Session) -> tuple[tuple[str, int], ...]:
    """The papers of all dossiers with lists that ended early: the code of the dossier and the
    number of the paper, in the order in which the dossiers were received."""
    papers = {_target(said) for said in _noted(session).values() if _ended_early(session, said)}
    codes = session.execute(
        select(Dossier.id, Dossier.code)
        .where(Dossier.id.in_({paper.dossier_id for paper in papers}))
        .order_by(Dossier.seq)
    )
    return tuple(
        (code, number)
        for dossier_id, code in codes
        for number in sorted(one.number for one in papers if one.dossier_id == dossier_id)
    )


def half_in(session: Session, batch: str | None, but: PaperTarget | None) -> PaperTarget | None:
    """The paper, other than ``but``, in which a part of the list lies and no more."""
    for said in _noted(session).values():
        into = _target(said)
        other = said["batch"] == batch and into != but and not said.get(WHOLE)
        if other and _there(session, said, into):
            return into
    return None


def pile_stopped(
    session: Session, source: dict[str, Any], target: PaperTarget | None
) -> tuple[PaperTarget, ...]:
    """The last pages of a pile whose reading ended early lie in ``target`` (None: in no paper), so
    that it is not whole; the papers of it that were not before are now, and are returned. Within
    the caller's unit of work."""
    batch = source.get("batch")
    if batch is None:
        return ()
    before = stopped_piles(session, batch)
    noted = {key: said for key, said in _noted(session).items() if not _of_pile(said, batch)}
    if target is not None:
        way = PILE_OF_FOLDER if source.get("way") == HOT else PILE
        note = _note(batch, target, source.get("name") or "…", way, after=0)
        noted[f"{_key(batch, target)} {PILE}"] = note
    if noted != _noted(session):
        _keep(session, noted)
    return tuple(paper for paper in before if paper != target)


def stopped_piles(session: Session, batch: str) -> tuple[PaperTarget, ...]:
    """The papers in which a pile stopped half-way."""
    return tuple(_target(said) for said in _noted(session).values() if _of_pile(said, batch))


def notes_of(session: Session, target: PaperTarget) -> tuple[ListNote, ...]:
    """What is noted of the lists of a paper, but for those that are being read now."""
    return tuple(
        ListNote(
            key,
            said["batch"],
            said["name"],
            said.get("way", "file"),
            said["after"],
            _lying(session, said, target)[0],
            bool(said.get(WHOLE)),
        )
        for key, said in _noted(session).items()
        if _target(said) == target and (said["batch"], target) not in _at_work
    )


def noted_as(notes: Collection[ListNote], one: ListNote) -> ListNote:
    """What ``notes`` say of the list of ``one``."""
    found = (note for note in notes if note.key == one.key)
    return next(found, replace(one, last=0, whole=False))


def note_again(session: Session, target: PaperTarget, notes: Collection[ListNote]) -> None:
    """Has ``notes`` stand, within the caller's unit of work, but for lists that are being read now.
    Pages of those lists that came since are no part of them."""
    noted = _noted(session)
    again = session.scalar(select(func.max(Page.seq))) or 0
    for note in notes:
        if (note.batch, target) in _at_work:
            continue
        noted.pop(note.key, None)
        if note.last:
            said = _note(note.batch, target, note.name, note.way, note.after)
            said |= {UP_TO: note.last, AGAIN: again}
            noted[note.key] = {**said, WHOLE: True} if note.whole else said
    _keep(session, noted)


def _of_pile(said: dict[str, Any], batch: str) -> bool:
    return said["batch"] == batch and said.get("way") in (PILE, PILE_OF_FOLDER)


def _ended_early(session: Session, said: dict[str, Any]) -> int:
    """How many pages of a list are there, if it is neither whole nor being read."""
    target = _target(said)
    if said.get(WHOLE) or (said["batch"], target) in _at_work:
        return 0
    return _there(session, said, target)


def _begin(session: Session, batch: str, source: PageSource, target: PaperTarget) -> int:
    noted, key = _noted(session), _key(batch, target)
    before = noted.pop(key, None)
    after = session.scalar(select(func.max(Page.seq))) or 0
    there = _there(session, before, target) if before else 0
    noted[key] = _note(batch, target, source.name or "…", source.way, after)
    if before and there:
        noted[key] |= {one: before[one] for one in ("after", UP_TO, AGAIN) if one in before}
    _keep(session, noted)
    return there


def _note(batch: str, target: PaperTarget, name: str, way: str, after: int) -> dict[str, Any]:
    return {
        "batch": batch,
        "dossier_id": target.dossier_id,
        "number": target.number,
        "name": name,
        "way": way,
        "after": after,
    }


def _there(session: Session, said: dict[str, Any], target: PaperTarget) -> int:
    """The last place of the list that lies in the paper; none if the officer took all away."""
    last, left = _lying(session, said, target)
    return last if left else 0


def _lying(session: Session, said: dict[str, Any], target: PaperTarget) -> tuple[int, int]:
    """The last place of the list in the paper, pages taken away included, and how many are left."""
    mine = [*lies_in(Home.of(target)), Page.seq > said["after"], said["batch"] == _BATCH]
    if UP_TO in said:
        mine.append(or_(func.coalesce(_PLACE, 0) <= said[UP_TO], Page.seq > said[AGAIN]))
    row = session.execute(
        select(
            func.max(_PLACE).label("last"),
            func.sum(case((Page.state == "removed", 0), else_=1)).label("left"),
        ).where(*mine)
    ).one()
    return row.last or 0, row.left or 0


def _key(batch: str, target: PaperTarget) -> str:
    return f"{batch} {target.dossier_id} {target.number}"


def _target(said: dict[str, Any]) -> PaperTarget:
    return PaperTarget(said["dossier_id"], said["number"])


def _noted(session: Session) -> dict[str, dict[str, Any]]:
    row = session.get(Setting, READINGS)
    return dict(row.value) if row is not None else {}


def _forget(session: Session, gone: Callable[[str, dict[str, Any]], bool]) -> None:
    noted = _noted(session)
    left = {key: said for key, said in noted.items() if not gone(key, said)}
    if left != noted:
        _keep(session, left)


def _keep(session: Session, noted: dict[str, dict[str, Any]]) -> None:
    whole_ones = [key for key, said in noted.items() if said.get(WHOLE)]
    for key in whole_ones[:-MOST_NOTED]:
        noted.pop(key)
    session.merge(Setting(name=READINGS, value=noted))
    session.flush()
