"""Lists of files read into papers, page by page: where one was cut short, it goes on there.

A list has a fingerprint, its batch, and what is read of it is noted (``services/list_notes.py``):
the same list given once more goes on where it stopped, no page is lost, none comes twice. Of a hot
folder each file is a list by itself, because it is removed as soon as it is whole.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Generator, Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desk_app.errors import Refusal
from desk_app.models.engine import Store
from desk_app.models.tables import Dossier, Page, StoredFile
from desk_app.services import half_read_files, list_notes
from desk_app.services.list_notes import PLACE, reading
from desk_app.services.opened_files import OnRefused, opened
from desk_app.services.page_views import HOT, PageSource, PaperTarget
from desk_app.wording import Message, message

if TYPE_CHECKING:
    from desk_app.paper.scanners.port import ScannedImage


def is_listed(source: PageSource) -> bool:
    """Whether what is read from there can go on where it was cut short."""
    return source.batch is not None or source.way == HOT


def coming(
    store: Store,
    images: Iterable[ScannedImage],
    source: PageSource,
    target: PaperTarget,
    on_refused: OnRefused | None,
    on_note: Callable[[Message], None],
) -> Generator[tuple[dict[str, Any], ScannedImage, bool]]:
    """The pictures of ``images`` in order, with what a page keeps of where it came from, and
    whether it is new: not if it lies in ``target`` already. Close it if the end is not wanted.

    Raises:
        Refusal: a file cannot be read and nobody is told of it.
    """
    with reading(store, replace(source, batch=None), target):
        last: PageSource | None = None
        before = 0
        for one, files in _lists(images, source):
            _know(store, last, target)  # asking for this one has put the last away
            if source.way == HOT and one.batch is not None:
                refuse_half_read(store, one.batch, one.name, target)
            files = of_no_pile(store, files, one, target)
            with reading(store, one, target) as there:
                for note in went_on(there):
                    on_note(note)
                place = 0
                for place, image in enumerate(opened(files, on_refused, on_note), 1):
                    named = one if image.name is None else replace(one, name=image.name)
                    of = before + image.of if image.of else None
                    yield source_at(named, place), replace(image, of=of), place > there
                if one.batch is not None:
                    with store.write() as session:
                        list_notes.whole(session, one.batch, target)
            last, before = one, before + place
        _know(store, last, target)


def _lists(
    images: Iterable[ScannedImage], source: PageSource
) -> Iterator[tuple[PageSource, Iterable[ScannedImage]]]:
    """What is noted by itself: all of ``images``, but of a hot folder each file, because it is
    removed as soon as it is whole."""
    if source.way != HOT:
        yield source, images
        return
    for image in images:
        yield replace(source, name=image.name or "", batch=batch_of(image)), [image]


def nobody_elses(store: Store, images: Iterable[ScannedImage]) -> Iterator[ScannedImage]:
    """Files of a hot folder one by one, for a pile.

    Raises:
        Refusal: as :func:`refuse_half_read`.
    """
    for image in images:
        refuse_half_read(store, batch_of(image), image.name, None)
        yield image


def refuse_half_read(
    store: Store, batch: str | None, name: str | None, target: PaperTarget | None
) -> None:
    """Raises Refusal where the file lies half in another paper: it goes on there, or nowhere, for
    its pages are another person's."""
    with store.read() as session:
        into = list_notes.half_in(session, batch, target)
        if into is not None:
            code = session.scalar(select(Dossier.code).where(Dossier.id == into.dossier_id))
            raise Refusal("scanning.half_read", name=name or "…", code=code, number=into.number)


def of_no_pile(
    store: Store, files: Iterable[ScannedImage], source: PageSource, target: PaperTarget | None
) -> Iterator[ScannedImage]:
    """The files of a list one by one. ``target``: the paper they are read into; None: they are a
    pile, which may go on itself.

    Raises:
        Refusal: a pile took pages of one, or of all of them as they are given: they would come
            twice.
    """
    if source.batch is not None and target is not None:
        _refuse_of_pile(store, source.batch, source.name)
    for file in files:
        if source.batch is not None and (batch := batch_of(file)) != source.batch:
            _refuse_of_pile(store, batch, file.name)
        yield file


def _refuse_of_pile(store: Store, batch: str, name: str | None) -> None:
    with store.read() as session:
        taken = half_read_files.taken_by_pile(session, batch)
    if taken is not None:
        raise Refusal("scanning.half_read_in_pile", name=name or "…", pages=taken.pages)


def _know(store: Store, source: PageSource | None, target: PaperTarget) -> None:
    if source is not None and source.batch is not None:
        with store.write() as session:
            list_notes.all_there(session, source.batch, target)


def batch_of(file: ScannedImage) -> str:
    """The fingerprint of one file of a hot folder."""
    return fingerprint([(file.name or "", len(file.data), [file.data])])


def fingerprint(files: Iterable[tuple[str, int, Iterable[bytes]]]) -> str:
    """Tells whether the same files are read once more, in the same order. Each is given by its
    name, its size and its bytes."""
    found = hashlib.sha256()
    for name, size, blocks in files:
        found.update(f"{name}\n{size}\n".encode())
        for block in blocks:
            found.update(block)
    return found.hexdigest()


def source_at(source: PageSource, place: int) -> dict[str, Any]:
    """What a page keeps of where it came from: in a list, its place there, too."""
    said = source.as_json()
    return said if source.batch is None else {**said, PLACE: place}


def went_on(there: int) -> tuple[Message, ...]:
    """The note that a list went on where it had stopped."""
    return (message("scanning.went_on", pages=there, next=there + 1),) if there else ()


def same_again(session: Session, code: str, number: int, blank: Collection[str]) -> Message | None:
    """The note that a paper now has a page twice, byte for byte: perhaps the same was read once
    before. ``blank``: originals just read with nothing on them, which are alike by nature."""
    found = session.execute(
        select(
            func.count().label("pages"),
            func.count(StoredFile.sha256.distinct()).label("different"),
        )
        .select_from(Page)
        .join(Dossier, Dossier.id == Page.dossier_id)
        .join(StoredFile, StoredFile.name == Page.original)
        .where(Dossier.code == code, Page.paper_number == number, Page.state == "kept")
        .where(Page.original.not_in(blank))
    ).one()
    if found.pages == found.different:
        return None
    count = found.pages - found.different
    return message("scanning.same_again", code=code, number=number, count=count)
