"""What is not at the centre yet, in numbers."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from desk_app.models.tables import ArchiveFile
from desk_app.services.archive_queue import FilesWaiting, files_waiting
from desk_app.services.desk import Desk
from desk_app.services.page_views import PaperTarget
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


def waiting(desk: Desk) -> FilesWaiting:
    with desk.store.read() as session:
        return files_waiting(session)


def uploaded(desk: Desk) -> None:
    with desk.store.write() as session:
        session.execute(update(ArchiveFile).values(state="uploaded"))


def test_what_waits_is_counted_until_it_is_uploaded(desk: Desk, target: PaperTarget) -> None:
    assert waiting(desk) == FilesWaiting()
    pages = desk.scanning.pages(target)
    desk.scanning.finish(target.dossier_id, desk.officer(), reason="x")
    assert waiting(desk) == FilesWaiting(1, 2, sum(page.size for page in pages))
    desk.archiving.run(read_text=False)
    file = scans(desk, target).file
    assert file is not None
    assert waiting(desk) == FilesWaiting(1, 2, file.size)
    with desk.store.write() as session:
        session.execute(update(ArchiveFile).values(state="announced", sent=1000))
    queue = desk.outbox.queue()
    assert (queue.files_waiting, queue.pages_waiting) == (1, 2)
    assert queue.bytes_waiting == file.size - 1000
    uploaded(desk)
    assert waiting(desk) == FilesWaiting()
