"""The timeline of a dossier."""

from __future__ import annotations

from datetime import timedelta

from desk_app.models.engine import Store
from desk_app.services.journal import write_line
from desk_app.services.timeline import timeline_of
from tests.builders.stores import NOW, a_dossier, an_entry

LATER = NOW + timedelta(minutes=5)


def test_steps_stand_in_order_and_what_is_to_come_at_the_end(store: Store) -> None:
    with store.write() as session:
        dossier = a_dossier(session)
        write_line(session, LATER, "an", "Quầy 01", dossier.id, "receipt.printed", reprint=0)
        steps = timeline_of(session, dossier.id)
    assert [(step.what, step.at) for step in steps] == [
        ("dossier.received", NOW),
        ("receipt.printed", LATER),
        ("entry.waiting", None),
    ]
    assert steps[-1].as_json("vi")["text"] == "Chờ gửi lên hệ thống tỉnh"


def test_the_centres_answers_are_steps_told_once(store: Store) -> None:
    with store.write() as session:
        dossier = a_dossier(session, sync_state="held")
        write_line(session, LATER, None, None, dossier.id, "entry.refused", entry="x")
        an_entry(session, dossier, state="refused", answered_at=LATER)
        an_entry(session, dossier, state="accepted", answered_at=NOW + timedelta(minutes=1))
        steps = timeline_of(session, dossier.id)
    assert [step.what for step in steps] == [
        "dossier.received",
        "entry.accepted",
        "entry.refused",
        "entry.held",
    ]


def test_a_dossier_that_is_sent_waits_for_nothing(store: Store) -> None:
    with store.write() as session:
        dossier = a_dossier(session, sync_state="accepted")
        steps = timeline_of(session, dossier.id)
    assert [step.at is None for step in steps] == [False, False]
