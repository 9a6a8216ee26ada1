"""Archive copies: made from the kept pages as they stand, told to the centre in the same commit."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import select

from desk_app.clock import TickingClock
from desk_app.events import ArchiveChanged, OutboxChanged, PagesChanged
from desk_app.models.tables import ArchiveFile, OutboxEntry, Page, StoredFile
from desk_app.paper.page_text import PageText, TextReader
from desk_app.paper.pdf_archive import page_images
from desk_app.paper.scanners.port import ScannedImage
from desk_app.services.archiving import Archiving
from desk_app.services.desk import Desk
from desk_app.services.page_views import ArchiveReport, PageChange, PageSource, PaperTarget
from desk_app.sync.protocol import PaperDigitisedV1
from desk_app.wording import Message
from tests.builders.pdf_reading import page_texts
from tests.builders.piles import FILES, a_damaged_cover, a_page, paper, received, scanned
from tests.fakes.text_readers import ReaderOf


@pytest.fixture
def target(desk: Desk) -> PaperTarget:
    found = paper(desk, received(desk))
    for image in scanned(a_page(1), a_page(2)):
        desk.scanning.add(found, image, FILES, desk.officer())
    return found


def archiving(desk: Desk, reader: TextReader | None = None) -> Archiving:
    return Archiving(
        desk.store, desk.clock, desk.bus, desk.page_keeper, lambda: reader or ReaderOf()
    )


def finish(desk: Desk, target: PaperTarget) -> None:
    desk.scanning.finish(target.dossier_id, desk.officer(), reason="bổ sung sau")


def copies(desk: Desk) -> list[ArchiveFile]:
    with desk.store.read() as session:
        return list(session.scalars(select(ArchiveFile).order_by(ArchiveFile.version)))


def pdf_of(desk: Desk, copy: ArchiveFile) -> bytes:
    with desk.store.read() as session:
        file = session.get_one(StoredFile, copy.file)
    return desk.scan_store.read(file.name, file.key)


def entries(desk: Desk) -> list[PaperDigitisedV1]:
    with desk.store.read() as session:
        rows = session.scalars(
            select(OutboxEntry)
            .where(OutboxEntry.kind == "paper.digitised")
            .order_by(OutboxEntry.position)
        )
        return [PaperDigitisedV1.model_validate(json.loads(row.payload)) for row in rows]


def test_a_copy_holds_the_pages_byte_for_byte_and_is_told_to_the_centre(
    desk: Desk, target: PaperTarget
) -> None:
    told: list[object] = []
    desk.bus.subscribe(ArchiveChanged, told.append)
    desk.bus.subscribe(OutboxChanged, told.append)
    finish(desk, target)
    reader = ReaderOf()
    report = archiving(desk, reader).run()
    (copy,) = copies(desk)
    pdf = pdf_of(desk, copy)
    assert report == ArchiveReport(1, 1, 0, 0, len(pdf))
    images = [desk.scanning.image(page.id) for page in desk.scanning.pages(target)]
    assert page_images(pdf) == images
    assert "Giấy khai sinh" in " ".join(page_texts(pdf))
    (said,) = entries(desk)
    assert (said.sha256, said.size) == (hashlib.sha256(pdf).hexdigest(), len(pdf))
    assert [page.sha256 for page in said.pages] == [
        hashlib.sha256(image).hexdigest() for image in images
    ]
    assert (said.file_id, said.version, said.has_text) == (copy.id, 1, True)
    assert said.file_name == copy.file_name == f"{said.code}_20261120_GT01-V1.pdf"
    assert (copy.state, desk.archiving.waiting()) == ("made", 0)
    line = desk.scanning.checklist(target.dossier_id).paper(1)
    assert line is not None
    assert (line.digitised, line.file_state) == ("scanned", "made")
    assert told[-2:] == [OutboxChanged(), ArchiveChanged(target.dossier_id, 0)]
    assert (reader.pages, reader.closed) == (2, True)
    actions = [line.action for line in desk.journal.of_dossier(target.dossier_id)]
    assert actions[-1] == "paper.digitised"


def test_without_text_no_reader_is_started(desk: Desk, target: PaperTarget) -> None:
    finish(desk, target)
    reader = ReaderOf()
    report = archiving(desk, reader).run(read_text=False)
    assert (report.made, report.with_text, reader.pages) == (1, 0, 0)
    assert not copies(desk)[0].has_text
    assert not any(page_texts(pdf_of(desk, copies(desk)[0])))


def test_hidden_and_removed_pages_stay_out(desk: Desk, target: PaperTarget) -> None:
    first, second = desk.scanning.pages(target)
    desk.scanning.change([PageChange(first.id, state="removed")], desk.officer())
    finish(desk, target)
    archiving(desk).run()
    assert page_images(pdf_of(desk, copies(desk)[0])) == [desk.scanning.image(second.id)]


def test_pages_that_change_call_for_the_next_version(desk: Desk, target: PaperTarget) -> None:
    finish(desk, target)
    archiving(desk).run()
    assert desk.scanning.finish(target.dossier_id, desk.officer(), reason="x").wanted == ()
    first, second = desk.scanning.pages(target)
    desk.scanning.change([PageChange(second.id, position=1)], desk.officer())
    line = desk.scanning.checklist(target.dossier_id).paper(1)
    assert line is not None
    assert line.file_state == "outdated"
    finish(desk, target)
    archiving(desk).run()
    assert [(copy.version, copy.state) for copy in copies(desk)] == [(1, "made"), (2, "made")]
    assert [said.version for said in entries(desk)] == [1, 2]


def test_a_paper_that_lost_its_pages_gets_no_copy(desk: Desk, target: PaperTarget) -> None:
    finish(desk, target)
    pages = desk.scanning.pages(target)
    desk.scanning.change([PageChange(p.id, state="removed") for p in pages], desk.officer())
    assert archiving(desk).run() == ArchiveReport()
    assert [copy.state for copy in copies(desk)] == ["replaced"]
    assert entries(desk) == []


def test_a_copy_nobody_wants_any_more_while_it_is_made_is_left(desk: Desk) -> None:
    code = received(desk)
    found = paper(desk, code)
    desk.piles.take(scanned(a_damaged_cover(code, 1), a_page(1)), FILES, desk.officer())
    (stack,) = desk.unmatched.stacks()
    desk.unmatched.file(stack.id, found, desk.officer())
    finish(desk, found)
    back: list[bool] = []

    class Reader(ReaderOf):
        def read_page(self, jpeg: bytes, dpi: int):  # type: ignore[no-untyped-def]
            if not back:
                back.append(True)
                desk.unmatched.put_back(stack.id, desk.officer())
                desk.unmatched.file(stack.id, found, desk.officer())
            return super().read_page(jpeg, dpi)

    report = archiving(desk, Reader()).run()
    assert (report.made, report.failed, report.waiting) == (0, 0, 1)
    assert [copy.state for copy in copies(desk)] == ["wanted"]
    assert desk.scanning.unclaimed() == ()


def test_pages_changed_while_the_copy_is_made_are_copied_as_they_are_now(
    desk: Desk, target: PaperTarget
) -> None:
    finish(desk, target)
    changed: list[bool] = []

    class Reader(ReaderOf):
        def read_page(self, jpeg: bytes, dpi: int):  # type: ignore[no-untyped-def]
            if not changed:
                changed.append(True)
                last = desk.scanning.pages(target)[-1]
                desk.scanning.change([PageChange(last.id, turn=180)], desk.officer())
            return super().read_page(jpeg, dpi)

    report = archiving(desk, Reader()).run()
    assert (report.made, report.waiting) == (1, 0)
    images = [desk.scanning.image(page.id) for page in desk.scanning.pages(target)]
    pdf = pdf_of(desk, copies(desk)[0])
    assert page_images(pdf) == images
    assert all("Giấy khai sinh" in text for text in page_texts(pdf))
    assert desk.scanning.unclaimed() == ()


def test_a_damaged_page_keeps_the_copy_waiting_and_is_tried_later(
    desk: Desk, target: PaperTarget
) -> None:
    clock = desk.clock
    assert isinstance(clock, TickingClock)
    finish(desk, target)
    with desk.store.read() as session:
        name = session.scalar(select(Page.image).where(Page.position == 2)) or ""
    path = next((desk.store.path.parent / "pages").rglob(name))
    whole = path.read_bytes()
    path.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    report = archiving(desk).run()
    assert (report.made, report.failed, report.waiting) == (0, 1, 1)
    (copy,) = copies(desk)
    assert (copy.state, copy.attempts, copy.last_error) == ("wanted", 1, "store.page_damaged")
    path.write_bytes(whole)
    assert archiving(desk).run().made == 0  # not due yet
    clock.advance(timedelta(minutes=2))
    assert archiving(desk).run().made == 1


def test_a_copy_put_back_while_the_clock_was_wrong_does_not_wait_for_years(
    desk: Desk, target: PaperTarget
) -> None:
    finish(desk, target)
    with desk.store.write() as session:
        copy = session.scalars(select(ArchiveFile)).one()
        copy.next_try_at = desk.clock.now() + timedelta(days=3650)
    assert archiving(desk).run().made == 1


def test_what_was_read_before_a_crash_is_not_read_again(desk: Desk, target: PaperTarget) -> None:
    class Died(BaseException):
        """Nobody catches it."""

    class Dies(ReaderOf):
        def read_page(self, jpeg: bytes, dpi: int):  # type: ignore[no-untyped-def]
            if self.pages:
                raise Died
            return super().read_page(jpeg, dpi)

    finish(desk, target)
    with pytest.raises(Died):
        archiving(desk, Dies()).run()
    assert copies(desk)[0].state == "wanted"
    reader = ReaderOf()
    archiving(desk, reader).run()
    assert reader.pages == 1
    assert len(entries(desk)) == 1


def test_a_page_that_comes_while_text_is_read_is_judged_before_the_next_one_is_read(
    desk: Desk, target: PaperTarget
) -> None:
    """The citizen is still there, and 150 pages of somebody else's are being read."""
    fresh = paper(desk, received(desk))

    class Interrupted(ReaderOf):
        judged: bool | None = None

        def read_page(self, jpeg: bytes, dpi: int) -> PageText:
            if not self.pages:
                [image] = scanned(a_page(3))
                desk.scanning.add(fresh, image, FILES, desk.officer())
            elif self.judged is None:
                [card] = desk.scanning.pages(fresh)
                self.judged = card.checked
            return super().read_page(jpeg, dpi)

    finish(desk, target)
    reader = Interrupted()
    archiving(desk, reader).run()
    assert reader.judged is True


