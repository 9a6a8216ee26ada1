"""The desk's own key."""

from __future__ import annotations

from pathlib import Path

from desk_app import signing
from desk_app.services.desk_key import ensure_key, read_key
from tests.builders.stores import a_store


def test_a_key_is_made_once_and_signs(tmp_path: Path) -> None:
    store = a_store(tmp_path)
    with store.read() as session:
        assert read_key(session) is None
    key = ensure_key(store)
    assert ensure_key(store) == key
    assert signing.is_signed(key.public, b"words", key.sign(b"words"))
    with store.read() as session:
        assert read_key(session) == key
    assert key.public in repr(key)
    assert key._private not in repr(key)
    store.close()
