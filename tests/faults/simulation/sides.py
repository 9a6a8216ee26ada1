"""The centre of a simulated world: the one in memory, or the real one on SQLite without HTTP."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import select

from desk_app.central import administration, changes, enrolment, tables
from desk_app.central.engine import open_centre
from desk_app.central.file_rows import FileNotTaken as NotTakenHere
from desk_app.central.page_store import LocalPageStore
from desk_app.central.round_trip import round_trip
from desk_app.central.uploads import Asker, Standing
from desk_app.central.uploads import Uploads as CentralUploads
from desk_app.clock import Clock
from desk_app.errors import Refusal
from desk_app.sync.central_in_memory import InMemoryCentre
from desk_app.sync.centre import (
    DeskIdentity,
    FileNotTaken,
    NotWelcome,
    OtherOffset,
    Piece,
    SignedProof,
    UploadState,
)
from desk_app.sync.protocol import (
    EnrolAnswer,
    EnrolRequest,
    SyncAnswer,
    SyncRequest,
    UnitV1,
    credential_hash,
    signature,
)
from tests.faults.history import Announced, Applied, Fact, Leased, Stored, Withdrawn
from tests.faults.simulation.parts import START, centre_template

NONCE = "nonce-of-a-simulated-desk"


class Port(Protocol):
    """The centre as one desk reaches it, if nothing happens on the way."""

    def sync(self, request: SyncRequest) -> SyncAnswer: ...

    def upload_state(self, file_id: str) -> UploadState: ...

    def upload_piece(self, file_id: str, offset: int, size: int, piece: Piece) -> UploadState: ...


class Side(Protocol):
    """A whole centre."""

    def welcome(self, identity: DeskIdentity, unit: UnitV1, counter: str) -> Port:
        """Takes a desk in."""
        ...

    def publish_progress(self, dossier: str, code: str, state: str) -> None:
        """The centre goes on with a dossier."""
        ...

    def effects(self) -> Counter[str]:
        """How often each entry that was accepted, or each dossier, took effect: as the centre's
        own books say, not its answers."""
        ...

    def stored(self) -> list[Stored]:
        """The files that were found whole, read back."""
        ...

    def close(self) -> None: ...


class NotedPort:
    """Writes down what the centre did, whether or not the desk gets to hear of it."""

    def __init__(self, desk: str, port: Port, note: Callable[[Fact], None]) -> None:
        self._desk, self._port, self._note = desk, port, note
        self._blocks: set[str] = set()

    def sync(self, request: SyncRequest) -> SyncAnswer:
        answer = self._port.sync(request)
        sent = {entry.id: entry for entry in request.entries}
        for said in answer.entries:
            if said.outcome != "accepted":
                continue
            entry = sent[said.id]
            self._note(Applied(entry.id, self._desk, entry.dossier_id, entry.position))
            if entry.kind == "paper.digitised":
                file = entry.payload
                self._note(Announced(file["file_id"], file["sha256"], file["size"]))
            elif entry.kind == "paper.withdrawn":
                self._note(Withdrawn(entry.id, entry.payload["file_id"]))
        for block in answer.blocks:
            if block.id not in self._blocks:
                self._blocks.add(block.id)
                day = block.day.isoformat()
                self._note(Leased(self._desk, block.unit, day, block.first, block.last))
        return answer

    def upload_state(self, file_id: str) -> UploadState:
        return self._port.upload_state(file_id)

    def upload_piece(self, file_id: str, offset: int, size: int, piece: Piece) -> UploadState:
        return self._port.upload_piece(file_id, offset, size, piece)


class MemorySide:
    """As :class:`Side`: the centre in memory."""

    def __init__(self, clock: Clock) -> None:
        self.centre = InMemoryCentre(clock, training=False)

    def welcome(self, identity: DeskIdentity, unit: UnitV1, counter: str) -> Port:
        code = self.centre.make_code(unit, counter)
        self.centre.enrol(_request(identity, code))
        return self.centre.connect(identity)

    def publish_progress(self, dossier: str, code: str, state: str) -> None:
        self.centre.publish("dossier.progress", _progress(dossier, code, state))

    def effects(self) -> Counter[str]:
        taken = self.centre.dossiers.values()
        found = Counter(entry.id for dossier in taken for entry in dossier.entries)
        return found + Counter(entry.id for entry in self.centre.about_numbers)

    def stored(self) -> list[Stored]:
        return [
            _stored(name, bytes(file.data), withdrawn=file.withdrawn is not None)
            for name, file in self.centre.files.kept.items()
            if file.received_at is not None
        ]

    def close(self) -> None:
        """Nothing is kept open."""


class SqliteSide:
    """As :class:`Side`: the real centre on SQLite, its files in a folder."""

    def __init__(self, clock: Clock, folder: Path) -> None:
        file = folder / "centre.db"
        file.write_bytes(centre_template())
        self.clock = clock
        self.store = open_centre(str(file))
        self.files = LocalPageStore(folder / "kept")
        self.uploads = CentralUploads(self.store, clock, self.files)
        self._units: set[str] = set()

    def welcome(self, identity: DeskIdentity, unit: UnitV1, counter: str) -> Port:
        if unit.code not in self._units:
            administration.add_unit(self.store, self.clock, unit)
            self._units.add(unit.code)
        code = enrolment.make_code(self.store, self.clock, unit.code, counter).code
        said: EnrolAnswer = enrolment.enrol(self.store, self.clock, _request(identity, code))
        assert said.desk_id == identity.desk_id
        return _RealPort(self, identity)

    def publish_progress(self, dossier: str, code: str, state: str) -> None:
        said = _progress(dossier, code, state)
        with self.store.writing() as session:
            changes.append(session, [changes.NewChange("dossier.progress", said)], START)

    def effects(self) -> Counter[str]:
        with self.store.reading() as session:
            accepted = select(tables.Entry.id).where(tables.Entry.outcome == "accepted")
            found = Counter(session.scalars(accepted))
            for number in session.scalars(select(tables.UsedNumber.dossier_id)):
                found[f"number of {number}"] += 1
        return found

    def stored(self) -> list[Stored]:
        with self.store.reading() as session:
            table = tables.ArchiveFile
            whole = table.received_at.is_not(None)
            rows = session.execute(select(table.id, table.withdrawn_at).where(whole)).all()
        return [
            _stored(
                row.id,
                self.files.path(row.id).read_bytes(),
                withdrawn=row.withdrawn_at is not None,
            )
            for row in rows
        ]

    def close(self) -> None:
        self.store.close()


class _RealPort:
    """What ``pages_http`` and ``http`` do with a request, without HTTP."""

    def __init__(self, side: SqliteSide, identity: DeskIdentity) -> None:
        self._side = side
        self._identity = identity
        self._asker = Asker(identity.desk_id, identity.credential)

    def sync(self, request: SyncRequest) -> SyncAnswer:
        who = self._identity
        try:
            return round_trip(
                self._side.store, self._side.clock, who.desk_id, who.credential, request
            )[0]
        except Refusal as no:
            raise NotWelcome(str(getattr(no, "code", no.key))) from no

    def upload_state(self, file_id: str) -> UploadState:
        try:
            standing = self._side.uploads.claim(self._asker, file_id)
        except NotTakenHere as no:
            raise FileNotTaken(no.code) from no
        return UploadState(standing.durable, standing.size)

    def upload_piece(self, file_id: str, offset: int, size: int, piece: Piece) -> UploadState:
        try:
            return self._take(file_id, offset, piece[:])
        except NotTakenHere as no:
            if no.code == "offset-other":
                raise OtherOffset(no.offset) from no
            raise FileNotTaken(no.code) from no

    def _take(self, file_id: str, offset: int, piece: bytes) -> UploadState:
        uploads = self._side.uploads
        standing = uploads.claim(self._asker, file_id)
        if offset != standing.durable:
            raise OtherOffset(standing.durable)
        if standing.durable < standing.size:
            arrival = uploads.arrive(standing)
            try:
                arrival.write(piece)
                standing = arrival.finish()
            finally:
                arrival.close()
        elif standing.received_at is None:
            standing = uploads.settle(standing)
        return _proved(standing)


def _stored(name: str, data: bytes, *, withdrawn: bool) -> Stored:
    return Stored(name, hashlib.sha256(data).hexdigest(), len(data), withdrawn)


def _progress(dossier: str, code: str, state: str) -> dict[str, Any]:
    return {"dossier_id": dossier, "code": code, "state": state, "at": START.isoformat()}


def _proved(standing: Standing) -> UploadState:
    proof = standing.proof
    if proof is None:
        return UploadState(standing.durable, standing.size)
    body = proof.model_dump_json()
    signed = signature(standing.key, NONCE, body.encode())
    return UploadState(standing.size, standing.size, SignedProof(proof, body, NONCE, signed))


def _request(identity: DeskIdentity, code: str) -> EnrolRequest:
    return EnrolRequest(
        code=code,
        desk_id=identity.desk_id,
        app_version="0.1.0",
        credential_sha256=credential_hash(identity.credential),
    )
