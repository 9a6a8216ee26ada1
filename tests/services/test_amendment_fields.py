"""What may be corrected, how it is read and what it is called."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from desk_app.errors import Refusal
from desk_app.models.engine import Store
from desk_app.services.amendment_fields import (
    FIELDS,
    field_words,
    printed_values,
    read_values,
    value_words,
)
from desk_app.wording import LANGUAGES, Message
from tests.builders.stores import a_dossier

TODAY = date(2026, 11, 20)


def test_values_are_stored_tidy_and_days_as_iso() -> None:
    typed = {
        "applicant.full_name": "  Trần  Văn Đức ",
        "applicant.birth_date": "5/9/1987",
        "applicant.sex": "male",
        "applicant.phone": " 0912 345 678 ",
        "applicant.email": "",
        "note": "  hai dòng\nmột ghi chú ",
        "result_at": "post",
    }
    assert read_values(typed, "citizen", TODAY) == {
        "applicant.full_name": "Trần Văn Đức",
        "applicant.birth_date": "1987-09-05",
        "applicant.sex": "male",
        "applicant.phone": "0912 345 678",
        "applicant.email": None,
        "note": "hai dòng\nmột ghi chú",
        "result_at": "post",
    }


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("applicant.full_name", ""),
        ("applicant.full_name", "1234"),
        ("applicant.birth_date", "31/02/1987"),
        ("applicant.birth_date", "21/11/2026"),
        ("applicant.birth_date", "1987"),
        ("applicant.sex", "nam"),
        ("applicant.phone", "gọi sau"),
        ("applicant.email", "not an address"),
        ("applicant.address", "x" * 1001),
        ("applicant.address", "\ufffd"),
        ("submitter.phone", "1" * 51),
        ("result_at", None),
        ("result_at", "home"),
        ("note", "x" * 2001),
        ("applicant.id_number", "079187001234"),
    ],
)
def test_what_does_not_fit_is_named(field: str, value: str | None) -> None:
    with pytest.raises(Refusal) as caught:
        read_values({field: value, "note": "tốt"} | {field: value}, "citizen", TODAY)
    assert set(caught.value.fields) == {field}
    assert caught.value.title("vi")


def test_printed_values_name_a_submitter_only_where_there_is_one(store: Store) -> None:
    with store.write() as session:
        alone = printed_values(session, a_dossier(session))
        two = printed_values(session, a_dossier(session, submitter="Lê Văn Ba"))
    assert set(FIELDS) - set(alone) == {"submitter.full_name", "submitter.phone"}
    assert (two["submitter.full_name"], alone["applicant.birth_date"]) == (
        "Lê Văn Ba",
        "1987-09-05",
    )
    assert alone["result_at"] == "counter"


def test_every_field_and_value_has_words(tmp_path: Path) -> None:
    del tmp_path
    for language in LANGUAGES:
        words = {field_words(name).in_words(language) for name in FIELDS}
        assert len(words) == len(FIELDS)
    assert field_words("applicant.shoe_size").key == "amend.field.other"
    assert value_words("applicant.birth_date", "1987-09-05") == date(1987, 9, 5)
    assert value_words("note", "xin chào") == "xin chào"
    empty, post = value_words("note", None), value_words("result_at", "post")
    assert isinstance(empty, Message)
    assert isinstance(post, Message)
