"""The look: readable in every table, Vietnamese in every letter, switched while running."""

from __future__ import annotations

import unicodedata

import pytest
from PySide6.QtGui import QFontMetricsF, QRawFont
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from desk_app.ui.theme import FAMILY, FONT_FILES, TABLES, Theme, contrast, load_fonts, theme
from desk_app.wording import RESOURCES

VOWELS = "aăâeêioôơuưy"
TONES = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
VIETNAMESE = sorted(
    {unicodedata.normalize("NFC", v + t) for v in VOWELS for t in TONES}
    | {unicodedata.normalize("NFC", v + t).upper() for v in VOWELS for t in TONES}
    | set("đĐ₫ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.,:;/–…′·«»()+-%")
)
TEXT_ON = [
    *((text, "ground") for text in ("ink", "ink_soft", "accent", "good", "care", "wrong")),
    *((text, "surface") for text in ("ink", "ink_soft", "accent", "good", "care", "wrong")),
    *((text, "hover") for text in ("ink", "ink_soft")),
    *((tone, f"{tone}_soft") for tone in ("accent", "good", "care", "wrong", "training")),
    *(("ink", f"{tone}_soft") for tone in ("accent", "good", "care", "wrong", "training")),
    ("ink_soft", "accent_soft"),
    ("accent_strong", "accent_soft"),
    ("on_accent", "accent"),
    ("on_accent", "accent_strong"),
    ("on_training", "training"),
    ("surface", "ink"),
]
SIGNS_ON = [
    ("edge", "surface"),
    ("edge", "ground"),
    ("accent", "ground"),
    ("wrong", "wrong_soft"),
    ("care", "care_soft"),
]


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize(("text", "ground"), TEXT_ON)
def test_text_stands_out(table: str, text: str, ground: str) -> None:
    tokens = TABLES[table]
    assert contrast(getattr(tokens, text), getattr(tokens, ground)) >= 4.5


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize(("sign", "ground"), SIGNS_ON)
def test_borders_and_signs_stand_out(table: str, sign: str, ground: str) -> None:
    tokens = TABLES[table]
    assert contrast(getattr(tokens, sign), getattr(tokens, ground)) >= 3


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("file", FONT_FILES)
def test_the_font_has_every_vietnamese_letter(qapp: QApplication, file: str) -> None:
    font = QRawFont(str(RESOURCES / "fonts" / "ui" / file), 14)
    assert font.isValid()
    assert [c for c in VIETNAMESE if not font.supportsCharacter(ord(c))] == []


def test_figures_are_of_one_width(qapp: QApplication) -> None:
    assert FAMILY in load_fonts()
    for strong in (False, True):
        metrics = QFontMetricsF(Theme().font(strong=strong))
        assert len({metrics.horizontalAdvance(figure * 8) for figure in "0123456789"}) == 1
        loose = QFontMetricsF(Theme().font(strong=strong, tabular=False))
        assert loose.horizontalAdvance("1" * 8) < loose.horizontalAdvance("0" * 8)


def test_the_licence_of_the_font_is_shipped() -> None:
    words = (RESOURCES / "fonts" / "ui" / "OFL.txt").read_text(encoding="utf-8")
    assert "SIL Open Font License" in words


def test_text_grows_and_shrinks_within_its_bounds(look: None, qapp: QApplication) -> None:
    label = QLabel("Hồ sơ")
    label.ensurePolished()
    before = label.sizeHint().height()
    theme().set_percent(150)
    label.ensurePolished()
    assert label.sizeHint().height() > before
    for _ in range(10):
        theme().step_text(1)
    theme().settle()
    assert theme().percent == 200
    for _ in range(20):
        theme().step_text(-1)
    theme().settle()
    assert theme().percent == 80
    theme().step_text(0)
    theme().settle()
    assert theme().percent == 100


def test_steps_one_after_the_other_change_the_look_once(
    look: None, qtbot: QtBot, qapp: QApplication
) -> None:
    """Each took a second, and the window stood still for all of them."""
    seen: list[int] = []
    tell = theme().changed.connect(lambda: seen.append(theme().percent))
    for _ in range(3):
        theme().step_text(1)
    assert (theme().aimed, seen) == (150, [])
    qtbot.waitUntil(lambda: seen == [150])
    theme().step_text(1)
    theme().set_percent(100)
    theme().settle()
    assert seen == [150, 100]
    theme().disconnect(tell)


def test_the_table_is_switched_while_running(look: None, qapp: QApplication) -> None:
    told: list[str] = []
    theme().changed.connect(lambda: told.append(theme().shown))
    theme().set_mode("dark")
    assert qapp.palette().window().color().name().upper() == TABLES["dark"].ground
    theme().set_mode("contrast")
    assert qapp.palette().window().color().name().upper() == TABLES["contrast"].ground
    assert told == ["dark", "contrast"]
    with pytest.raises(ValueError, match="pink"):
        theme().set_mode("pink")
