"""The ways a pile comes in: given as one (files, a feeder, the glass), or out of a hot folder,
whose files are removed one by one as soon as they are whole."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING, Any

from sqlalchemy.orm import Session

from desk_app.clock import Clock
from desk_app.errors import DeskError
from desk_app.models.engine import Store
from desk_app.services import half_read_files, list_notes, readings
from desk_app.services.half_read_files import HalfReadFile
from desk_app.services.opened_files import OnRefused, opened
from desk_app.services.page_views import HOT, PageSource, PaperTarget, PileReport
from desk_app.wording import Message, message

if TYPE_CHECKING:
    from desk_app.paper.scanners.port import ScannedImage

Coming = Generator[tuple[dict[str, Any], "ScannedImage", bool]]


class PileWay:
    """A pile that is given as one. ``source``: what is said of where its pages come from."""

    resumes_first = False
    """Whether piles that were cut short have to be split before."""
    before = 0
    """So many pages of the pile came before what is given now."""

    def __init__(
        self,
        store: Store,
        images: Iterable[ScannedImage],
        source: PageSource,
        target: PaperTarget | None,
        on_refused: OnRefused | None,
    ) -> None:
        self.source = source
        self._store, self._target = store, target
        self._images, self._on_refused = images, on_refused

    def went_on(self, there: int) -> tuple[Message, ...]:
        """The note that the pile goes on; ``there``: so many pages of it came in before."""
        return readings.went_on(there)

    def pages(self, on_note: Callable[[Message], None]) -> Coming:
        """The pages in order, with what each keeps of where it came from, and whether it is new.
        Of a pile its own stack knows how far an earlier run came."""
        files = readings.of_no_pile(self._store, self._images, self.source, self._target)
        for place, image in enumerate(opened(files, self._on_refused, on_note), 1):
            yield readings.source_at(self.source, place), image, True

    def left(self, _image: ScannedImage, _done: int) -> list[Message]:
        """What is to be said of the file of which ``_image`` was the last page read, the
        ``_done``-th of the pile, when somebody stopped it there."""
        return []

    def early(self, _left: list[Message]) -> bool:
        """Whether a pile that was stopped or ended in trouble lacks pages for certain."""
        return True

    def taken(self, session: Session) -> None:
        """A page is being taken, in this unit of work."""

    def whole(self, session: Session, target: PaperTarget | None) -> None:
        """All is there, but whoever gave it does not know so yet. Within the caller's unit of
        work."""
        list_notes.whole(session, self.source.batch, target)

    def where_stopped(self, report: PileReport) -> list[Message]:
        """The note that the pile was not read to its end: the last stack is not whole."""
        if self.source.batch is None:
            return []
        last = report.stacks[-1] if report.stacks else None
        if last is None or not last.filed or not last.pages:
            return [message("scanning.pile_stopped")]
        return [message("scanning.pile_stopped_in", code=last.code, number=last.number)]


class FolderPile(PileWay):
    """A pile out of a hot folder. Nobody gives it once more as one; but so its pages know that
    they belong together, and the file in which it was stopped brings it back."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        images: Iterable[ScannedImage],
        source: PageSource,
        on_refused: OnRefused | None,
    ) -> None:
        first, images = _looked_into(readings.nobody_elses(store, images))
        half: HalfReadFile | None = None
        if first is not None:
            with store.read() as session:
                half = half_read_files.find(session, readings.batch_of(first))
        batch = clock.new_id() if half is None else half.pile
        super().__init__(store, images, replace(source, batch=batch), None, on_refused)
        self._batch = batch
        # What an earlier run took has to lie in its places, to go on behind it.
        self.resumes_first = half is not None
        self._first_pages = 0 if half is None or first is None else _pages_in(first)
        self.before = self._place = self._there = 0 if half is None else half.before
        self._file, self._file_after = "", self.before  # the file being read, and its first place
        self._noted = "" if half is None or first is None else readings.batch_of(first)

    def went_on(self, there: int) -> tuple[Message, ...]:
        """Told by the pages of the file, unless it was whole already."""
        self._there = there
        of_file = there - self.before
        return readings.went_on(of_file) if of_file < self._first_pages else ()

    def pages(self, on_note: Callable[[Message], None]) -> Coming:
        """As those of a pile given as one, from the file on in which it was stopped."""
        for image in opened(self._files(on_note), self._on_refused, on_note):
            self._place += 1
            yield readings.source_at(self.source, self._place), image, True

    def _files(self, on_note: Callable[[Message], None]) -> Iterator[ScannedImage]:
        for at, image in enumerate(self._images):
            file = readings.batch_of(image)
            with self._store.read() as session:
                half = half_read_files.find(session, file) if at else None
            if half is not None and half.pile != self._batch:
                on_note(message("scanning.other_pile_next", name=image.name or "…"))
                return  # it stays in the folder: asking for the next would remove it
            self._file, self._file_after = file, self._place
            yield image

    def taken(self, session: Session) -> None:
        """The first page of each file notes it."""
        if self._noted != self._file:
            half_read_files.note(session, self._file, self._batch, self._file_after)
            self._noted = self._file

    def left(self, image: ScannedImage, done: int) -> list[Message]:
        """The note that a file stays there, read in part."""
        if done >= (image.of or 0):
            return []
        pages = max(self.before + done, self._there) - self._file_after
        return [message("scanning.file_left", name=image.name or "…", next=pages + 1)]

    def early(self, left: list[Message]) -> bool:
        """Only if a file was left half-way."""
        return bool(left)

    def whole(self, session: Session, _target: PaperTarget | None) -> None:
        """All its files are out of the folder."""
        half_read_files.forget(session, self._batch)

    def where_stopped(self, report: PileReport) -> list[Message]:
        """None: the file is named already."""
        return []


