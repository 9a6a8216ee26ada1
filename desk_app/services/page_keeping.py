"""The one door through which images of pages reach the disk and rows of pages the database.

First the file (encrypted, hashed, synced), then the row; before the row nobody sees the page. A
crash in between leaves a file that no row names: :meth:`PageKeeper.unclaimed` lists such files,
nothing removes them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from desk_app.clock import Clock
from desk_app.errors import Refusal
from desk_app.models.engine import Store
from desk_app.models.tables import Page, StoredFile
from desk_app.services.looks_beside import EarlyLooks, LooksBeside
from desk_app.services.page_acts import Home
from desk_app.services.page_views import Finding, PageCard, PageSource
from desk_app.services.sign_in import OfficerAtDesk

if TYPE_CHECKING:
    from desk_app.paper.page_image import TakenPage
    from desk_app.paper.scan_store import Kept, ScanStore
    from desk_app.paper.scanners.port import ScannedImage

JPEG = "image/jpeg"
COVER = "cover_sheet"  # in a page's source: it is the sheet that led a stack


@dataclass(frozen=True)
class KeptImage:
    """An image that is on the disk and not yet in the database; without ``kept`` it is the
    page's own original, which is there already."""

    kept: Kept | None
    thumbnail: bytes
    width: int
    height: int
    dpi: int
    colour: str


class PageKeeper:
    """Images of pages: kept, read, made anew from their originals."""

    def __init__(self, store: Store, clock: Clock, scan_store: ScanStore) -> None:
        self._store = store
        self._clock = clock
        self._files = scan_store
        self.early_looks = EarlyLooks()

    def take_in(self, image: ScannedImage, beside: LooksBeside | None = None) -> KeptImage:
        """Makes a page's image of what came in and puts it on the disk.

        Args:
            image: what came in.
            beside: looks at it meanwhile.

        Raises:
            Refusal: it is no image.
            EnvironmentFault: the disk says no.
        """
        from desk_app.paper.page_image import take_in

        taken = take_in(image.data, image.dpi)
        kept = self._files.put(taken.jpeg)
        if beside is not None:
            beside.look(kept.name, taken)
        return _image_of(taken, kept)

    def keep(self, taken: TakenPage) -> KeptImage:
        """Puts an image on the disk."""
        return _image_of(taken, self._files.put(taken.jpeg))

    def file_row(self, session: Session, kept: Kept, mime: str = JPEG) -> None:
        """Names a file in the database, within the caller's unit of work."""
        session.add(
            StoredFile(
                name=kept.name,
                sha256=kept.sha256,
                size=kept.size,
                mime=mime,
                key=kept.key,
                made_at=self._clock.now(),
            )
        )
        session.flush()

    def insert(
        self,
        session: Session,
        home: Home,
        image: KeptImage,
        source: dict[str, Any],
        officer: OfficerAtDesk | None,
        *,
        made_from: Sequence[str] = (),
    ) -> str:
        """A page at the end of ``home``, within the caller's unit of work; returns its id."""
        assert image.kept is not None, "a new page brings its own image"
        self.file_row(session, image.kept)
        page = Page(
            id=self._clock.new_id(),
            dossier_id=home.dossier_id,
            paper_number=home.number,
            stack_id=home.stack,
            position=last_position(session, home) + 1,
            original=image.kept.name,
            image=image.kept.name,
            thumbnail=image.thumbnail,
            width=image.width,
            height=image.height,
            dpi=image.dpi,
            colour=image.colour,
            made_from=list(made_from),
            source=source,
            scanned_at=self._clock.now(),
            officer=officer.login if officer else None,
            counter=officer.counter if officer else None,
        )
        session.add(page)
        session.flush()
        return page.id

    def image(self, page_id: str, *, original: bool = False) -> bytes:
        """The JPEG of a page: the one that counts, or the one that came.

        Raises:
            Refusal: nobody knows the page.
            EnvironmentFault: its file is gone or damaged.
        """
        column = Page.original if original else Page.image
        with self._store.read() as session:
            found = session.execute(
                select(StoredFile.name, StoredFile.key)
                .join(Page, column == StoredFile.name)
                .where(Page.id == page_id)
            ).one_or_none()
        if found is None:
            raise Refusal("scanning.unknown_page")
        return self._files.read(found.name, found.key)

    def read(self, name: str) -> bytes:
        """The plain bytes of a stored file."""
        with self._store.read() as session:
            key = session.scalar(select(StoredFile.key).where(StoredFile.name == name))
        if key is None:
            raise Refusal("scanning.unknown_page")
        return self._files.read(name, key)

    def remade(self, page_id: str, turn: int, skew: float) -> KeptImage:
        """The original straightened by ``skew`` and turned by ``turn``, on the disk."""
        from desk_app.paper.page_image import straightened, take_in, turned

        with self._store.read() as session:
            dpi = session.scalar(select(Page.dpi).where(Page.id == page_id))
        jpeg = self.image(page_id, original=True)
        if skew:
            jpeg = straightened(jpeg, skew)
        if turn:
            jpeg = turned(jpeg, turn)
        taken = take_in(jpeg, dpi)
        return self.keep(taken) if turn or skew else _image_of(taken, None)

    def put(self, data: Iterable[bytes]) -> Kept:
        """Puts other bytes on the disk (an archive copy)."""
        return self._files.put(data)

    def unclaimed(self) -> tuple[str, ...]:
        """Files on the disk that no row names: what a crash between disk and database left."""
        with self._store.read() as session:
            known = set(session.scalars(select(StoredFile.name)))
        strays = sorted(name for name in self._files.names() if name not in known)
        return (*strays, *self._files.leftovers())

    def forget(self, names: Sequence[str]) -> None:
        """Removes files that no row names any more."""
        for name in names:
            self._files.remove(name)


