"""The quality check in the background: what can be set right is, the rest is pointed out.

Skew is taken out and pages that stand wrong are turned (the original stays, so one key takes it
back); blank sides are hidden, unless the paper's recipe keeps them. Most pages were looked at while
they came in (:mod:`~desk_app.services.looks_beside`), the others are now. The findings of some
pages are one commit: a crash costs a second look at them.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from desk_app.clock import Clock
from desk_app.errors import DeskError
from desk_app.event_bus import EventBus
from desk_app.events import PagesChanged, StacksChanged
from desk_app.models.engine import Store
from desk_app.models.pages import NOT_LOOKED_AT
from desk_app.models.tables import Dossier, Page, RequiredPaper
from desk_app.services import withdrawals
from desk_app.services.looks_beside import BESIDE
from desk_app.services.page_keeping import COVER, KeptImage, PageKeeper, new_image
from desk_app.services.page_views import PaperTarget, Progress, Stopped
from desk_app.services.scan_recipes import recipe_of
from desk_app.wording import message

if TYPE_CHECKING:
    from desk_app.paper.page_quality import Findings

LEAST_SKEW = 0.5  # degrees; less nobody sees, and the page stays as it came
MOST_SKEW = 15.0  # more is no skew but a drawing
PUT_RIGHT = ("skewed", "upside_down", "sideways")
TOGETHER = 16  # pages whose findings are one commit


@dataclass(frozen=True)
class _Waiting:
    id: str
    turn: int
    skew: float
    image: str
    dpi: int
    state: str
    source: dict[str, Any]

    @property
    def is_sheet_at_rest(self) -> bool:
        """Whether it is a cover sheet that has done its work: nobody will see it again."""
        return self.state == "hidden" and bool(self.source.get(COVER))


@dataclass(frozen=True)
class _LookedAt:
    """``seen``: None if the page cannot be read; ``image``: the page set right, if it was."""

    page: _Waiting
    seen: Findings | None
    turn: int
    skew: float
    image: KeptImage | None


def check_waiting(
    store: Store,
    clock: Clock,
    bus: EventBus,
    keeper: PageKeeper,
    progress: Progress,
    stopped: Stopped,
) -> int:
    """Looks at pages nobody has looked at, see :meth:`Scanning.check_waiting`."""
    done = 0
    with ThreadPoolExecutor(BESIDE, thread_name_prefix="page-check") as threads:
        while not stopped():
            with store.read() as session:
                waiting = _next(session)
                left = session.scalar(
                    select(func.count()).select_from(Page).where(text(NOT_LOOKED_AT))
                )
            if not waiting:
                break
            _keep(store, clock, bus, keeper, list(threads.map(partial(_look, keeper), waiting)))
            total = done + (left or len(waiting))
            for _ in waiting:
                done += 1
                progress(done, total, message("scanning.progress.check"))
    return done


def _next(session: Session) -> list[_Waiting]:
    rows = session.execute(
        select(Page.id, Page.turn, Page.skew, Page.image, Page.dpi, Page.state, Page.source)
        .where(text(NOT_LOOKED_AT))
        .order_by(Page.seq)
        .limit(TOGETHER)
    )
    return [_Waiting(*row) for row in rows]


def _look(keeper: PageKeeper, waiting: _Waiting) -> _LookedAt:
    from desk_app.paper.page_quality import Findings

    turn, skew = waiting.turn, waiting.skew
    if waiting.is_sheet_at_rest:
        return _LookedAt(waiting, Findings(), turn, skew, None)
    try:
        seen = keeper.early_looks.take(waiting.image) or _looked(keeper, waiting)
    except (DeskError, ValueError):
        return _LookedAt(waiting, None, turn, skew, None)
    image: KeptImage | None = None
    if not (turn or skew):
        turn, skew = put_right(seen)
        if turn or skew:
            image = keeper.remade(waiting.id, turn, skew)
    return _LookedAt(waiting, seen, turn, skew, image)


def _looked(keeper: PageKeeper, waiting: _Waiting) -> Findings:
    from desk_app.paper.page_quality import look

    return look(keeper.image(waiting.id), waiting.dpi)


def _keep(
    store: Store, clock: Clock, bus: EventBus, keeper: PageKeeper, looked_at: Sequence[_LookedAt]
) -> None:
    changed: dict[PagesChanged | StacksChanged, None] = {}
    hidden: set[PaperTarget] = set()
    with store.write() as session:
        for one in looked_at:
            page = session.scalars(select(Page).where(Page.id == one.page.id)).one_or_none()
            if page is None:
                continue
            page.checked_at = clock.now()
            stays = one.image is None or page.image != one.page.image
            page.findings = _said(one.seen, () if stays else PUT_RIGHT)
            if one.image is not None and not stays:
                page.turn, page.skew = one.turn, one.skew
                new_image(session, page, one.image, keeper)
            blank = one.seen is not None and one.seen.blank
            if blank and page.state == "kept" and _hides(session, page):
                page.state = "hidden"
                if page.dossier_id is not None and page.paper_number is not None:
                    hidden.add(PaperTarget(page.dossier_id, page.paper_number))
            dossier, number = page.dossier_id, page.paper_number
            if dossier is not None and number is not None:
                changed[PagesChanged(dossier, number)] = None
            else:
                changed[StacksChanged()] = None
        copies = withdrawals.follow(session, clock, hidden, None)
    withdrawals.tell(bus, copies)
    for event in changed:
        bus.publish(event)


def put_right(seen: Findings) -> tuple[int, float]:
    """The turn and the skew that set a page right: nothing for a blank one."""
    if seen.blank:
        return 0, 0.0
    skew = seen.skew or 0.0
    if not LEAST_SKEW <= abs(skew) <= MOST_SKEW:
        skew = 0.0
    return seen.turn or 0, round(skew, 2)


def _said(seen: Findings | None, mended: Collection[str]) -> list[dict[str, Any]]:
    """The findings as they are kept, without those that are ``mended``."""
    if seen is None:
        return [{"kind": "unreadable", "value": None}]
    return [
        {"kind": found.kind, "value": found.value}
        for found in seen.findings
        if found.kind not in mended
    ]


def _hides(session: Session, page: Page) -> bool:
    """Whether a blank side of this page's paper is hidden."""
    if page.source.get(COVER):
        return False
    if page.dossier_id is None:
        return True
    scan = session.scalar(
        select(RequiredPaper.scan)
        .join(Dossier, Dossier.procedure_version == RequiredPaper.version_id)
        .where(Dossier.id == page.dossier_id, RequiredPaper.number == page.paper_number)
    )
    return not recipe_of(scan).keep_blank
