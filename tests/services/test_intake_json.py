"""Bad input: exit code 3, a sentence that names the field, nothing changed."""

from __future__ import annotations

import json
import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk_app.errors import Refusal
from desk_app.services.intake_json import read_form, split
from tests.builders.desks import a_dossier_said, applicant_said

PAPER = {"number": 1, "state": "submitted", "originals": 1, "certified": 0, "copies": 0}

BAD: list[tuple[str, dict[str, Any]]] = [
    ("procedure", a_dossier_said(procedure=...)),
    ("procedure", a_dossier_said(procedure=12)),
    ("procedure", a_dossier_said(procedure="")),
    ("procedure", a_dossier_said(procedure="9" * 51)),
    ("channel", a_dossier_said(channel=...)),
    ("channel", a_dossier_said(channel="fax")),
    ("applicant", a_dossier_said(applicant=...)),
    ("applicant", a_dossier_said(applicant="Nguyễn")),
    ("applicant.kind", a_dossier_said(applicant=applicant_said(kind=...))),
    ("applicant.kind", a_dossier_said(applicant=applicant_said(kind="ghost"))),
    ("applicant.full_name", a_dossier_said(applicant=applicant_said(full_name=...))),
    ("applicant.full_name", a_dossier_said(applicant=applicant_said(full_name=["x"]))),
    ("applicant.full_name", a_dossier_said(applicant=applicant_said(full_name="x" * 501))),
    ("applicant.birth_date", a_dossier_said(applicant=applicant_said(birth_date="05/09/1987"))),
    ("applicant.sex", a_dossier_said(applicant=applicant_said(sex="Nữ"))),
    ("applicant.address", a_dossier_said(applicant=applicant_said(address="x" * 10**6))),
    ("applicant.phone", a_dossier_said(applicant=applicant_said(phone=912345678))),
    ("applicant.nick", a_dossier_said(applicant=applicant_said(nick="x"))),
    ("applicant.qr", a_dossier_said(applicant={"qr": "không|phải|thẻ"})),
    ("submitter.full_name", a_dossier_said(submitter={"kind": "citizen"})),
    ("papers", a_dossier_said(papers=...)),
    ("papers", a_dossier_said(papers={})),
    ("papers", a_dossier_said(papers=[PAPER] * 5000)),
    ("papers.0.number", a_dossier_said(papers=[{"state": "submitted"}])),
    ("papers.0.number", a_dossier_said(papers=[{**PAPER, "number": "1"}])),
    ("papers.0.state", a_dossier_said(papers=[{**PAPER, "state": "lost"}])),
    ("papers.0.originals", a_dossier_said(papers=[{**PAPER, "originals": -1}])),
    ("papers.0.copies", a_dossier_said(papers=[{**PAPER, "copies": 1.5}])),
    ("papers.0.certified", a_dossier_said(papers=[{**PAPER, "certified": True}])),
    ("papers.0", a_dossier_said(papers=[1])),
    ("sets", a_dossier_said(sets=0)),
    ("sets", a_dossier_said(sets="1")),
    ("pages", a_dossier_said(pages=-3)),
    ("copies", a_dossier_said(copies=10**6)),
    ("result_at", a_dossier_said(result_at="home")),
    ("note", a_dossier_said(note="x" * 2001)),
    ("received_at", a_dossier_said(received_at="hôm qua")),
    ("received_at", a_dossier_said(received_at={"day": 1})),
    ("received_at", a_dossier_said(received_at=1795167600)),
    ("received_at", a_dossier_said(received_at="1795167600")),
    ("received_at", a_dossier_said(received_at="2026-11-20")),
    ("received_at", a_dossier_said(received_at="9999-12-31T23:59:59-12:00")),
    ("received_at", a_dossier_said(received_at="0001-01-01T00:00:00+14:00")),
    ("received_at", a_dossier_said(received_at="2026-11-31T08:00:00+07:00")),
    ("applicant.birth_date", a_dossier_said(applicant=applicant_said(birth_date=0))),
    ("applicant.birth_date", a_dossier_said(applicant=applicant_said(birth_date="518400000"))),
    ("colour", a_dossier_said(colour="red")),
]


@pytest.mark.parametrize(("field", "said"), BAD, ids=[f"{i}-{bad[0]}" for i, bad in enumerate(BAD)])
def test_what_is_wrong_is_named(field: str, said: dict[str, Any]) -> None:
    with pytest.raises(Refusal) as caught:
        read_form(json.loads(json.dumps(said)))
    assert caught.value.exit_code == 3
    assert list(caught.value.fields) == [field]
    for language in ("vi", "en"):
        sentence = caught.value.fields[field].in_words(language)
        assert len(sentence) < 500
        assert caught.value.title(language)


def test_all_faults_are_told_at_once() -> None:
    said = a_dossier_said(procedure=..., sets=0, applicant=applicant_said(full_name=...))
    with pytest.raises(Refusal) as caught:
        read_form(said)
    assert set(caught.value.fields) == {"procedure", "sets", "applicant.full_name"}


@pytest.mark.parametrize(
    ("source", "key"),
    [
        (b"", "intake.not_json"),
        (b"{", "intake.not_json"),
        (b"[" * 100_000, "intake.not_json"),
        (b'{"sets": NaN}', "intake.not_json"),
        (b'{"sets": ' + b"9" * 5000 + b"}", "intake.not_json"),
        (b"\xff\xfe{}", "intake.not_utf8"),
        (b'"text"', "intake.not_an_object"),
        (b"7", "intake.not_an_object"),
    ],
)
def test_what_is_no_dossier_at_all_is_a_sentence(source: bytes, key: str) -> None:
    with pytest.raises(Refusal) as caught:
        split(source)
    assert caught.value.key == key
    assert caught.value.meaning("vi")


def test_one_object_or_a_list() -> None:
    one = json.dumps(a_dossier_said()).encode()
    assert len(split(b"\xef\xbb\xbf" + one)) == 1
    assert len(split(b"[" + one + b"," + one + b"]")) == 2
    assert split(b"[]") == []


def test_a_moment_without_offset_is_vietnam_time() -> None:
    form = read_form(a_dossier_said(received_at="2026-11-20T16:40:00"))
    assert form.received_at is not None
    assert form.received_at.isoformat() == "2026-11-20T16:40:00+07:00"


def test_a_card_fills_the_applicant() -> None:
    qr = "079187001234||Nguyễn Thị Phương Uyên|05091987|Nữ|25/7 Nguyễn Bỉnh Khiêm|01022022"
    said = {"qr": unicodedata.normalize("NFD", qr), "phone": "0912345678"}
    person = read_form(a_dossier_said(applicant=said)).applicant
    assert person.full_name == "Nguyễn Thị Phương Uyên"
    assert (person.id_number, person.sex, person.phone) == ("079187001234", "female", "0912345678")
    assert person.identity_method == "card_qr"


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner),
    max_leaves=12,
)


def _refusal(said: object) -> Refusal | None:
    try:
        read_form(said)
    except Refusal as refusal:
        return refusal
    return None


@given(st.sampled_from(sorted(a_dossier_said())), json_values)
def test_no_value_anywhere_is_a_bug(field: str, value: object) -> None:
    refusal = _refusal({**a_dossier_said(), field: value})
    if refusal is not None:
        assert {name.split(".")[0] for name in refusal.fields} == {field}


@given(json_values)
def test_no_document_is_a_bug(value: object) -> None:
    refusal = _refusal(value)
    assert refusal is not None
    assert refusal.title("vi")
