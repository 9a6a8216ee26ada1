"""Files, folders and bytes become single procedures, or a sentence that says where it is wrong."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from desk_app.errors import EnvironmentFault, Refusal
from desk_app.services import catalogue_source
from desk_app.services.catalogue_source import looks_national, pieces, read_json
from tests.builders.procedures import a_national_procedure, a_procedure, as_bytes

OWN, NATIONAL = a_procedure(), a_national_procedure()


@pytest.mark.parametrize(
    ("document", "national"),
    [
        (OWN, [False]),
        ([OWN, OWN], [False, False]),
        ({"procedures": [OWN]}, [False]),
        (NATIONAL, [True]),
        ([NATIONAL, OWN, 5], [True, False, False]),
        ({"error_code": "0", "message": "ok", "result": [NATIONAL]}, [True]),
        ({"error_code": "00", "result": NATIONAL}, [True]),
        ({"result": []}, []),
        ({"matTHC": "1.0", "tenTTHC": "x"}, [True]),
        ([], []),
    ],
)
def test_every_known_shape_is_taken_apart(document: Any, national: list[bool]) -> None:
    assert [piece.national for piece in pieces(as_bytes(document))] == national


def test_places_are_counted_from_one() -> None:
    assert [piece.where for piece in pieces(as_bytes([OWN, OWN]))] == ["#1", "#2"]


def test_a_folder_is_all_its_files(tmp_path: Path) -> None:
    for name in ("b.json", "a.json"):
        (tmp_path / name).write_bytes(as_bytes({"procedures": [OWN]}))
    (tmp_path / "README.md").write_text("not a catalogue", encoding="utf-8")
    assert [piece.where for piece in pieces(tmp_path)] == ["a.json #1", "b.json #1"]


@pytest.mark.parametrize(
    ("content", "key", "values"),
    [
        (b'{"a": 1,\n "b": }', "catalogue.not_json", {"line": 2, "column": 7}),
        (b"", "catalogue.not_json", {"line": 1, "column": 1}),
        (b'{"a":\n"\xff"}', "catalogue.not_utf8", {"line": 2}),
        ("{}".encode("utf-16"), "catalogue.not_utf8", {"line": 1}),
        (b'{"a": NaN}', "catalogue.odd_json", {}),
        (b'{"a": "\\ud800"}', "catalogue.odd_json", {}),
        (b'{"\\uDC00\\uD800": 1}', "catalogue.odd_json", {}),
        (b"[" * 200_000, "catalogue.odd_json", {}),
        (b'{"a": ' + b"9" * 5000 + b"}", "catalogue.odd_json", {}),
    ],
)
def test_what_is_no_json_is_refused_with_its_place(
    content: bytes, key: str, values: dict[str, int]
) -> None:
    with pytest.raises(Refusal) as refused:
        read_json(content, "x.json")
    assert refused.value.key == key
    assert values.items() <= refused.value.values.items()
    assert refused.value.meaning("vi")


def test_a_byte_order_mark_is_no_fault() -> None:
    assert read_json(b"\xef\xbb\xbf[1]") == [1]


@pytest.mark.parametrize("document", [5, "text", None, {"name": "x"}, {"procedures": 5}])
def test_another_document_is_refused(document: Any) -> None:
    with pytest.raises(Refusal, match="unknown_shape"):
        pieces(as_bytes(document))


def test_an_answer_with_an_error_is_refused() -> None:
    with pytest.raises(Refusal, match="national_error"):
        pieces(as_bytes({"error_code": "-1", "message": "hết phiên", "result": []}))


def test_a_missing_file_is_the_environment(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentFault):
        pieces(tmp_path / "none.json")


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="empty_folder"):
        pieces(tmp_path)


def test_too_much_is_refused_before_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(catalogue_source, "MOST_BYTES", 10)
    big = tmp_path / "big.json"
    big.write_bytes(b"[" + b" " * 20 + b"]")
    for source in (big, big.read_bytes()):
        with pytest.raises(Refusal, match="too_big"):
            pieces(source)


@pytest.mark.parametrize(("data", "answer"), [(NATIONAL, True), (OWN, False), (5, False)])
def test_the_national_shape_is_known_by_its_names(data: Any, answer: bool) -> None:
    assert looks_national(data) is answer
