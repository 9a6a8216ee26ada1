"""Changes in the database touch the pages they name, and their neighbours only by their places."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import event

from desk_app.services.page_acts import Home
from desk_app.services.page_changes import apply_changes
from desk_app.services.page_views import PageChange, PaperTarget
from tests.builders.desks import a_training_desk
from tests.builders.piles import FILES, a_page, paper, received, scanned


def test_homes_and_the_way_back_are_told_and_no_thumbnail_is_loaded(tmp_path: Path) -> None:
    with a_training_desk(tmp_path) as desk:
        target = paper(desk, received(desk))
        other = PaperTarget(target.dossier_id, 3)
        pages = [
            desk.scanning.add(target, image, FILES, desk.officer())
            for image in scanned(a_page(1), a_page(2), a_page(3))
        ]
        sent: list[str] = []
        event.listen(desk.store.engine, "before_cursor_execute", lambda *said: sent.append(said[2]))
        with desk.store.write() as session:
            homes, back = apply_changes(session, [PageChange(pages[0].id, target=other)])
        assert sent
        assert not [statement for statement in sent if "thumbnail" in statement]
        assert homes == {Home.of(target), Home.of(other)}
        assert back == (PageChange(pages[0].id, target=target, position=1),)
        assert [page.position for page in desk.scanning.pages(target)] == [1, 2]
        with desk.store.write() as session:
            apply_changes(session, back)
        assert list(desk.scanning.pages(target)) == pages
