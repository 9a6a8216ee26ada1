"""Pages are found by what is written on them, with or without diacritics."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from desk_app.services.archiving import Archiving
from desk_app.services.desk import Desk
from desk_app.services.page_search import snippet
from desk_app.services.page_views import PageChange
from tests.builders.desks import a_training_desk
from tests.builders.piles import FILES, a_page, paper, received, scanned
from tests.fakes.text_readers import ReaderOf

TEXT = "Ủy ban nhân dân phường Bến Xuân\nGIẤY CHỨNG SINH số 25/2026"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with a_training_desk(tmp_path) as made:
        target = paper(made, received(made))
        made.scanning.add(target, scanned(a_page(1))[0], FILES, made.officer())
        made.scanning.finish(target.dossier_id, made.officer(), reason="x")
        reader = ReaderOf(TEXT)
        Archiving(made.store, made.clock, made.bus, made.page_keeper, lambda: reader).run()
        yield made


@pytest.mark.parametrize("text", ["chứng sinh", "chung sinh", "CHUNG", "ben xuan giay", "25 2026"])
def test_every_word_begins_a_word_of_the_page(desk: Desk, text: str) -> None:
    (hit,) = desk.page_search.find(text)
    target = paper(desk, hit.code)
    assert desk.scanning.page(hit.page_id).paper_number == hit.paper_number == target.number
    assert (hit.dossier_id, hit.position) == (target.dossier_id, 1)
    assert hit.paper_name.startswith("Tờ khai")


@pytest.mark.parametrize("text", ["khai tử", "sinh nhật", "", "???", '" OR *'])
def test_nothing_is_found_where_a_word_is_missing(desk: Desk, text: str) -> None:
    assert desk.page_search.find(text) == ()


def test_a_removed_page_is_not_found_and_a_turned_one_must_be_read_again(desk: Desk) -> None:
    (hit,) = desk.page_search.find("chung sinh")
    back = desk.scanning.change([PageChange(hit.page_id, state="removed")], desk.officer())
    assert desk.page_search.find("chung sinh") == ()
    desk.scanning.change(back, desk.officer())
    assert desk.page_search.find("chung sinh") == (hit,)
    desk.scanning.change([PageChange(hit.page_id, turn=90)], desk.officer())
    assert desk.page_search.find("chung sinh") == ()


def test_a_page_is_numbered_as_the_screen_numbers_it(desk: Desk) -> None:
    """Pages that were taken out or hidden before it do not count."""
    (hit,) = desk.page_search.find("chung sinh")
    target = paper(desk, hit.code)
    added = [
        desk.scanning.add(target, one, FILES, desk.officer())
        for one in scanned(a_page(2), a_page(3))
    ]
    desk.scanning.change([PageChange(added[0].id, state="removed")], desk.officer())
    desk.scanning.finish(target.dossier_id, desk.officer(), reason="x")
    reader = ReaderOf("giấy ra viện")
    Archiving(desk.store, desk.clock, desk.bus, desk.page_keeper, lambda: reader).run()
    (found,) = desk.page_search.find("ra vien")
    assert (found.page_id, found.position) == (added[1].id, 2)


def test_pages_that_wait_to_be_read_are_counted(desk: Desk) -> None:
    assert desk.page_search.unread() == 0
    target = paper(desk, received(desk))
    for image in scanned(a_page(2), a_page(3)):
        page = desk.scanning.add(target, image, FILES, desk.officer())
    desk.scanning.change([PageChange(page.id, state="removed")], desk.officer())
    assert desk.page_search.unread() == 1


def test_the_text_around_what_was_found_is_shown() -> None:
    text = "ủy ban " * 40 + "giấy chứng sinh số 7 " + "ủy ban " * 40
    shown = snippet(text, ["uy", "chung", "sinh"])
    assert "giấy chứng sinh số 7" in shown
    assert shown.startswith("…")
    assert shown.endswith("…")
    assert snippet("chứng sinh", ["chung"]) == "chứng sinh"
    assert snippet("", ["chung"]) == ""
