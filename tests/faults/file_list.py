"""A list of files that the command reads into a paper, and what must be true however it ended."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from sqlalchemy import select

from desk_app.cli import main
from desk_app.models.tables import Page
from desk_app.services.desk import Desk
from desk_app.services.page_views import PageSource
from tests.builders.piles import a_page
from tests.faults.desk_at_work import (
    a_place,
    at_work,
    codes_of,
    images_of,
    paper_of,
    readable,
    with_dossiers,
    wrong_with,
)
from tests.faults.forked import Tell


@dataclass(frozen=True)
class FileList:
    """A list of so many files, one page each, read by the command."""

    count: int

    def work(self, profile: Path, _before: list[str], tell: Tell) -> None:
        """``desk-app scan CODE --paper 1 --from FILE…``; says a line for each page an officer at
        the terminal is told of."""
        words = ["--profile", str(profile), "--json", "scan", _code_of_one(), "--paper", "1"]
        files = [str(path) for path in self.paths()]
        with redirect_stdout(io.StringIO()), redirect_stderr(_Terminal(tell)):
            main([*words, "--no-text", "--from", *files])
        tell("answered")

    def judge(self, profile: Path, told: list[str]) -> Iterator[str]:
        """Nothing that was told of is lost; the paper says where the list stopped; given once more,
        by the command or on the screen, all of it is there once, in order."""
        yield from readable(profile, [page[-300:-100] for page in self.pages()[:8]])
        with at_work(profile) as desk:
            yield from wrong_with(desk, [])
            with desk.store.read() as session:
                came = len(session.scalars(select(Page.id)).all())
            desk.piles.resume(desk.officer())
            stopped = _says_where(desk)
            if came < told.count("page"):
                yield f"I1 {told.count('page')} pages were told of, {came} are there"
            if images_of(desk, 0) != self.pages()[:came]:
                yield f"I1 the {came} pages that came do not lie in their order"
            if (stopped or came) != came or (stopped is None and 0 < came < self.count):
                yield f"of {came} pages it says that {stopped} came"
        if stopped is None and came == self.count:
            return  # it was answered: given once more, the files are new pages
        if came % 2:
            self._read_on_the_screen(profile)
        else:
            self.work(profile, [], lambda _: None)
        with at_work(profile) as desk:
            if images_of(desk, 0) != self.pages():
                yield f"I1 {len(images_of(desk, 0))} pages are there after {came} and once more"
            if _says_where(desk) is not None:
                yield "it still says that the list stopped"

    def _read_on_the_screen(self, profile: Path) -> None:
        paths = self.paths()
        with at_work(profile) as desk:
            batch = desk.devices.fingerprint(paths)
            source = PageSource("file", name=paths[0].name, batch=batch)
            images = desk.devices.files(paths)
            desk.scanning.add_many(paper_of(desk, 0), images, source, desk.officer())

    def pages(self) -> list[bytes]:
        """What is in the files."""
        return [_small_page(number) for number in range(self.count)]

    def paths(self) -> list[Path]:
        """The files."""
        return list(_written(self.count))


class _Terminal(io.StringIO):
    """A terminal with an officer before it, who reads how many pages are in."""

    def __init__(self, tell: Tell) -> None:
        super().__init__()
        self._tell = tell

    def isatty(self) -> bool:
        return True

    def write(self, text: str) -> int:
        if text.startswith("\r") and text[-1:].isdigit():
            self._tell("page")
        return len(text)


def _says_where(desk: Desk) -> int | None:
    target = paper_of(desk, 0)
    line = desk.scanning.checklist(target.dossier_id).paper(target.number)
    warning = line.warning if line else None
    if warning is None or warning.key != "scanning.cut_short":
        return None
    return int(str(warning.values["pages"]))


@cache
def _code_of_one() -> str:
    with at_work(with_dossiers(1)) as desk:
        return codes_of(desk)[0]


@cache
def _small_page(number: int) -> bytes:
    return a_page(number, size=(310, 438))


@cache
def _written(count: int) -> tuple[Path, ...]:
    folder = Path(mkdtemp(dir=a_place()))
    paths = tuple(folder / f"trang-{number:03}.jpg" for number in range(count))
    for number, path in enumerate(paths):
        path.write_bytes(_small_page(number))
    return paths
