"""The real centre as a process of its own, and how to see that bad input left nothing in it."""

from __future__ import annotations

import atexit
import hashlib
import json
import re
import tempfile
from collections.abc import Collection, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import update

from desk_app import signing
from desk_app.central import administration, tables
from desk_app.central.engine import CentreStore, open_centre
from desk_app.clock import SystemClock
from desk_app.sync.protocol import (
    SIGNATURE_HEADER,
    Problem,
    SyncAnswer,
    SyncRequest,
    UnitV1,
    credential_hash,
    signature,
)
from tests.builders.archive_copies import Copy, a_copy, digitised_entry, file_id_of
from tests.builders.centre_processes import RunningCentre, running_centre
from tests.builders.centres import enrolled, prepare, small_resources
from tests.builders.messages import (
    UNIT,
    entry,
    held,
    identity_text,
    received,
    sync_request,
)
from tests.builders.postgres import make_database, postgres_server

CLOCK = SystemClock()
OTHER_UNIT = "H99.77.01"
COPY = a_copy(60_000, 40_000)
NONCE = "nonce-of-a-request"
# What a refused request may leave all the same: which process has a file, how much of it is on the
# disk, how often it was spoilt.
KEPT = {"archive_file": ("claim", "durable", "damaged")}
# What a batch of nothing but refused entries may leave: that they were looked at, that the desk was
# there, its numbers.
LOOKED_AT = {"entry", "desk", "number_block", "number_day", "counter", "change", "change_head"}
_KEPT = ExitStack()
MOST_TURNS = 200
AT_WORK = re.compile(
    r"^desk_centre_(?:round_trips_at_work|round_trips_waiting|database_connections_in_use) (.+)$",
    re.M,
)
PERSONS = ("Thử", "Uyên", "079187001234", "0912345678", "Nguyễn", "Trần")


@dataclass(frozen=True)
class KnownDesk:
    """A desk of the centre. ``private``: of its desk key."""

    number: int
    unit: str
    private: str

    @property
    def id(self) -> str:
        return identity_text(800_000 + self.number)

    @property
    def credential(self) -> str:
        return str(self.number) * 43

    @property
    def bearer(self) -> dict[str, str]:
        """As it shows itself."""
        return {"Authorization": f"Bearer {self.id}.{self.credential}"}


