"""A field, its label, its hint or its error."""

from __future__ import annotations

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from desk_app.ui.language import language
from desk_app.ui.widgets.folded_combo import FoldedCombo
from desk_app.ui.widgets.labelled import Labelled, LabelledInput
from desk_app.wording import message


def test_names_hint_and_error_are_said_aloud(look: None, qtbot: QtBot) -> None:
    field = LabelledInput(message("ui.lock.password"), hint="gợi ý", required=True)
    qtbot.addWidget(field)
    label = field.findChildren(QLabel)[0]
    assert label.text() == "Mật khẩu (bắt buộc)"
    assert label.buddy() is field.edit
    assert field.edit.accessibleName() == "Mật khẩu"
    assert field.edit.accessibleDescription() == "gợi ý"
    field.set_error(message("ui.date.unreadable"))
    assert field.edit.accessibleDescription().startswith("Ngày này")
    language().set("en")
    assert field.edit.accessibleName() == "Password"
    assert field.edit.accessibleDescription().startswith("There is no such day")
    field.set_error(None)
    assert field.error is None
    assert field.edit.accessibleDescription() == "gợi ý"


def test_an_error_leaves_what_was_typed(look: None, qtbot: QtBot) -> None:
    field = LabelledInput("Số định danh")
    qtbot.addWidget(field)
    QTest.keyClicks(field.edit, "07918700123")
    field.set_error("Số định danh phải có 12 chữ số – đang có 11")
    assert field.text() == "07918700123"
    assert field.edit.property("wrong") is True


def test_a_change_is_committed_once(look: None, qtbot: QtBot) -> None:
    field, other = LabelledInput("Một"), QLineEdit()
    for widget in (field, other):
        qtbot.addWidget(widget)
    committed: list[str] = []
    field.committed.connect(committed.append)
    field.set_text("cũ")
    field.edit.editingFinished.emit()
    assert committed == []
    QTest.keyClicks(field.edit, "!")
    field.edit.editingFinished.emit()
    field.edit.editingFinished.emit()
    assert committed == ["cũ!"]


def test_a_compound_editor_is_named_too(look: None, qtbot: QtBot) -> None:
    combo = FoldedCombo("gõ vài chữ")
    field = Labelled("Thủ tục", combo)
    qtbot.addWidget(field)
    field.set_error("Chưa chọn thủ tục")
    QApplication.processEvents()
    assert combo.edit.accessibleName() == "Thủ tục"
    assert combo.edit.property("wrong") is True
