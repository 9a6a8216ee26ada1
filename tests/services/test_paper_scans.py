"""Pages and copies as ``show`` says them."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from desk_app.models.tables import ArchiveFile
from desk_app.services.desk import Desk
from desk_app.services.page_views import PageChange, PaperTarget
from desk_app.services.paper_scans import NO_SCANS, PaperScans, scans_of
from tests.builders.piles import FILES, a_page, paper, received, scanned


@pytest.fixture
def target(desk: Desk) -> PaperTarget:
    found = paper(desk, received(desk))
    for image in scanned(a_page(1), a_page(2)):
        desk.scanning.add(found, image, FILES, desk.officer())
    return found


def scans(desk: Desk, target: PaperTarget) -> PaperScans:
    with desk.store.read() as session:
        return scans_of(session, target.dossier_id).get(target.number, NO_SCANS)


def made(desk: Desk, target: PaperTarget) -> None:
    desk.scanning.finish(target.dossier_id, desk.officer(), reason="x")
    desk.archiving.run(read_text=False)


def uploaded(desk: Desk) -> None:
    with desk.store.write() as session:
        session.execute(update(ArchiveFile).values(state="uploaded"))


def test_only_kept_pages_count(desk: Desk, target: PaperTarget) -> None:
    first, second = desk.scanning.pages(target)
    desk.scanning.change([PageChange(first.id, state="hidden")], desk.officer())
    shown = scans(desk, target)
    assert [page.as_json() for page in shown.pages] == [
        {"sha256": second.sha256, "size": second.size, "state": "waiting"}
    ]
    assert shown.file is None


def test_a_page_is_uploaded_with_the_copy_it_is_in(desk: Desk, target: PaperTarget) -> None:
    made(desk, target)
    shown = scans(desk, target)
    assert shown.file is not None
    assert (shown.file.state, shown.file.version, shown.file.has_text) == ("made", 1, False)
    uploaded(desk)
    desk.scanning.add(target, scanned(a_page(3))[0], FILES, desk.officer())
    assert [page.state for page in scans(desk, target).pages] == [
        "uploaded",
        "uploaded",
        "waiting",
    ]


def test_a_wanted_copy_has_no_hash_yet(desk: Desk, target: PaperTarget) -> None:
    desk.scanning.finish(target.dossier_id, desk.officer(), reason="x")
    shown = scans(desk, target).file
    assert shown is not None
    assert (shown.state, shown.sha256, shown.size) == ("wanted", None, 0)
