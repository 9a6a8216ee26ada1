"""A copy of an earlier dossier on a real desk: asked for, looked at, used, given up again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desk_app.services.page_views import PageChange, PaperScan
from desk_app.ui.language import in_words
from desk_app.ui.screens.digitise.build import build_digitise
from desk_app.ui.screens.digitise.state import ScanOf
from desk_app.ui.screens.digitise.view import DigitiseView
from tests.builders.counters import Counter, PaperTray, a_counter
from tests.builders.piles import FILES, a_page, paper, scanned


class _Screen:
    """A dossier of somebody whose earlier dossier has copies of papers 1 and 3."""

    def __init__(self, counter: Counter, qtbot: QtBot) -> None:
        self.desk, self.qtbot = counter.desk, qtbot
        self.earlier, officer = counter.receive(), counter.officer()
        for number in (1, 3):
            images = scanned(a_page(number), a_page(number + 10))
            self.desk.scanning.add_many(
                paper(self.desk, self.earlier, number), images, FILES, officer
            )
        self.desk.scanning.finish(self.earlier, officer, reason="x")
        self.desk.archiving.run(read_text=False)
        self.code = counter.receive()
        self.view: DigitiseView = build_digitise(
            counter.desk, counter.officer, counter.background, counter.bus, printers=PaperTray()
        )
        qtbot.addWidget(self.view)
        self.said: list[str] = []
        self.view.said.connect(lambda words, _back: self.said.append(in_words(words)))
        self.view.show()
        self.view.entered.emit(ScanOf(self.code, 1))
        self.until(lambda: self.view.state is not None)

    def until(self, true: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(true, timeout=30_000)

    @property
    def paper(self) -> PaperScan:
        assert self.view.state is not None
        assert self.view.state.paper is not None
        return self.view.state.paper

    def offered(self) -> None:
        self.view.reuse_pressed.emit()
        self.until(lambda: self.view.copies.offers)
        self.until(lambda: self.view.copies.strip.pages.rowCount() == 2)


@pytest.fixture
def screen(qtbot: QtBot, look: None, tmp_path: Path) -> Iterator[_Screen]:
    with a_counter(tmp_path / "desk") as counter:
        yield _Screen(counter, qtbot)


def test_a_copy_is_looked_at_before_it_is_used(screen: _Screen) -> None:
    screen.offered()
    chosen = screen.view.copies.chosen()
    assert chosen is not None
    assert (chosen.code, chosen.number) == (screen.earlier, 1)
    screen.until(lambda: screen.view.large.page.shows_page)
    first = screen.view.copies.strip.current_page()
    assert first == screen.desk.scanning.pages(paper(screen.desk, screen.earlier, 1))[0].id


def test_what_was_used_stands_there_and_is_undone(screen: _Screen) -> None:
    screen.offered()
    screen.view.copies.use.click()
    screen.until(lambda: screen.paper.digitised == "reused")
    screen.until(lambda: screen.view.copies.strip.pages.rowCount() == 2)
    assert not screen.view.copies.offers
    assert screen.earlier in screen.view.copies.title.words
    assert screen.said[-1] == f"Đã dùng lại bản số hoá của hồ sơ {screen.earlier}"
    screen.view.undo_pressed.emit()
    screen.until(lambda: screen.paper.digitised == "none")
    assert not screen.view.copies.isVisible()
    screen.view.redo_pressed.emit()
    screen.until(lambda: screen.paper.digitised == "reused")


def test_a_reuse_is_given_up_and_that_is_undone_too(screen: _Screen) -> None:
    screen.offered()
    screen.view.copies.use.click()
    screen.until(lambda: screen.paper.digitised == "reused")
    screen.view.copies.end.click()
    screen.until(lambda: screen.paper.digitised == "none")
    given_up = f"Đã thôi dùng lại bản số hoá của hồ sơ {screen.earlier}"
    screen.until(lambda: screen.said[-1] == given_up)
    screen.view.undo_pressed.emit()
    screen.until(lambda: screen.paper.digitised == "reused")


def test_scanning_takes_the_place_of_the_copy_until_it_is_undone(
    screen: _Screen, tmp_path: Path
) -> None:
    screen.offered()
    screen.view.copies.use.click()
    screen.until(lambda: screen.paper.digitised == "reused")
    file = tmp_path / "a.jpg"
    file.write_bytes(a_page(9))
    screen.view.files_given.emit([file])
    screen.until(lambda: screen.paper.pages == 1)
    screen.until(lambda: screen.said[-1].startswith("Đã quét 1 trang"))
    assert screen.said[-1].endswith(f"thay cho bản của hồ sơ {screen.earlier}")
    assert not screen.view.copies.isVisible()
    screen.view.undo_pressed.emit()
    screen.until(lambda: screen.paper.digitised == "reused")
    assert screen.view.copies.isVisible()


def test_where_there_is_no_copy_it_says_so(screen: _Screen) -> None:
    for number in (1, 3):
        pages = screen.desk.scanning.pages(paper(screen.desk, screen.earlier, number))
        gone = [PageChange(page.id, state="removed") for page in pages]
        screen.desk.scanning.change(gone, screen.desk.officer())
    screen.view.reuse_pressed.emit()
    screen.until(lambda: bool(screen.said))
    assert not screen.view.copies.offers
