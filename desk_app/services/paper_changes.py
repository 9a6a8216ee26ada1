"""What is noted of a paper besides its pages, changed within an act, with the change that leads
back: how many sides the officer counted, the earlier copy that stands for it, and where the lists
read into it stopped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy.orm import Session

from desk_app.clock import Clock
from desk_app.errors import Refusal
from desk_app.events import ArchiveChanged
from desk_app.services import list_notes, reuse
from desk_app.services.digitise_finish import count_wanted
from desk_app.services.journal import write_line
from desk_app.services.page_views import UNCOUNTED, ListNote, PaperChange, PaperTarget
from desk_app.services.scan_checklist import find_submitted, must_be_scannable, submitted_row
from desk_app.services.sign_in import OfficerAtDesk

MOST_DECLARED = 9999


def apply_all(
    session: Session, clock: Clock, changes: Sequence[PaperChange], officer: OfficerAtDesk
) -> tuple[PaperChange, ...]:
    """Does ``changes`` within the caller's unit of work; returns those that lead back. What was
    so before needs none.

    Raises:
        Refusal: the paper must not be scanned; an impossible number; a copy that is not to be had.
    """
    back = [(change, _apply(session, clock, change, officer)) for change in changes]
    return tuple(undone for change, undone in reversed(back) if undone != change)


def earlier_copy(session: Session, target: PaperTarget) -> tuple[PaperChange, ...]:
    """The change that has the earlier copy stand for a paper that stands for it now, if one does;
    pages that come take its place."""
    row = find_submitted(session, target)
    copy_id = reuse.standing(session, row) if row is not None else ""
    return (PaperChange(target, reuse=copy_id),) if copy_id else ()


def _apply(
    session: Session, clock: Clock, change: PaperChange, officer: OfficerAtDesk
) -> PaperChange:
    paper = must_be_scannable(session, change.target)
    row = submitted_row(session, change.target, paper.name)
    back = PaperChange(change.target)
    if change.declared is not None:
        sides = None if change.declared == UNCOUNTED else change.declared
        counted(sides)
        back = replace(back, declared=counted(row.declared_pages))
        row.declared_pages = sides
    if change.reuse is not None:
        back = replace(back, reuse=reuse.standing(session, row))
        reuse.take(session, clock, row, paper, change.reuse, officer)
    if change.lists is not None:
        now = list_notes.notes_of(session, change.target)
        back = replace(back, lists=tuple(list_notes.noted_as(now, one) for one in change.lists))
        _note_lists(session, clock, change.target, change.lists, officer)
    session.flush()
    return back


def _note_lists(
    session: Session,
    clock: Clock,
    target: PaperTarget,
    lists: Sequence[ListNote],
    officer: OfficerAtDesk,
) -> None:
    number = target.number
    was = list_notes.cut_short(session, target.dossier_id).get(number)
    list_notes.note_again(session, target, lists)
    now = list_notes.cut_short(session, target.dossier_id).get(number)
    if (was is None) == (now is None):
        return
    what = "pages.not_cut_short" if now is None else "pages.cut_short_again"
    values = {"number": number} if now is None else {"number": number, "pages": now.pages}
    at, dossier_id = clock.now(), target.dossier_id
    write_line(session, at, officer.login, officer.counter, dossier_id, what, **values)


def lists_before(
    session: Session, target: PaperTarget, before: tuple[ListNote, ...]
) -> tuple[PaperChange, ...]:
    """The change that notes the lists of a paper as they were, where an act changed that."""
    now = list_notes.notes_of(session, target)
    lists = {one.key: list_notes.noted_as(before, one) for one in (*before, *now)}
    changed = tuple(one for one in lists.values() if list_notes.noted_as(now, one) != one)
    return (PaperChange(target, lists=changed),) if changed else ()


def counted(pages: int | None) -> int:
    """So many sides (None: not counted) as a change says it.

    Raises:
        Refusal: nobody counts so many.
    """
    if pages is not None and not 0 <= pages <= MOST_DECLARED:
        raise Refusal("scanning.impossible_count", most=MOST_DECLARED)
    return UNCOUNTED if pages is None else pages


def new_copies(session: Session, changes: Sequence[PaperChange]) -> tuple[ArchiveChanged, ...]:
    """What is to be told of ``changes`` afterwards: an earlier copy is one to be sent now."""
    taken = [change.target for change in changes if change.reuse]
    return tuple(ArchiveChanged(one.dossier_id, count_wanted(session)) for one in taken)
