"""Fields that take text, and how they come back as they were."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import (
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QSpinBox,
    QTextEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from desk_app.ui.text_fields import FieldBefore, takes_text


@pytest.mark.parametrize("kind", [QLineEdit, QPlainTextEdit, QTextEdit, QSpinBox])
def test_what_is_written_in_takes_text(
    look: None, qtbot: QtBot, kind: type[QLineEdit | QPlainTextEdit | QTextEdit | QSpinBox]
) -> None:
    field = kind()
    qtbot.addWidget(field)
    assert takes_text(field)
    field.setReadOnly(True)
    assert not takes_text(field)


def test_a_list_takes_text_if_it_can_be_written_in(look: None, qtbot: QtBot) -> None:
    box = QComboBox()
    qtbot.addWidget(box)
    assert not takes_text(box)
    box.setEditable(True)
    assert takes_text(box)


@pytest.mark.parametrize("kind", [QPushButton, QWidget])
def test_nothing_else_does(look: None, qtbot: QtBot, kind: type[QWidget]) -> None:
    widget = kind()
    qtbot.addWidget(widget)
    assert not takes_text(widget)
    assert not takes_text(None)


@pytest.mark.parametrize(("cursor", "anchor"), [(4, 4), (6, 2), (2, 6)])
def test_a_field_comes_back_as_it_was(look: None, qtbot: QtBot, cursor: int, anchor: int) -> None:
    field = QLineEdit()
    qtbot.addWidget(field)
    field.setText("something else")
    heard: list[str] = []
    field.textEdited.connect(heard.append)
    FieldBefore(field, "Phường 7", cursor, anchor).restore()
    assert (field.text(), field.cursorPosition()) == ("Phường 7", cursor)
    assert field.selectedText() == "Phường 7"[min(cursor, anchor) : max(cursor, anchor)]
    assert heard == ["Phường 7"]
