"""The ways a pile comes in: what each says of its pages, and of where it was stopped."""

from __future__ import annotations

from desk_app.paper.scanners.port import ScannedImage
from desk_app.services.desk import Desk
from desk_app.services.page_views import PageSource, PaperTarget, PileReport, StackOutcome
from desk_app.services.pile_ways import FolderIntoPaper, FolderPile, PileWay, pile_way
from tests.builders.piles import FILES, a_page, paper, received, scanned

FOLDER = PageSource("hot_folder", device="folder:/in")
GIVEN = PageSource("file", name="chong.pdf", batch="b")


def way_of(desk: Desk, source: PageSource, target: PaperTarget | None = None) -> PileWay:
    return pile_way(desk.store, desk.clock, scanned(a_page(1), a_page(2)), source, target, None)


def test_what_lies_in_a_hot_folder_is_a_pile_or_goes_into_one_paper(desk: Desk) -> None:
    target = paper(desk, received(desk))
    ways = [
        (type(way), way.resumes_first)
        for way in (
            way_of(desk, FILES),
            way_of(desk, FILES, target),
            way_of(desk, FOLDER),
            way_of(desk, FOLDER, target),
        )
    ]
    given = (PileWay, False)
    assert ways == [given, given, (FolderPile, False), (FolderIntoPaper, True)]


def test_pages_of_a_pile_know_that_they_belong_together(desk: Desk) -> None:
    for source, named in ((FILES, False), (GIVEN, True), (FOLDER, True)):
        said = [page[0] for page in way_of(desk, source).pages(lambda _note: None)]
        assert [one.get("place") for one in said] == ([1, 2] if named else [None, None])
        assert len({one.get("batch") for one in said}) == 1


def test_a_pile_given_as_one_says_where_it_was_stopped(desk: Desk) -> None:
    filed = PileReport((StackOutcome("H1", 2, 3, None, None),), 3, None, 1)
    in_tray = PileReport((StackOutcome(None, None, 3, "s", "no_cover"),), 3, None, 0)
    way = way_of(desk, GIVEN)
    assert way.early(way.left(ScannedImage(b"", ""), 1))
    assert [note.key for note in way.where_stopped(filed)] == ["scanning.pile_stopped_in"]
    assert [note.key for note in way.where_stopped(in_tray)] == ["scanning.pile_stopped"]
    assert way_of(desk, FILES).where_stopped(filed) == []
    assert way_of(desk, FOLDER).where_stopped(filed) == []
