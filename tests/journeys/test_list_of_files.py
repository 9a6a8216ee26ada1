"""A machine dies while a list of files is read on the screen; the officer goes on afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desk_app.paper.scanners.port import ScannedImage
from desk_app.services.page_views import PageSource
from desk_app.ui.language import in_words
from tests.builders.counter import a_counter
from tests.builders.desks import NOW, a_training_desk
from tests.builders.piles import a_page, paper, received

F12 = Qt.Key.Key_F12
PAGES = 5


class Died(BaseException):
    """Stands in for the machine; nobody catches it."""


def test_the_screen_says_where_the_list_stopped_and_goes_on_there(
    tmp_path: Path, qtbot: QtBot, look: None
) -> None:
    paths = [tmp_path / f"trang-{number}.jpg" for number in range(PAGES)]
    for number, path in enumerate(paths):
        path.write_bytes(a_page(number))
    with a_training_desk(tmp_path, NOW - timedelta(hours=1)) as desk:
        code = received(desk)
        batch = desk.devices.fingerprint(paths)
        source = PageSource("file", name=paths[0].name, batch=batch)

        def until_it_died() -> Iterator[ScannedImage]:
            yield from desk.devices.files(paths[:2])
            raise Died

        with pytest.raises(Died):
            desk.scanning.add_many(paper(desk, code), until_it_died(), source, desk.officer())

    with a_counter(tmp_path, qtbot) as counter:
        counter.window.open_screen("digitise", code)
        counter.settle()
        screen = counter.digitise
        assert screen.papers.current_paper() == 1
        row = screen.papers.papers.papers[0]
        assert in_words(row.detail) == "Đọc dở, dừng sau trang 2"
        assert screen.paper_pane.cut_short.words.startswith(
            "Dừng sau trang 2: chọn lại đúng các tệp ấy"
        )
        screen.files_given.emit(paths)
        counter.settle()
        counter.until(lambda: len(counter.desk.scanning.pages(paper(counter.desk, code))) == PAGES)
        counter.settle()
        pages = counter.desk.scanning.pages(paper(counter.desk, code))
        images = [counter.desk.page_keeper.image(page.id, original=True) for page in pages]
        assert images == [a_page(number) for number in range(PAGES)]
        assert "Lần trước dừng sau trang 2" in screen.bar.accessibleName()
        assert "Dừng" not in in_words(screen.papers.papers.papers[0].detail)
