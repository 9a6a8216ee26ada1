"""Reading the QR code of ID cards, whole and broken ones."""

from __future__ import annotations

import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk_app.errors import Refusal
from desk_app.services.card_qr import Card, card_text, id_number_doubts, read_card
from desk_app.wording import LANGUAGES

UYEN = (
    "079187001234|023456789|Nguyễn Thị Phương Uyên|05091987|Nữ|"
    "25/7 Nguyễn Bỉnh Khiêm, Phường Mẫu, Tỉnh Mẫu|10052021"
)
CARD = Card(
    id_number="079187001234",
    old_id_number="023456789",
    full_name="Nguyễn Thị Phương Uyên",
    birth_date=date(1987, 9, 5),
    sex="female",
    address="25/7 Nguyễn Bỉnh Khiêm, Phường Mẫu, Tỉnh Mẫu",
    issued_on=date(2021, 5, 10),
    rest=None,
)


def refusal_of(text: str) -> Refusal:
    """The refusal of a text; its words exist in both languages."""
    with pytest.raises(Refusal) as caught:
        read_card(text)
    for language in LANGUAGES:
        caught.value.as_json(language)
    return caught.value


def test_the_seven_fields_are_read() -> None:
    assert read_card(UYEN) == CARD


def test_the_old_number_may_be_empty() -> None:
    assert read_card(UYEN.replace("023456789", "")).old_id_number is None


def test_what_follows_the_seventh_field_is_kept_raw() -> None:
    assert read_card(UYEN + "|Nguyễn Văn Cha||Lê Thị Mẹ").rest == "Nguyễn Văn Cha||Lê Thị Mẹ"
    assert read_card(UYEN + "|").rest is None


@pytest.mark.parametrize(
    "text",
    [
        "\ufeff" + UYEN,
        "\x02" + UYEN + "\x03",
        "]Q1" + UYEN + "\r\n",
        "  " + UYEN.replace("|", " | ") + "\t",
        UYEN + "#",
        unicodedata.normalize("NFD", UYEN),
        UYEN.replace("Nguyễn", "Nguyễn\u200b"),
    ],
)
def test_what_readers_add_does_no_harm(text: str) -> None:
    assert read_card(text) == CARD


def test_a_card_that_knows_the_year_only_has_no_birth_date() -> None:
    assert read_card(UYEN.replace("05091987", "1987")).birth_date is None
    assert read_card(UYEN.replace("05091987", "00001987")).birth_date is None


def test_a_card_without_date_of_issue_is_read() -> None:
    assert read_card(UYEN.replace("10052021", "")).issued_on is None


@pytest.mark.parametrize(
    "text",
    [
        UYEN.encode().decode("cp1252", errors="replace"),
        UYEN.encode().decode("latin-1"),
        "079187001234||Lê Thị Hòa|05091987|Nữ|Mẫu|10052021".encode().decode("cp1252"),
        card_text(UYEN.encode("utf-8")[:45] + b"\xe1" + UYEN.encode()[45:]),
        UYEN.replace("ễ", "?"),
        UYEN.replace("Nữ", "N?"),
        UYEN.replace("Nữ", "Nu"),
        UYEN.replace("Nguyễn Thị", "Nguyê~n Thị"),
        UYEN.replace("Phương", "Phướng\u0300"),
    ],
)
def test_broken_letters_are_refused_never_guessed(text: str) -> None:
    assert refusal_of(text).key == "card.broken_letters"


@pytest.mark.parametrize(
    ("found", "instead", "field"),
    [
        ("|023456789|", "|0234|", "card.part.old_number"),
        ("Nguyễn Thị Phương Uyên", "", "card.part.name"),
        ("Nguyễn Thị Phương Uyên", "Nguyễn Thị 5", "card.part.name"),
        ("05091987", "31021987", "card.part.birth_date"),
        ("05091987", "5/9/1987", "card.part.birth_date"),
        ("|Nữ|", "|Khác|", "card.part.sex"),
        ("10052021", "10132021", "card.part.issued_on"),
        ("10052021", "ngày 10", "card.part.issued_on"),
    ],
)
def test_a_field_of_the_wrong_type_is_named(found: str, instead: str, field: str) -> None:
    refusal = refusal_of(UYEN.replace(found, instead))
    assert refusal.key == "card.field"
    assert refusal.values["field"].key == field


def test_a_text_cut_off_is_told() -> None:
    refusal = refusal_of(UYEN.rpartition("|")[0])
    assert (refusal.key, refusal.values["found"]) == ("card.cut_off", 6)


