"""The look of the first moment: kept, and never in the way of opening."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from desk_app.config.first_picture import (
    NAME,
    FirstPicture,
    keep_first_picture,
    read_first_picture,
)

PICTURE = FirstPicture("en", "dark", 125, "Trung tâm phường Mẫu", "Quầy 01")


def test_what_was_kept_is_read(tmp_path: Path) -> None:
    keep_first_picture(tmp_path, PICTURE)
    assert read_first_picture(tmp_path) == PICTURE
    keep_first_picture(tmp_path, replace(PICTURE, theme="light"))
    assert read_first_picture(tmp_path).theme == "light"


def test_what_did_not_change_is_not_written_again(tmp_path: Path) -> None:
    keep_first_picture(tmp_path, PICTURE)
    before = (tmp_path / NAME).stat().st_ino
    keep_first_picture(tmp_path, PICTURE)
    assert (tmp_path / NAME).stat().st_ino == before


@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"\xff\xfe\x00",
        b"[" * 50_000,
        b'{"language": "xx", "theme": 7, "text_size": 900, "unit": null, "counter": ["x"]}',
        b'{"text_size": true, "unit": "a\\u0000b", "counter": "' + b"x" * 600 + b'"}',
    ],
)
def test_a_broken_file_is_as_good_as_none(tmp_path: Path, said: bytes) -> None:
    (tmp_path / NAME).write_bytes(said)
    assert read_first_picture(tmp_path) == FirstPicture()


def test_what_fits_is_taken_from_a_file_of_another_version(tmp_path: Path) -> None:
    said = {"language": "en", "theme": "sepia", "unit": "Phường Mẫu", "later": 1}
    (tmp_path / NAME).write_text(json.dumps(said), encoding="utf-8")
    assert read_first_picture(tmp_path) == FirstPicture(language="en", unit="Phường Mẫu")


def test_no_file_and_no_folder_are_defaults(tmp_path: Path) -> None:
    assert read_first_picture(tmp_path / "none") == FirstPicture()


def test_a_place_that_cannot_be_written_is_no_fault(tmp_path: Path) -> None:
    keep_first_picture(tmp_path / "none", PICTURE)
    assert not (tmp_path / "none").exists()
