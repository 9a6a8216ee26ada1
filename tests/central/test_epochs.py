"""What the contract of centres leaves to say of epochs and marks."""

from __future__ import annotations

from datetime import timedelta

import pytest

from desk_app.central import reports, tables
from desk_app.central.administration import revoke_desk
from desk_app.central.engine import CentreStore
from desk_app.central.epochs import MOST_RAISES, enter, heard, keep_desk, refusal
from desk_app.clock import TickingClock
from desk_app.errors import Refusal
from desk_app.sync.protocol import EntryAnswer
from tests.builders.centres import enrolled
from tests.builders.messages import NOW, identity_text, sync_request


def a_desk(**columns: object) -> tables.Desk:
    usual = {"epoch": 1, "mark": 0, "epoch_raises": 0, "epoch_raised_at": None, "last_entry": None}
    return tables.Desk(**{**usual, **columns})


def test_a_clock_that_jumped_back_counts_no_raises() -> None:
    desk = a_desk(epoch_raises=MOST_RAISES, epoch_raised_at=NOW + timedelta(days=3650))
    said = sync_request(epoch=2)
    assert refusal(desk, said, NOW) is None
    enter(desk, said, NOW)
    assert (desk.epoch, desk.epoch_raises, desk.epoch_raised_at) == (2, 1, NOW)


def test_a_file_that_comes_late_does_not_set_the_mark_back() -> None:
    desk = a_desk(mark=9)
    enter(desk, sync_request(mark=5), NOW)
    assert desk.mark == 9


def test_only_what_was_taken_now_is_the_last_entry() -> None:
    desk = a_desk(last_entry="z")
    refused = EntryAnswer(id="a", outcome="refused")
    heard(desk, [refused, EntryAnswer(id="b", outcome="duplicate")])
    assert desk.last_entry == "z"
    heard(desk, [EntryAnswer(id="c", outcome="accepted"), refused])
    assert desk.last_entry == "c"


def test_a_desk_nobody_knows_cannot_be_kept(sqlite_store: CentreStore, clock: TickingClock) -> None:
    with pytest.raises(Refusal) as caught:
        keep_desk(sqlite_store, identity_text(1))
    assert caught.value.key == "central.desk_unknown"


def test_it_is_seen_which_desk_is_stopped_and_why(
    sqlite_store: CentreStore, clock: TickingClock
) -> None:
    desk_id = enrolled(sqlite_store, clock).desk_id
    said = []
    with sqlite_store.writing() as session:
        session.get_one(tables.Desk, desk_id).epoch_raises = MOST_RAISES + 1
    said.append(reports.desks(sqlite_store)[0]["stopped"])
    keep_desk(sqlite_store, desk_id)
    said.append(reports.desks(sqlite_store)[0]["stopped"])
    revoke_desk(sqlite_store, clock, desk_id)
    said.append(reports.desks(sqlite_store)[0]["stopped"])
    assert said == ["copied", None, "revoked"]


def test_a_revoked_desk_is_not_kept(sqlite_store: CentreStore, clock: TickingClock) -> None:
    desk_id = enrolled(sqlite_store, clock).desk_id
    revoke_desk(sqlite_store, clock, desk_id)
    with pytest.raises(Refusal) as caught:
        keep_desk(sqlite_store, desk_id)
    assert caught.value.key == "central.desk_is_revoked"
