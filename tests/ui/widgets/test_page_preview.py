"""Pages on the screen."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QIODevice, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desk_app.ui.widgets.page_preview import PagePreview
from tests.ui.screenshots import shoot


def test_pages_come_as_images_or_bytes(look: None, qtbot: QtBot) -> None:
    page = QImage(210, 297, QImage.Format.Format_RGB32)
    page.fill(Qt.GlobalColor.white)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    page.save(buffer, "PNG")
    preview = PagePreview()
    qtbot.addWidget(preview)
    assert preview.accessibleName() == "Chưa có trang nào để xem"
    preview.show_pages([page, bytes(buffer.data().data())])
    assert preview.page_count == 2
    picture = shoot(preview, (400, 600)).toImage()
    assert picture.pixelColor(200, 200).name() == "#ffffff"
    QTest.keyClick(preview, Qt.Key.Key_Plus)
    preview.show_pages([])
    assert preview.page_count == 0
