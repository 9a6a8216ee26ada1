"""Lists of files read into a paper, by the screen and by the command, whole or not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from desk_app.paper.scanners.port import ScannedImage
from desk_app.services.desk import Desk
from desk_app.services.page_views import PageSource, PaperTarget
from tests.builders.piles import a_page, scanned

PAGES = 5
LIST = [a_page(number) for number in range(PAGES)]


def given_list(batch: str = "a list") -> PageSource:
    """Where its pages come from."""
    return PageSource("file", name="a.pdf", batch=batch)


def ends_after(pages: int, how: BaseException) -> Iterator[ScannedImage]:
    """The first pages of the list, and what ends it there."""
    yield from scanned(*LIST[:pages])
    raise how


def by_screen(desk: Desk, images: Any, source: PageSource, target: PaperTarget) -> list[str]:
    """As the screen reads a list; the notes it gets."""
    report = desk.scanning.add_many(target, images, source, desk.officer())
    return [note.key for note in report.notes]


def by_command(desk: Desk, images: Any, source: PageSource, target: PaperTarget) -> list[str]:
    """As the command reads one."""
    report = desk.piles.take(images, source, desk.officer(), target=target, finish=False)
    if report.trouble is None:
        desk.piles.acknowledge(source)
    return [note.key for note in report.notes]


def images(desk: Desk, target: PaperTarget) -> list[bytes]:
    """The kept pages of a paper."""
    return [
        desk.page_keeper.image(page.id, original=True)
        for page in desk.scanning.pages(target)
        if page.state == "kept"
    ]


def warning(desk: Desk, target: PaperTarget) -> tuple[str, object] | None:
    """What is said of a paper, and after which page."""
    line = desk.scanning.checklist(target.dossier_id).paper(target.number)
    assert line is not None
    return None if line.warning is None else (line.warning.key, line.warning.values.get("pages"))


def stops_at(page: int) -> Callable[[], bool]:
    """An officer who stops a reading after so many pages."""
    asked = iter(range(1, 100))
    return lambda: next(asked) == page
