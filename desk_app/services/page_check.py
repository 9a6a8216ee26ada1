"""The quality check in the background: what can be set right is, the rest is pointed out.

Skew is taken out and pages that stand wrong are turned (the original stays, so one key takes it
back); blank sides are hidden, unless the paper's recipe keeps them.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
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
from desk_app.services.page_keeping import KeptImage, PageKeeper, new_image
from desk_app.services.page_views import Progress, Stopped
from desk_app.services.scan_recipes import recipe_of
from desk_app.wording import message

if TYPE_CHECKING:
    from desk_app.paper.page_quality import Findings

LEAST_SKEW = 0.5  # degrees; less nobody sees, and the page stays as it came
MOST_SKEW = 15.0  # more is no skew but a drawing
PUT_RIGHT = ("skewed", "upside_down", "sideways")
COVER = "cover_sheet"


@dataclass(frozen=True)
class _Waiting:
    id: str
    turn: int
    skew: float
    image: str
    dpi: int


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
    while not stopped():
        with store.read() as session:
            waiting = _next(session)
            left = session.scalar(select(func.count()).select_from(Page).where(text(NOT_LOOKED_AT)))
        if waiting is None:
            break
        _check(store, clock, bus, keeper, waiting)
        done += 1
        progress(done, done + (left or 1) - 1, message("scanning.progress.check"))
    return done


def _next(session: Session) -> _Waiting | None:
    row = session.execute(
        select(Page.id, Page.turn, Page.skew, Page.image, Page.dpi)
        .where(text(NOT_LOOKED_AT))
        .order_by(Page.seq)
        .limit(1)
    ).one_or_none()
    return None if row is None else _Waiting(*row)


def _check(
    store: Store, clock: Clock, bus: EventBus, keeper: PageKeeper, waiting: _Waiting
) -> None:
    from desk_app.paper.page_quality import look

    image: KeptImage | None = None
    turn, skew = waiting.turn, waiting.skew
    try:
        seen: Findings | None = look(keeper.image(waiting.id), waiting.dpi)
    except (DeskError, ValueError):
        seen = None
    if seen is not None and not (turn or skew):
        turn, skew = put_right(seen)
        if turn or skew:
            image = keeper.remade(waiting.id, turn, skew)
    with store.write() as session:
        page = session.scalars(select(Page).where(Page.id == waiting.id)).one()
        page.checked_at = clock.now()
        stays = image is None or page.image != waiting.image
        page.findings = _said(seen, () if stays else PUT_RIGHT)
        if image is not None and not stays:
            page.turn, page.skew = turn, skew
            new_image(session, page, image, keeper)
        if seen is not None and seen.blank and page.state == "kept" and _hides(session, page):
            page.state = "hidden"
        dossier, number = page.dossier_id, page.paper_number
    if dossier is not None and number is not None:
        bus.publish(PagesChanged(dossier, number))
    else:
        bus.publish(StacksChanged())


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
