"""One paper: its state, how many, a note."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from desk_app.services.intake_form import PaperForm
from desk_app.ui.screens.intake.paper_editor import PaperEditor
from tests.ui.screens.intake.test_checklist_list import papers


@pytest.fixture
def editor(qtbot: QtBot, look: None) -> PaperEditor:
    made = PaperEditor()
    qtbot.addWidget(made)
    made.show_paper(papers(1)[0], None)
    return made


def test_a_paper_can_come_later(editor: PaperEditor, qtbot: QtBot) -> None:
    with qtbot.waitSignal(editor.changed) as told:
        editor.state.chosen.emit("later")
    assert told.args == [PaperForm(1, "later")]
    with qtbot.waitSignal(editor.changed) as told:
        editor.state.chosen.emit(None)
    assert told.args == [None]


def test_counts_belong_to_what_stays_here(editor: PaperEditor, qtbot: QtBot) -> None:
    assert not editor.counts["certified"].isEnabled()
    editor.show_paper(papers(1)[0], PaperForm(1, originals=1))
    with qtbot.waitSignal(editor.changed) as told:
        editor.counts["certified"].step(2)
    assert told.args == [PaperForm(1, originals=1, certified=2)]


def test_without_a_paper_nothing_can_be_written(editor: PaperEditor) -> None:
    editor.show_paper(None, None)
    assert not editor.isEnabled()
