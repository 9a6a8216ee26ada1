"""The text of pages: read one by one, each committed by itself, so that a crash costs one page."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

from desk_app.errors import DeskError
from desk_app.models.engine import Store
from desk_app.models.tables import Page
from desk_app.services.page_keeping import KeptImage, PageKeeper, new_image
from desk_app.services.page_search import index_page
from desk_app.services.page_views import PaperTarget, Progress, Stopped
from desk_app.wording import Message

if TYPE_CHECKING:
    from desk_app.paper.page_text import PageText, TextReader, Word

log = logging.getLogger(__name__)

UNREAD = ("waiting", "off")


@dataclass(frozen=True)
class KeptPage:
    """A kept page of a paper with what its archive page needs."""

    id: str
    image: str
    width: int
    height: int
    dpi: int
    text_state: str


def pages_of_paper(session: Session, target: PaperTarget) -> list[KeptPage]:
    """The kept pages of a paper in order."""
    rows = session.execute(
        select(Page.id, Page.image, Page.width, Page.height, Page.dpi, Page.text_state)
        .where(
            Page.dossier_id == target.dossier_id,
            Page.paper_number == target.number,
            Page.state == "kept",
        )
        .order_by(Page.position)
    )
    return [KeptPage(*row) for row in rows]


class PageTexts:
    """Has pages read and keeps what was read. :meth:`close` it when a run ends.

    Args:
        reader: makes what reads; asked when the first page is to be read.
    """

    def __init__(self, store: Store, keeper: PageKeeper, reader: Callable[[], TextReader]) -> None:
        self._store = store
        self._keeper = keeper
        self._make_reader = reader
        self._reader: TextReader | None = None

    def read(
        self,
        pages: Sequence[KeptPage],
        what: Message,
        progress: Progress,
        stopped: Stopped,
        before_each: Callable[[], object],
    ) -> bool:
        """Reads those of ``pages`` that nobody has read; False: it was stopped before the end.
        ``before_each``: what is more urgent than the next page."""
        unread = [page for page in pages if page.text_state in UNREAD]
        for done, page in enumerate(unread):
            before_each()
            if stopped():
                return False
            progress(done, len(unread), what)
            self._read(page)
        return True

    def words(self, page_id: str) -> tuple[Word, ...]:
        """The words of a page that was read, with their places."""
        from desk_app.paper.page_text import words_of

        with self._store.read() as session:
            return words_of(session.scalar(select(Page.words).where(Page.id == page_id)) or ())

    def close(self) -> None:
        """Lets go of the reader; the next page makes another one."""
        if self._reader is not None:
            self._reader.close()
            self._reader = None

    def _read(self, page: KeptPage) -> None:
        found = self._found(page)
        turn = found.turned if found else None
        image = self._turned(page, turn) if turn else None
        with self._store.write() as session:
            row = session.scalars(select(Page).where(Page.id == page.id)).one()
            if row.image != page.image:
                return  # straightened or turned meanwhile: read again next time
            if image is not None and turn:
                row.turn = (row.turn + turn) % 360
                new_image(session, row, image, self._keeper)
            row.text_state = "failed" if found is None else "done"
            if found is not None:
                row.text, row.confidence = found.text, found.confidence
                row.words = [list(word) for word in found.words]
                index_page(session, row.seq, found.text)

    def _found(self, page: KeptPage) -> PageText | None:
        if self._reader is None:
            self._reader = self._make_reader()
        try:
            return self._reader.read_page(self._keeper.read(page.image), page.dpi)
        except DeskError as trouble:
            log.warning("the text of a page could not be read: %s", trouble.key)
            return None

    def _turned(self, page: KeptPage, degrees: int) -> KeptImage:
        with self._store.read() as session:
            stands = session.execute(select(Page.turn, Page.skew).where(Page.id == page.id)).one()
        return self._keeper.remade(page.id, (stands.turn + degrees) % 360, stands.skew)
