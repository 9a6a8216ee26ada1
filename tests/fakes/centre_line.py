"""A way to an in-memory centre on which everything can happen that happens on real ones."""

from __future__ import annotations

from collections.abc import Callable

from desk_app.clock import Clock
from desk_app.sync.central_in_memory import InMemoryCentre
from desk_app.sync.centre import DeskIdentity, NoAnswer
from desk_app.sync.protocol import (
    EnrolAnswer,
    EnrolRequest,
    SyncAnswer,
    SyncRequest,
    UnitV1,
    credential_hash,
)
from tests.builders.stores import COUNTER, UNIT

DESK_ID = "01930000-0000-7000-8000-000000000001"
CREDENTIAL = "c" * 43


class CentreLine:
    """The port of one enrolled desk.

    ``before`` runs before the centre sees a request, ``after`` when it has answered; either may
    raise what the line would raise. ``asked`` keeps every request that was made.
    """

    def __init__(self, clock: Clock) -> None:
        self.centre = InMemoryCentre(clock)
        self.asked: list[SyncRequest] = []
        self.before: Callable[[SyncRequest], None] = lambda _: None
        self.after: Callable[[SyncAnswer], SyncAnswer] = lambda answer: answer
        self.closed = False
        unit = UnitV1(code=UNIT, name="Trung tâm", level="commune_centre")
        code = self.centre.make_code(unit, COUNTER)
        self.centre.enrol(
            EnrolRequest(
                code=code,
                desk_id=DESK_ID,
                app_version="0.1.0",
                credential_sha256=credential_hash(CREDENTIAL),
            )
        )
        self._port = self.centre.connect(DeskIdentity(DESK_ID, CREDENTIAL))

    def enrol(self, request: EnrolRequest) -> EnrolAnswer:
        """As a centre."""
        return self._port.enrol(request)

    def sync(self, request: SyncRequest) -> SyncAnswer:
        """As a centre, with what happens on the way."""
        self.asked.append(request)
        self.before(request)
        return self.after(self._port.sync(request))

    def close(self) -> None:
        """As a centre."""
        self.closed = True

    def cut(self, cause: str = "unreachable") -> None:
        """Nothing gets through until :meth:`mend`."""

        def fail(_: SyncRequest) -> None:
            raise NoAnswer(cause)

        self.before = fail

    def lose_answers(self) -> None:
        """The centre gets and applies everything, the desk hears nothing."""

        def lose(_: SyncAnswer) -> SyncAnswer:
            raise NoAnswer("cut")

        self.after = lose

    def mend(self) -> None:
        """All is well again."""
        self.before = lambda _: None
        self.after = lambda answer: answer

    def codes(self) -> list[str]:
        """Codes of the dossiers the centre has, sorted."""
        return sorted(dossier.code for dossier in self.centre.dossiers.values())

    def stumble_over(self, entry_id: str, fault: Exception) -> None:
        """Any request that carries this entry fails with ``fault``."""

        def check(request: SyncRequest) -> None:
            if any(entry.id == entry_id for entry in request.entries):
                raise fault

        self.before = check
