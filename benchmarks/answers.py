"""What a server's answer is worth: is what it answers for on the disk, and can one go on after
``kill -9``? Ours, and peers in the same hands."""

from __future__ import annotations

import hashlib
import os
import random
import signal
import ssl
import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Protocol

import httpx

from benchmarks import peer_programs
from benchmarks.disk_watch import can_watch, watched
from benchmarks.measure import Figure, Goal, Options, Report
from benchmarks.tls import certificate
from desk_app.event_bus import EventBus
from desk_app.sync.central_http import HttpCentre
from desk_app.sync.engine import SyncEngine
from tests.builders.archive_copies import Copy, a_copy, announce_copy
from tests.builders.centre_processes import running_centre
from tests.builders.upload_line import IDENTITY, UploadLine, upload_line

TITLE = "What an answer is worth: on the disk when it comes, and to go on with after kill -9"
PAGE = 1_572_000  # two of them make a file of 3 MiB
PIECE = 1024 * 1024
SLICE = 64 * 1024
TRIES = 40
# One of the servers tells nothing of files without a name and a type.
METADATA = "filename c2Nhbi5wZGY=,filetype YXBwbGljYXRpb24vcGRm"


class Cut(Exception):
    """The server is dead, or says what it must not."""


class Server(Protocol):
    """A server of uploads that runs now, and how to speak to it."""

    process: int

    def create(self) -> str:
        """A file to send."""
        ...

    def offset(self, name: str) -> int:
        """How much of it is there, as it says."""
        ...

    def send(self, name: str, offset: int, piece: Slices) -> int:
        """Sends a piece; how much is there, as it answers."""
        ...

    def stored(self, name: str) -> bytes:
        """What lies on its disk."""
        ...


class Slices:
    """A piece of a file as it goes out; at ``place`` of the file ``at`` is called once."""

    def __init__(
        self, data: bytes, offset: int, place: int | None = None, at: Callable[[], object] = int
    ) -> None:
        self._data, self._offset = data[offset : offset + PIECE], offset
        self._place, self._at = place, at

    def __len__(self) -> int:
        return len(self._data)

    def __getitem__(self, part: slice) -> bytes:
        start, stop, _ = part.indices(len(self))
        if self._place is not None and self._offset + stop > self._place:
            self._place = None
            self._at()
        return self._data[start:stop]


Start = Callable[[], AbstractContextManager[Server]]


def measure(folder: Path, options: Options) -> Report:
    """Each server takes files (or notes) one by one under strace; then it is killed in files."""
    tries = 3 if options.quick else TRIES
    copy = a_copy(PAGE, PAGE, seed=options.seed)
    report = Report(TITLE, notes=list(NOTES))
    with ExitStack() as stack:
        for name, start in _uploads(stack, folder, copy).items():
            if can_watch():
                _tell(report, f"{ON_DISK}, files, {name}", _files_on_disk(folder, start, copy, 5))
            chance = random.Random(options.seed)
            found = [_goes_on(start, copy, chance) for _ in range(tries)]
            _tell(report, f"{GOES_ON}, {name}", found)
        if can_watch():
            for name, sent in _messages(stack, folder).items():
                _tell(report, f"{ON_DISK}, messages, {name}", sent(tries))
    return report


ON_DISK = "on the disk when answered"
GOES_ON = "whole and right after kill -9 and going on"
OURS = "desk-app's centre"
NOTES = (
    "On the disk: strace hears what the server writes and syncs; once the answer is there, nothing "
    "it wrote may be waiting for a sync. What waits is gone if the power is cut then, whatever was "
    "answered. Messages: one entry, note or document of about 1.3 KB at a time.",
    "After kill -9: 3 MiB go up in pieces of 1 MiB; at a random byte the server is killed and "
    "started anew, asked how far the file is, and the rest is sent. Then the file must be there, "
    "byte for byte, and the server must not know less of it than it had answered for.",
)


def _tell(report: Report, name: str, found: list[bool]) -> None:
    share, name = 100 * sum(found) / len(found), f"{name}, of {len(found)}"
    report.figures.append(Figure(name, "%", (share,)))
    if OURS in name:
        report.goals.append(Goal(name, share, 100.0, "more", unit="%"))


def _files_on_disk(folder: Path, start: Start, copy: Copy, tries: int) -> list[bool]:
    found = []
    with start() as server, watched(server.process, folder, folder / "calls.log") as watch:
        for _ in range(tries):
            name, offset = server.create(), 0
            while offset < len(copy.pdf):
                offset = server.send(name, offset, Slices(copy.pdf, offset))
            found.append(not watch.unsynced())
    return found


def _goes_on(start: Start, copy: Copy, chance: random.Random) -> bool:
    """Whether the file is whole and right in the end."""
    answered, name = 0, ""
    place = chance.randrange(len(copy.pdf))
    with start() as server:
        name = server.create()
        try:
            while answered < len(copy.pdf):
                kill = partial(os.kill, server.process, signal.SIGKILL)
                piece = Slices(copy.pdf, answered, place, kill)
                answered = server.send(name, answered, piece)
        except Cut:
            pass
    with start() as server:
        try:
            offset = server.offset(name)
            if offset < answered:
                return False
            while offset < len(copy.pdf):
                offset = server.send(name, offset, Slices(copy.pdf, offset))
        except Cut:
            return False
        return hashlib.sha256(server.stored(name)).hexdigest() == copy.sha256


