"""The disk of the power cuts: what is safe when."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.faults.power import WAYS, after
from tests.faults.system_calls import Call


@pytest.fixture
def before(tmp_path: Path) -> Path:
    folder = tmp_path / "before"
    (folder / "pages").mkdir(parents=True)
    (folder / "old").write_bytes(b"old")
    return folder


def found(before: Path, tmp_path: Path, way: str, *calls: Call, seed: int = 0) -> dict[str, bytes]:
    """The files after these calls and a cut."""
    folder = tmp_path / f"after-{len(list(tmp_path.iterdir()))}"
    folder.mkdir()
    after(before, calls).cut(way, random.Random(seed), folder)
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


A_WRITE = (Call("create", "a"), Call("write", "a", 0, b"new"))


@pytest.mark.parametrize("way", WAYS)
def test_what_was_synced_is_there(before: Path, tmp_path: Path, way: str) -> None:
    calls = (*A_WRITE, Call("sync", "a"), Call("sync_folder", "."))
    assert found(before, tmp_path, way, *calls) == {"old": b"old", "a": b"new"}


def test_a_name_is_safe_only_with_its_folder(before: Path, tmp_path: Path) -> None:
    calls = (*A_WRITE, Call("sync", "a"))
    assert found(before, tmp_path, "none", *calls) == {"old": b"old"}
    assert found(before, tmp_path, "all", *calls) == {"old": b"old", "a": b"new"}


def test_a_name_without_its_bytes(before: Path, tmp_path: Path) -> None:
    calls = (*A_WRITE, Call("rename", "a", to="pages/b"), Call("sync_folder", "pages"))
    assert found(before, tmp_path, "none", *calls) == {"old": b"old", "pages/b": b""}


def test_what_is_kept_in_part_has_holes(before: Path, tmp_path: Path) -> None:
    calls = [Call("write", "old", place, b"x" * 512) for place in range(0, 51_200, 512)]
    kept = found(before, tmp_path, "some", *calls)["old"]
    assert 0 < kept.count(b"x" * 512) < 100
    assert found(before, tmp_path, "some", *calls)["old"] == kept, "one seed, one state"


def test_sectors_are_torn_where_they_end(before: Path, tmp_path: Path) -> None:
    call = Call("write", "old", 100, b"x" * 2000)
    torn = {found(before, tmp_path, "torn 512", call, seed=seed)["old"] for seed in range(20)}
    assert len(torn) > 5
    for data in torn:
        edges = [n for n in range(1, len(data)) if (data[n] == 120) != (data[n - 1] == 120)]
        assert all(edge % 512 == 0 or edge == 100 for edge in edges)


def test_what_was_cut_off_and_removed(before: Path, tmp_path: Path) -> None:
    cut_off = Call("truncate", "old", 1)
    assert found(before, tmp_path, "all", cut_off)["old"] == b"o"
    assert found(before, tmp_path, "none", cut_off)["old"] == b"old"
    assert found(before, tmp_path, "all", Call("unlink", "old")) == {}
    assert found(before, tmp_path, "none", Call("unlink", "old")) == {"old": b"old"}
