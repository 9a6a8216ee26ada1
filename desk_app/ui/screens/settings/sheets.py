"""What the settings screen prints: a test page, and the card of keys for the monitor."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from itertools import zip_longest
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QSizeF
from PySide6.QtGui import QPageLayout, QPageSize, QPdfWriter, QTextDocument

from desk_app.errors import EnvironmentFault
from desk_app.ui.language import tr
from desk_app.ui.print_outcome import print_to_file
from desk_app.ui.shortcuts import EVERYWHERE, Shortcut, key_map, key_words
from desk_app.ui.theme import FAMILY

SIZES = {"A5": (148.0, 210.0), "A4": (210.0, 297.0), "80mm": (72.0, 170.0)}
MARGIN_MM = 5.0
DPI = 300


def probe_page_pdf(paper: str, printer: str, now: str) -> bytes:
    """A page that shows whether paper, margins and Vietnamese letters come out right."""
    words = escape(tr("settings_screen.test_page_text"))
    return _pdf(
        f"<h2>{escape(tr('settings_screen.test_page'))}</h2>"
        f"<p>{escape(printer)} · {escape(paper)} · {escape(now)}</p><p>{words}</p>"
        "<p>ăâđêôơư ĂÂĐÊÔƠƯ ắằẳẵặ ấầẩẫậ ếềểễệ ốồổỗộ ớờởỡợ ứừửữự ỳỷỹỵ<br>"
        "0123456789 · 1.250.000 đ · 21/11/2026</p>",
        paper,
    )


def key_card_pdf() -> bytes:
    """All keys in force on one A5 card, by the place where they work."""
    used = [s for s in key_map() if s.keys and not _is_later_section(s)]
    places = sorted(dict.fromkeys(s.place for s in used), key=lambda place: place != EVERYWHERE)
    parts = [
        f"<h4>{escape(tr(f'ui.sheet.{place}'))}</h4>{_key_table(used, place)}" for place in places
    ]
    return _pdf(f"<h3>{escape(tr('settings_screen.keys'))}</h3>{''.join(parts)}", "A5")


def _key_table(used: Sequence[Shortcut], place: str) -> str:
    """Two columns of keys, read downwards."""
    cells = [_key_cells(shortcut) for shortcut in used if shortcut.place == place]
    half = -(-len(cells) // 2)
    pairs = zip_longest(cells[:half], cells[half:], fillvalue="")
    rows = "".join(f"<tr>{left}{right}</tr>" for left, right in pairs)
    return f"<table width='100%'>{rows}</table>"


def _key_cells(shortcut: Shortcut) -> str:
    keys = " · ".join(key_words(key) for key in shortcut.keys)
    words = tr(f"ui.keys.{shortcut.action}")
    return f"<td width='18%'><b>{escape(keys)}</b></td><td width='32%'>{escape(words)}</td>"


def _is_later_section(shortcut: Shortcut) -> bool:
    return shortcut.action.startswith("section_") and shortcut.action != "section_1"


def write_sheet(pdf: bytes, path: Path) -> Path:
    """Writes a sheet to a file, whole or not at all.

    Raises:
        EnvironmentFault: it cannot be written.
    """
    if print_to_file(pdf, path).state == "failed":
        raise EnvironmentFault("settings_screen.keys_not_saved", file=str(path))
    return path


def _pdf(html: str, paper: str) -> bytes:
    made = QByteArray()
    buffer = QBuffer(made)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(DPI)
    size = QPageSize(QSizeF(*SIZES[paper]), QPageSize.Unit.Millimeter)
    margins = QMarginsF(MARGIN_MM, MARGIN_MM, MARGIN_MM, MARGIN_MM)
    writer.setPageLayout(
        QPageLayout(size, QPageLayout.Orientation.Portrait, margins, QPageLayout.Unit.Millimeter)
    )
    document = QTextDocument()
    document.setDefaultStyleSheet(f"* {{ font-family: {FAMILY}; color: black; }}")
    font = document.defaultFont()
    font.setFamily(FAMILY)
    font.setPointSizeF(8.0)
    document.setDefaultFont(font)
    document.setHtml(html)
    document.print_(writer)
    buffer.close()
    return bytes(made.data())
