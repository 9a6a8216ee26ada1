"""Where the stacks of a pile go: the dossier and paper their sheets name, or the unmatched tray.

The pile is taken apart first (``paper.separation``); only then is each stack looked up, by itself,
so that nothing of one reaches the next.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from desk_app.clock import Clock
from desk_app.errors import Refusal
from desk_app.models.tables import Dossier, Page, Stack
from desk_app.services.dossier_code import kept_tokens, look_up_token_of
from desk_app.services.journal import write_line
from desk_app.services.page_acts import Home
from desk_app.services.page_keeping import COVER, last_position
from desk_app.services.page_views import ONLY_A_SHEET, PaperTarget
from desk_app.services.pile_runs import AFTER, BATCH, DONE, TARGET
from desk_app.services.scan_checklist import read_checklist, read_paper, submitted_row
from desk_app.services.sign_in import OfficerAtDesk
from desk_app.services.tray_candidates import NAMED, named_by

if TYPE_CHECKING:
    from desk_app.paper.barcode_reading import PageCodes
    from desk_app.paper.separation import SheetCount, SplitStack


OF_A_RUN = (BATCH, TARGET, DONE, AFTER)
PLACED = "placed:"  # stands for a page that an earlier run put in its place


@dataclass(frozen=True)
class Route:
    """A stack and where it goes: ``target``, or the tray for ``reason``. ``sheet`` leads it and
    is no page of the paper. ``says``: the codes on all its pages. ``goes_on``: the stack in which
    its last page lies that an earlier run took; it goes on there if that is still in the tray."""

    pages: tuple[str, ...]
    sheet: str | None
    target: PaperTarget | None
    code: str | None
    reason: str | None
    cover: str | None
    says: tuple[str, ...] = ()
    goes_on: str | None = None


@dataclass(frozen=True)
class Sheets:
    """A pile taken apart, and what its sheets say of how many there should be."""

    routes: tuple[Route, ...]
    count: SheetCount


@dataclass(frozen=True)
class Routed:
    """A stack that lies where it goes; of its pages ``blank`` ones have nothing on them."""

    target: PaperTarget | None
    code: str | None
    pages: int
    stack_id: str | None
    reason: str | None
    blank: int = 0


def route(
    session: Session,
    pages: Sequence[str],
    codes: Sequence[PageCodes],
    target: PaperTarget | None,
    before: Sequence[PageCodes] = (),
    lying: Sequence[str | None] = (),
) -> Sheets:
    """Where the pages of a pile go.

    Args:
        codes: what was read on each page; empty where ``target`` is given.
        target: where all of them go, whatever is written on them.
        before: what was read on the pages of the same pile that lie in their places already.
        lying: the stacks in which those lie; None: in a paper.
    """
    from desk_app.paper.separation import SheetCount, count_sheets, split

    if target is not None:
        one = _to_paper(session, target, tuple(pages), None, None)
        return Sheets((one,) if pages else (), SheetCount(None, 1 if pages else 0))
    read = [*before, *codes]
    stacks = split(read, lambda page: _receipt_of(session, page))
    count = count_sheets(stacks, lambda code: _missing(session, code))
    placed = [f"{PLACED}{place}" for place in range(len(before))]
    routes = [
        replace(
            _without_placed(_route(session, one, [*placed, *pages])),
            says=tuple(text for at in one.all_pages for text in read[at].texts),
            goes_on=_last_of(one, lying),
        )
        for one in stacks
    ]
    routes = [one for one in routes if one.pages or one.sheet]
    return Sheets(tuple(routes), count)


def _missing(session: Session, code: str) -> tuple[int, ...] | None:
    """The papers of a dossier that should have pages and have none; None: no such dossier."""
    dossier = session.scalar(select(Dossier).where(Dossier.code == code))
    if dossier is None:
        return None
    papers = read_checklist(session, dossier).papers
    return tuple(paper.number for paper in papers if paper.missing)


def _last_of(one: SplitStack, lying: Sequence[str | None]) -> str | None:
    there = [at for at in one.all_pages if at < len(lying)]
    return lying[there[-1]] if there else None


def _without_placed(one: Route) -> Route:
    pages = tuple(page for page in one.pages if not page.startswith(PLACED))
    sheet = None if one.sheet is None or one.sheet.startswith(PLACED) else one.sheet
    return replace(one, pages=pages, sheet=sheet)


def settle(
    session: Session,
    clock: Clock,
    arriving: Stack,
    sheets: Sheets,
    officer: OfficerAtDesk | None,
    blank: Collection[str] = (),
) -> tuple[Routed, ...]:
    """Puts every stack where it goes, within the caller's unit of work. The sheets that did their
    work stay behind in the arriving stack, hidden, and so do those that led no page.

    Args:
        blank: pages with nothing on them.
    """

    def put(one: Route) -> Routed:
        if one.target is None:
            return _into_tray(session, clock, arriving, one)
        if not one.pages:
            return _sheet_alone(session, one)
        return _into_paper(session, clock, arriving, one, officer)

    routed = tuple(
        replace(put(one), blank=sum(page in blank for page in one.pages)) for one in sheets.routes
    )
    arriving.state = "filed"
    arriving.settled_at = clock.now()
    arriving.settled_by = officer.login if officer else arriving.officer
    session.flush()
    return routed


def _route(session: Session, stack: SplitStack, pages: Sequence[str]) -> Route:
    ids = tuple(pages[at] for at in stack.pages)
    sheet = None if stack.cover_page is None else pages[stack.cover_page]
    if stack.reason is not None:
        return Route(ids, sheet, None, None, stack.reason, _said(stack))
    code = stack.cover.dossier if stack.cover else stack.receipt
    dossier = session.scalar(select(Dossier).where(Dossier.code == code))
    if dossier is None:
        return Route(ids, sheet, None, None, "unknown_dossier", _said(stack))
    number = stack.cover.paper if stack.cover else _awaited(session, dossier)
    if number is None:
        return Route(ids, sheet, None, None, "which_paper", _said(stack))
    return _to_paper(session, PaperTarget(dossier.id, number), ids, sheet, _said(stack))


def _to_paper(
    session: Session,
    target: PaperTarget,
    ids: tuple[str, ...],
    sheet: str | None,
    cover: str | None,
) -> Route:
    try:
        paper = read_paper(session, target)
    except Refusal:
        return Route(ids, sheet, None, None, "unknown_paper", cover)
    if paper.why_not is not None:
        return Route(ids, sheet, None, None, "not_to_be_scanned", cover)
    code = session.scalar(select(Dossier.code).where(Dossier.id == target.dossier_id))
    return Route(ids, sheet, target, code, None, cover)


def _said(stack: SplitStack) -> str | None:
    """What the sheet said, as people read it."""
    cover = stack.cover or stack.twice
    return stack.receipt if cover is None else f"{cover.dossier}/{cover.paper}"


def _receipt_of(session: Session, page: PageCodes) -> str | None:
    """The dossier code if the page is a receipt of ours."""
    tokens = [token for link in page.receipt_links if (token := look_up_token_of(link))]
    if not tokens:
        return None
    wanted = Dossier.look_up_token.in_([kept for one in tokens for kept in kept_tokens(one)])
    return session.scalar(select(Dossier.code).where(wanted).limit(1))


def _awaited(session: Session, dossier: Dossier) -> int | None:
    """The one paper a receipt can mean: the only one that was to come later, or is missing, and
    has no pages; None where there are several, or none."""
    papers = [
        paper
        for paper in read_checklist(session, dossier).papers
        if paper.why_not is None and paper.empty
    ]
    for fits in (
        [paper for paper in papers if paper.state == "later"],
        [paper for paper in papers if paper.missing],
    ):
        if fits:
            return fits[0].number if len(fits) == 1 else None
    return None


def _into_paper(
    session: Session,
    clock: Clock,
    arriving: Stack,
    one: Route,
    officer: OfficerAtDesk | None,
) -> Routed:
    assert one.target is not None
    _hide_sheet(session, one.sheet, one.cover)
    paper = read_paper(session, one.target)
    submitted_row(session, one.target, paper.name)
    _move(session, one.pages, Home.of(one.target), one.cover, None)
    write_line(
        session,
        clock.now(),
        officer.login if officer else arriving.officer,
        officer.counter if officer else arriving.counter,
        one.target.dossier_id,
        "pages.scanned",
        number=one.target.number,
        pages=len(one.pages),
    )
    return Routed(one.target, one.code, len(one.pages), None, None)


def _sheet_alone(session: Session, one: Route) -> Routed:
    """Nothing came of the paper: nothing is noted of it."""
    _hide_sheet(session, one.sheet, one.cover)
    return Routed(one.target, one.code, 0, None, ONLY_A_SHEET)


def _into_tray(session: Session, clock: Clock, arriving: Stack, one: Route) -> Routed:
    stack = None if one.goes_on is None else session.get(Stack, one.goes_on)
    if stack is None or stack.state != "unmatched":
        source = {name: said for name, said in arriving.source.items() if name not in OF_A_RUN}
        stack = Stack(
            id=clock.new_id(),
            arrived_at=arriving.arrived_at,
            officer=arriving.officer,
            counter=arriving.counter,
            source=source,
            state="unmatched",
            reason=one.reason,
            cover=one.cover,
        )
        session.add(stack)
    if named := named_by(session, one.says):
        both = dict.fromkeys((*stack.source.get(NAMED, ()), *named))
        stack.source = {**stack.source, NAMED: list(both)}
    session.flush()
    sheet = (one.sheet,) if one.sheet else ()
    # The sheet stays in sight: a person may read what the reader could not.
    _move(session, (*sheet, *one.pages), Home(stack=stack.id), one.cover, one.sheet)
    return Routed(None, None, len(one.pages), stack.id, stack.reason)


def _hide_sheet(session: Session, sheet: str | None, cover: str | None) -> None:
    if sheet is None:
        return
    page = session.scalars(select(Page).where(Page.id == sheet)).one()
    page.state, page.text_state = "hidden", "off"
    page.source = {**page.source, COVER: True, "cover": cover}


def _move(
    session: Session, ids: Sequence[str], home: Home, cover: str | None, sheet: str | None
) -> None:
    rows = session.execute(select(Page.id, Page.seq, Page.source).where(Page.id.in_(ids)))
    found = {row.id: row for row in rows}
    last = last_position(session, home)
    moved = []
    for place, page_id in enumerate(ids, last + 1):
        source = dict(found[page_id].source)
        if cover is not None:
            source["cover"] = cover
        if page_id == sheet:
            source[COVER] = True
        moved.append({"seq": found[page_id].seq, "position": place, "source": source})
    if moved:
        # Not as whole rows: each has a picture in it.
        here = {
            "dossier_id": home.dossier_id,
            "paper_number": home.number,
            "stack_id": home.stack,
        }
        session.execute(update(Page), [{**here, **one} for one in moved])
    if sheet is not None:
        session.execute(update(Page).where(Page.id == sheet).values(text_state="off"))
