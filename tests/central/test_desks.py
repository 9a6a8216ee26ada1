"""A desk is looked up by its id in one place."""

from __future__ import annotations

import pytest

from desk_app.central.desks import known_desk
from desk_app.central.engine import CentreStore
from desk_app.clock import TickingClock
from desk_app.errors import Refusal
from tests.builders.centres import enrolled
from tests.builders.messages import identity_text


def test_a_desk_is_found_or_said_to_be_unknown(
    sqlite_store: CentreStore, clock: TickingClock
) -> None:
    enrolled(sqlite_store, clock, 1)
    with sqlite_store.reading() as session:
        assert known_desk(session, identity_text(800_001)).revoked_at is None
        with pytest.raises(Refusal) as caught:
            known_desk(session, "no-such-desk")
    assert caught.value.key == "central.desk_unknown"
