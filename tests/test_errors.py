"""An error says what happened, what it means and what to do, in the reader's language."""

from __future__ import annotations

import pytest

from desk_app.errors import Bug, DeskError, EnvironmentFault, Refusal
from desk_app.wording import message


@pytest.mark.parametrize(
    ("kind", "name", "exit_code"),
    [(Refusal, "refused", 3), (EnvironmentFault, "environment", 4), (DeskError, "bug", 1)],
)
def test_each_kind_has_its_name_and_exit_code(
    kind: type[DeskError], name: str, exit_code: int
) -> None:
    error = kind("errors.bug", report_id="R-1")
    assert (error.kind, error.exit_code) == (name, exit_code)
    assert error.as_json("en")["error"]["kind"] == name


def test_a_bug_carries_its_report_id() -> None:
    bug = Bug("R-20261120-7")
    assert bug.exit_code == 1
    assert "R-20261120-7" in bug.next_step("vi")
    assert "R-20261120-7" in bug.next_step("en")


def test_the_document_for_programs_is_complete() -> None:
    error = Refusal(
        "errors.bug",
        fields={"papers.2.state": message("errors.bug.title")},
        report_id="R-1",
    )
    assert error.as_json("en") == {
        "error": {
            "kind": "refused",
            "key": "errors.bug",
            "title": "The program hit a fault",
            "meaning": "The last action did not finish; everything saved before it is intact.",
            "next_step": "Try the action again. If it fails again, give IT the report id R-1.",
            "fields": {"papers.2.state": "The program hit a fault"},
        }
    }


def test_an_error_speaks_vietnamese_too() -> None:
    assert Bug("R-1").title("vi") == "Chương trình gặp lỗi"
    assert Bug("R-1").title("vi") != Bug("R-1").title("en")


def test_what_is_thrown_names_its_key_only() -> None:
    # The text of an exception may reach a log: values stay out of it.
    assert str(Refusal("errors.bug", report_id="R-1")) == "errors.bug"
