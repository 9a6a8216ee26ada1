"""The quality check: what can be set right is, the rest is pointed out, nothing is lost."""

from __future__ import annotations

import pytest
from sqlalchemy import select, update

from desk_app.models.tables import Page, RequiredPaper
from desk_app.paper.page_quality import Finding as Seen
from desk_app.paper.page_quality import Findings
from desk_app.services.desk import Desk
from desk_app.services.page_check import TOGETHER, put_right
from desk_app.services.page_views import PageCard, PageChange, PaperTarget
from tests.builders.office_pages import letter
from tests.builders.piles import (
    FILES,
    a_blank_page,
    a_cover,
    a_page,
    paper,
    received,
    scanned,
)


@pytest.fixture
def target(desk: Desk) -> PaperTarget:
    return paper(desk, received(desk))


def checked(desk: Desk, target: PaperTarget, jpeg: bytes) -> PageCard:
    page = desk.scanning.add(target, scanned(jpeg)[0], FILES, desk.officer())
    assert desk.scanning.check_waiting() == 1
    return desk.scanning.page(page.id)


def a_letter(degrees: float = 0.0) -> bytes:
    import io

    picture = letter(1).resize((827, 1170))
    turned = picture.rotate(-degrees, fillcolor=255, resample=3)
    kept = io.BytesIO()
    turned.save(kept, "JPEG", quality=90, dpi=(100, 100))
    return kept.getvalue()


def test_a_good_page_stays_as_it_came(desk: Desk, target: PaperTarget) -> None:
    page = checked(desk, target, a_letter())
    assert page.checked
    assert (page.turn, page.skew, page.state, page.findings) == (0, 0.0, "kept", ())
    assert desk.scanning.image(page.id) == a_letter()
    assert desk.scanning.check_waiting() == 0


def test_skew_is_taken_out_and_can_be_put_back(desk: Desk, target: PaperTarget) -> None:
    page = checked(desk, target, a_letter(3.0))
    assert page.skew == pytest.approx(3.0, abs=0.4)
    assert "skewed" not in [found.kind for found in page.findings]
    desk.scanning.change([PageChange(page.id, skew=0.0)], desk.officer())
    assert desk.scanning.image(page.id) == a_letter(3.0)
    assert desk.scanning.check_waiting() == 0


def test_a_blank_side_is_hidden_and_comes_back(desk: Desk, target: PaperTarget) -> None:
    page = checked(desk, target, a_blank_page())
    assert page.state == "hidden"
    assert [found.kind for found in page.findings] == ["blank"]
    desk.scanning.change([PageChange(page.id, state="kept")], desk.officer())
    desk.scanning.check_waiting()
    assert desk.scanning.page(page.id).state == "kept"


def test_a_recipe_may_keep_blank_sides(desk: Desk, target: PaperTarget) -> None:
    with desk.store.write() as session:
        session.execute(update(RequiredPaper).values(scan={"keep_blank": True}))
    page = checked(desk, target, a_blank_page())
    assert (page.state, [found.kind for found in page.findings]) == ("kept", ["blank"])


def test_what_the_officer_turned_is_not_turned_again(desk: Desk, target: PaperTarget) -> None:
    page = desk.scanning.add(target, scanned(a_letter(3.0))[0], FILES, desk.officer())
    desk.scanning.change([PageChange(page.id, turn=90)], desk.officer())
    desk.scanning.check_waiting()
    assert (desk.scanning.page(page.id).turn, desk.scanning.page(page.id).skew) == (90, 0.0)


def test_a_page_that_cannot_be_read_is_pointed_out_and_the_others_go_on(
    desk: Desk, target: PaperTarget
) -> None:
    bad, good = (
        desk.scanning.add(target, image, FILES, desk.officer())
        for image in scanned(a_page(1), a_page(2))
    )
    with desk.store.read() as session:
        name = session.scalar(select(Page.image).where(Page.id == bad.id)) or ""
    next((desk.store.path.parent / "pages").rglob(name)).unlink()
    seen: list[tuple[int, int | None]] = []
    count = desk.scanning.check_waiting(lambda done, total, _: seen.append((done, total)))
    assert (count, seen) == (2, [(1, 2), (2, 2)])
    assert [found.kind for found in desk.scanning.page(bad.id).findings] == ["unreadable"]
    assert desk.scanning.page(good.id).checked


def test_the_check_can_be_stopped(desk: Desk, target: PaperTarget) -> None:
    desk.scanning.add(target, scanned(a_page(1))[0], FILES, desk.officer())
    assert desk.scanning.check_waiting(stopped=lambda: True) == 0
    assert desk.scanning.check_waiting() == 1


def test_many_pages_are_looked_at_in_their_order(desk: Desk, target: PaperTarget) -> None:
    count = 2 * TOGETHER + 1
    jpegs = [a_blank_page() if number % 4 == 0 else a_page(number) for number in range(count)]
    desk.scanning.add_many(target, scanned(*jpegs), FILES, desk.officer())
    told: list[tuple[int, int | None]] = []
    assert desk.scanning.check_waiting(lambda done, total, _: told.append((done, total))) == count
    assert told == [(done, count) for done in range(1, count + 1)]
    states = [page.state for page in desk.scanning.pages(target)]
    assert states == ["hidden" if number % 4 == 0 else "kept" for number in range(count)]


def test_a_sheet_that_did_its_work_is_not_looked_at(desk: Desk) -> None:
    code = received(desk)
    desk.piles.take(scanned(a_cover(code, 1), a_page(1)), FILES, desk.officer())
    with desk.store.read() as session:
        sheet = session.scalars(select(Page).where(Page.state == "hidden")).one()
    next((desk.store.path.parent / "pages").rglob(sheet.image)).unlink()
    assert desk.scanning.check_waiting() == 2
    assert desk.scanning.page(sheet.id).checked
    assert desk.scanning.page(sheet.id).findings == ()


def test_sheets_in_the_tray_are_looked_at_like_all_pages(desk: Desk) -> None:
    sheet = scanned(a_cover("H99.21.01-261120-9999", 1), a_page(1))
    desk.piles.take(sheet, FILES, desk.officer())
    assert desk.scanning.check_waiting() == 2
    (stack,) = desk.unmatched.stacks()
    assert [page.state for page in desk.unmatched.pages(stack.id)] == ["kept", "kept"]


@pytest.mark.parametrize(
    ("seen", "wanted"),
    [
        (Findings(), (0, 0.0)),
        (Findings(skew=0.3), (0, 0.0)),
        (Findings(skew=-2.345, turn=180), (180, -2.35)),
        (Findings(skew=40.0), (0, 0.0)),
        (Findings(skew=3.0, findings=(Seen("blank", 1.0),), blank=True), (0, 0.0)),
    ],
)
def test_only_what_is_seen_is_set_right(seen: Findings, wanted: tuple[int, float]) -> None:
    turn, skew = put_right(seen)
    assert (turn, skew) == (wanted[0], pytest.approx(wanted[1], abs=0.011))