def test_a_run_that_is_stopped_goes_on_another_time(desk: Desk, target: PaperTarget) -> None:
    finish(desk, target)
    assert archiving(desk).run(stopped=lambda: True).waiting == 1
    seen: list[tuple[int, int | None, Message]] = []
    archiving(desk).run(lambda *said: seen.append(said))
    assert seen[-1][:2] == (1, 1)
    assert {said[2].key for said in seen} == {
        "scanning.progress.check",
        "scanning.progress.archive",
        "scanning.progress.text",
        "scanning.progress.done",
    }


LIST = [a_page(number) for number in range(5)]


def read_list(desk: Desk, target: PaperTarget, pages: int) -> None:
    """Reads a list of five pages, and is stopped after some of them."""
    count = iter(range(1, len(LIST) + 1))
    source = PageSource("file", name="dai.pdf", batch="a list")
    desk.scanning.add_many(
        target,
        scanned(*LIST),
        source,
        desk.officer(),
        stopped=lambda: next(count) == pages < len(LIST),
    )


def test_no_copy_is_made_of_a_paper_that_was_cut_short(desk: Desk, target: PaperTarget) -> None:
    finish(desk, target)
    read_list(desk, target, 2)
    assert archiving(desk).run().made == 0
    assert [copy.state for copy in copies(desk)] == ["wanted"]
    read_list(desk, target, len(LIST))
    assert archiving(desk).run().made == 1
    assert len(copies(desk)[0].pages) == 2 + len(LIST)


