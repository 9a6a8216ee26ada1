"""A centre that forgot what it had accepted hears it again, under the same ids."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from desk_app.clock import TickingClock
from desk_app.event_bus import EventBus
from desk_app.models.engine import Store
from desk_app.models.tables import Dossier, OutboxEntry
from desk_app.services.outbox_desk import OutboxDesk
from desk_app.services.send_again import SendAgain
from tests.builders.stores import AN, NOW, a_dossier, an_entry


def _states(store: Store) -> list[str]:
    with store.read() as session:
        return list(session.scalars(select(OutboxEntry.state).order_by(OutboxEntry.seq)))


@pytest.mark.parametrize(
    ("reason", "after"),
    [
        ("dossier-unknown", ["waiting", "waiting", "waiting", "accepted"]),
        ("payload-hash", ["accepted", "accepted", "waiting", "accepted"]),
    ],
)
def test_what_the_centre_does_not_have_goes_before_what_it_refused(
    store: Store, clock: TickingClock, reason: str, after: list[str]
) -> None:
    with store.write() as session:
        dossier = a_dossier(session, sync_state="accepted")
        an_entry(session, dossier, state="accepted")
        refused = an_entry(session, dossier, state="refused", last_error=reason)
        a_dossier(session, sync_state="accepted")  # another one is not touched
    OutboxDesk(store, clock, EventBus()).try_again(refused, AN)
    assert _states(store) == after


def test_everything_accepted_since_a_day_goes_again(store: Store, clock: TickingClock) -> None:
    with store.write() as session:
        dossier = a_dossier(session, sync_state="accepted")
        an_entry(session, dossier, state="accepted", answered_at=NOW - timedelta(days=1))
        an_entry(session, dossier, state="accepted", answered_at=NOW)
    again = SendAgain(store, clock, EventBus())
    assert again.since(NOW.date() + timedelta(days=1)) == 0
    assert again.since(NOW.date()) == 1
    assert _states(store)[1:] == ["accepted", "waiting"]
    with store.read() as session:
        assert session.scalars(select(Dossier.sync_state)).one() == "waiting"


def test_what_was_refused_because_the_centre_had_forgotten_goes_again_too(
    store: Store, clock: TickingClock
) -> None:
    with store.write() as session:
        forgotten = ("dossier-unknown", "number-not-leased", "document-invalid")
        for reason in (*forgotten, "payload-hash"):
            dossier = a_dossier(session, sync_state="accepted")
            said = {"answered_at": NOW, "last_error": reason}
            an_entry(session, dossier, state="refused", **said)
            an_entry(session, dossier, state="held")
    assert SendAgain(store, clock, EventBus()).since(NOW.date()) == 3
    assert _states(store).count("refused") == 1
    assert _states(store).count("held") == 1
