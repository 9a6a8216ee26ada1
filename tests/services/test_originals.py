"""Originals stay until the dossier is closed and its copies are at the centre."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from desk_app.models.tables import ArchiveFile, Dossier
from desk_app.services import originals
from desk_app.services.desk import Desk
from desk_app.services.page_views import PageChange, PaperTarget, never_stopped
from tests.builders.piles import FILES, a_page, paper, received, scanned


@pytest.fixture
def target(desk: Desk) -> PaperTarget:
    """A paper with a plain page and a turned one, copied."""
    found = paper(desk, received(desk))
    for image in scanned(a_page(1), a_page(2)):
        desk.scanning.add(found, image, FILES, desk.officer())
    _, turned = desk.scanning.pages(found)
    desk.scanning.change([PageChange(turned.id, turn=180)], desk.officer())
    desk.scanning.finish(found.dossier_id, desk.officer(), reason="x")
    desk.archiving.run(read_text=False)
    return found


def set_states(desk: Desk, dossier: str, copy: str) -> None:
    with desk.store.write() as session:
        session.execute(update(Dossier).values(state=dossier))
        session.execute(update(ArchiveFile).values(state=copy))


def let_go(desk: Desk) -> int:
    return originals.let_go(desk.store, desk.page_keeper, never_stopped)


@pytest.mark.parametrize(
    ("dossier", "copy"),
    [("received", "uploaded"), ("processing", "uploaded"), ("returned", "announced")],
)
def test_an_original_stays_as_long_as_somebody_may_need_it(
    desk: Desk, target: PaperTarget, dossier: str, copy: str
) -> None:
    set_states(desk, dossier, copy)
    assert let_go(desk) == 0
    page = desk.scanning.pages(target)[1]
    desk.scanning.change([PageChange(page.id, turn=0)], desk.officer())
    assert desk.scanning.image(page.id) == a_page(2)


def test_then_it_goes_and_the_image_in_the_copy_stays(desk: Desk, target: PaperTarget) -> None:
    images = [desk.scanning.image(page.id) for page in desk.scanning.pages(target)]
    files = set(desk.scan_store.names())
    set_states(desk, "returned", "uploaded")
    assert let_go(desk) == 1
    assert len(files - set(desk.scan_store.names())) == 1
    assert [desk.scanning.image(page.id) for page in desk.scanning.pages(target)] == images
    assert desk.scanning.unclaimed() == ()
    assert let_go(desk) == 0


def test_what_was_made_of_an_original_and_put_aside_goes_at_once(
    desk: Desk, target: PaperTarget
) -> None:
    plain, turned = desk.scanning.pages(target)
    for page in (plain, turned):
        undo = desk.scanning.change([PageChange(page.id, turn=90)], desk.officer())
        desk.scanning.change(undo, desk.officer())
    named = {desk.scanning.page(page.id).sha256 for page in (plain, turned)}
    before = set(desk.scan_store.names())
    # Of the turned page its first image, and of each the one that was undone.
    assert originals.let_go_put_aside(desk.store, desk.page_keeper, never_stopped) == 3
    assert len(before) - len(set(desk.scan_store.names())) == 3
    assert desk.scanning.unclaimed() == ()
    assert {desk.scanning.page(page.id).sha256 for page in (plain, turned)} == named
    assert desk.scanning.image(plain.id) == a_page(1)
    assert desk.scanning.image(turned.id)
    assert desk.archiving.newest(target) is not None
    assert originals.let_go_put_aside(desk.store, desk.page_keeper, never_stopped) == 0
