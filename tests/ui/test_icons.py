"""Icons: all shipped ones can be drawn, tinted, at every scale."""

from __future__ import annotations

import re

from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication

from desk_app.ui.icons import icon_names, pixmap
from desk_app.ui.theme import theme
from desk_app.wording import RESOURCES

PRODUCT = RESOURCES.parent / "desk_app" / "ui"


def test_every_icon_is_drawn_in_its_tone(look: None, qapp: QApplication) -> None:
    for name in icon_names():
        image = pixmap(name, "wrong", 20, 2.0).toImage()
        assert image.width() == 40
        inked = [
            image.pixelColor(x, y)
            for x in range(40)
            for y in range(40)
            if image.pixelColor(x, y).alpha() == 255
        ]
        assert inked, name
        assert QColor(theme().tokens.wrong) in inked, name


def test_icons_follow_scale_and_text_size(look: None, qapp: QApplication) -> None:
    assert pixmap("printer", scale=1.5).width() == 30
    theme().set_percent(200)
    assert pixmap("printer", scale=1.0).width() == 40


def test_every_icon_named_in_code_is_shipped() -> None:
    named = set()
    for file in PRODUCT.rglob("*.py"):
        named |= set(re.findall(r'icon="([a-z0-9-]+)"', file.read_text(encoding="utf-8")))
    assert named
    assert named <= set(icon_names())


def test_the_licence_is_shipped() -> None:
    assert "ISC" in (RESOURCES / "icons" / "LICENSE").read_text(encoding="utf-8")
