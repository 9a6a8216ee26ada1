"""T11: something else answers than the centre, or in its name and wrong. No entry and no file
changes its state, the light says honestly why, receiving goes on, and the next good pass sends
all."""

from __future__ import annotations

import gzip
import itertools
import socket
import ssl
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import select

from desk_app.errors import DeskError
from desk_app.event_bus import EventBus
from desk_app.events import ConnectionChanged
from desk_app.models.tables import ArchiveFile, OutboxEntry
from desk_app.sync.central_http import HttpCentre
from desk_app.sync.engine import SyncEngine
from desk_app.sync.protocol import SIGNATURE_HEADER, SyncAnswer, credential_hash, signature
from desk_app.wording import translations
from tests.builders.archive_copies import a_copy
from tests.builders.certificates import certificate, tls_of
from tests.builders.messages import CREDENTIAL, NOW
from tests.builders.outbox import send_later
from tests.builders.upload_line import IDENTITY, UploadLine, upload_line
from tests.fakes.connect_proxy import connect_proxy
from tests.fakes.line import Speak, bad_line, http, read_request, says
from tests.faults.history import check
from tests.faults.looked_at import of_the_centre, of_the_desk, unsent
from tests.faults.trials import Outcome, Trial, each

PORTAL = b"<!doctype html><html><body>Wi-Fi: sign in</body></html>"
COPY = a_copy(30_000)
MOST_PASSES = 4
Url = str
Way = tuple[Url, dict[str, Any]]


@dataclass(frozen=True)
class Case:
    """What stands in the way (``opens``: gives an address, and how the desk is set up), what it is
    called at the desk, and what the light shows."""

    name: str
    key: str
    opens: Callable[[Path, ExitStack], Way]
    light: str = "offline"


# ---------------------------------------------------------------- what may stand in the way


def plain(speak: Speak, **how: Any) -> Callable[[Path, ExitStack], Way]:
    """Somebody who talks like this."""

    def opens(_: Path, open_things: ExitStack) -> Way:
        return open_things.enter_context(bad_line(speak)), how

    return opens


def over_tls(trusted: bool = True, other: bool = False, **about: Any) -> Any:
    """A server whose certificate is wrong, or was exchanged for another."""

    def opens(folder: Path, open_things: ExitStack) -> Way:
        context: ssl.SSLContext = tls_of(certificate(folder, **about))
        url = open_things.enter_context(bad_line(says(http("200 OK")), context))
        known = certificate(folder) if other else folder / "centre.pem"
        return url, {"ca_bundle": str(known)} if trusted else {}

    return opens


def behind_proxy(login: tuple[str, str] | None) -> Callable[[Path, ExitStack], Way]:
    """A proxy that wants another password."""

    def opens(_: Path, open_things: ExitStack) -> Way:
        place = urlsplit(open_things.enter_context(bad_line(says(b""))))
        far = (str(place.hostname), int(place.port or 0))
        proxy = open_things.enter_context(connect_proxy(far, "quay01:another"))
        return "https://centre.example", {"proxy": proxy.url, "proxy_login": login}

    return opens


def nobody(_: Path, __: ExitStack) -> Way:
    """A closed port."""
    return _closed(), {}


def behind_nobody(_: Path, __: ExitStack) -> Way:
    """A proxy that is not there."""
    return "https://centre.example", {"proxy": _closed()}


def _closed() -> Url:
    with socket.create_server(("127.0.0.1", 0)) as door:
        return f"http://127.0.0.1:{door.getsockname()[1]}"


class Signing:
    """Answers with a body and a signature made for the question, or for another."""

    def __init__(
        self,
        body: Callable[[str], bytes],
        *,
        nonce: str | None = None,
        credential: str = CREDENTIAL,
        **headers: str,
    ) -> None:
        self._body, self._nonce, self._headers = body, nonce, headers
        self._key = credential_hash(credential)

    def __call__(self, line: socket.socket) -> None:
        asked = read_request(line)
        nonce = asked.partition(b'"nonce":"')[2].partition(b'"')[0].decode()
        body = self._body(self._nonce or nonce)
        proof = signature(self._key, self._nonce or nonce, body)
        name = SIGNATURE_HEADER.replace("-", "_")
        answer = http("200 OK", body, "application/json", **{name: proof}, **self._headers)
        line.sendall(answer)


def good(nonce: str) -> bytes:
    """An answer as the centre gives it."""
    return SyncAnswer(nonce=nonce, time=NOW, cursor=0).model_dump_json().encode()


def without_end(head: bytes, again: bytes) -> Speak:
    """Never stops."""

    def speak(line: socket.socket) -> None:
        read_request(line)
        line.sendall(head)
        while True:  # until the desk hangs up
            line.sendall(again)

    return speak


