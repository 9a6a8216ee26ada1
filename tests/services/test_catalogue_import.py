"""New versions of procedures: what is taken, what stays, what is told."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from desk_app.clock import TickingClock
from desk_app.errors import Refusal
from desk_app.models.engine import Store
from desk_app.models.tables import Procedure, ProcedureVersion, RequiredPaper
from desk_app.services.catalogue import Catalogue
from desk_app.services.catalogue_import import apply_procedure_change, import_catalogue
from tests.builders.procedures import (
    a_national_catalogue,
    a_national_procedure,
    a_procedure,
    a_time,
    as_bytes,
)
from tests.builders.stores import PROCEDURE


def versions(store: Store, code: str = "9.000001") -> list[int]:
    query = select(ProcedureVersion.version).where(ProcedureVersion.procedure == code)
    with store.read() as session:
        return sorted(session.scalars(query))


def test_what_is_new_is_taken_and_known_content_is_left_alone(
    store: Store, clock: TickingClock
) -> None:
    first = import_catalogue(store, clock, as_bytes([a_procedure()]))
    again = import_catalogue(store, clock, as_bytes([a_procedure()]))
    assert (first.taken, first.unchanged, first.skipped) == (1, 0, ())
    assert (again.taken, again.unchanged, again.skipped) == (0, 1, ())
    assert versions(store) == [1]


def test_a_newer_version_leaves_the_older_one_to_its_dossiers(
    store: Store, clock: TickingClock
) -> None:
    import_catalogue(store, clock, [a_procedure()])
    catalogue = Catalogue(store, clock)
    before = catalogue.get("9.000001")
    import_catalogue(store, clock, [a_procedure(version=2, name_vi="Thả diều ban đêm")])
    catalogue.forget()
    now = catalogue.get("9.000001")
    assert (now.version, now.name_vi) == (2, "Thả diều ban đêm")
    assert catalogue.version(before.version_id) == before
    assert versions(store) == [1, 2]


def test_a_version_of_the_future_waits_for_its_day(store: Store, clock: TickingClock) -> None:
    import_catalogue(store, clock, [a_procedure()])
    import_catalogue(store, clock, [a_procedure(version=2, valid_from="2026-12-01", field="Mới")])
    catalogue = Catalogue(store, clock)
    assert catalogue.get("9.000001").version == 1
    clock.advance(timedelta(days=11))
    assert catalogue.get("9.000001").version == 2


def test_a_procedure_that_ended_is_not_offered(store: Store, clock: TickingClock) -> None:
    import_catalogue(store, clock, [a_procedure(valid_to="2026-11-20")])
    catalogue = Catalogue(store, clock)
    assert catalogue.find("9.000001") is not None
    clock.advance(timedelta(days=1))
    assert catalogue.find("9.000001") is None
    assert catalogue.search("thả diều") == []


def codes(report: Any) -> list[tuple[str, str, bool]]:
    return [(problem.where, problem.code, problem.taken) for problem in report.skipped]


def test_what_cannot_be_read_is_told_line_by_line_and_the_rest_taken(
    store: Store, clock: TickingClock
) -> None:
    no_name = a_procedure(code="9.000002")
    del no_name["name_vi"]
    source = [
        a_procedure(),
        5,
        no_name,
        a_procedure(code="9.000003", papers=[{"number": 1}]),
        a_procedure(),
        a_national_procedure(1, TENTTHC=""),
        a_national_procedure(2, MATTHC="???"),
        a_national_procedure(3, CACHTHUCTHUCHIEN=[{"KENH": "bồ câu"}]),
        a_procedure(code="9.000004", channels=[{"channel": "direct", "fee_vnd": "nhiều"}]),
    ]
    report = import_catalogue(store, clock, as_bytes(source))
    assert codes(report) == [
        ("#2", "not_an_object", False),
        ("#3", "missing", False),
        ("#4", "missing", False),
        ("#5", "duplicate", False),
        ("#6", "empty", False),
        ("#7", "bad_code", False),
        ("#8", "unknown_channel", True),
        ("#9", "wrong_type", False),
    ]
    assert (report.taken, report.left_out) == (2, 7)
    vietnamese = [line["sentence"] for line in report.as_json("vi")["skipped"]]
    english = [line["sentence"] for line in report.as_json("en")["skipped"]]
    assert vietnamese[2] == "Thiếu mục papers.1.name."
    assert english[6] == "The channel “bồ câu” is not understood; left out."


def test_another_content_under_the_same_version_is_refused(
    store: Store, clock: TickingClock
) -> None:
    import_catalogue(store, clock, [a_procedure(version=2)])
    report = import_catalogue(
        store, clock, [a_procedure(version=2, field="Khác"), a_procedure(version=1, field="Cũ")]
    )
    assert codes(report) == [("#1", "version_taken", False), ("#2", "older_version", False)]
    assert versions(store) == [2]


def test_giving_up_takes_nothing(store: Store, clock: TickingClock) -> None:
    asked: list[int] = []

    def cancel() -> bool:
        asked.append(1)
        return len(asked) > 12

    with pytest.raises(Refusal, match="cancelled"):
        import_catalogue(store, clock, a_national_catalogue(1200), cancel=cancel)
    with store.read() as session:
        found = session.scalar(select(func.count()).select_from(ProcedureVersion))
    assert found == 1  # the one the store had before
    assert len(asked) == 13


def test_progress_runs_to_its_end(store: Store, clock: TickingClock) -> None:
    told: list[tuple[int, int]] = []
    source = a_national_catalogue(250)
    import_catalogue(store, clock, source, progress=lambda done, of: told.append((done, of)))
    assert told[-1] == (500, 500)
    assert told == sorted(told)


def test_thousands_of_the_national_database_come_in_and_again_change_nothing(
    store: Store, clock: TickingClock
) -> None:
    source = as_bytes({"error_code": "0", "result": a_national_catalogue(2000)})
    first = import_catalogue(store, clock, source)
    second = import_catalogue(store, clock, source)
    assert (first.taken, second.taken, second.unchanged) == (2000, 0, 2000)
    with store.read() as session:
        in_force = session.scalar(
            select(func.count()).select_from(Procedure).where(Procedure.current.is_not(None))
        )
        longest = session.scalar(select(func.max(func.length(ProcedureVersion.name_vi))))
        papers = session.scalar(select(func.count()).select_from(RequiredPaper))
    assert (in_force, longest, papers) == (2001, 1000, 3 * 2000 + 40 * 40)


def test_the_national_shape_keeps_what_it_cannot_say(store: Store, clock: TickingClock) -> None:
    formula = {"kind": "per_copy", "vnd": 20_000}
    channel = {
        "channel": "direct",
        "time": {"value": None, "unit": "same_day"},
        "fee_vnd": 20_000,
        "fee_formula": formula,
    }
    import_catalogue(
        store,
        clock,
        [a_procedure(code="8.000001", form_kind="certified_copy", channels=[channel])],
    )
    ways = [
        {"KENH": "1", "THOIGIAN": [a_time("", "")]},
        {"KENH": "3", "THOIGIAN": [a_time("5", "Ngày")]},
    ]
    national = a_national_procedure(1, CACHTHUCTHUCHIEN=ways)
    assert import_catalogue(store, clock, [national]).taken == 1
    assert import_catalogue(store, clock, [national]).unchanged == 1
    card = Catalogue(store, clock).get("8.000001")
    assert (card.version, card.form_kind, card.name_en) == (2, "certified_copy", "Kite permit")
    direct, post = card.channels
    assert (direct.time_unit, direct.fee_formula) == ("same_day", formula)
    assert direct.uncertain["time"] == "inherited"
    assert (post.time_unit, post.fee_formula) == ("days", None)


def test_how_a_paper_is_scanned_stays_where_the_national_shape_names_it_alike(
    store: Store, clock: TickingClock
) -> None:
    national = a_national_procedure(1)
    assert import_catalogue(store, clock, [national]).taken == 1
    before = Catalogue(store, clock).get("8.000001").papers
    said = {"colour": "color", "dpi": 300}
    own = a_procedure(
        code="8.000001",
        version=2,
        papers=[
            {"number": 1, "name": before[0].name, "scan": said},
            {"number": 2, "name": "Giấy tờ khác", "scan": said},
        ],
        cases=[],
    )
    assert import_catalogue(store, clock, [own]).taken == 1
    assert Catalogue(store, clock).get("8.000001").papers[0].scan == said
    assert import_catalogue(store, clock, [national]).taken == 1
    after = Catalogue(store, clock).get("8.000001")
    assert after.papers[0].scan == said
    assert [paper.scan for paper in after.papers[1:]] == [None] * (len(before) - 1)


def test_a_folder_and_a_file_are_taken(store: Store, clock: TickingClock, tmp_path: Path) -> None:
    file = tmp_path / "ho-tich.json"
    file.write_bytes(as_bytes({"procedures": [a_procedure()]}))
    assert import_catalogue(store, clock, tmp_path).taken == 1
    assert import_catalogue(store, clock, file).unchanged == 1


def test_a_change_of_the_centre_goes_the_same_way(store: Store, clock: TickingClock) -> None:
    with store.write() as session:
        assert apply_procedure_change(session, a_procedure(), clock.now())
        assert not apply_procedure_change(session, a_procedure(), clock.now())
    assert versions(store) == [1]


def test_changes_pushed_one_by_one_leave_the_others_alone(
    store: Store, clock: TickingClock
) -> None:
    import_catalogue(store, clock, [a_procedure(), a_procedure(code="9.000002")])
    with store.write() as session:
        apply_procedure_change(session, a_procedure(version=2, field="Mới"), clock.now())
    catalogue = Catalogue(store, clock)
    found = [catalogue.get(code).version for code in ("9.000001", "9.000002", PROCEDURE)]
    assert found == [2, 1, 1]


@pytest.mark.parametrize("payload", [{}, {"code": "9.000001"}, a_procedure(version=1, field="X")])
def test_a_change_that_cannot_be_taken_is_refused(
    store: Store, clock: TickingClock, payload: dict[str, Any]
) -> None:
    import_catalogue(store, clock, [a_procedure()])
    with pytest.raises(Refusal, match="bad_change"), store.write() as session:
        apply_procedure_change(session, payload, clock.now())
    assert versions(store) == [1]