def _image_of(taken: TakenPage, kept: Kept | None) -> KeptImage:
    thumbnail = taken.reduced.thumbnail()
    return KeptImage(kept, thumbnail, taken.width, taken.height, taken.dpi, taken.colour)


def last_position(session: Session, home: Home) -> int:
    """How many pages lie in ``home``, all of them counted."""
    return session.scalar(select(func.max(Page.position)).where(*lies_in(home))) or 0


def lies_in(home: Home) -> tuple[Any, ...]:
    """The conditions under which a page lies in ``home``."""
    if home.stack is not None:
        return (Page.stack_id == home.stack,)
    return (Page.dossier_id == home.dossier_id, Page.paper_number == home.number)


def new_image(session: Session, page: Page, image: KeptImage, keeper: PageKeeper) -> None:
    """Gives a page another image that counts, within the caller's unit of work; what was read
    from the old one is forgotten."""
    if image.kept is None:
        page.image = page.original
    else:
        keeper.file_row(session, image.kept)
        page.image = image.kept.name
    page.thumbnail = image.thumbnail
    page.width, page.height = image.width, image.height
    forget_text(session, page)


def forget_text(session: Session, page: Page) -> None:
    """What was read from a page has to be read again."""
    from desk_app.services.page_search import drop_page

    page.text_state, page.text, page.words, page.confidence = "waiting", None, None, None
    drop_page(session, page.seq)


_CARD = (
    Page.id,
    Page.position,
    Page.state,
    Page.turn,
    Page.skew,
    Page.width,
    Page.height,
    Page.dpi,
    Page.colour,
    Page.findings,
    Page.checked_at,
    Page.note_of,
    Page.made_from,
    Page.source,
    Page.dossier_id,
    Page.paper_number,
    Page.stack_id,
    StoredFile.sha256,
    StoredFile.size,
)


def cards(session: Session, *conditions: Any) -> tuple[PageCard, ...]:
    """The pages that fit, in the order of their places."""
    rows = session.execute(
        select(*_CARD)
        .join(StoredFile, StoredFile.name == Page.image)
        .where(*conditions)
        .order_by(Page.position)
    )
    return tuple(_card(row) for row in rows)


def card(session: Session, page_id: str) -> PageCard:
    """One page.

    Raises:
        Refusal: nobody knows it.
    """
    found = cards(session, Page.id == page_id)
    if not found:
        raise Refusal("scanning.unknown_page")
    return found[0]


def source_of(said: dict[str, Any]) -> PageSource:
    """A source as it was kept."""
    known = ("way", "device", "name", "cover", "batch")
    return PageSource(**{"way": "file", **{key: said[key] for key in known if key in said}})


def _card(row: Any) -> PageCard:
    checked: datetime | None = row.checked_at
    return PageCard(
        id=row.id,
        position=row.position,
        state=row.state,
        turn=row.turn,
        skew=row.skew,
        width=row.width,
        height=row.height,
        dpi=row.dpi,
        colour=row.colour,
        findings=tuple(Finding(said["kind"], said.get("value")) for said in row.findings),
        checked=checked is not None,
        note_of=row.note_of,
        made_from=tuple(row.made_from),
        sha256=row.sha256,
        size=row.size,
        source=source_of(row.source),
        dossier_id=row.dossier_id,
        paper_number=row.paper_number,
        stack_id=row.stack_id,
        sheet=bool(row.source.get(COVER)),
    )


def close_ranks(session: Session, home: Home) -> None:
    """Numbers the pages of ``home`` from 1 without gaps, within the caller's unit of work."""
    rows = session.execute(
        select(Page.seq, Page.position).where(*lies_in(home)).order_by(Page.position, Page.seq)
    ).all()
    for place, row in enumerate(rows, 1):
        if row.position != place:
            session.execute(update(Page).where(Page.seq == row.seq).values(position=place))
