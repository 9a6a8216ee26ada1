"""The last answer of the centre outlives the program."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from desk_app.models.last_sync import keep_last_sync, read_last_sync
from tests.builders.stores import NOW, a_store


def test_the_last_answer_is_kept(tmp_path: Path) -> None:
    store = a_store(tmp_path)
    assert read_last_sync(store) is None
    for at in (NOW, NOW + timedelta(minutes=7)):
        keep_last_sync(store, at)
        assert read_last_sync(store) == at
    store.close()