def silent(line: socket.socket) -> None:
    """Listens, and says nothing until the desk hangs up."""
    read_request(line)
    line.recv(1)


def reset(line: socket.socket) -> None:
    """The line is dead in the middle of the question."""
    line.recv(1)
    line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")


def talks_plainly(line: socket.socket) -> None:
    """Where TLS is wanted."""
    line.recv(100)
    line.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")


def no_tls(_: Path, open_things: ExitStack) -> Way:
    """A port that speaks in clear."""
    url = open_things.enter_context(bad_line(talks_plainly))
    return url.replace("http:", "https:"), {}


def problem(status: str, code: str, **headers: str) -> Speak:
    """A problem document."""
    said = f'{{"title": "No", "status": {status[:3]}, "code": "{code}"}}'
    return says(http(status, said.encode(), "application/problem+json", **headers))


def ticking() -> dict[str, Any]:
    """A desk whose seconds fly."""
    ticks = itertools.count()
    return {"seconds": lambda: float(next(ticks)) * 30}


HTML = partial(http, body=PORTAL)
JSON = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
NOT = "sync.not_the_centre."
NO = "sync.no_answer."
CASES = (
    Case("a portal says 200", NOT + "portal", plain(says(HTML("200 OK")))),
    Case(
        "a portal leads away",
        NOT + "redirect",
        plain(says(http("302 Found", Location="http://p.example/"))),
    ),
    Case(
        "a portal says 511",
        NOT + "portal",
        plain(says(HTML("511 Network Authentication Required"))),
    ),
    Case(
        "a portal calls its page JSON",
        NOT + "signature",
        plain(says(http("200 OK", PORTAL, "application/json"))),
    ),
    Case(
        "another path is named",
        NOT + "redirect",
        plain(says(http("307 Temporary Redirect", Location="/v2/sync"))),
    ),
    Case(
        "another host is named for good",
        NOT + "redirect",
        plain(says(http("308 Permanent Redirect", Location="https://x.example/v1/sync"))),
    ),
    Case("a certificate signed by itself", NO + "certificate", over_tls(trusted=False)),
    Case("another certificate than yesterday", NO + "certificate", over_tls(other=True)),
    Case("a certificate that has ended", NO + "clock", over_tls(days_from=-9, days_to=-2)),
    Case("a certificate of tomorrow", NO + "clock", over_tls(days_from=2, days_to=9)),
    Case("a certificate of another host", NO + "other_name", over_tls(host="other.example")),
    Case("no TLS where it should be", NO + "tls", no_tls),
    Case("a proxy wants a password", NO + "proxy_login", behind_proxy(None)),
    Case("a proxy wants another password", NO + "proxy_login", behind_proxy(("quay01", "wrong"))),
    Case("the proxy is not there", NO + "proxy", behind_nobody),
    Case("nobody is there", NO + "refused", nobody),
    Case("silence", NO + "timeout", plain(silent, stall_seconds=0.3)),
    Case("the line is reset", NO + "cut", plain(reset)),
    Case(
        "half an answer",
        NO + "cut",
        plain(says(http("200 OK", good("x" * 20), "application/json")[:-9])),
    ),
    Case("JSON that breaks off", NOT + "shape", plain(Signing(lambda nonce: good(nonce)[:-5]))),
    Case("JSON of another shape", NOT + "shape", plain(Signing(lambda _: b'{"ok": true}'))),
    Case(
        "another media type", NOT + "not_json", plain(says(http("200 OK", b"hello", "text/plain")))
    ),
    Case(
        "a packed bomb",
        NOT + "not_json",
        plain(Signing(lambda _: gzip.compress(bytes(10**7)), Content_Encoding="gzip")),
    ),
    Case(
        "a body without end",
        NOT + "shape",
        plain(
            without_end(
                JSON + b"Transfer-Encoding: chunked\r\n\r\n", b"10000\r\n" + b" " * 65536 + b"\r\n"
            )
        ),
    ),
    Case(
        "a head without end",
        NO + "cut",
        plain(without_end(JSON, b"X-Header: " + b"x" * 1000 + b"\r\n")),
    ),
    Case(
        "only announcements of an answer",
        NO + "timeout",
        plain(
            without_end(b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
            patience_seconds=0.1,
            stall_seconds=0.1,
        ),
    ),
    Case(
        "an answer by the byte",
        NO + "timeout",
        plain(without_end(JSON + b"Content-Length: 999999\r\n\r\n", b"x"), **ticking()),
    ),
    Case(
        "too large for the centre",
        "sync.not_understood",
        plain(problem("413 Content Too Large", "too-large")),
        "attention",
    ),
    Case(
        "too large for something before it",
        "sync.not_understood",
        plain(says(HTML("413 Request Entity Too Large"))),
        "attention",
    ),
    Case(
        "the centre is busy",
        "sync.busy",
        plain(problem("429 Too Many Requests", "busy", Retry_After="7")),
        "slow",
    ),
    Case(
        "the centre is being mended",
        "sync.busy",
        plain(says(HTML("503 Service Unavailable", Retry_After="Fri, 20 Nov 2026 09:30:00 GMT"))),
        "slow",
    ),
    Case("a gateway has nobody behind it", NO + "server", plain(says(HTML("502 Bad Gateway")))),
    Case(
        "an answer to another question",
        NOT + "nonce",
        plain(Signing(lambda _: good("another-question"))),
    ),
    Case(
        "an answer of yesterday",
        NOT + "signature",
        plain(Signing(good, nonce="nonce-of-yesterday")),
    ),
    Case(
        "a signature of somebody else", NOT + "signature", plain(Signing(good, credential="d" * 43))
    ),
    Case("somebody else's 404", NOT + "address", plain(says(HTML("404 Not Found")))),
)


# ---------------------------------------------------------------- a desk in such a network


@dataclass
class Bench:
    """A desk with its centre, in a folder."""

    here: UploadLine
    folder: Path
    number: int = 1
    lights: list[ConnectionChanged] = field(default_factory=list)


@contextmanager
def a_bench() -> Iterator[Bench]:
    """All up until the block ends."""
    with tempfile.TemporaryDirectory(prefix="desk-line-") as name:
        folder = Path(name)
        with upload_line(folder) as here:
            yield Bench(here, folder)


def run(seed: int, count: int) -> Outcome:
    """So many cases, with one desk."""
    with a_bench() as bench:
        return each(seed, count, partial(one, bench))


def one(bench: Bench, seed: int) -> Iterator[str]:
    """One bad pass, and then good ones."""
    case, here = CASES[seed % len(CASES)], bench.here
    file = here.announce(COPY)
    bench.number += 1
    send_later(here.store, bench.number, prints=1)
    before = _states(bench)
    yield from (f"{case.name}: {wrong}" for wrong in _bad_pass(bench, case))
    if _states(bench) != before:
        yield f"{case.name}: something changed its state"
    bench.number += 1
    send_later(here.store, bench.number)  # work goes on
    engine = SyncEngine(
        here.store, here.clock, EventBus(), here.direct, files=here.scans, random=lambda: 0.0
    )
    for _ in range(MOST_PASSES):
        fault = engine.run_once(at_once=True).fault
        if fault is None and not unsent(here.store):
            break
    history = [
        *of_the_centre(str(bench.folder / "centre.db"), bench.folder / "kept", file),
        *of_the_desk(here.store, IDENTITY.desk_id, file),
    ]
    yield from (f"{case.name}: {found}" for found in check(history))


def _bad_pass(bench: Bench, case: Case) -> Iterator[str]:
    lights: list[ConnectionChanged] = []
    bus = EventBus()
    bus.subscribe(ConnectionChanged, lights.append)
    with ExitStack() as open_things:
        url, how = case.opens(bench.folder, open_things)
        centre = HttpCentre(url, IDENTITY, **how)
        open_things.callback(centre.close)
        engine = SyncEngine(
            bench.here.store,
            bench.here.clock,
            bus,
            centre,
            files=bench.here.scans,
            random=lambda: 0.0,
        )
        fault: DeskError | None = engine.run_once(at_once=True).fault
    key = fault.key if fault else "none"
    if key != case.key:
        yield f"the cause is {key}"
    if not all(
        f"{key}.{part}" in translations(language)
        for part in ("title", "meaning", "next")
        for language in ("vi", "en")
    ):
        yield f"there are no words for {key}"
    if not lights or (lights[-1].state, lights[-1].detail_key) != (case.light, key):
        yield f"the light shows {lights[-1:]}"


def _states(bench: Bench) -> list[tuple[str, str]]:
    with bench.here.store.read() as session:
        entries = session.execute(select(OutboxEntry.id, OutboxEntry.state)).all()
        files = session.execute(select(ArchiveFile.id, ArchiveFile.state)).all()
    return sorted((str(name), str(state)) for name, state in (*entries, *files))


TRIALS = (
    Trial(
        "hostile-line",
        f"{len(CASES)} answers that are not the centre's: portals, certificates, proxies, bombs",
        ("I2", "I3", "I6", "I7"),
        count_ci=8,
        count_full=len(CASES),
        run=run,
    ),
)
