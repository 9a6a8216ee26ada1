"""The text of pages: what was read is kept, what cannot be read costs nothing else."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from desk_app.models.tables import Page
from desk_app.paper.page_text import TextReader
from desk_app.services.desk import Desk
from desk_app.services.page_texts import KeptPage, PageTexts, pages_of_paper
from desk_app.services.page_views import PageChange, PaperTarget, never_stopped, no_progress
from desk_app.wording import message
from tests.builders.piles import FILES, a_page, paper, received, scanned
from tests.fakes.text_readers import ReaderOf, ReaderThatFails

WHAT = message("scanning.progress.done")


def nothing_else() -> None:
    """Nothing is more urgent."""


@pytest.fixture
def target(desk: Desk) -> PaperTarget:
    found = paper(desk, received(desk))
    for image in scanned(a_page(1), a_page(2)):
        desk.scanning.add(found, image, FILES, desk.officer())
    return found


def pages(desk: Desk, target: PaperTarget) -> list[KeptPage]:
    with desk.store.read() as session:
        return pages_of_paper(session, target)


def texts(desk: Desk, reader: TextReader) -> PageTexts:
    return PageTexts(desk.store, desk.page_keeper, lambda: reader)


def states(desk: Desk) -> list[str]:
    with desk.store.read() as session:
        return list(session.scalars(select(Page.text_state).order_by(Page.seq)))


def test_pages_are_read_once_and_their_words_kept(desk: Desk, target: PaperTarget) -> None:
    reader = ReaderOf()
    reading = texts(desk, reader)
    for _ in range(2):
        assert reading.read(pages(desk, target), WHAT, no_progress, never_stopped, nothing_else)
    assert (reader.pages, states(desk)) == (2, ["done", "done"])
    first = pages(desk, target)[0]
    assert [word.text for word in reading.words(first.id)] == ["Giấy", "khai", "sinh"]
    reading.close()
    assert reader.closed


def test_a_page_that_cannot_be_read_is_marked_and_the_next_one_read(
    desk: Desk, target: PaperTarget
) -> None:
    reader = ReaderThatFails()
    assert texts(desk, reader).read(
        pages(desk, target), WHAT, no_progress, never_stopped, nothing_else
    )
    assert (reader.pages, states(desk)) == (2, ["failed", "failed"])


def test_a_page_read_upside_down_is_turned_with_its_words(desk: Desk, target: PaperTarget) -> None:
    before = desk.scanning.pages(target)
    reader = ReaderOf(turned=180)
    texts(desk, reader).read(pages(desk, target), WHAT, no_progress, never_stopped, nothing_else)
    first, second = desk.scanning.pages(target)
    assert (first.turn, second.turn) == (180, 0)
    assert first.sha256 != before[0].sha256
    assert states(desk) == ["done", "done"]
    desk.scanning.change([PageChange(first.id, turn=0)], desk.officer())
    assert desk.scanning.pages(target)[0].sha256 == before[0].sha256
    assert states(desk) == ["waiting", "done"]


def test_a_page_that_changed_meanwhile_is_read_again(desk: Desk, target: PaperTarget) -> None:
    stale = pages(desk, target)
    desk.scanning.change([PageChange(stale[0].id, turn=90)], desk.officer())
    reading = texts(desk, ReaderOf())
    reading.read(stale, WHAT, no_progress, never_stopped, nothing_else)
    assert states(desk) == ["waiting", "done"]
    reading.read(pages(desk, target), WHAT, no_progress, never_stopped, nothing_else)
    assert states(desk) == ["done", "done"]


def test_reading_can_be_stopped(desk: Desk, target: PaperTarget) -> None:
    reader = ReaderOf()
    stopped = iter([False, True])
    wanted = pages(desk, target)
    assert not texts(desk, reader).read(
        wanted, WHAT, no_progress, lambda: next(stopped), nothing_else
    )
    assert states(desk) == ["done", "waiting"]
