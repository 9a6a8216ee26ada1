"""The next credential is kept before anybody hears of it, and takes the old one's place once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import delete, select

from desk_app.errors import Refusal
from desk_app.models.engine import Store
from desk_app.models.tables import JournalLine, Setting
from desk_app.services.desk_credentials import DeskCredentials
from desk_app.services.this_desk import place_in, read_this_desk, write_this_desk
from tests.builders.stores import a_clock, a_store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = a_store(tmp_path)
    with opened.write() as session:
        here = place_in(session)
        assert here is not None
        write_this_desk(session, replace(here, desk_id="d", credential="old"))
    yield opened
    opened.close()


def test_it_is_kept_before_it_is_told_and_changes_once(store: Store) -> None:
    told: list[None] = []
    credentials = DeskCredentials(
        store, a_clock(), lambda words: words.decode(), lambda: told.append(None)
    )
    fresh = credentials.next_credential()
    assert len(fresh) == 43
    again = DeskCredentials(store, a_clock(), lambda words: "")  # after a crash
    assert again.next_credential() == fresh
    here = read_this_desk(store)
    assert here is not None
    assert (here.credential, here.next_credential) == ("old", fresh)
    credentials.take(fresh)
    here = read_this_desk(store)
    assert here is not None
    assert (here.credential, here.next_credential) == (fresh, None)
    assert credentials.next_credential() != fresh
    assert (credentials.desk_id, credentials.sign(b"words"), len(told)) == ("d", "words", 1)
    with store.read() as session:
        assert "desk.credential_renewed" in session.scalars(select(JournalLine.action)).all()


def test_a_desk_without_a_place_has_none(store: Store) -> None:
    with store.write() as session:
        session.execute(delete(Setting))
    with pytest.raises(Refusal) as caught:
        DeskCredentials(store, a_clock(), lambda words: "").next_credential()
    assert caught.value.key == "desk.not_enrolled"
