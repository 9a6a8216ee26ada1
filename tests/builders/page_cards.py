"""Pages and checklists as the services show them, without a desk behind them."""

from __future__ import annotations

from typing import Any

from desk_app.services.page_views import PageCard, PageSource, PaperScan, ScanChecklist
from desk_app.services.scan_recipes import USUAL

CODE = "H99.21.01-261122-0007"


def a_page(number: int, **changes: Any) -> PageCard:
    """Page ``number`` of a paper, kept and without findings."""
    usual: dict[str, Any] = {
        "id": f"page-{number}",
        "position": number,
        "state": "kept",
        "turn": 0,
        "skew": 0.0,
        "width": 1654,
        "height": 2339,
        "dpi": 200,
        "colour": "grey",
        "findings": (),
        "checked": True,
        "note_of": None,
        "made_from": (),
        "sha256": f"{number:064d}",
        "size": 100_000,
        "source": PageSource("file"),
    }
    return PageCard(**usual | changes)


def a_paper(number: int, name: str = "", **changes: Any) -> PaperScan:
    """A required paper of the scan screen, without pages."""
    usual: dict[str, Any] = {
        "number": number,
        "name": name or f"Giấy tờ số {number}",
        "state": "submitted",
        "requirement": "submit",
        "recipe": USUAL,
        "why_not": None,
        "required": True,
        "declared_pages": None,
        "pages": 0,
        "hidden": 0,
        "digitised": "none",
        "file_state": None,
        "warning": None,
    }
    return PaperScan(**usual | changes)


def a_checklist(*papers: PaperScan, current: int | None = 1) -> ScanChecklist:
    """The papers of one dossier."""
    return ScanChecklist(
        "0192f0c1-0000-7000-8000-000000000007",
        CODE,
        "Đăng ký khai sinh",
        "Nguyễn Thị Phương Uyên",
        papers or (a_paper(1), a_paper(2)),
        current,
    )
