"""What every page store promises: a folder, and S3-compatible storage."""

from __future__ import annotations

import contextlib
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from desk_app.central.page_store import LocalPageStore, PageStore, PartGone
from desk_app.central.page_stores import folder_of, open_page_store
from desk_app.errors import EnvironmentFault, Refusal
from tests.builders.archive_copies import file_id_of
from tests.builders.object_storage import ObjectStorage, know_credentials

FILE, OTHER = file_id_of(1), file_id_of(2)
Open = Callable[[], PageStore]


@pytest.fixture(params=["folder", "s3"])
def another(request: pytest.FixtureRequest, tmp_path: Path) -> Open:
    """Opens the same place once more, as another process or machine does."""
    if request.param == "folder":
        return lambda: LocalPageStore(tmp_path / "pages")
    storage: ObjectStorage = request.getfixturevalue("object_storage")
    address = storage.new_bucket()
    return lambda: storage.page_store(address)


@pytest.fixture
def kept(another: Open) -> PageStore:
    """An empty store."""
    return another()


def put(kept: PageStore, data: bytes, at: int = 0) -> None:
    part = kept.open_part(FILE, at)
    assert part.offset == at
    part.write(data)
    part.sync()
    assert part.offset == at + len(data)
    part.close()


def arrived(kept: PageStore) -> bytes:
    with kept.open_arrived(FILE) as file:
        file.seek(0)
        return file.read()


def keep(kept: PageStore) -> None:
    with kept.open_arrived(FILE) as file:
        kept.keep(FILE, file)


def test_it_can_be_written(kept: PageStore) -> None:
    kept.check()
    assert kept.length(FILE) == 0


def test_bytes_stand_where_they_belong(kept: PageStore) -> None:
    put(kept, b"one ")
    part = kept.open_part(FILE, 4)
    part.write(b"two ")
    part.sync()
    part.write(b"three")
    part.sync()
    part.close()
    assert (kept.length(FILE), arrived(kept)) == (13, b"one two three")


def test_another_process_goes_on_where_one_stopped(another: Open) -> None:
    put(another(), b"one ")
    put(another(), b"two ", 4)
    put(another(), b"three", 8)
    keep(another())
    assert (another().length(FILE), arrived(another())) == (13, b"one two three")


@pytest.mark.parametrize("counted", [0, 3, 8, 11])
def test_what_was_not_counted_is_cut_off(another: Open, counted: int) -> None:
    said = b"counted, and not any more"
    put(another(), said[:8])
    put(another(), said[8:], 8)
    put(another(), b"!", counted)
    assert arrived(another()) == said[:counted] + b"!"


def test_a_store_that_lost_some_says_so(kept: PageStore) -> None:
    put(kept, b"abc")
    part = kept.open_part(FILE, 10)
    assert part.offset == 3
    part.close()
    assert kept.length(FILE) == 3, "nothing was filled in"


def test_a_piece_may_be_taken_back(kept: PageStore) -> None:
    put(kept, b"good ")
    part = kept.open_part(FILE, 5)
    part.write(b"bad")
    part.cut(5)
    part.write(b"worse")
    part.sync()
    part.cut(5)
    part.write(b"best")
    part.sync()
    part.close()
    assert arrived(kept) == b"good best"


def test_a_good_file_gets_its_name_also_twice(kept: PageStore) -> None:
    put(kept, b"whole")
    keep(kept)
    keep(kept)
    assert (kept.length(FILE), arrived(kept)) == (5, b"whole")


def test_a_dropped_file_is_forgotten_and_comes_anew(kept: PageStore) -> None:
    kept.drop(FILE)
    put(kept, b"bad")
    kept.drop(FILE)
    assert kept.length(FILE) == 0
    put(kept, b"good")
    assert arrived(kept) == b"good"


def test_files_do_not_touch_each_other(kept: PageStore) -> None:
    put(kept, b"one")
    kept.drop(OTHER)
    assert (kept.length(OTHER), arrived(kept)) == (0, b"one")


def test_what_was_checked_is_kept_whatever_an_ended_request_still_writes(another: Open) -> None:
    older = another().open_part(FILE, 0)
    put(another(), b"whole")
    keep(another())
    with contextlib.suppress(PartGone):
        older.write(b"wrong")
        older.sync()
    older.close()
    assert arrived(another()) == b"whole"


def test_a_folder_is_made(tmp_path: Path) -> None:
    usual = tmp_path / "usual"
    assert folder_of(open_page_store(None, usual)) == usual
    said = tmp_path / "a" / "b"
    assert folder_of(open_page_store(str(said), usual)) == said
    assert said.stat().st_mode & 0o077 == 0


def test_another_kind_of_address_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refusal) as caught:
        open_page_store("ftp://storage/pages", tmp_path)
    assert caught.value.key == "central.files_address"


def test_storage_is_opened_by_its_address(
    object_storage: ObjectStorage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    know_credentials(monkeypatch, tmp_path)
    store = open_page_store(object_storage.new_bucket(), tmp_path)
    assert folder_of(store) is None
    store.close()  # type: ignore[attr-defined]


def test_storage_that_says_no_is_told_at_the_start(
    object_storage: ObjectStorage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    know_credentials(monkeypatch, tmp_path)
    with pytest.raises(EnvironmentFault) as caught:
        open_page_store(f"s3://no-such-bucket?endpoint={object_storage.endpoint}", tmp_path)
    assert caught.value.values["code"] == "NoSuchBucket"


def test_a_folder_needs_no_library_for_storage() -> None:
    assert "desk_app.central.s3_page_store" not in _loaded_by("desk_app.central.serve")
    assert "botocore" not in _loaded_by("desk_app.central.serve")


def test_the_desk_loads_neither_storage_nor_figures() -> None:
    loaded = _loaded_by("desk_app.app", "desk_app.cli")
    assert not loaded & {"botocore", "prometheus_client", "desk_app.central.figures"}


def _loaded_by(*modules: str) -> set[str]:
    told = f"import sys, {', '.join(modules)}; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, check=True, text=True)
    return set(done.stdout.split())