class ChosenFile(FolderPile):
    """A file of a pile out of a hot folder that was chosen by hand: its pile goes on. In its folder
    it still lies, so it stays noted; from there it comes no second time, and is removed."""

    def went_on(self, there: int) -> tuple[Message, ...]:
        """Says also that nothing was left to be read."""
        pages = there - self.before
        if pages < self._first_pages:
            return super().went_on(there)
        return (message("scanning.all_came_before", pages=pages),)

    def whole(self, session: Session, target: PaperTarget | None) -> None:
        """Nothing is forgotten."""


class FolderIntoPaper(PileWay):
    """All of a hot folder into one paper: each file is a list that goes on where it stopped."""

    # What an earlier run took of its files has to lie in the paper, to go on there.
    resumes_first = True

    def pages(self, on_note: Callable[[Message], None]) -> Coming:
        """As :func:`readings.coming`."""
        assert self._target is not None
        yield from readings.coming(
            self._store, self._images, self.source, self._target, self._on_refused, on_note
        )

    def early(self, _left: list[Message]) -> bool:
        """Each file says by itself where it stopped."""
        return False


def _looked_into(
    images: Iterator[ScannedImage],
) -> tuple[ScannedImage | None, Iterator[ScannedImage]]:
    """The first of ``images``, if there is one, and all of them; trouble comes in its turn."""
    try:
        first = next(images, None)
    except DeskError as fault:
        return None, _trouble(fault)
    return first, images if first is None else chain([first], images)


def _trouble(fault: DeskError) -> Iterator[ScannedImage]:
    yield from ()
    raise fault


def _pages_in(file: ScannedImage) -> int:
    from desk_app.paper.page_files import count_of

    return count_of(file.data)


def pile_way(
    store: Store,
    clock: Clock,
    images: Iterable[ScannedImage],
    source: PageSource,
    target: PaperTarget | None,
    on_refused: OnRefused | None,
) -> PileWay:
    """The way in which ``images`` come from ``source``, into ``target`` or where sheets say."""
    if source.way == HOT and target is not None:
        return FolderIntoPaper(store, images, source, target, on_refused)
    if source.way == HOT:
        return FolderPile(store, clock, images, source, on_refused)
    if target is None and _is_half_read(store, source.batch):
        return ChosenFile(store, clock, images, source, on_refused)
    return PileWay(store, images, source, target, on_refused)


def _is_half_read(store: Store, batch: str | None) -> bool:
    if batch is None:
        return False
    with store.read() as session:
        return half_read_files.find(session, batch) is not None
