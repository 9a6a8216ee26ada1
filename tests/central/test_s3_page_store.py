"""Archive copies on S3-compatible storage: what is particular about it."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk_app.central.s3_page_store import Piece, Place, S3PageStore, covering, place_of, reach
from desk_app.errors import EnvironmentFault, Refusal
from tests.builders.archive_copies import file_id_of
from tests.builders.object_storage import KEY, SECRET, ObjectStorage, know_credentials

FILE = file_id_of(1)


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("s3://pages", Place("pages", "", None, None)),
        ("s3://pages/mot-cua/", Place("pages", "mot-cua/", None, None)),
        (
            "s3://pages/a/b?endpoint=https://luu.tinh.example:9000&region=vn-1",
            Place("pages", "a/b/", "https://luu.tinh.example:9000", "vn-1"),
        ),
        ("s3://pages?endpoint=http://[::1]:9", Place("pages", "", "http://[::1]:9", None)),
        ("s3://p?endpoint=http://localhost:9", Place("p", "", "http://localhost:9", None)),
    ],
)
def test_an_address_says_where(address: str, place: Place) -> None:
    assert place_of(address) == place


@pytest.mark.parametrize(
    ("address", "key"),
    [
        ("s3://", "files_address"),
        ("s3:///prefix", "files_address"),
        ("s3://pages?secret=x", "files_address"),
        ("s3://pages#x", "files_address"),
        ("s3://pages?endpoint=ftp://a", "files_address"),
        ("s3://pages?endpoint=", "files_address"),
        ("s3://key:secret@pages", "files_secret"),
        ("s3://pages?endpoint=https://key:secret@luu.example", "files_secret"),
        ("s3://pages?endpoint=http://luu.tinh.example", "files_plain_http"),
        ("s3://pages?endpoint=http://10.0.0.7:9000", "files_plain_http"),
    ],
)
def test_an_address_that_will_not_do_is_refused_and_not_repeated(address: str, key: str) -> None:
    with pytest.raises(Refusal) as caught:
        place_of(address)
    assert caught.value.key == f"central.{key}"
    assert "secret" not in caught.value.title("vi") + caught.value.meaning("en")


def pieces_of(*ends: tuple[int, int]) -> list[Piece]:
    return [Piece(f"{first}-{end}", first, end) for first, end in ends]


@pytest.mark.parametrize(
    ("ends", "reached"),
    [
        ([], 0),
        ([(0, 4), (4, 9)], 9),
        ([(4, 9)], 0),
        ([(0, 4), (5, 9)], 4),
        ([(0, 4), (0, 7), (4, 6), (7, 9)], 9),
        ([(0, 4), (2, 8), (4, 6)], 8),
    ],
)
def test_bytes_count_up_to_the_first_hole(ends: list[tuple[int, int]], reached: int) -> None:
    assert reach(pieces_of(*ends)) == reached


@given(st.lists(st.tuples(st.integers(0, 12), st.integers(1, 6)), max_size=8))
def test_covering_pieces_reach_as_far_as_any_could(said: list[tuple[int, int]]) -> None:
    pieces = pieces_of(*((first, first + length) for first, length in said))
    held = {n for piece in pieces for n in range(piece.first, piece.end)}
    first_hole = next(n for n in range(20) if n not in held)
    assert reach(pieces) == first_hole
    way = covering(pieces)
    assert all(left.end >= right.first for left, right in zip(way, way[1:], strict=False))


def test_pieces_that_overlap_make_one_file(object_storage: ObjectStorage) -> None:
    kept = object_storage.page_store(object_storage.new_bucket())
    for first, data in ((0, b"one t"), (4, b"two "), (0, b"one"), (8, b"three")):
        kept.put_piece(FILE, first, data)
    with kept.open_arrived(FILE) as file:
        file.seek(0)
        assert file.read() == b"one two three"


def test_a_place_keeps_to_its_prefix(object_storage: ObjectStorage) -> None:
    address = object_storage.new_bucket()
    kept = object_storage.page_store(address)
    kept.check()
    kept.put_piece(FILE, 0, b"whole")
    with kept.open_arrived(FILE) as file:
        kept.keep(FILE, file)
    listed = object_storage.client.list_objects_v2(Bucket=place_of(address).bucket)["Contents"]
    assert [found["Key"] for found in listed] == [
        f"mot-cua/{FILE[-2:]}/{FILE}.pdf",
        "mot-cua/arriving/probe",
    ]


def test_what_the_storage_refuses_is_told_without_secrets(
    object_storage: ObjectStorage,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO)
    know_credentials(monkeypatch, tmp_path)
    kept = S3PageStore(place_of(f"s3://nobody-made-this?endpoint={object_storage.endpoint}"))
    for act in (kept.check, lambda: kept.length(FILE), lambda: kept.put_piece(FILE, 0, b"x")):
        with pytest.raises(EnvironmentFault) as caught:
            act()
        assert caught.value.key == "store.object_storage"
    kept.close()
    said = caplog.text + caught.value.meaning("vi")
    assert SECRET not in said
    assert KEY not in said


def test_without_credentials_it_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    know_credentials(monkeypatch, tmp_path)
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    kept = S3PageStore(place_of("s3://pages?endpoint=http://127.0.0.1:9"))
    with pytest.raises(EnvironmentFault) as caught:
        kept.check()
    kept.close()
    assert caught.value.values["code"] == "NoCredentialsError"
