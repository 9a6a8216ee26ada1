"""Where a code that is read in the tray leads."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication

from desk_app.errors import Refusal
from desk_app.paper.cover_code import CoverCode, cover_text
from desk_app.ui.screens.unmatched.source import TraySource
from tests.builders.counters import a_counter


def test_codes_sheets_and_receipts_name_their_dossier(
    qapp: QCoreApplication, tmp_path: Path
) -> None:
    with a_counter(tmp_path) as counter:
        code = counter.receive()
        tray = TraySource(counter.desk)
        checklist, number = tray.checklist_of(f" {code.lower()} ")
        assert (checklist.code, number) == (code, None)
        assert tray.checklist_of(code.partition("-")[2])[0].code == code, "as sheets print it"
        checklist, number = tray.checklist_of(cover_text(CoverCode(code, 2, 1, 3)))
        assert (checklist.code, number) == (code, 2)
        with pytest.raises(Refusal):
            tray.checklist_of("https://example.org/t/AAAAAAAAAAAAAAAAAAAAAAAA")
        with pytest.raises(Refusal):
            tray.checklist_of("không phải mã")