# ---------------------------------------------------------------- ours


@dataclass
class _Ours:
    process: int
    _line: UploadLine
    _centre: HttpCentre
    _copy: Copy

    def create(self) -> str:
        return self._line.announce(self._copy)

    def offset(self, name: str) -> int:
        return self._centre.upload_state(name).offset

    def send(self, name: str, offset: int, piece: Slices) -> int:
        try:
            return self._centre.upload_piece(name, offset, len(self._copy.pdf), piece).offset
        except Exception as fault:
            raise Cut from fault

    def stored(self, name: str) -> bytes:
        return self._line.files.path(name).read_bytes()


def _our_uploads(line: UploadLine, folder: Path, copy: Copy) -> Start:
    @contextmanager
    def start() -> Iterator[Server]:
        with (
            running_centre(str(folder / "centre.db"), str(folder / "kept")) as centre,
            closing(HttpCentre(centre.url, IDENTITY)) as way,
        ):
            yield _Ours(centre.process.pid, line, way, copy)

    return start


# ---------------------------------------------------------------- servers of the tus protocol


@dataclass
class _Tus:
    process: int
    _web: httpx.Client
    _url: str
    _folder: Path
    _size: int

    def create(self) -> str:
        headers = {"Upload-Length": str(self._size), "Upload-Metadata": METADATA}
        said = self._web.post(self._url, headers=headers)
        return said.headers["Location"].rpartition("/")[2]

    def offset(self, name: str) -> int:
        return self._asked("HEAD", name, {}, None)

    def send(self, name: str, offset: int, piece: Slices) -> int:
        headers = {
            "Upload-Offset": str(offset),
            "Content-Type": "application/offset+octet-stream",
            "Content-Length": str(len(piece)),
        }
        parts = (piece[at : at + SLICE] for at in range(0, len(piece), SLICE))
        return self._asked("PATCH", name, headers, parts)

    def _asked(
        self, method: str, name: str, headers: dict[str, str], content: Iterator[bytes] | None
    ) -> int:
        try:
            said = self._web.request(
                method, f"{self._url}/{name}", headers=headers, content=content
            )
            return int(said.raise_for_status().headers["Upload-Offset"])
        except (httpx.HTTPError, KeyError) as fault:
            raise Cut from fault

    def stored(self, name: str) -> bytes:
        return (self._folder / name).read_bytes()


def _tus(command: list[str], kept: Path, trust: Path, size: int) -> Start:
    kept.mkdir()

    @contextmanager
    def start() -> Iterator[Server]:
        with subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            encoding="utf-8",
            env=peer_programs.around(),
        ) as process:
            try:
                assert process.stdout is not None
                url = process.stdout.readline().strip()
                said = {"Tus-Resumable": "1.0.0"}
                tls = ssl.create_default_context(cafile=str(trust))
                with httpx.Client(verify=tls, headers=said, trust_env=False, timeout=60) as web:
                    yield _Tus(process.pid, web, url, kept, size)
            finally:
                process.kill()

    return start


def _uploads(stack: ExitStack, folder: Path, copy: Copy) -> dict[str, Start]:
    line = stack.enter_context(upload_line(folder))
    crt, key = certificate(folder)
    found = {OURS: _our_uploads(line, folder, copy)}
    if peer_programs.has_tus():
        kept = folder / "tus"
        command = peer_programs.tus("serve", crt, key, kept)
        found["@tus/server"] = _tus(command, kept, crt, len(copy.pdf))
    serve = peer_programs.tuspyserver(folder / "tuspy")
    if serve is not None:
        found["tuspyserver"] = _tus(serve, folder / "tuspy", crt, len(copy.pdf))
    return found


# ---------------------------------------------------------------- messages


Sent = Callable[[int], list[bool]]
"""So many messages one by one: whether each was on the disk when it was answered."""


def _messages(stack: ExitStack, folder: Path) -> dict[str, Sent]:
    here = folder / "messages"
    here.mkdir()
    line = stack.enter_context(upload_line(here))
    copy = a_copy(1000)

    def ours(tries: int) -> list[bool]:
        found = []
        with (
            running_centre(str(here / "centre.db"), str(folder / "kept")) as running,
            closing(HttpCentre(running.url, IDENTITY)) as way,
            watched(running.process.pid, folder, folder / "our-calls.log") as watch,
        ):
            engine = SyncEngine(line.store, line.clock, EventBus(), way)
            for number in range(tries):
                announce_copy(line.store, line.scans, line.dossier, copy, number=number + 1)
                assert engine.run_once().accepted == 1
                found.append(not watch.unsynced())
        return found

    def peer(command: list[str], work: Path) -> Sent:
        def sent(tries: int) -> list[bool]:
            (work / "server").mkdir(parents=True)
            with peer_programs.talking([*command, str(work)]) as talk:
                server = int(talk.heard())
                with watched(server, work / "server", work / "calls.log") as watch:
                    return [talk.asked() == "sent" and not watch.unsynced() for _ in range(tries)]

        return sent

    found: dict[str, Sent] = {OURS: ours}
    for name, command in peer_programs.one_by_one().items():
        found[name] = peer(command, folder / name.partition(" ")[0])
    return found
