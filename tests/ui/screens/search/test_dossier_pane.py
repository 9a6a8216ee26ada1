"""One dossier to read: everything is there, ID numbers only when asked for."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from desk_app.services.dossiers import DossierView
from desk_app.services.paper_scans import FileView
from desk_app.ui.language import language
from desk_app.ui.screens.search.dossier_pane import PARTS, DossierPane
from desk_app.ui.theme import theme
from desk_app.wording import message
from tests.builders.counters import a_counter
from tests.ui.screenshots import shoot

NUMBER = "079187001234"


def _texts(pane: DossierPane) -> str:
    labels = (label for label in pane.findChildren(QLabel) if label.isVisible())
    return "\n".join(label.accessibleName() for label in labels)


def _dossier(folder: Path) -> DossierView:
    with a_counter(folder) as counter:
        return counter.desk.dossiers.get(counter.receive())


def test_the_number_is_hidden_until_asked_for(look: None, qtbot: QtBot, tmp_path: Path) -> None:
    view = _dossier(tmp_path)
    pane = DossierPane()
    qtbot.addWidget(pane)
    pane.resize(700, 900)
    pane.show()
    pane.show_dossier(view)
    qtbot.waitUntil(lambda: "079***1234" in _texts(pane))
    assert NUMBER not in _texts(pane)
    pane.toggle_numbers()
    qtbot.waitUntil(lambda: NUMBER in _texts(pane))
    pane.show_dossier(None)
    pane.show_dossier(view)
    qtbot.waitUntil(lambda: "079***1234" in _texts(pane))
    assert NUMBER not in _texts(pane)
    pane.toggle_numbers()
    pane.hide_numbers()
    qtbot.waitUntil(lambda: "079***1234" in _texts(pane))
    assert NUMBER not in _texts(pane)


def test_every_part_says_something(look: None, qtbot: QtBot, tmp_path: Path) -> None:
    view = _dossier(tmp_path)
    pane = DossierPane()
    qtbot.addWidget(pane)
    pane.show()
    pane.show_dossier(view)
    wanted = {
        "summary": view.officer_name,
        "papers": "1 bản chính",
        "timeline": "Tiếp nhận hồ sơ",
        "fee": "đ",
        "promise": "20/11/2026",
    }
    for part in PARTS:
        pane.show_part(part)
        qtbot.waitUntil(lambda words=wanted[part]: words in _texts(pane))  # type: ignore[misc]
    language().set("en")
    pane.show_part("papers")
    qtbot.waitUntil(lambda: "1 original" in _texts(pane))


def test_a_paper_that_was_withdrawn_says_so(look: None, qtbot: QtBot, tmp_path: Path) -> None:
    view = _dossier(tmp_path)
    gone = FileView("a.pdf", "a" * 64, 7, 1, has_text=True, state="withdrawn")
    pane = DossierPane()
    qtbot.addWidget(pane)
    pane.show()
    pane.show_dossier(replace(view, papers=(replace(view.papers[0], file=gone),)))
    pane.show_part("papers")
    qtbot.waitUntil(lambda: "Đã rút lại bản lưu trữ" in _texts(pane))


def test_a_fee_left_open_is_not_shown_as_nothing(look: None, qtbot: QtBot, tmp_path: Path) -> None:
    open_fee = (message("fees.set_by_province"),)
    view = replace(_dossier(tmp_path), fee_vnd=0, fee_explained=open_fee)
    pane = DossierPane()
    qtbot.addWidget(pane)
    pane.show()
    pane.show_dossier(view)
    for part in ("summary", "fee"):
        pane.show_part(part)
        qtbot.waitUntil(lambda: "–" in _texts(pane).splitlines())
        assert "0 đ" not in _texts(pane).splitlines()


def test_what_was_never_printed_is_printed_first(look: None, qtbot: QtBot, tmp_path: Path) -> None:
    view = _dossier(tmp_path)
    pane = DossierPane()
    qtbot.addWidget(pane)
    pane.show()
    pane.show_dossier(view)
    assert pane.print.isVisible()
    assert not pane.reprint.isVisible()
    with qtbot.waitSignal(pane.print_pressed) as asked:
        pane.press_print()
    assert asked.args == [view.code]
    with qtbot.assertNotEmitted(pane.reprint_pressed, wait=0):
        pane.press_reprint()
    with qtbot.waitSignal(pane.copy_pressed) as copied:
        pane.copy.click()
    assert copied.args == [view.code]


def test_large_text_leaves_the_buttons_their_verbs(
    look: None, qtbot: QtBot, tmp_path: Path
) -> None:
    pane = DossierPane()
    qtbot.addWidget(pane)
    pane.show_dossier(_dossier(tmp_path))
    theme().set_percent(150)
    shoot(pane, (580, 460))
    for button in (pane.numbers, pane.amend, pane.scan, pane.print):
        assert button.height() >= button.sizeHint().height()
        assert pane.rect().contains(button.mapTo(pane, button.rect().bottomRight())), button.words


@pytest.mark.parametrize("state", ["not_printed", "elsewhere"])
@pytest.mark.parametrize("percent", [100, 150])
def test_every_state_says_its_word_whole(
    look: None, qtbot: QtBot, tmp_path: Path, percent: int, state: str
) -> None:
    theme().set_percent(percent)
    pane = DossierPane()
    qtbot.addWidget(pane)
    pane.show_dossier(replace(_dossier(tmp_path), overdue=True, print_state=state))
    shoot(pane, (572, 546))
    for pill in pane.pills:
        assert pill.isVisible()
        assert pill.width() >= pill.sizeHint().width(), pill.words
        assert pane.rect().contains(QRect(pill.mapTo(pane, QPoint()), pill.size()))
    assert pane.print.isVisible() == (state == "not_printed")
    last = pane.print if state == "not_printed" else pane.copy
    assert last.mapTo(pane, last.rect().bottomRight()).y() < 546


@pytest.mark.parametrize("percent", [100, 150, 200])
def test_nothing_of_a_dossier_is_squeezed_by_large_text(
    look: None, qtbot: QtBot, tmp_path: Path, percent: int
) -> None:
    """What has no room in the window scrolls; at a usual size nothing but the part does."""
    theme().set_percent(percent)
    pane = DossierPane()
    qtbot.addWidget(pane)
    pane.show_dossier(_dossier(tmp_path))
    pane.show_part("papers")
    shoot(pane, (562, 548) if percent < 200 else (534, 360))
    assert pane.code.width() >= pane.code.sizeHint().width()
    assert pane.code.height() >= pane.code.sizeHint().height()
    assert pane.parts.height() >= pane.parts.heightForWidth(pane.parts.width())
    for button in (pane.numbers, pane.amend, pane.scan, pane.copy):
        assert button.size() == button.sizeHint()
    seen = pane.rect().contains(QRect(pane.amend.mapTo(pane, QPoint()), pane.amend.size()))
    assert seen == (percent < 200)
