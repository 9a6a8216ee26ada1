"""A profile is made once, read back, and its faults are sentences."""

from __future__ import annotations

from pathlib import Path

import pytest

from desk_app.config.profile import (
    Profile,
    create_profile,
    open_profile,
    profile_exists,
    unfinished_profile,
    write_durably,
)
from desk_app.errors import DeskError, EnvironmentFault, Refusal


def test_a_profile_is_read_back_as_made(tmp_path: Path) -> None:
    made = create_profile(tmp_path / "quầy 03", training=True)
    assert profile_exists(tmp_path / "quầy 03")
    assert open_profile(tmp_path / "quầy 03") == made


def test_a_profile_is_never_made_over_another(tmp_path: Path) -> None:
    made = create_profile(tmp_path, training=False)
    with pytest.raises(Refusal):
        create_profile(tmp_path, training=True)
    assert open_profile(tmp_path) == made


def test_what_was_cut_off_while_it_was_made_is_no_profile_yet(tmp_path: Path) -> None:
    class Cut(BaseException):
        pass

    seen = []

    def fill(profile: Profile) -> None:
        seen.append((profile_exists(tmp_path), unfinished_profile(tmp_path) == profile))
        raise Cut

    with pytest.raises(Cut):
        create_profile(tmp_path, training=False, fill=fill)
    left = unfinished_profile(tmp_path)
    assert seen == [(False, True)]
    assert left is not None
    assert not left.training
    made = create_profile(tmp_path, training=True)
    assert (unfinished_profile(tmp_path), open_profile(tmp_path)) == (None, made)


def test_a_database_whose_profile_is_gone_is_not_touched(tmp_path: Path) -> None:
    (tmp_path / "desk.db").write_bytes(b"dossiers")
    with pytest.raises(EnvironmentFault) as caught:
        create_profile(tmp_path, training=True)
    assert caught.value.key == "profile.stray_database"
    assert [file.name for file in tmp_path.iterdir()] == ["desk.db"]


@pytest.mark.parametrize("said", ["", "{}", "[1]", '{"id": "x"', "\x00"])
def test_a_broken_profile_is_a_sentence(tmp_path: Path, said: str) -> None:
    (tmp_path / "profile.json").write_text(said, encoding="utf-8")
    with pytest.raises(DeskError) as caught:
        open_profile(tmp_path)
    assert caught.value.key == "profile.broken"


def test_a_missing_profile_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(Refusal) as caught:
        open_profile(tmp_path / "nowhere")
    assert caught.value.key == "profile.missing"


def test_a_file_is_replaced_whole(tmp_path: Path) -> None:
    write_durably(tmp_path / "a", b"old")
    write_durably(tmp_path / "a", b"new")
    assert (tmp_path / "a").read_bytes() == b"new"
    assert [file.name for file in tmp_path.iterdir()] == ["a"]