@dataclass
class TriedCentre:
    """A running centre with desks: two of one unit, one of another, a revoked one. The first has a
    dossier with an archive copy that is announced, and one that is there."""

    running: RunningCentre
    store: CentreStore
    files: Path
    web: httpx.Client
    desks: tuple[KnownDesk, ...]
    first_number: int = 0
    numbers: int = 10

    def __post_init__(self) -> None:
        self._read = 0
        self._peek = self.store.engine.connect()
        self._seen: tuple[int | None, dict[str, str]] = (None, {})

    def close(self) -> None:
        """Lets go of the database."""
        self._peek.close()

    @property
    def url(self) -> str:
        return self.running.url

    @property
    def figures(self) -> str:
        """Where it tells what goes on."""
        return next(line["url"] for line in self.running.log.lines if "url" in line)

    def a_number(self) -> int:
        """Leased to the first desk, and in no dossier yet."""
        self.numbers += 1
        return self.first_number + self.numbers % 80

    def ask(
        self, method: str, path: str, headers: Mapping[str, str], content: bytes = b""
    ) -> httpx.Response:
        """Asks it."""
        said = [(name, value.encode("latin-1")) for name, value in headers.items()]
        return self.web.request(method, path, headers=said, content=content)

    def sync(self, desk: KnownDesk, said: SyncRequest) -> SyncAnswer:
        """A round trip that must be good. Where much is going on it comes again, as a desk does."""
        body = said.model_dump_json().encode()
        for _ in range(MOST_TURNS):
            answer = self.ask("POST", "/v1/sync", desk.bearer, body)
            if answer.status_code != 429:
                break
        if answer.status_code != 200:
            raise AssertionError(f"a good sync is answered {answer.status_code}: {answer.text}")
        if not is_signed(desk, said.nonce, answer):
            raise AssertionError("a good sync is answered without a good signature")
        return SyncAnswer.model_validate_json(answer.content)

    def lives(self) -> Iterator[str]:
        """What is wrong with it, if anything: it is up, takes good work, and its log tells of no
        error and of nobody."""
        if self.running.process.poll() is not None:
            yield f"the centre has ended with {self.running.process.returncode}"
            return
        if self.ask("GET", "/v1/health", {}).status_code != 200:
            yield "it is not healthy"
        if self.sync(self.desks[1], sync_request(nonce=NONCE)).nonce != NONCE:
            yield "a good sync is not answered"
        log = self.running.log
        told = [json.dumps(line, ensure_ascii=False) for line in log.lines[self._read :]]
        self._read += len(told)
        for line in [*told, *log.rest]:
            if '"level": "error"' in line or line in log.rest or any(n in line for n in PERSONS):
                yield f"the log tells: {line.strip()[:300]}"
        log.rest.clear()

    def comes_to_rest(self) -> None:
        """Waits until it works for nobody: who hung up before hearing the answer may have asked for
        something good, and it goes on with that."""
        for _ in range(MOST_TURNS):
            self.ask("GET", "/v1/health", {})  # behind them; what goes on is counted at its end
            if not any(map(float, AT_WORK.findall(httpx.get(self.figures, trust_env=False).text))):
                return
        raise AssertionError("the centre comes to no rest")

    def forgiven(self) -> bool:
        """Puts the desks back where they began, if a message raised their epoch or said that they
        are further than they are; whether one did."""
        desk = tables.Desk
        with self.store.writing() as session:
            found = session.execute(
                update(desk)
                .where((desk.epoch > 1) | (desk.mark > 0) | (desk.epoch_raises > 0))
                .values(epoch=1, mark=0, epoch_raises=0)
                .returning(desk.id)
            ).all()
        return bool(found)

    def digest(self) -> dict[str, str]:
        """Of the rows of each table, and of the files it keeps."""
        with self._peek.begin():
            version = self._version()
            if version is None or version != self._seen[0]:
                self._seen = version, dict(self._tables())
        files = hashlib.sha256()
        for path in sorted(self.files.rglob("*.pdf")):
            files.update(path.name.encode() + path.read_bytes())
        return self._seen[1] | {"files": files.hexdigest()}

    def _version(self) -> int | None:
        """Another one once anybody has changed anything; None: the database cannot tell."""
        if self.store.on_postgresql:
            return None
        return int(self._peek.exec_driver_sql("PRAGMA data_version").scalar_one())

    def _tables(self) -> Iterator[tuple[str, str]]:
        for table in tables.Base.metadata.sorted_tables:
            left_out = KEPT.get(table.name, ())
            names = ", ".join(f'"{c.name}"' for c in table.columns if c.name not in left_out)
            rows = self._peek.exec_driver_sql(f'SELECT {names} FROM "{table.name}"')
            text = "\n".join(sorted(map(repr, rows)))
            yield table.name, hashlib.sha256(text.encode()).hexdigest()

    def memory(self) -> int:
        """The most bytes of memory the process ever had; 0 where nobody can tell."""
        status = Path(f"/proc/{self.running.process.pid}/status")
        said = status.read_text(encoding="ascii") if status.exists() else ""
        found = re.search(r"^VmHWM:\s+(\d+) kB$", said, re.M)
        return int(found.group(1)) * 1024 if found else 0


def is_signed(desk: KnownDesk, nonce: str, answer: httpx.Response) -> bool:
    """Whether the centre signed ``answer`` for ``desk``."""
    proof = signature(credential_hash(desk.credential), nonce, answer.content)
    return answer.headers.get(SIGNATURE_HEADER) == proof


def refused(status: int, media_type: str, body: bytes, method: str = "POST") -> Iterator[str]:
    """What is wrong with an answer that refuses: a 4xx with a problem document and no person in
    it."""
    if not 400 <= status < 500:
        yield f"it is answered {status}"
    if media_type.partition(";")[0] != "application/problem+json":
        yield f"it is answered as {media_type or 'nothing'}"
        return
    if method == "HEAD":
        return
    said = body.decode("utf-8", "replace")
    try:
        document = Problem.model_validate_json(body, strict=True)
    except ValueError:
        yield f"it is answered with another document: {said[:200]}"
        return
    if document.status != status or not document.code:
        yield f"status {status} with the document {said[:200]}"
    yield from (f"the answer names {name}" for name in PERSONS if name in said)


