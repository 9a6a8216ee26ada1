"""Which desk this is: kept, read back, never showing its secret."""

from __future__ import annotations

from pathlib import Path

import pytest

from desk_app.errors import Refusal
from desk_app.models.schema import open_store
from desk_app.services.this_desk import ThisDesk, read_this_desk, unit_card, write_this_desk
from tests.builders.desks import a_training_desk


def test_the_place_is_read_back_as_kept(tmp_path: Path) -> None:
    store = open_store(tmp_path / "desk.db", bytes(32))
    assert read_this_desk(store) is None
    desk = ThisDesk("H99", "Quầy 01", False, "Tỉnh", "https://t", "id", "https://c", "s3cret", 2)
    for kept in (desk, desk):
        with store.write() as session:
            write_this_desk(session, kept)
    assert read_this_desk(store) == desk
    assert "s3cret" not in repr(desk)
    store.close()


def test_a_unit_comes_with_the_unit_above_it(tmp_path: Path) -> None:
    with a_training_desk(tmp_path) as desk:
        card = desk.unit()
        assert card.parent_name == "Ủy ban nhân dân phường Bến Xuân"
        assert card.place
        with desk.store.read() as session, pytest.raises(Refusal) as caught:
            unit_card(session, "H00")
        assert caught.value.key == "desk.unknown_unit"
