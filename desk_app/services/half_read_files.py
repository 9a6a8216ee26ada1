"""Files of hot folders that a pile took pages of, and that may still lie in their folder.

A file is removed only when the next one is asked for: whoever stops a pile, or dies over it, leaves
the last one there. It is noted in the unit of work of its first page. Given once more, it brings
its pile back, which goes on behind the last page taken: on the same cover sheet, no page twice.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Integer, func, select
from sqlalchemy.orm import Session

from desk_app.models.desk import HALF_READ_FILES
from desk_app.models.tables import Page, Setting, Stack
from desk_app.services.list_notes import PLACE
from desk_app.services.page_keeping import COVER
from desk_app.services.pile_runs import AFTER, BATCH, TARGET, stacks_of

MOST_NOTED = 100  # the oldest go: most of them left their folder by hand


@dataclass(frozen=True)
class HalfReadFile:
    """``pile``: the batch of the pile its pages belong to, of which ``before`` ones came before
    it; ``after``: its pages came after this one of the desk; ``pages``: so many of it came in."""

    pile: str
    before: int
    after: int = 0
    pages: int = 0


def taken_by_pile(session: Session, batch: str) -> HalfReadFile | None:
    """What a pile took of the file, or of the list of files, with this fingerprint: out of a hot
    folder, or given as one and not done. None: nothing, or an officer took it all away."""
    found = find(session, batch)
    if found is not None:
        return found
    runs = [*stacks_of(session, batch, "filed"), *stacks_of(session, batch, "arriving")]
    runs = [run for run in runs if TARGET not in run.source]
    if not runs:
        return None
    return _left(session, HalfReadFile(batch, 0, min(run.source.get(AFTER, 0) for run in runs)))


def find(session: Session, file: str) -> HalfReadFile | None:
    """What is noted of the file with this fingerprint; None: it is new, or an officer took away all
    that came of it."""
    said = _noted(session).get(file)
    if said is None:
        return None
    return _left(session, HalfReadFile(said["pile"], said["before"], said["after"]))


def note(session: Session, file: str, pile: str, before: int) -> None:
    """The next page is the first of this file; what the pile took before is out of the folder.
    Within the caller's unit of work."""
    after = session.scalar(select(func.max(Page.seq))) or 0
    noted = _without(session, pile)
    noted.pop(file, None)
    noted[file] = {"pile": pile, "before": before, "after": after}
    for old in list(noted)[:-MOST_NOTED]:
        del noted[old]
    _keep(session, noted)


def forget(session: Session, pile: str) -> None:
    """All files of a pile are out of the folder. Within the caller's unit of work."""
    left = _without(session, pile)
    if left != _noted(session):
        _keep(session, left)


def _left(session: Session, one: HalfReadFile) -> HalfReadFile | None:
    """``one`` with its pages, if one of them still counts; of a file that brought nothing but
    sheets they do."""
    place = func.json_extract(Page.source, f"$.{PLACE}").cast(Integer)
    rows = session.execute(
        select(Page.state, Stack.state.label("stack"), Page.source, place.label("place"))
        .outerjoin(Stack, Stack.id == Page.stack_id)
        .where(
            Page.seq > one.after,
            func.json_extract(Page.source, f"$.{BATCH}") == one.pile,
            place > one.before,
        )
    ).all()
    pages = [row for row in rows if not row.source.get(COVER)]
    gone = [row for row in pages if row.state == "removed" or row.stack == "discarded"]
    if not rows or (pages and len(gone) == len(pages)):
        return None
    return replace(one, pages=max(row.place for row in rows) - one.before)


def _without(session: Session, pile: str) -> dict[str, dict[str, Any]]:
    return {file: said for file, said in _noted(session).items() if said["pile"] != pile}


def _noted(session: Session) -> dict[str, dict[str, Any]]:
    row = session.get(Setting, HALF_READ_FILES)
    return dict(row.value) if row is not None else {}


def _keep(session: Session, noted: dict[str, dict[str, Any]]) -> None:
    session.merge(Setting(name=HALF_READ_FILES, value=noted))
    session.flush()
