"""Words on the screen."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from desk_app.ui.widgets.label import Label


def test_a_label_never_reads_data_as_markup(look: None, qtbot: QtBot) -> None:
    for wrap in (False, True):
        label = Label("<b>Nguyễn & Trần</b>", wrap=wrap)
        qtbot.addWidget(label)
        assert label.words == "<b>Nguyễn & Trần</b>"
        assert ("&lt;b&gt;" in label.text()) == wrap
