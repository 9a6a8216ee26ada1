"""What the settings screen prints: a test page, and the card of keys for the monitor."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QSizeF
from PySide6.QtGui import QPageLayout, QPageSize, QPdfWriter, QTextDocument

from desk_app.ui.language import tr
from desk_app.ui.shortcuts import EVERYWHERE, key_map
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
    """All keys in force on one A5 card."""
    rows = [
        f"<tr><td width='34%'><b>{escape(' · '.join(shortcut.keys))}</b></td>"
        f"<td>{escape(tr(f'ui.keys.{shortcut.action}'))}</td></tr>"
        for shortcut in key_map()
        if shortcut.keys
        and shortcut.place == EVERYWHERE
        and (not shortcut.action.startswith("section_") or shortcut.action == "section_1")
    ]
    title = escape(tr("settings_screen.keys"))
    return _pdf(f"<h3>{title}</h3><table width='100%'>{''.join(rows)}</table>", "A5")


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
