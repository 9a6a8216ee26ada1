"""A centre that takes its time holds up nobody at the counter."""

from __future__ import annotations

import threading
from pathlib import Path

from desk_app.clock import TickingClock
from desk_app.services.intake_json import read_form
from desk_app.sync.centre import NoAnswer
from desk_app.sync.engine import SyncEngine
from desk_app.sync.protocol import SyncAnswer, SyncRequest
from tests.builders.desks import NOW, a_dossier_said, a_training_desk
from tests.fakes.centre_line import CentreLine

PATIENCE = 60


class Slow(CentreLine):
    """A centre that thinks until it is told to stop, and then says nothing."""

    def __init__(self) -> None:
        super().__init__(TickingClock(NOW))
        self.thinks, self.enough = threading.Event(), threading.Event()

    def sync(self, request: SyncRequest) -> SyncAnswer:
        self.thinks.set()
        assert self.enough.wait(PATIENCE)
        raise NoAnswer("timeout")


def test_receiving_printing_searching_and_closing_wait_for_no_answer(tmp_path: Path) -> None:
    with a_training_desk(tmp_path) as desk:
        officer = desk.officer()
        slow = Slow()
        engine = SyncEngine(desk.store, desk.clock, desk.bus, slow)
        first = desk.intake.receive(read_form(a_dossier_said()), officer).code
        engine.start()
        try:
            assert slow.thinks.wait(PATIENCE)
            # From here on an exchange is under way that never ends by itself.
            second = desk.intake.receive(read_form(a_dossier_said()), officer).code
            for code in (first, second):
                job = desk.receipts.first_print(code)
                desk.receipts.record_print(job, "printed", "HP-1", officer)
            assert desk.search.search("uyen").total == 2
            assert desk.outbox.queue().waiting == 2
            assert not slow.enough.is_set()
        finally:
            slow.enough.set()
            assert engine.stop(PATIENCE)
        assert desk.outbox.queue().waiting == 2
