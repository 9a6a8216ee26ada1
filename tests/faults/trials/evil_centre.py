"""A centre that is broken, or means harm: the desk loses and overwrites nothing, issues no number
twice, and works on with an honest one."""

from __future__ import annotations

import json
import random
import tracemalloc
from collections.abc import Iterable, Iterator
from datetime import timedelta

import httpx
from sqlalchemy import text

from desk_app.errors import DeskError
from desk_app.sync.central_http import HttpCentre
from desk_app.sync.centre import UploadState
from desk_app.sync.protocol import (
    NONCE_HEADER,
    SIGNATURE_HEADER,
    SyncAnswer,
    SyncRequest,
    UnitV1,
    credential_hash,
    signature,
)
from tests.faults.evil_answers import (
    LIES,
    LIKELY_ANSWERS,
    OTHER_ANSWERS,
    SYNC_ANSWERS,
    Json,
    Known,
    raw,
    some,
)
from tests.faults.history import Fact, Settled, check
from tests.faults.simulation.desk import SimDesk
from tests.faults.simulation.parts import UNITS, SkewedClock, WorldTime, a_folder
from tests.faults.simulation.sides import MemorySide, NotedPort, Port
from tests.faults.trials import Trial, each

EVIL = 16
MOST_PASSES = 8
MOST_MEMORY = 64 * 1024 * 1024
PROBLEMS = (
    (401, "desk-unknown"),
    (401, "credential-expired"),
    (403, "moon-phase"),
    (409, "epoch-past"),
    (413, "too-large"),
    (422, "file-damaged"),
    (410, "file-replaced"),
    (409, "offset-other"),
    (426, "protocol-not-spoken"),
    (500, "fault"),
    (503, "busy"),
)
# What of a dossier belongs to the desk alone, whatever a centre says.
OWN_COLUMNS = (
    "id, code, unit, counter, officer, procedure, procedure_name, case_name, channel, id_number,"
    " received_at, promised_at, fee_vnd, sets, note, look_up_token, origin_desk"
)


