"""Drafts: saved, offered again, deleted and brought back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from desk_app.clock import TickingClock
from desk_app.errors import Refusal
from desk_app.models.engine import Store
from desk_app.services.drafts import LONGEST_TITLE, Drafts
from desk_app.services.journal import Journal
from tests.builders.stores import AN, BINH, NOW


@pytest.fixture
def drafts(store: Store, clock: TickingClock) -> Drafts:
    return Drafts(store, clock)


def test_a_draft_comes_back_as_it_was_typed(drafts: Drafts) -> None:
    form = {"applicant": {"full_name": "Đặng Văn Đức", "phone": "09"}, "papers": [1, 2]}
    saved = drafts.get(drafts.save(None, AN, form, "Đặng Văn Đức"))
    assert (saved.form, saved.title, saved.officer) == (form, "Đặng Văn Đức", "an")
    assert saved.saved_at == NOW


def test_saving_again_changes_the_same_draft(drafts: Drafts, clock: TickingClock) -> None:
    first = drafts.save(None, AN, {"n": 1})
    clock.advance(timedelta(seconds=5))
    assert drafts.save(first, AN, {"n": 2}, "mới") == first
    assert [(line.id, line.title) for line in drafts.list(AN)] == [(first, "mới")]
    assert drafts.get(first).form == {"n": 2}


def test_an_officer_sees_the_own_drafts_latest_first(drafts: Drafts, clock: TickingClock) -> None:
    older = drafts.save(None, AN, {})
    clock.advance(timedelta(minutes=1))
    newer = drafts.save(None, AN, {})
    drafts.save(None, BINH, {})
    assert [line.id for line in drafts.list(AN)] == [newer, older]


def test_a_long_title_is_cut(drafts: Drafts) -> None:
    saved = drafts.get(drafts.save(None, AN, {}, "x" * 1000))
    assert len(saved.title) == LONGEST_TITLE


def test_a_deleted_draft_is_journalled_and_can_be_brought_back(
    drafts: Drafts, store: Store
) -> None:
    draft = drafts.save(None, AN, {"n": 1}, "t")
    kept = drafts.get(draft)
    drafts.delete(draft, AN)
    assert drafts.list(AN) == []
    assert drafts.undo_delete(draft, AN) == draft
    assert drafts.get(draft) == kept
    actions = [line.action for line in Journal(store).of_day(NOW.date())]
    assert actions == ["draft.deleted", "draft.restored"]


def test_a_draft_is_listed_with_its_applicant(drafts: Drafts) -> None:
    drafts.save(None, AN, {"applicant": {"full_name": "Nguyễn Thị Phương Uyên"}})
    drafts.save(None, AN, {"applicant": None})
    assert [line.applicant for line in drafts.list(AN)] == ["", "Nguyễn Thị Phương Uyên"]


def test_a_cleared_form_that_is_saved_again_is_the_same_draft(drafts: Drafts, store: Store) -> None:
    typed = {"applicant": {"full_name": "Nguyễn Thị Phương Uyên"}, "procedure": "1.001193"}
    draft = drafts.save(None, AN, typed)
    drafts.delete(draft, AN)
    assert drafts.save(None, BINH, typed) != draft
    assert drafts.save(None, AN, {**typed, "procedure": "2.000815"}) != draft
    assert drafts.save(None, AN, {**typed, "note": "thêm"}) == draft
    assert drafts.get(draft).form["note"] == "thêm"
    assert drafts.save(None, AN, typed) != draft
    actions = [line.action for line in Journal(store).of_day(NOW.date())]
    assert actions == ["draft.deleted", "draft.restored"]


@pytest.mark.parametrize(
    "ask",
    [
        lambda drafts, gone: drafts.get(gone),
        lambda drafts, gone: drafts.delete(gone, AN),
        lambda drafts, gone: drafts.save(gone, AN, {"late": True}),
    ],
)
def test_what_is_gone_stays_gone(drafts: Drafts, ask: Callable[[Drafts, str], object]) -> None:
    gone = drafts.save(None, AN, {})
    drafts.delete(gone, AN)
    with pytest.raises(Refusal) as caught:
        ask(drafts, gone)
    assert caught.value.key == "drafts.unknown"
    assert drafts.list(AN) == []


def test_a_draft_is_brought_back_once(drafts: Drafts) -> None:
    draft = drafts.save(None, AN, {})
    drafts.delete(draft, AN)
    drafts.undo_delete(draft, AN)
    with pytest.raises(Refusal):
        drafts.undo_delete(draft, AN)
