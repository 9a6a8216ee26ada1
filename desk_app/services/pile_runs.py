"""What an interrupted run has done of a pile, so that the same files given once more go on there.

A pile of files has a fingerprint, its batch. It stands with the stack the pile is read into until
the report has reached whoever gave the files; as long as it stands there, the pile is not done.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Text, func, select, type_coerce
from sqlalchemy.orm import Session

from desk_app.models.tables import Page, Stack
from desk_app.services.list_notes import PLACE
from desk_app.services.page_keeping import COVER
from desk_app.services.page_views import PileReport, StackOutcome

BATCH = "batch"
TARGET = "target"
DONE = "done"
AFTER = "after"  # the pages of the pile came after this one of the desk


@dataclass(frozen=True)
class EarlierRun:
    """``split``: pages that lie in their places; ``arrived``: pages that lie in the arriving
    stack ``stack_id``; ``reports``: of what was split."""

    split: int = 0
    arrived: int = 0
    stack_id: str | None = None
    reports: tuple[PileReport, ...] = ()


@dataclass(frozen=True)
class PlacedPage:
    """A page that an earlier run put in its place: in the stack ``stack_id``, or in a paper.
    ``sheet``: whether it leads a stack."""

    id: str
    stack_id: str | None
    sheet: bool


def stacks_of(session: Session, batch: str, state: str) -> list[Stack]:
    """The stacks of a pile that is not done, the oldest first."""
    found = session.scalars(
        select(Stack)
        .where(Stack.state == state, type_coerce(Stack.source, Text).contains(batch))
        .order_by(Stack.arrived_at, Stack.id)
    )
    return [stack for stack in found if stack.source.get(BATCH) == batch]


def earlier_run(
    session: Session, batch: str | None, target: Any, at_work: Collection[str]
) -> EarlierRun:
    """What was done of the pile ``batch`` for ``target`` (None: where its sheets say)."""
    if batch is None:
        return EarlierRun()
    reports = tuple(
        _report(stack.source[DONE])
        for stack in stacks_of(session, batch, "filed")
        if stack.source.get(TARGET) == target and DONE in stack.source
    )
    arriving = [
        stack
        for stack in stacks_of(session, batch, "arriving")
        if stack.source.get(TARGET) == target and stack.id not in at_work
    ]
    stack_id = arriving[0].id if arriving else None
    there = select(func.count()).where(Page.stack_id == stack_id)
    return EarlierRun(
        sum(report.pages for report in reports),
        (session.scalar(there) or 0) if stack_id else 0,
        stack_id,
        reports,
    )


def placed_pages(session: Session, stack_id: str) -> tuple[PlacedPage | None, ...]:
    """The pages that earlier runs took of the pile that is being read into the stack ``stack_id``,
    in order; None: it is nowhere any more."""
    source = session.get_one(Stack, stack_id).source
    batch = source.get(BATCH)
    runs = [] if batch is None else stacks_of(session, batch, "filed")
    runs = [stack for stack in runs if DONE in stack.source and TARGET not in stack.source]
    if not runs:
        return ()
    rows = session.execute(
        select(Page.id, Page.stack_id, Page.source)
        .where(
            Page.seq > runs[0].source.get(AFTER, 0),
            func.json_extract(Page.source, "$.batch") == batch,
        )
        .order_by(Page.seq)
    )
    found = {
        row.source.get(PLACE): PlacedPage(row.id, row.stack_id, bool(row.source.get(COVER)))
        for row in rows
    }
    pages = sum(stack.source[DONE]["pages"] for stack in runs)
    return tuple(found.get(place) for place in range(1, pages + 1))


def remember(stack: Stack, report: PileReport) -> None:
    """Keeps the report of a pile that can be given once more, within the caller's unit of work."""
    if stack.source.get(BATCH) is None:
        return
    said = {
        "pages": report.pages,
        "expected": report.expected,
        "found": report.found,
        "absent": report.absent,
        "stacks": [vars(one) for one in report.stacks],
    }
    stack.source = {**stack.source, DONE: said}


def whole_report(run: EarlierRun, last: PileReport) -> PileReport:
    """The report of the whole pile: what earlier runs did of it, and the last one."""
    if not run.reports:
        return last
    stacks: list[StackOutcome] = []
    for one in (one for report in (*run.reports, last) for one in report.stacks):
        same = next((i for i, old in enumerate(stacks) if _goes_on(old, one)), None)
        if same is None:
            stacks.append(one)
        else:
            old = stacks[same]
            pages, blank = old.pages + one.pages, old.blank + one.blank
            reason = None if one.filed else old.reason
            stacks[same] = StackOutcome(old.code, old.number, pages, old.stack_id, reason, blank)
    newest = last if last.pages else run.reports[-1]
    pages = sum(report.pages for report in (*run.reports, last))
    counted = (newest.expected, newest.found, newest.absent)
    return PileReport(tuple(stacks), pages, *counted, trouble=last.trouble)


def _goes_on(old: StackOutcome, new: StackOutcome) -> bool:
    if old.code is None:
        return old.stack_id is not None and old.stack_id == new.stack_id
    return (old.code, old.number) == (new.code, new.number)


def _report(said: dict[str, Any]) -> PileReport:
    stacks = tuple(StackOutcome(**one) for one in said["stacks"])
    absent = tuple((code, tuple(numbers)) for code, numbers in said.get("absent", ()))
    return PileReport(stacks, said["pages"], said["expected"], said["found"], absent)
