"""The day for the supervisor."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from desk_app.clock import TickingClock
from desk_app.models.engine import Store
from desk_app.models.tables import Draft, ProcedureVersion, Receipt, RequiredPaper
from desk_app.services import day_exceptions
from desk_app.services.day_exceptions import KINDS
from desk_app.services.day_review import Day, DayReview
from desk_app.services.drafts import Drafts
from desk_app.services.journal import write_line
from desk_app.wording import LANGUAGES, has_words
from tests.builders.stores import AN, NOW, PROCEDURE, PROCEDURE_NAME, a_clock, a_dossier, an_entry


@pytest.fixture
def review(store: Store, clock: TickingClock) -> DayReview:
    return DayReview(store, clock)


def kinds(day: Day) -> dict[str, int]:
    return {kind: count for kind, count in day.counts.items() if count}


def quiet(**overrides: object) -> dict[str, object]:
    """A dossier that asks for nobody's look: sent; promised far away."""
    return {"sync_state": "accepted", "promised_at": NOW + timedelta(days=30), **overrides}


def a_version_with_papers(session: Session) -> int:
    """A version whose papers 1 and 2 must be handed in, 3 shown, 4 only if there is one."""
    version = ProcedureVersion(
        procedure=PROCEDURE,
        version=2,
        content_sha256="1" * 64,
        name_vi=PROCEDURE_NAME,
        field="Hộ tịch",
        folded="dang ky khai sinh",
        imported_at=NOW,
    )
    session.add(version)
    session.flush()
    for number, requirement, required in (
        (1, "submit", True),
        (2, "submit", True),
        (3, "present", True),
        (4, "submit", False),
    ):
        session.add(
            RequiredPaper(
                version_id=version.id,
                number=number,
                name=f"Giấy tờ {number}",
                requirement=requirement,
                kind="original",
                required=required,
            )
        )
    return version.id


def printed(store: Store) -> None:
    """Says of all receipts that they came out."""
    with store.write() as session:
        for receipt in session.query(Receipt):
            receipt.print_state = "printed"


def finished_without(
    session: Session, dossier_id: str, numbers: Sequence[int] = (1, 3), why: str = "sổ mờ"
) -> None:
    """The journal's line of a digitising that was finished with papers missing."""
    action = "digitisation.without"
    details = {"numbers": list(numbers), "why": why}
    write_line(session, NOW, "an", "Quầy 01", dossier_id, action, **details)


def test_an_empty_day_is_all_zero(review: DayReview) -> None:
    day = review.day()
    assert (day.day, day.received, day.fees_vnd, day.by_hour) == (NOW.date(), 0, 0, ())
    assert set(day.counts) == set(KINDS)
    assert kinds(day) == {}


def test_counts_and_fees_by_hour_counter_procedure_and_officer(
    review: DayReview, store: Store
) -> None:
    with store.write() as session:
        a_dossier(session, **quiet(fee_vnd=8000))
        a_dossier(session, **quiet(fee_vnd=2000, counter="Quầy 02", officer="binh"))
        a_dossier(
            session,
            **quiet(
                received_at=NOW + timedelta(hours=5),
                procedure="2.000815",
                procedure_name="Chứng thực bản sao",
            ),
        )
        a_dossier(session, **quiet(received_at=NOW - timedelta(days=1), fee_vnd=99))
    printed(store)
    day = review.day(NOW.date())
    assert (day.received, day.fees_vnd) == (3, 10000)
    assert [(part.name, part.received) for part in day.by_hour] == [("09", 2), ("14", 1)]
    assert [(part.name, part.fees_vnd) for part in day.by_counter] == [
        ("Quầy 01", 8000),
        ("Quầy 02", 2000),
    ]
    assert [(part.name, part.label) for part in day.by_procedure] == [
        ("1.001193", "Đăng ký khai sinh"),
        ("2.000815", "Chứng thực bản sao"),
    ]
    assert [(part.label, part.received, part.fees_vnd) for part in day.by_officer] == [
        ("Nguyễn Thị An", 2, 8000),
        ("Trần Văn Bình", 1, 2000),
    ]
    assert kinds(day) == {}


def test_midnight_parts_the_days(review: DayReview, store: Store) -> None:
    midnight = NOW.replace(hour=0)
    with store.write() as session:
        for at in (midnight, midnight - timedelta(seconds=1), midnight + timedelta(hours=23.9999)):
            a_dossier(session, received_at=at)
    assert review.day(NOW.date()).received == 2
    assert review.day(date(2026, 11, 19)).received == 1


