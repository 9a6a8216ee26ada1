"""A way to an in-memory centre on which everything can happen that happens on real ones."""

from __future__ import annotations

from collections.abc import Callable

from desk_app.clock import Clock
from desk_app.sync.central_in_memory import InMemoryCentre
from desk_app.sync.centre import DeskIdentity, NoAnswer, Piece, UploadState
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
    raise what the line would raise. ``asked`` keeps every request that was made, ``uploads`` every
    one about a file: (method, file, offset, bytes); ``before_upload`` and ``after_upload`` stand
    around these.
    """

    def __init__(self, clock: Clock) -> None:
        self.centre = InMemoryCentre(clock)
        self.asked: list[SyncRequest] = []
        self.before: Callable[[SyncRequest], None] = lambda _: None
        self.after: Callable[[SyncAnswer], SyncAnswer] = lambda answer: answer
        self.closed = False
        self.uploads: list[tuple[str, str, int, int]] = []
        self.before_upload: Callable[[str, str, int, bytes], None] = lambda *_: None
        self.after_upload: Callable[[UploadState], UploadState] = lambda state: state
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

    def upload_state(self, file_id: str) -> UploadState:
        """As a centre, with what happens on the way."""
        self.uploads.append(("HEAD", file_id, 0, 0))
        self.before_upload("HEAD", file_id, 0, b"")
        return self._port.upload_state(file_id)

    def upload_piece(self, file_id: str, offset: int, size: int, piece: Piece) -> UploadState:
        """As a centre, with what happens on the way."""
        data = piece[:]
        self.uploads.append(("PATCH", file_id, offset, len(data)))
        self.before_upload("PATCH", file_id, offset, data)
        return self.after_upload(self._port.upload_piece(file_id, offset, size, data))

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
