"""The outbox as people see it: counts, ages, reasons, what to do."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from sqlalchemy import select

from desk_app.clock import TickingClock
from desk_app.errors import Refusal
from desk_app.event_bus import EventBus
from desk_app.events import DossierChanged, OutboxChanged, SendRequested
from desk_app.models.engine import Store
from desk_app.models.tables import Dossier, OutboxEntry
from desk_app.services.journal import Journal
from desk_app.services.outbox_desk import (
    ACTIONS,
    STATES,
    OutboxDesk,
    condition,
)
from desk_app.wording import LANGUAGES, has_words, message
from tests.builders.stores import AN, NOW, a_dossier, an_entry

HEARD = (SendRequested, OutboxChanged, DossierChanged)


@pytest.fixture
def heard() -> list[object]:
    return []


@pytest.fixture
def outbox(store: Store, clock: TickingClock, heard: list[object]) -> OutboxDesk:
    bus = EventBus()
    for kind in HEARD:
        bus.subscribe(kind, heard.append)
    return OutboxDesk(store, clock, bus)


def entry_states(store: Store, dossier_id: str) -> list[str]:
    with store.read() as session:
        return list(
            session.scalars(
                select(OutboxEntry.state)
                .where(OutboxEntry.dossier_id == dossier_id)
                .order_by(OutboxEntry.position)
            )
        )


def sync_state(store: Store, dossier_id: str) -> str:
    with store.read() as session:
        return session.scalars(select(Dossier.sync_state).where(Dossier.id == dossier_id)).one()


def refused_with_held(store: Store) -> tuple[str, list[str]]:
    """A dossier whose first entry was refused and whose second waits behind it."""
    with store.write() as session:
        dossier = a_dossier(session, sync_state="refused")
        an_entry(session, dossier, state="held")
        ids = list(session.scalars(select(OutboxEntry.id).order_by(OutboxEntry.position)))
        return dossier.id, ids


def test_an_empty_outbox_is_clear(outbox: OutboxDesk) -> None:
    queue = outbox.queue()
    assert (queue.unsent, queue.oldest_seconds, queue.condition) == (0, None, "clear")
    assert queue.condition_words.in_words("vi") == "Đã gửi hết"
    assert queue.as_json("vi")["entries"] == []


def test_what_waits_is_counted_and_listed_oldest_first(
    outbox: OutboxDesk, store: Store, clock: TickingClock
) -> None:
    with store.write() as session:
        first = a_dossier(session, received_at=NOW - timedelta(minutes=4))
        second = a_dossier(session)
        a_dossier(session, sync_state="accepted")
        an_entry(session, second, state="held")
    clock.advance(timedelta(minutes=1))
    queue = outbox.queue()
    assert (queue.waiting, queue.refused, queue.held, queue.unsent) == (2, 0, 1, 3)
    assert queue.oldest_seconds == 300
    assert [(entry.code, entry.state) for entry in queue.entries] == [
        (first.code, "waiting"),
        (second.code, "waiting"),
        (second.code, "held"),
    ]
    assert outbox.queue(most=1).waiting == 2


def test_what_needs_someone_is_listed_however_much_waits(outbox: OutboxDesk, store: Store) -> None:
    with store.write() as session:
        codes = [a_dossier(session, received_at=NOW + timedelta(minutes=n)).code for n in range(4)]
        a_dossier(session, received_at=NOW + timedelta(minutes=5), sync_state="refused")
    queue = outbox.queue(3)
    assert [entry.state for entry in queue.entries] == ["waiting", "waiting", "refused"]
    assert [entry.code for entry in queue.entries][:2] == codes[:2]
    assert (queue.unsent, queue.unlisted) == (5, 2)
    assert outbox.queue().unlisted == 0


def test_the_oldest_counts_even_where_it_is_not_listed(
    outbox: OutboxDesk, store: Store, clock: TickingClock
) -> None:
    with store.write() as session:
        a_dossier(session)
        a_dossier(session, received_at=NOW + timedelta(minutes=5), sync_state="refused")
    clock.advance(timedelta(minutes=10))
    queue = outbox.queue(1)
    assert [entry.state for entry in queue.entries] == ["refused"]
    assert queue.oldest_seconds == 600


def test_the_answer_of_queue_holds_what_the_contract_says(outbox: OutboxDesk, store: Store) -> None:
    with store.write() as session:
        a_dossier(session)
    said = json.loads(json.dumps(outbox.queue().as_json("vi")))
    for name in ("waiting", "refused", "held", "pages_waiting", "bytes_waiting", "oldest_seconds"):
        assert isinstance(said[name], int)
    assert said["entries"][0]["what_next"] == "Tự gửi khi có mạng"


def test_what_the_centre_accepted_is_listed_latest_first(outbox: OutboxDesk, store: Store) -> None:
    with store.write() as session:
        codes = [a_dossier(session, sync_state="accepted").code for _ in range(2)]
    assert [entry.code for entry in outbox.accepted()] == codes[::-1]


def test_accepted_today_counts_from_midnight(outbox: OutboxDesk, store: Store) -> None:
    with store.write() as session:
        dossier = a_dossier(session)
        an_entry(session, dossier, state="accepted", answered_at=NOW)
        an_entry(session, dossier, state="accepted", answered_at=NOW - timedelta(hours=10))
    assert outbox.queue().accepted_today == 1


def test_every_state_has_words_and_its_actions() -> None:
    assert set(ACTIONS) == set(STATES)
    for language in LANGUAGES:
        for state in STATES:
            assert message(f"outbox.state.{state}").in_words(language)
            if state != "accepted":
                assert ACTIONS[state], "an officer can always do something about it"


def test_a_code_that_is_taken_is_not_sent_again_but_received_anew(
    outbox: OutboxDesk, store: Store
) -> None:
    with store.write() as session:
        dossier = a_dossier(session)
        an_entry(session, dossier, state="refused", last_error="code-taken")
    [entry] = [one for one in outbox.queue().entries if one.state == "refused"]
    said = entry.as_json("vi")
    assert "Tiếp nhận lại hồ sơ" in said["what_next"]
    assert "Tạm giữ" in said["what_next"]
    assert "thuộc về hồ sơ khác" in said["last_error"]
    assert "set_aside" in entry.actions


@pytest.mark.parametrize(
    ("waiting", "refused", "held", "oldest", "shown"),
    [
        (0, 0, 0, None, "clear"),
        (3, 0, 0, 10, "waiting"),
        (3, 0, 0, 15 * 60 + 1, "slow"),
        (3, 0, 0, 2 * 3600 + 1, "jammed"),
        (501, 0, 0, 10, "jammed"),
        (0, 1, 0, 10, "needs_you"),
        (3, 0, 1, 10, "needs_you"),
    ],
)
def test_the_light_follows_the_outbox(
    waiting: int, refused: int, held: int, oldest: int | None, shown: str
) -> None:
    counts = {"waiting": waiting, "refused": refused, "held": held}
    assert condition(counts, oldest) == shown
    assert has_words(f"outbox.condition.{shown}")


def test_send_now_asks_for_it(outbox: OutboxDesk, heard: list[object]) -> None:
    outbox.send_now()
    assert heard == [SendRequested()]


def test_trying_again_keeps_the_id_and_takes_the_held_ones_along(
    outbox: OutboxDesk, store: Store, heard: list[object]
) -> None:
    dossier_id, ids = refused_with_held(store)
    outbox.try_again(ids[0], AN)
    assert entry_states(store, dossier_id) == ["waiting", "waiting"]
    assert [entry.id for entry in outbox.queue().entries] == ids
    assert sync_state(store, dossier_id) == "waiting"
    assert Journal(store).of_dossier(dossier_id)[-1].action == "entry.try_again"
    assert heard == [OutboxChanged(), DossierChanged(dossier_id), SendRequested()]


def test_setting_aside_holds_the_entry_and_those_behind_it(
    outbox: OutboxDesk, store: Store
) -> None:
    with store.write() as session:
        dossier = a_dossier(session, sync_state="accepted")
        second = an_entry(session, dossier)
        an_entry(session, dossier)
        other = a_dossier(session)
    outbox.set_aside(second, AN)
    assert entry_states(store, dossier.id) == ["accepted", "held", "held"]
    assert entry_states(store, other.id) == ["waiting"]
    assert sync_state(store, dossier.id) == "held"
    assert Journal(store).of_dossier(dossier.id)[-1].action == "entry.held"
    outbox.try_again(second, AN)
    assert entry_states(store, dossier.id) == ["accepted", "waiting", "waiting"]
    assert Journal(store).of_dossier(dossier.id)[-1].action == "entry.released"


@pytest.mark.parametrize("state", STATES)
def test_only_the_offered_actions_are_taken(outbox: OutboxDesk, store: Store, state: str) -> None:
    with store.write() as session:
        dossier = a_dossier(session, sync_state=state)
        entry_id = session.scalars(select(OutboxEntry.id)).one()
    for name, act in (("try_again", outbox.try_again), ("set_aside", outbox.set_aside)):
        if name not in ACTIONS[state]:
            with pytest.raises(Refusal) as caught:
                act(entry_id, AN)
            assert caught.value.key == "outbox.not_now"
            assert all(caught.value.as_json(language) for language in LANGUAGES)
    assert entry_states(store, dossier.id) == [state]


def test_an_unknown_entry_is_refused(outbox: OutboxDesk) -> None:
    with pytest.raises(Refusal, match=r"outbox\.unknown"):
        outbox.try_again("nothing", AN)