def test_what_needs_a_look_is_listed(review: DayReview, store: Store) -> None:
    with store.write() as session:
        later = a_dossier(session, **quiet(papers=[{"state": "later"}, {"state": "later"}]))
        reprinted = a_dossier(session, **quiet())
        write_line(
            session, NOW, "an", "Quầy 01", reprinted.id, "receipt.reprinted", times=2, reason="lost"
        )
        digitised = a_dossier(session, **quiet())
        finished_without(session, digitised.id)
        unsent = a_dossier(session, **quiet(sync_state="waiting"))
        refused = a_dossier(session, **quiet())
        an_entry(session, refused, state="refused", last_error="code-taken")
        today = a_dossier(session, **quiet(promised_at=NOW + timedelta(hours=8)))
        overdue = a_dossier(session, **quiet(promised_at=NOW - timedelta(seconds=1)))
        a_dossier(session, **quiet(promised_at=NOW - timedelta(days=1), state="returned"))
        write_line(session, NOW, "an", "Quầy 01", None, "draft.deleted", draft="x")
        incomplete = a_dossier(session, **quiet(procedure_version=a_version_with_papers(session)))
    printed(store)
    with store.write() as session:
        missed = a_dossier(session, **quiet())
    day = review.day()
    expected = {
        "papers_missing": incomplete.code,
        "papers_later": later.code,
        "reprint": reprinted.code,
        "digitised_without": digitised.code,
        "not_printed": missed.code,
        "unsent": unsent.code,
        "refused_entry": refused.code,
        "promised_today": today.code,
        "overdue": overdue.code,
        "deleted_draft": None,
    }
    assert {one.kind: one.code for one in day.exceptions} == expected
    assert kinds(day) == dict.fromkeys(KINDS, 1)
    words = [one.text.in_words("vi") for one in day.exceptions]
    assert words[0] == "Nhận thiếu 1 giấy tờ bắt buộc, không ghi bổ sung sau: số 2"
    assert words[1] == "Nhận thiếu, nộp sau 2 giấy tờ"
    assert words[3] == "Hoàn tất số hóa lúc 20/11/2026 09:00 khi chưa đủ giấy tờ số 1, 3: sổ mờ"
    assert words[4] == "Nhận lúc 20/11/2026 09:00: Đăng ký khai sinh"
    assert words[-1] == "Nguyễn Thị An xoá một hồ sơ nháp lúc 20/11/2026 09:00"


def test_what_still_stands_belongs_to_today_and_to_the_day_it_comes_from(
    review: DayReview, store: Store
) -> None:
    """A refusal of today stood in the list of New Year's Day, and of every other day."""
    before = NOW - timedelta(days=2)
    with store.write() as session:
        dossier = a_dossier(session, **quiet(received_at=before))
        an_entry(session, dossier, state="refused", created_at=before)
        a_dossier(session, **quiet(received_at=before, promised_at=before + timedelta(hours=1)))
    printed(store)
    standing = {"refused_entry": 1, "overdue": 1}
    assert kinds(review.day()) == standing
    assert kinds(review.day(before.date())) == standing
    for day in (NOW.date() - timedelta(days=1), date(2027, 1, 1)):
        assert kinds(review.day(day)) == {}
        assert review.day(day).exceptions == ()


def test_a_dossier_digitised_without_papers_is_listed_once_on_the_day_of_it(
    review: DayReview, store: Store
) -> None:
    with store.write() as session:
        dossier = a_dossier(session, **quiet(received_at=NOW - timedelta(days=2)))
        finished_without(session, dossier.id, numbers=[1, 3], why="chưa tìm thấy")
        finished_without(session, dossier.id, numbers=[3], why="nộp chiều nay")
    (one,) = review.day().exceptions
    assert (one.kind, one.code, one.dossier_id) == ("digitised_without", dossier.code, dossier.id)
    assert one.text.in_words("vi").endswith("giấy tờ số 3: nộp chiều nay")
    assert one.text.in_words("en").endswith("no. 3 of the checklist not whole: nộp chiều nay")
    assert review.day(NOW.date() - timedelta(days=1)).exceptions == ()


@pytest.mark.parametrize("taken_back", [True, False])
def test_a_draft_that_was_taken_back_is_not_gone(
    review: DayReview, store: Store, taken_back: bool
) -> None:
    drafts = Drafts(store, a_clock())
    typed = {"applicant": {"full_name": "Nguyễn Thị Phương Uyên"}}
    draft = drafts.save(None, AN, typed)
    drafts.delete(draft, AN)
    if taken_back:
        drafts.undo_delete(draft, AN)
    assert review.day().counts["deleted_draft"] == (0 if taken_back else 1)
    if taken_back:
        # Received in the end: no draft any more, and still nothing lost.
        with store.write() as session:
            session.delete(session.get_one(Draft, draft))
        assert review.day().counts["deleted_draft"] == 0


def test_all_are_counted_and_few_are_listed(
    review: DayReview, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(day_exceptions, "MOST_LISTED", 2)
    with store.write() as session:
        for _ in range(3):
            late = {"promised_at": NOW - timedelta(hours=1)}
            a_dossier(session, **quiet(sync_state="waiting", **late))
    printed(store)
    day = review.day()
    assert (day.counts["unsent"], day.counts["overdue"]) == (3, 3)
    listed = [one.kind for one in day.exceptions]
    assert listed == ["unsent", "unsent", "overdue", "overdue"]


def test_the_answer_of_day_is_json_in_both_languages(review: DayReview, store: Store) -> None:
    with store.write() as session:
        a_dossier(session)
    for language in LANGUAGES:
        said = json.loads(json.dumps(review.day().as_json(language)))
        assert (said["day"], said["received"]) == ("2026-11-20", 1)
        assert said["exceptions"][0]["text"]
    assert all(has_words(f"day.kind.{kind}") for kind in KINDS)
