"""Scanning into a paper: durable before seen, refused where it must be, every act undoable."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image
from sqlalchemy import text

from desk_app.errors import EnvironmentFault, Refusal
from desk_app.events import PagesChanged
from desk_app.paper.scanners.port import ScannedImage
from desk_app.services.desk import Desk
from desk_app.services.page_views import PageCard, PageChange, PaperTarget
from tests.builders.piles import FILES, a_blank_page, a_page, paper, received, scanned


@pytest.fixture
def target(desk: Desk) -> PaperTarget:
    return paper(desk, received(desk))


def added(desk: Desk, target: PaperTarget, *numbers: int) -> list[PageCard]:
    return [
        desk.scanning.add(target, image, FILES, desk.officer())
        for image in scanned(*(a_page(number) for number in numbers))
    ]


def stand(desk: Desk, target: PaperTarget) -> list[tuple[str, str, int, float, str]]:
    return [
        (page.id, page.state, page.turn, page.skew, page.sha256)
        for page in desk.scanning.pages(target)
    ]


def test_a_page_is_on_the_disk_and_in_the_database_when_it_is_shown(
    desk: Desk, target: PaperTarget
) -> None:
    seen: list[int] = []
    desk.bus.subscribe(PagesChanged, lambda _: seen.append(len(desk.scanning.pages(target))))
    (page,) = added(desk, target, 1)
    assert seen == [1]
    assert desk.scanning.image(page.id) == a_page(1)
    assert desk.scanning.page(page.id) == page
    assert (page.position, page.state, page.checked, page.colour) == (1, "kept", False, "grey")
    with Image.open(io.BytesIO(desk.scanning.thumbnail(page.id))) as small:
        assert small.width == 200
    assert desk.scanning.unclaimed() == ()


def test_nothing_readable_of_a_page_lies_on_the_disk(
    desk: Desk, target: PaperTarget, tmp_path: Path
) -> None:
    added(desk, target, 1)
    piece = a_page(1)[-400:-100]
    written = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert any("pages" in path.parts for path in written)
    assert not [path for path in written if piece in path.read_bytes()]


def test_a_crash_between_disk_and_database_leaves_a_file_that_is_listed(
    desk: Desk, target: PaperTarget
) -> None:
    with desk.store.write() as session:
        session.execute(
            text(
                "CREATE TRIGGER no_page BEFORE INSERT ON page BEGIN SELECT RAISE(ABORT, 'no'); END"
            )
        )
    with pytest.raises(Exception, match="no"):
        added(desk, target, 1)
    assert desk.scanning.pages(target) == ()
    (left,) = desk.scanning.unclaimed()
    assert left in set(desk.scan_store.names())


def test_a_full_disk_leaves_no_page(desk: Desk, target: PaperTarget) -> None:
    (desk.store.path.parent / "pages").write_bytes(b"in the way")
    with pytest.raises(EnvironmentFault):
        added(desk, target, 1)
    assert desk.scanning.pages(target) == ()


@pytest.mark.parametrize("number", [7, 8])
def test_papers_only_presented_are_refused_with_the_reason(desk: Desk, number: int) -> None:
    code = received(desk)
    with pytest.raises(Refusal) as caught:
        added(desk, paper(desk, code, number), 1)
    assert caught.value.key == "scanning.not_to_be_scanned"
    assert "xuất trình" in caught.value.meaning("vi")
    assert desk.scanning.unclaimed() == ()


def test_a_paper_that_is_not_there_and_what_is_no_picture_are_refused(
    desk: Desk, target: PaperTarget
) -> None:
    with pytest.raises(Refusal, match="scanning.unknown_paper"):
        added(desk, PaperTarget(target.dossier_id, 99), 1)
    with pytest.raises(Refusal, match="page_files"):
        desk.scanning.add(target, ScannedImage(b"no picture", ""), FILES, desk.officer())
    assert desk.scanning.pages(target) == ()


def test_pages_go_in_front_of_others_and_take_their_place(desk: Desk, target: PaperTarget) -> None:
    first, second = added(desk, target, 1, 2)
    (image,) = scanned(a_page(3))
    before = desk.scanning.add(target, image, FILES, desk.officer(), before=second.id)
    (again,) = scanned(a_page(4))
    instead = desk.scanning.add(target, again, FILES, desk.officer(), instead_of=first.id)
    assert [(page.id, page.state) for page in desk.scanning.pages(target)] == [
        (instead.id, "kept"),
        (first.id, "removed"),
        (before.id, "kept"),
        (second.id, "kept"),
    ]


@pytest.mark.parametrize("state", ["kept", "hidden"])
def test_the_way_back_from_scanning_again_gives_the_old_page_back(
    desk: Desk, target: PaperTarget, state: str
) -> None:
    first, second = added(desk, target, 1, 2)
    desk.scanning.change([PageChange(first.id, state=state)], desk.officer())
    images = scanned(a_page(3), a_page(4))
    report = desk.scanning.add_many(target, images, FILES, desk.officer(), instead_of=first.id)
    again = desk.scanning.change(report.back, desk.officer())
    shown = [(page.id, page.state) for page in desk.scanning.pages(target)]
    assert [one for one in shown if one[1] != "removed"] == [(first.id, state), (second.id, "kept")]
    desk.scanning.change(again, desk.officer())
    kept = [page.id for page in desk.scanning.pages(target) if page.state == "kept"]
    assert kept == [*(page.id for page in report.pages), second.id]


def test_pages_scanned_again_come_one_behind_the_other_where_the_page_was(
    desk: Desk, target: PaperTarget
) -> None:
    first, second, third = added(desk, target, 1, 2, 3)
    images = scanned(a_page(4), a_page(5), a_page(6))
    report = desk.scanning.add_many(target, images, FILES, desk.officer(), instead_of=second.id)
    new = [page.id for page in report.pages]
    kept = [page.id for page in desk.scanning.pages(target) if page.state == "kept"]
    assert kept == [first.id, *new, third.id]
    assert [page.position for page in report.pages] == [2, 3, 4]


def test_pages_scanned_again_come_in_wherever_the_first_of_them_was_put(
    desk: Desk, target: PaperTarget
) -> None:
    first, second = added(desk, target, 1, 2)
    other = PaperTarget(target.dossier_id, 3)

    def device() -> Iterator[ScannedImage]:
        yield from scanned(a_page(3))
        new = next(page for page in desk.scanning.pages(target) if page.position == 1)
        desk.scanning.change([PageChange(new.id, target=other)], desk.officer())
        yield from scanned(a_page(4))

    report = desk.scanning.add_many(target, device(), FILES, desk.officer(), instead_of=first.id)
    assert report.trouble is None
    kept = [page.id for page in desk.scanning.pages(target) if page.state == "kept"]
    assert kept == [second.id, report.pages[1].id]


def test_a_neighbour_in_another_paper_is_refused(desk: Desk, target: PaperTarget) -> None:
    (page,) = added(desk, target, 1)
    (image,) = scanned(a_page(2))
    other = PaperTarget(target.dossier_id, 3)
    with pytest.raises(Refusal, match="scanning.impossible_change"):
        desk.scanning.add(other, image, FILES, desk.officer(), before=page.id)
    assert desk.scanning.pages(other) == ()


def test_many_pages_stay_when_the_device_fails(desk: Desk, target: PaperTarget) -> None:
    def device() -> Iterator[ScannedImage]:
        yield from scanned(a_page(1), a_page(2))
        raise EnvironmentFault("scanner.jam", pages=2)

    told: list[int] = []
    report = desk.scanning.add_many(
        target, device(), FILES, desk.officer(), progress=lambda done, *_: told.append(done)
    )
    assert len(report.pages) == len(desk.scanning.pages(target)) == 2
    assert isinstance(report.trouble, EnvironmentFault)
    assert told == [1, 2]


def test_blank_sides_are_counted_where_they_are_hidden(desk: Desk, target: PaperTarget) -> None:
    images = scanned(a_page(1), a_blank_page(), a_blank_page())
    assert desk.scanning.add_many(target, images, FILES, desk.officer()).blank == 2


def test_a_person_can_stop_the_device(desk: Desk, target: PaperTarget) -> None:
    report = desk.scanning.add_many(
        target,
        iter(scanned(*map(a_page, range(5)))),
        FILES,
        desk.officer(),
        stopped=lambda: len(desk.scanning.pages(target)) == 2,
    )
    assert len(report.pages) == 2
    assert report.trouble is None


@pytest.mark.parametrize("data", [b"?", a_page(3)[: len(a_page(3)) // 2]], ids=["none", "cut"])
def test_a_file_nobody_can_read_is_passed_over_where_somebody_is_told(
    desk: Desk, target: PaperTarget, data: bytes
) -> None:
    bad = ScannedImage(data, "", None, "hong.pdf")
    images = [*scanned(a_page(1)), bad, *scanned(a_page(2))]
    told: list[str | None] = []
    report = desk.scanning.add_many(
        target,
        images,
        FILES,
        desk.officer(),
        on_refused=lambda image, refusal: told.append(image.name),
    )
    assert (len(report.pages), told) == (2, ["hong.pdf"])
    assert desk.scanning.add_many(target, images, FILES, desk.officer()).trouble is not None


def test_turning_makes_a_new_image_and_undo_brings_back_the_original(
    desk: Desk, target: PaperTarget
) -> None:
    (page,) = added(desk, target, 1)
    back = desk.scanning.change([PageChange(page.id, turn=90, skew=1.5)], desk.officer())
    turned = desk.scanning.page(page.id)
    assert (turned.width, turned.height) == (page.height, page.width)
    assert (turned.turn, turned.skew) == (90, 1.5)
    assert turned.sha256 != page.sha256
    again = desk.scanning.change(back, desk.officer())
    assert desk.scanning.page(page.id) == page
    assert desk.scanning.image(page.id) == a_page(1)
    desk.scanning.change(again, desk.officer())
    assert desk.scanning.page(page.id) == turned


def test_pages_move_to_another_paper_and_come_back(desk: Desk, target: PaperTarget) -> None:
    pages = added(desk, target, 1, 2, 3)
    other = PaperTarget(target.dossier_id, 3)
    back = desk.scanning.change([PageChange(pages[1].id, target=other)], desk.officer())
    assert [page.id for page in desk.scanning.pages(other)] == [pages[1].id]
    assert [page.position for page in desk.scanning.pages(target)] == [1, 2]
    desk.scanning.change(back, desk.officer())
    assert list(desk.scanning.pages(target)) == pages


def test_no_page_moves_to_a_paper_that_must_not_be_scanned(desk: Desk, target: PaperTarget) -> None:
    (page,) = added(desk, target, 1)
    presented = PaperTarget(target.dossier_id, 7)
    with pytest.raises(Refusal, match="scanning.not_to_be_scanned"):
        desk.scanning.change([PageChange(page.id, target=presented)], desk.officer())
    assert [one.id for one in desk.scanning.pages(target)] == [page.id]


def test_what_nobody_knows_is_refused(desk: Desk, target: PaperTarget) -> None:
    for ask in (desk.scanning.page, desk.scanning.image, desk.scanning.thumbnail):
        with pytest.raises(Refusal, match="scanning.unknown_page"):
            ask("no such page")
    with pytest.raises(Refusal, match="scanning.unknown_page"):
        desk.scanning.change([PageChange("no such page", turn=90)], desk.officer())
    with pytest.raises(Refusal, match="dossier.unknown"):
        desk.scanning.checklist("H99-1")


def test_both_sides_of_a_card_go_on_one_page_and_apart_again(
    desk: Desk, target: PaperTarget
) -> None:
    front, back, other = added(desk, target, 1, 2, 3)
    card, undo = desk.scanning.merge_card(front.id, back.id, desk.officer())
    assert card.made_from == (front.id, back.id)
    kept = [page.id for page in desk.scanning.pages(target) if page.state == "kept"]
    assert kept == [card.id, other.id]
    desk.scanning.change(undo, desk.officer())
    kept = [page.id for page in desk.scanning.pages(target) if page.state == "kept"]
    assert kept == [front.id, back.id, other.id]


def test_sides_of_two_papers_are_not_put_on_one_page(desk: Desk, target: PaperTarget) -> None:
    (front,) = added(desk, target, 1)
    (back,) = added(desk, PaperTarget(target.dossier_id, 2), 2)
    for pair in ((front.id, back.id), (front.id, front.id)):
        with pytest.raises(Refusal, match="scanning.impossible_change"):
            desk.scanning.merge_card(*pair, desk.officer())


def test_backs_are_laid_between_their_fronts(desk: Desk, target: PaperTarget) -> None:
    first, second, back2, back1 = added(desk, target, 1, 2, 12, 11)
    undo = desk.scanning.interleave_backs(target, 3, desk.officer())
    order = [page.id for page in desk.scanning.pages(target)]
    assert order == [first.id, back1.id, second.id, back2.id]
    desk.scanning.change(undo, desk.officer())
    assert [page.id for page in desk.scanning.pages(target)] == [
        first.id,
        second.id,
        back2.id,
        back1.id,
    ]


def test_declared_pages_are_held_against_scanned_ones(desk: Desk, target: PaperTarget) -> None:
    added(desk, target, 1)
    desk.scanning.declare_pages(target, 3, desk.officer())
    line = desk.scanning.checklist(target.dossier_id).paper(target.number)
    assert line is not None
    assert line.warning is not None
    assert line.warning.in_words("vi") == "Khai 3 trang, quét được 1 trang"
    added(desk, target, 2, 3)
    line = desk.scanning.checklist(target.dossier_id).paper(target.number)
    assert line is not None
    assert line.warning is None
    with pytest.raises(Refusal, match="scanning.impossible_count"):
        desk.scanning.declare_pages(target, -1, desk.officer())


def test_counting_is_undone(desk: Desk, target: PaperTarget) -> None:
    def counted() -> int | None:
        line = desk.scanning.checklist(target.dossier_id).paper(target.number)
        assert line is not None
        return line.declared_pages

    first = desk.scanning.declare_pages(target, 3, desk.officer())
    second = desk.scanning.declare_pages(target, 4, desk.officer())
    again = desk.scanning.change(second, desk.officer())
    assert counted() == 3
    desk.scanning.change(again, desk.officer())
    assert counted() == 4
    desk.scanning.change(second, desk.officer())
    desk.scanning.change(first, desk.officer())
    assert counted() is None


def test_a_sticky_note_gives_two_pages_that_know_each_other(
    desk: Desk, target: PaperTarget
) -> None:
    plain, noted = added(desk, target, 1, 2)
    back = desk.scanning.change([PageChange(noted.id, note_of=plain.id)], desk.officer())
    assert desk.scanning.page(noted.id).note_of == plain.id
    desk.scanning.change(back, desk.officer())
    assert desk.scanning.page(noted.id).note_of is None


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_undo_puts_the_database_back(desk: Desk, data: st.DataObject) -> None:
    target = paper(desk, received(desk))
    other = PaperTarget(target.dossier_id, 3)
    pages = [page.id for page in added(desk, target, 1, 2, 3)]
    before = stand(desk, target)
    change = st.builds(
        PageChange,
        st.sampled_from(pages),
        state=st.none() | st.sampled_from(("kept", "hidden", "removed")),
        turn=st.none() | st.sampled_from((0, 180)),
        target=st.none() | st.sampled_from((target, other)),
        position=st.none() | st.integers(1, 4),
    )
    acts = data.draw(st.lists(st.lists(change, min_size=1, max_size=3), max_size=3))
    undo = [desk.scanning.change(act, desk.officer()) for act in acts]
    for back in reversed(undo):
        desk.scanning.change(back, desk.officer())
    assert stand(desk, target) == before
    assert desk.scanning.pages(other) == ()
