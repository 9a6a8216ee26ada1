"""Help for where the focus is."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from desk_app.ui.language import language
from desk_app.ui.widgets.help_panel import FOLDER, HelpPanel, page_of, topic_here
from desk_app.wording import LANGUAGES


def test_every_page_stands_in_both_languages() -> None:
    pages = [{file.name for file in (FOLDER / code).glob("*.md")} for code in LANGUAGES]
    assert pages[0] == pages[1]
    assert "home.md" in pages[0]


def test_a_part_falls_back_to_its_whole() -> None:
    assert page_of("home.drafts.none", "vi") == FOLDER / "vi" / "home.md"
    assert page_of("nowhere", "vi") is None
    assert page_of("", "vi") is None


def test_the_page_follows_the_language(look: None, qtbot: QtBot) -> None:
    panel = HelpPanel()
    qtbot.addWidget(panel)
    panel.show_topic("home")
    assert "Quầy" in panel.text.toPlainText()
    language().set("en")
    assert "Counter" in panel.text.toPlainText()
    panel.show_topic("nowhere")
    assert "Shift+F1" in panel.text.toPlainText()


def test_the_nearest_topic_counts(look: None, qtbot: QtBot) -> None:
    form = QWidget()
    form.setProperty("help_topic", "intake")
    edit = QLineEdit(form)
    qtbot.addWidget(form)
    with qtbot.waitActive(form):
        form.show()
        form.activateWindow()
    edit.setFocus()
    assert topic_here("home") == "intake"
    edit.setProperty("help_topic", "intake.fee")
    assert topic_here("home") == "intake.fee"
    edit.clearFocus()
    form.setProperty("help_topic", "")