def test_no_copy_is_made_while_pages_come(desk: Desk, target: PaperTarget) -> None:
    finish(desk, target)

    def pages() -> Iterator[ScannedImage]:
        for image in scanned(a_page(7), a_page(8)):
            yield image
            assert archiving(desk).run().made == 0

    desk.scanning.add_many(target, pages(), FILES, desk.officer())
    assert archiving(desk).run().made == 1


def test_what_was_begun_before_pages_came_is_not_finished(desk: Desk, target: PaperTarget) -> None:
    finish(desk, target)

    class Reader(ReaderOf):
        def read_page(self, jpeg: bytes, dpi: int):  # type: ignore[no-untyped-def]
            read_list(desk, target, 1)
            return super().read_page(jpeg, dpi)

    assert archiving(desk, Reader()).run().made == 0
    assert [copy.state for copy in copies(desk)] == ["wanted"]
    assert desk.scanning.unclaimed() == ()


def test_when_reading_is_over_whoever_makes_copies_hears_of_it(
    desk: Desk, target: PaperTarget
) -> None:
    finish(desk, target)
    made: list[int] = []
    desk.bus.subscribe(PagesChanged, lambda _: made.append(archiving(desk).run().made))
    read_list(desk, target, 1)
    assert sum(made) == 0
    desk.scanning.take_as_whole(target, desk.officer())
    assert sum(made) == 1