@pytest.mark.parametrize(
    ("text", "seems"),
    [
        ("GD4791234567890|4e6775796e|05/09/1987|2|5068c6b0|79|-", "health_insurance"),
        ('{"id": "079187001234"}', "json"),
        ("https://example.invalid/x", "link"),
        ("H15.50.05.13-261120-0001", "dossier_code"),
        ("079187001234", "number_only"),
        ("IDVNM187001234079187001234<<1", "mrz"),
        ("Số: 079187001234, Họ tên: Nguyễn Thị Uyên", "labelled"),
        ("12345|a|b|c", "other_fields"),
        ("0791870012345|" + UYEN.partition("|")[2], "other_fields"),
    ],
)
def test_other_layouts_are_named(text: str, seems: str) -> None:
    refusal = refusal_of(text)
    assert refusal.key == "card.other_layout"
    assert refusal.values["seems"].key == f"card.seems.{seems}"


@pytest.mark.parametrize(("text", "key"), [("", "card.empty"), ("\x02\r\n", "card.empty")])
def test_nothing_is_told_as_nothing(text: str, key: str) -> None:
    assert refusal_of(text).key == key


def test_refusals_hold_nothing_of_the_person() -> None:
    for text in (UYEN.replace("Nữ", "Khác"), UYEN.replace("ễ", "?"), UYEN + "x" * 5000):
        said = str(refusal_of(text).as_json("vi"))
        assert "079187001234" not in said
        assert "Uyên" not in said


NAMES = st.lists(
    st.sampled_from(["Nguyễn", "Thị", "Đặng", "Đức", "Phương", "H'Mai", "Y-Blŭk", "Anna"]),
    min_size=1,
    max_size=6,
).map(" ".join)
DATES = st.dates(min_value=date(1900, 1, 1), max_value=date(2099, 12, 31))


@given(
    number=st.from_regex(r"[0-9]{12}", fullmatch=True),
    old=st.one_of(st.just(""), st.from_regex(r"[0-9]{9}", fullmatch=True)),
    name=NAMES,
    born=DATES,
    sex=st.sampled_from(["Nam", "Nữ"]),
    issued=DATES,
    decomposed=st.booleans(),
)
def test_every_card_is_read_back(
    number: str, old: str, name: str, born: date, sex: str, issued: date, decomposed: bool
) -> None:
    text = f"{number}|{old}|{name}|{born:%d%m%Y}|{sex}|Tổ 5, Phường Mẫu|{issued:%d%m%Y}"
    card = read_card(unicodedata.normalize("NFD", text) if decomposed else text)
    assert (card.id_number, card.old_id_number or "", card.full_name) == (number, old, name)
    assert (card.birth_date, card.issued_on) == (born, issued)
    assert card.sex == ("male" if sex == "Nam" else "female")


@given(st.one_of(st.text(), st.text(alphabet="0123456789|Namữ ?"), st.binary().map(card_text)))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        read_card(text)
    except Refusal as refusal:
        refusal.as_json("vi")


@given(st.data())
def test_a_damaged_card_is_read_or_refused(data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(UYEN)))
    cut = data.draw(st.integers(0, 4))
    damaged = UYEN[:place] + data.draw(st.text(max_size=3)) + UYEN[place + cut :]
    try:
        card = read_card(damaged)
    except Refusal:
        return
    assert len(card.id_number) == 12


@pytest.mark.parametrize(
    ("number", "born", "sex", "doubts"),
    [
        ("079187001234", date(1987, 9, 5), "female", []),
        ("079087001234", date(1987, 9, 5), "male", []),
        ("001204000001", date(2004, 1, 1), "male", []),
        ("079187001234", date(1987, 9, 5), "male", ["card.doubt.sex_male"]),
        ("079087001234", date(1987, 9, 5), "female", ["card.doubt.sex_female"]),
        ("079187001234", date(1988, 9, 5), "female", ["card.doubt.year"]),
        ("079387001234", date(1987, 9, 5), "female", ["card.doubt.year"]),
        ("003187001234", date(1987, 9, 5), "female", ["card.doubt.province"]),
        ("120187001234", None, None, []),
        ("123456789", date(1987, 9, 5), "female", []),
        ("abc", None, None, []),
    ],
)
def test_numbers_that_contradict_the_person_are_doubted(
    number: str, born: date | None, sex: str | None, doubts: list[str]
) -> None:
    found = id_number_doubts(number, born, sex)  # type: ignore[arg-type]
    assert [doubt.key for doubt in found] == doubts
    for doubt in found:
        for language in LANGUAGES:
            assert doubt.in_words(language)