class EvilCentre:
    """Answers over HTTP as it likes, rightly signed; :attr:`honest` answers as it should."""

    def __init__(self, desk: SimDesk, honest: Port, seed: int) -> None:
        self.desk, self.honest, self.evil = desk, honest, False
        self._chance = random.Random(seed)
        self._key = credential_hash(desk.identity.credential)
        self._junk = [
            *some(SYNC_ANSWERS, seed, EVIL // 2),
            *some(LIKELY_ANSWERS, seed, EVIL // 2),
        ]
        self._proofs = some(OTHER_ANSWERS["proof"], seed, EVIL)
        self._seed = seed
        self._line = HttpCentre(
            "http://127.0.0.1", desk.identity, transport=httpx.MockTransport(self._answer)
        )
        self.known = Known(desk.officer.unit, "2026-11-20", 1)
        self._request: SyncRequest | None = None

    def sync(self, request: SyncRequest) -> SyncAnswer:
        self._request = request
        return (self._line if self.evil else self.honest).sync(request)

    def upload_state(self, file_id: str) -> UploadState:
        return (self._line if self.evil else self.honest).upload_state(file_id)

    def upload_piece(self, file_id: str, offset: int, size: int, piece: bytes) -> UploadState:
        return (self._line if self.evil else self.honest).upload_piece(file_id, offset, size, piece)

    def close(self) -> None:
        self._line.close()

    def _answer(self, request: httpx.Request) -> httpx.Response:
        manner = self._chance.random()
        if manner < 0.15:
            return self._problem()
        if request.method in ("HEAD", "PATCH"):
            return self._of_a_file(request)
        body = self._sync_body(manner)
        nonce = str(json.loads(request.content)["nonce"])
        return self._signed(200, nonce, body, body)

    def _sync_body(self, manner: float) -> bytes:
        if manner < 0.25:
            return raw(self._chance.randrange(10**9))
        assert self._request is not None
        said: Json = self._chance.choice(self._junk)
        if manner > 0.5:
            said = self._lie(self._request)
        if isinstance(said, dict):
            said = {**said, "nonce": self._request.nonce}
        return json.dumps(said).encode()

    def _lie(self, request: SyncRequest) -> dict[str, Json]:
        """What is true, but for what serves it. It takes no entries: that it did not keep them
        nobody could see."""
        honest = self.honest.sync(request.model_copy(update={"entries": []}))
        known = self.known
        known.entries = [entry.id for entry in request.entries]
        known.epoch = request.epoch
        known.dossiers = list(self.desk.look().dossiers)
        known.blocks += [(block.first, block.last) for block in honest.blocks]
        answer: dict[str, Json] = honest.model_dump(mode="json")
        for lie in self._chance.sample(LIES, self._chance.randint(1, 3)):
            lie(answer, self._chance, known)
        return answer

    def _of_a_file(self, request: httpx.Request) -> httpx.Response:
        """Absurd offsets, and proofs of other files."""
        nonce = request.headers[NONCE_HEADER]
        file = request.url.path.rsplit("/", 1)[1]
        if request.method == "PATCH" and self._chance.random() < 0.5:
            said = self._chance.choice(self._proofs)
            if isinstance(said, dict) and self._chance.random() < 0.5:
                said = {**said, "file_id": file}
            body = json.dumps(said).encode()
            return self._signed(200, nonce, body, body)
        size = self._chance.choice((0, 1, 10**14, 30_000))
        offset = self._chance.choice((0, 1, size, 10**14, 2**62))
        words = f"{file} {offset} {size}".encode()
        return self._signed(
            204, nonce, words, b"", {"Upload-Offset": str(offset), "Upload-Length": str(size)}
        )

    def _problem(self) -> httpx.Response:
        status, code = self._chance.choice(PROBLEMS)
        detail = self._chance.choice((None, "1", "7", "x" * 1000, "9" * 5000))
        said = {"title": "x", "status": status, "code": code, "detail": detail}
        headers = {
            "Content-Type": "application/problem+json",
            "Upload-Offset": self._chance.choice(("", "5", "9" * 30)),
            "Retry-After": self._chance.choice(("", "1", "-5", "9" * 30, "yesterday")),
        }
        return httpx.Response(
            status, headers=headers, stream=httpx.ByteStream(json.dumps(said).encode())
        )

    def _signed(
        self, status: int, nonce: str, words: bytes, body: bytes, more: dict[str, str] | None = None
    ) -> httpx.Response:
        headers = {
            "Content-Type": "application/json",
            SIGNATURE_HEADER: signature(self._key, nonce, words),
            **(more or {}),
        }
        return httpx.Response(status, headers=headers, stream=httpx.ByteStream(body))


def plagued(seed: int) -> Iterable[str]:
    """One desk at work with such a centre, and then with an honest one."""
    chance = random.Random(seed)
    history: list[Fact] = []
    time = WorldTime()
    with a_folder() as folder:
        clock = SkewedClock(time, random.Random(seed))
        side = MemorySide(clock)
        desk = SimDesk("desk-1", UNITS[0], folder, time, chance, history.append)
        place = UnitV1(code=UNITS[0], name="Trung tâm", level="commune_centre")
        honest = NotedPort(desk.name, side.welcome(desk.identity, place, "Quầy 01"), history.append)
        desk.centre = centre = EvilCentre(desk, honest, seed)
        desk.start()
        desk.sync()
        desk.receive()
        desk.sync()
        centre.evil = True
        yield from _evil_times(
            desk, time, chance, watched=seed % 5 == 4
        )  # watching memory takes time
        before = _own_rows(desk)
        centre.evil = False
        side.centre.keep(desk.identity.desk_id)
        for _ in range(MOST_PASSES):
            time.pass_by(timedelta(hours=7))
            desk.release()
            desk.sync(at_once=True)
            if not desk.unsent():
                break
        if not desk.receive().startswith(UNITS[0]):
            yield "I7 nothing can be received any more"
        desk.sync(at_once=True)
        yield from _changed(before, _own_rows(desk))
        history += [desk.look(), *desk.proved(), *side.stored()]
        history.append(Settled(desk.name, desk.unsent()))
        centre.close()
        desk.end()
    yield from (str(found) for found in check(history))


def _evil_times(
    desk: SimDesk, time: WorldTime, chance: random.Random, watched: bool
) -> Iterator[str]:
    if watched:
        tracemalloc.start()
    try:
        for _ in range(EVIL):
            chance.choice((desk.receive, desk.receive, desk.reprint, desk.digitise))()
            before = _own_rows(desk)
            here = tracemalloc.get_traced_memory()[0]
            if watched:
                tracemalloc.reset_peak()
            try:
                desk.sync(at_once=True)
            except DeskError as fault:
                yield f"a pass raised {fault.key}"
            peak = tracemalloc.get_traced_memory()[1] - here
            if peak > MOST_MEMORY:
                yield f"a pass took {peak:,} bytes"
            yield from _changed(before, _own_rows(desk))
            time.pass_by(timedelta(minutes=chance.randrange(1, 20)))
    finally:
        tracemalloc.stop()


def _own_rows(desk: SimDesk) -> dict[str, tuple[object, ...]]:
    """What is the desk's own: its dossiers, and what it wrote to be sent."""
    with desk.store.read_rows() as look:
        dossiers = look.execute(
            text(f"SELECT {OWN_COLUMNS} FROM dossier WHERE origin_desk IS NULL")
        ).all()
        entries = look.execute(text("SELECT id, kind, payload, payload_sha256 FROM outbox")).all()
        people = look.execute(
            text(
                "SELECT p.dossier_id || p.role, p.full_name, p.id_number FROM dossier_person p"
                " JOIN dossier d ON d.id = p.dossier_id WHERE d.origin_desk IS NULL"
            )
        ).all()
    return {str(row[0]): tuple(row) for row in (*dossiers, *entries, *people)}


def _changed(
    before: dict[str, tuple[object, ...]], after: dict[str, tuple[object, ...]]
) -> Iterator[str]:
    for name, row in before.items():
        if after.get(name) != row:
            yield f"I1 the centre changed what is the desk's own: {row[:2]} to {after.get(name)}"


TRIALS = (
    Trial(
        "evil-centre",
        "a centre answers junk and lies, rightly signed; then an honest one takes its place",
        ("I1", "I2", "I3", "I4", "I6", "I7"),
        count_ci=2,
        count_full=500,
        run=lambda seed, count: each(seed, count, plagued),
    ),
)
