"""Cover sheets of a dossier: one for each paper that may be scanned, readable after scanning."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from desk_app.errors import Refusal
from desk_app.models.tables import Dossier
from desk_app.paper.barcode_reading import codes_on
from desk_app.paper.cover_code import CoverCode
from desk_app.services.desk import Desk
from tests.builders.pdf_reading import page_texts
from tests.builders.piles import received, rendered


def test_every_paper_that_may_be_scanned_gets_a_sheet(desk: Desk) -> None:
    code = received(desk)
    pdf, numbers = desk.cover_sheets.pdf(code, desk.officer())
    assert numbers == tuple(
        one.number for one in desk.scanning.checklist(code).papers if one.why_not is None
    )
    assert 7 not in numbers
    texts = page_texts(pdf)
    assert len(texts) == len(numbers)
    assert all(code in text for text in texts)
    assert not any("079187001234" in text for text in texts)
    dossier = desk.dossiers.get(code).id
    assert desk.journal.of_dossier(dossier)[-1].action == "cover.made"


def test_a_sheet_says_which_paper_it_is_for(desk: Desk) -> None:
    code = received(desk)
    pdf, numbers = desk.cover_sheets.pdf(code, desk.officer(), [1, 3])
    assert numbers == (1, 3)
    read = [codes_on(jpeg).cover for jpeg in rendered(pdf)]
    assert read == [CoverCode(code, 1, 1, 2), CoverCode(code, 3, 2, 2)]


@pytest.mark.parametrize(
    ("number", "key"),
    [(7, "scanning.not_to_be_scanned"), (99, "scanning.unknown_paper")],
)
def test_papers_without_pages_get_no_sheet(desk: Desk, number: int, key: str) -> None:
    with pytest.raises(Refusal, match=key):
        desk.cover_sheets.pdf(received(desk), desk.officer(), [number])


def test_a_dossier_with_nothing_to_scan_has_no_sheets(desk: Desk) -> None:
    code = received(desk)
    with desk.store.write() as session:
        session.execute(update(Dossier).values(channel="online"))
    with pytest.raises(Refusal, match="scanning.nothing_to_scan"):
        desk.cover_sheets.pdf(code, desk.officer())
