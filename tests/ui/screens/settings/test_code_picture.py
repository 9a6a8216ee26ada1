"""The code on the screen can be read from it."""

from __future__ import annotations

import zxingcpp
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from desk_app.paper.barcode_image import qr_modules
from desk_app.ui.screens.settings.code_picture import CodePicture
from desk_app.ui.screens.settings.reader_test import EXPECTED
from desk_app.ui.theme import theme
from desk_app.wording import message


def test_it_reads_as_what_is_expected(look: None, qtbot: QtBot) -> None:
    theme().set_mode("dark")
    picture = CodePicture(message("settings_screen.reader_picture"))
    qtbot.addWidget(picture)
    picture.resize(picture.sizeHint())
    picture.show_modules(qr_modules(EXPECTED))
    image = picture.grab().toImage().convertToFormat(QImage.Format.Format_Grayscale8)
    rows = [bytes(image.constScanLine(row))[: image.width()] for row in range(image.height())]
    found = zxingcpp.read_barcodes(_array(rows))
    assert [one.text for one in found] == [EXPECTED]
    assert picture.accessibleName() == "Mã thử để quét"


def _array(rows: list[bytes]) -> object:
    from PIL import Image

    return Image.frombytes("L", (len(rows[0]), len(rows)), b"".join(rows))
