"""What is wrong and what is only odd about people."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk_app.services.intake_form import PersonForm
from desk_app.services.people_checks import person_problems
from desk_app.wording import LANGUAGES

TODAY = date(2026, 11, 20)
UYEN = PersonForm(
    id_number="079187001234",
    full_name="Nguyễn Thị Phương Uyên",
    birth_date=date(1987, 9, 5),
    sex="female",
    address="25/7 Nguyễn Bỉnh Khiêm",
    phone="0912345678",
    email="uyen@vi-du.vn",
)


def test_a_person_in_order_has_no_problems() -> None:
    assert person_problems(UYEN, TODAY) == []


def test_a_body_may_have_digits_in_its_name() -> None:
    school = replace(
        UYEN, kind="organisation", full_name="Trường Mầm non số 5", id_number="0301234567"
    )
    assert [one for one in person_problems(school, TODAY) if one.field == "full_name"] == []


@pytest.mark.parametrize(
    ("changes", "field", "key", "blocks"),
    [
        ({"id_number": ""}, "id_number", "people.id_number_missing", False),
        ({"id_number": "07918700123"}, "id_number", "people.id_number_length", True),
        ({"id_number": "07918700123a"}, "id_number", "people.id_number_digits", True),
        ({"id_number": "٠٧٩١٨٧٠٠١٢٣٤"}, "id_number", "people.id_number_digits", True),
        ({"id_number": "023456789"}, "id_number", "people.id_number_old", False),
        ({"sex": "male"}, "id_number", "card.doubt.sex_male", False),
        ({"birth_date": date(1986, 9, 5)}, "id_number", "card.doubt.year", False),
        (
            {"kind": "enterprise", "id_number": "12"},
            "id_number",
            "people.unit_number",
            True,
        ),
        ({"full_name": " \t"}, "full_name", "people.name_missing", True),
        (
            {"full_name": "", "kind": "enterprise", "id_number": "0312345678"},
            "full_name",
            "people.unit_name_missing",
            True,
        ),
        ({"full_name": "Uyên 😀"}, "full_name", "people.sign", True),
        ({"full_name": "Uyên\x00"}, "full_name", "people.sign", True),
        ({"full_name": "Uy\ufffdn"}, "full_name", "people.sign", True),
        ({"full_name": "123"}, "full_name", "people.name_letters", True),
        ({"full_name": "U" * 501}, "full_name", "people.too_long", True),
        (
            {"birth_date": None, "birth_text": "31/02/1990"},
            "birth_date",
            "people.birth_date_unread",
            True,
        ),
        ({"birth_date": date(2026, 11, 21)}, "birth_date", "people.born_later", True),
        ({"birth_date": date(1887, 9, 5)}, "birth_date", "people.born_long_ago", False),
        ({"address": "x" * 1_000_000}, "address", "people.too_long", True),
        ({"phone": "09123"}, "phone", "people.phone_short", False),
        ({"phone": "0112345678"}, "phone", "people.phone_unknown", False),
        ({"full_name": "trần văn bình123"}, "full_name", "people.name_digits", False),
        ({"id_number": "999187001234"}, "id_number", "card.doubt.province", False),
        ({"phone": "chín một hai"}, "phone", "people.phone_signs", True),
        ({"email": "uyen@"}, "email", "people.email", True),
        ({"email": "uyen vi-du.vn"}, "email", "people.email", True),
        ({"email": "a" * 250 + "@vi.vn"}, "email", "people.too_long", True),
        ({"old_id_number": "12"}, "old_id_number", "people.old_number", True),
        ({"authorisation": "giấy \x07"}, "authorisation", "people.sign", True),
    ],
)
def test_each_fault_is_told_at_its_field(
    changes: dict[str, Any], field: str, key: str, blocks: bool
) -> None:
    found = person_problems(replace(UYEN, **changes), TODAY)
    assert (field, key, blocks) in [(one.field, one.text.key, one.blocks) for one in found]
    for one in found:
        for language in LANGUAGES:
            assert one.text.in_words(language)


@pytest.mark.parametrize("number", ["0101234567", "0101234567-001", "012345678", "001090000002"])
def test_numbers_of_organisations_are_taken(number: str) -> None:
    person = replace(UYEN, kind="enterprise", id_number=number)
    assert person_problems(person, TODAY) == []


@pytest.mark.parametrize("phone", ["0912 345 678", "+84912345678", "024 3825 1234", "+33142278186"])
def test_phones_are_taken_as_people_write_them(phone: str) -> None:
    assert person_problems(replace(UYEN, phone=phone), TODAY) == []


def test_a_decomposed_name_is_the_same_name() -> None:
    assert person_problems(replace(UYEN, full_name="Nguye\u0302\u0303n Uye\u0302n"), TODAY) == []


@given(st.text(), st.text(), st.text(), st.text())
def test_no_text_makes_the_checks_fall(number: str, name: str, phone: str, email: str) -> None:
    person = replace(UYEN, id_number=number, full_name=name, phone=phone, email=email)
    for one in person_problems(person, TODAY):
        one.text.in_words("vi")
