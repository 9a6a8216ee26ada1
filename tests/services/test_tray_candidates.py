"""What the pages of a stack say comes before what was received last."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import update

from desk_app.models.tables import Dossier, Page
from desk_app.paper.cover_code import CoverCode, cover_text
from desk_app.services.desk import Desk
from desk_app.services.tray_candidates import MOST_CANDIDATES, named_by
from tests.builders.piles import FILES, a_cover, a_damaged_cover, a_page, paper, received, scanned


@pytest.fixture
def codes(desk: Desk) -> list[str]:
    """Dossiers, the one received last first."""
    made = []
    for _ in range(MOST_CANDIDATES + 2):
        made.append(received(desk))
        desk.clock.advance(timedelta(minutes=5))  # type: ignore[attr-defined]
    return made[::-1]


def offered(desk: Desk) -> list[str]:
    (stack,) = desk.unmatched.stacks()
    return [one.code for one in stack.candidates]


def in_the_tray(desk: Desk, *pages: bytes) -> None:
    desk.piles.take(scanned(*pages), FILES, desk.officer())


def write_on_pages(desk: Desk, text: str) -> None:
    with desk.store.write() as session:
        session.execute(update(Page).values(text=text, text_state="done"))


def test_without_a_word_those_received_last_are_offered(desk: Desk, codes: list[str]) -> None:
    in_the_tray(desk, a_page(1))
    assert offered(desk) == codes[:MOST_CANDIDATES]


def test_a_code_on_a_page_comes_first(desk: Desk, codes: list[str]) -> None:
    oldest = codes[-1]
    in_the_tray(desk, a_damaged_cover(codes[0], 1), a_page(1))
    (stack,) = desk.unmatched.stacks()
    with desk.store.write() as session:
        assert named_by(session, [oldest, "https://x.example/a", "|" * 6]) == [oldest]
    desk.unmatched.discard(stack.id, desk.officer(), "x")
    # The second sheet of the same paper leads a stack that nobody may file by itself.
    twice = a_cover(oldest, 1)
    in_the_tray(desk, twice, a_page(1), twice, a_page(2))
    assert offered(desk)[0] == oldest


def test_a_sheet_that_came_twice_names_its_paper(desk: Desk, codes: list[str]) -> None:
    twice = a_cover(codes[-1], 3)
    in_the_tray(desk, twice, a_page(1), twice, a_page(2))
    (stack,) = desk.unmatched.stacks()
    assert (stack.reason, stack.cover) == ("duplicate_cover", f"{codes[-1]}/3")
    assert [(one.code, one.number) for one in stack.candidates] == [(codes[-1], 3)]


def test_a_paper_that_takes_no_pages_is_not_named(desk: Desk, codes: list[str]) -> None:
    in_the_tray(desk, a_cover(codes[-1], 99), a_page(1))
    (stack,) = desk.unmatched.stacks()
    assert [(one.code, one.number) for one in stack.candidates] == [(codes[-1], None)]


def test_a_dossier_where_all_is_there_is_offered_only_if_the_pages_name_it(
    desk: Desk, codes: list[str]
) -> None:
    newest = codes[0]
    in_the_tray(desk, a_page(1))
    assert offered(desk)[0] == newest
    for one in desk.scanning.checklist(newest).papers:
        if one.why_not is None:
            target = paper(desk, newest, one.number)
            desk.scanning.add(target, scanned(a_page(9))[0], FILES, desk.officer())
    assert newest not in offered(desk)
    write_on_pages(desk, f"Mã hồ sơ: {newest}")
    assert offered(desk)[0] == newest


def test_cover_sheets_and_receipts_name_their_dossiers(desk: Desk, codes: list[str]) -> None:
    with desk.store.read() as session:
        rows = {row.code: row.look_up_token for row in session.query(Dossier)}
        sheet = cover_text(CoverCode(codes[2], 1, 1, 1))
        link = f"https://tra-cuu.example/t/{rows[codes[4]]}"
        assert named_by(session, [sheet, link, sheet]) == [codes[2], codes[4]]


def test_a_code_or_a_name_that_was_read_comes_first(desk: Desk, codes: list[str]) -> None:
    in_the_tray(desk, a_page(1))
    write_on_pages(desk, f"Giấy hẹn\nMã hồ sơ: {codes[-1].lower()}\nNgày 20")
    assert offered(desk)[0] == codes[-1]
    with desk.store.write() as session:
        dossiers = session.query(Dossier)
        dossiers.filter(Dossier.code == codes[-2]).update({"applicant_name": "Đỗ Thị Hạ Vy"})
    write_on_pages(desk, "Tôi tên là ĐỖ THỊ HẠ VY, sinh năm 1990")
    assert offered(desk)[0] == codes[-2]
    assert len(offered(desk)) == MOST_CANDIDATES