def differs(
    before: dict[str, str], now: dict[str, str], *, but: Collection[str] = ()
) -> Iterator[str]:
    """What is another."""
    for name in before:
        if name not in but and before[name] != now[name]:
            yield f"{name} is not as it was before"


# ---------------------------------------------------------------- how it comes to be


@cache
def tried_centre(kind: str = "sqlite") -> TriedCentre:
    """One for all trials of this process, until :func:`let_go`."""
    return _KEPT.enter_context(a_tried_centre(kind))


@atexit.register
def let_go() -> None:
    """Ends the centres of this process."""
    tried_centre.cache_clear()
    _KEPT.close()


@contextmanager
def a_tried_centre(kind: str) -> Iterator[TriedCentre]:
    """A centre on ``sqlite`` or ``postgresql`` until the block ends."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="desk-fuzz-")))
        database = str(folder / "centre.db")
        if kind == "postgresql":
            database = make_database(stack.enter_context(postgres_server()), "fuzz")
        prepare(database, small_resources(folder / "resources"))
        store = open_centre(database)
        stack.callback(store.close)
        desks = tuple(_desks(store))
        words = (str(folder / "kept"), "--metrics", "127.0.0.1:0")
        running = stack.enter_context(running_centre(database, *words))
        web = stack.enter_context(httpx.Client(base_url=running.url, trust_env=False, timeout=120))
        centre = TriedCentre(running, store, folder / "kept", web, desks)
        stack.callback(centre.close)
        _begin(centre)
        yield centre


def _desks(store: CentreStore) -> Iterator[KnownDesk]:
    other = UnitV1(code=OTHER_UNIT, name="Trung tâm khác", level="commune_centre")
    administration.add_unit(store, CLOCK, other)
    for number, unit in ((1, UNIT), (2, UNIT), (3, OTHER_UNIT), (4, UNIT)):
        desk = KnownDesk(number, unit, signing.new_private_key())
        enrolled(
            store, CLOCK, number, unit=unit, counter=f"Quầy {number}", credential=desk.credential
        )
        yield desk
    administration.revoke_desk(store, CLOCK, identity_text(800_004))


def _begin(centre: TriedCentre) -> None:
    today = CLOCK.now().date()
    for desk in centre.desks[:3]:
        public = signing.public_key_of(desk.private)
        blocks = centre.sync(desk, sync_request(nonce=NONCE, public_key=public)).blocks
        centre.sync(desk, sync_request(nonce=NONCE, public_key=public, blocks=held(blocks)))
        if desk.number == 1:
            usual = [b for b in blocks if b.day == today and b.kind == "usual"]
            centre.first_number = usual[0].first
    first = centre.first_number
    dossier = entry(1, received(first, day=today), dossier=1)
    announced = [
        digitised_entry(n + 1, COPY, dossier=1, position=n + 1, file=n, number=n) for n in (1, 2)
    ]
    answer = centre.sync(centre.desks[0], sync_request(dossier, *announced, nonce=NONCE))
    if [one.outcome for one in answer.entries] != ["accepted"] * 3:
        raise AssertionError(answer.entries)
    _upload(centre, COPY, file_id_of(2))


def _upload(centre: TriedCentre, copy: Copy, file_id: str) -> None:
    headers = {"Desk-Nonce": NONCE, "Upload-Offset": "0"}
    answer = centre.ask("PATCH", f"/v1/pages/{file_id}", centre.desks[0].bearer | headers, copy.pdf)
    if answer.status_code != 200:
        raise AssertionError(answer.text)


def rows(centre: TriedCentre, table: str) -> list[dict[str, Any]]:
    """All rows of a table."""
    found = tables.Base.metadata.tables[table]
    with centre.store.reading() as session:
        return [dict(row) for row in session.execute(found.select()).mappings()]
