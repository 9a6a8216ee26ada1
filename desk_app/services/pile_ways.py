"""The ways a pile comes in: given as one (files, a feeder, the glass), or out of a hot folder,
whose files are removed one by one as soon as they are whole."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from desk_app.clock import Clock
from desk_app.models.engine import Store
from desk_app.services import readings
from desk_app.services.opened_files import OnRefused, opened
from desk_app.services.page_views import PageSource, PaperTarget, PileReport
from desk_app.wording import Message, message

if TYPE_CHECKING:
    from desk_app.paper.scanners.port import ScannedImage

Coming = Generator[tuple[dict[str, Any], "ScannedImage", bool]]


class PileWay:
    """A pile that is given as one. ``source``: what is said of where its pages come from."""

    resumes_first = False
    """Whether piles that were cut short have to be split before."""

    def __init__(
        self, images: Iterable[ScannedImage], source: PageSource, on_refused: OnRefused | None
    ) -> None:
        self.source = source
        self._images, self._on_refused = images, on_refused

    def pages(self, on_note: Callable[[Message], None]) -> Coming:
        """The pages in order, with what each keeps of where it came from, and whether it is new.
        Of a pile its own stack knows how far an earlier run came."""
        for place, image in enumerate(opened(self._images, self._on_refused, on_note), 1):
            yield readings.source_at(self.source, place), image, True

    def left(self, _image: ScannedImage, _done: int) -> list[Message]:
        """What is to be said of the file of which ``_image`` was the last page read, the
        ``_done``-th of the pile, when somebody stopped it there."""
        return []

    def early(self, _left: list[Message]) -> bool:
        """Whether a pile that was stopped or ended in trouble lacks pages for certain."""
        return True

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
    they belong together."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        images: Iterable[ScannedImage],
        source: PageSource,
        on_refused: OnRefused | None,
    ) -> None:
        images = readings.nobody_elses(store, images)
        super().__init__(images, replace(source, batch=clock.new_id()), on_refused)

    def left(self, image: ScannedImage, done: int) -> list[Message]:
        """The note that a file stays there, read in part: a pile takes no note of how far, for its
        pages may lie anywhere by then."""
        if done >= (image.of or 0):
            return []
        return [message("scanning.file_left", name=image.name or "…")]

    def early(self, left: list[Message]) -> bool:
        """Only if a file was left half-way."""
        return bool(left)

    def where_stopped(self, report: PileReport) -> list[Message]:
        """None: the file is named already."""
        return []


class FolderIntoPaper(PileWay):
    """All of a hot folder into one paper: each file is a list that goes on where it stopped."""

    # What an earlier run took of its files has to lie in the paper, to go on there.
    resumes_first = True

    def __init__(
        self,
        store: Store,
        images: Iterable[ScannedImage],
        source: PageSource,
        target: PaperTarget,
        on_refused: OnRefused | None,
    ) -> None:
        super().__init__(images, source, on_refused)
        self._store, self._target = store, target

    def pages(self, on_note: Callable[[Message], None]) -> Coming:
        """As :func:`readings.coming`."""
        yield from readings.coming(
            self._store, self._images, self.source, self._target, self._on_refused, on_note
        )

    def early(self, _left: list[Message]) -> bool:
        """Each file says by itself where it stopped."""
        return False


def pile_way(
    store: Store,
    clock: Clock,
    images: Iterable[ScannedImage],
    source: PageSource,
    target: PaperTarget | None,
    on_refused: OnRefused | None,
) -> PileWay:
    """The way in which ``images`` come from ``source``, into ``target`` or where sheets say."""
    if source.way != readings.HOT:
        return PileWay(images, source, on_refused)
    if target is None:
        return FolderPile(store, clock, images, source, on_refused)
    return FolderIntoPaper(store, images, source, target, on_refused)
