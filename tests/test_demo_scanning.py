"""The demonstration's pile: three stacks find their dossiers, the torn one the tray."""

from __future__ import annotations

from pathlib import Path

from desk_app.demo_scanning import scan_pile
from tests.builders.desks import a_training_desk
from tests.builders.pdf_reading import page_texts
from tests.builders.piles import received


def test_a_pile_becomes_cover_sheets_and_archive_copies(tmp_path: Path) -> None:
    with a_training_desk(tmp_path) as desk:
        codes = {name: received(desk) for name in ("birth", "marriage")}
        out = tmp_path / "out"
        out.mkdir()
        pile = scan_pile(desk, codes, out)
        assert [one.code for one in pile.report.stacks] == [*codes.values(), None]
        assert len(desk.page_search.find(pile.text)) == 2
    names = sorted(path.name for path in out.iterdir())
    assert names == sorted(path.name for path in pile.files)
    copies = [path for path in pile.files if "_GT01-" in path.name]
    assert len(copies) == 2
    assert "KHAI SINH" in " ".join(page_texts(copies[0].read_bytes()))
