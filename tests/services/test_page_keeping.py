"""The one door for images: file first, row after; files that no row names are listed."""

from __future__ import annotations

import pytest
from sqlalchemy import select, update

from desk_app.errors import Refusal
from desk_app.models.tables import Page
from desk_app.services.desk import Desk
from desk_app.services.page_acts import Home
from desk_app.services.page_keeping import close_ranks, last_position, source_of
from desk_app.services.page_views import PageSource, PaperTarget
from tests.builders.piles import FILES, a_page, paper, received, scanned


@pytest.fixture
def target(desk: Desk) -> PaperTarget:
    found = paper(desk, received(desk))
    for image in scanned(a_page(1), a_page(2), a_page(3)):
        desk.scanning.add(found, image, FILES, desk.officer())
    return found


def test_an_image_without_a_row_is_unclaimed_until_it_has_one(
    desk: Desk, target: PaperTarget
) -> None:
    keeper = desk.page_keeper
    image = keeper.take_in(scanned(a_page(4))[0])
    assert image.kept is not None
    assert keeper.unclaimed() == (image.kept.name,)
    with desk.store.write() as session:
        keeper.insert(session, Home.of(target), image, FILES.as_json(), None)
    assert keeper.unclaimed() == ()
    assert keeper.read(image.kept.name) == a_page(4)


def test_files_that_were_begun_are_listed_too(desk: Desk, target: PaperTarget) -> None:
    folder = desk.store.path.parent / "pages"
    (folder / f"{'0' * 32}.part").write_bytes(b"half")
    assert desk.scanning.unclaimed() == (f"{'0' * 32}.part",)


def test_a_file_nobody_names_cannot_be_read(desk: Desk, target: PaperTarget) -> None:
    with pytest.raises(Refusal, match="scanning.unknown_page"):
        desk.page_keeper.read("0" * 64)


def test_remade_without_turn_and_skew_is_the_original(desk: Desk, target: PaperTarget) -> None:
    page = desk.scanning.pages(target)[0]
    before = set(desk.scan_store.names())
    same = desk.page_keeper.remade(page.id, 0, 0.0)
    assert (same.kept, same.width, same.height) == (None, page.width, page.height)
    assert set(desk.scan_store.names()) == before
    other = desk.page_keeper.remade(page.id, 270, 0.0)
    assert (other.width, other.height) == (page.height, page.width)


def test_the_original_can_be_read_beside_the_image_that_counts(
    desk: Desk, target: PaperTarget
) -> None:
    from desk_app.services.page_views import PageChange

    page = desk.scanning.pages(target)[0]
    desk.scanning.change([PageChange(page.id, turn=180)], desk.officer())
    assert desk.page_keeper.image(page.id) != a_page(1)
    assert desk.page_keeper.image(page.id, original=True) == a_page(1)


def test_ranks_are_closed_without_changing_the_order(desk: Desk, target: PaperTarget) -> None:
    home = Home.of(target)
    with desk.store.write() as session:
        session.execute(update(Page).values(position=Page.position * 3))
        assert last_position(session, home) == 9
        close_ranks(session, home)
        order = session.scalars(select(Page.position).order_by(Page.seq)).all()
    assert list(order) == [1, 2, 3]


def test_what_a_newer_program_says_of_a_source_is_passed_over() -> None:
    said = {"way": "escl", "device": "x", "beam": "laser"}
    assert source_of(said) == PageSource("escl", "x")
