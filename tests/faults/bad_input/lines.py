"""What may come over a connection that is no good HTTP: cut off, ill-counted, without end, in a
crowd. Bytes go out as they are, past every library that would mend them."""

from __future__ import annotations

import contextlib
import random
import select
import socket
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

import h11

from desk_app.central.wire import MOST_HEAD
from desk_app.sync.protocol import MAX_BODY
from tests.faults.bad_input.messages import Asked

PATIENCE_S = 60.0
MIB = 1 << 20
CRLF = b"\r\n"
Pieces = Sequence[bytes]


@dataclass(frozen=True)
class Sent:
    """What goes out."""

    pieces: Pieces
    how: str

    @property
    def ends(self) -> bool:
        """Whether the centre would rightly wait for more: then the sender says that none comes.
        Whoever ends after a whole request would not hear what became of it."""
        wire = h11.Connection(h11.SERVER, max_incomplete_event_size=MOST_HEAD)
        try:
            for piece in filter(None, self.pieces):  # to h11 an empty one is the end
                wire.receive_data(piece)
                if not _wants_more(wire):
                    return False
        except h11.RemoteProtocolError:
            return False
        return True


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes


def said(url: str, sent: Sent) -> list[Answer]:
    """Sends, reads meanwhile, and goes on until the centre hangs up.

    Raises:
        TimeoutError: it neither answers nor hangs up.
    """
    with opened(url) as line:
        heard = bytearray()
        try:
            for piece in sent.pieces:
                _send(line, piece, heard)
            if sent.ends:
                line.shutdown(socket.SHUT_WR)
            while block := _next(line):
                heard += block
        except (BrokenPipeError, ConnectionResetError):
            heard += _left(line)  # it has heard enough, and may have said why
        return list(answers(bytes(heard)))


def _wants_more(wire: h11.Connection) -> bool:
    while True:
        event = wire.next_event()
        if event is h11.NEED_DATA:
            return True
        if isinstance(event, h11.EndOfMessage):
            wire.send(h11.Response(status_code=405, headers=[("Content-Length", "0")]))
            wire.send(h11.EndOfMessage())
            if wire.our_state is h11.MUST_CLOSE:
                return False
            wire.start_next_cycle()


def opened(url: str) -> socket.socket:
    """A connection."""
    where = urlsplit(url)
    line = socket.create_connection((where.hostname, where.port), PATIENCE_S)
    line.setblocking(False)
    return line


def _send(line: socket.socket, piece: bytes, heard: bytearray) -> None:
    left = memoryview(piece)
    while left:
        readable, writable, _ = select.select([line], [line], [], PATIENCE_S)
        if readable and (block := line.recv(65536)):
            heard += block
        if writable:
            left = left[line.send(left) :]
        elif not readable:
            raise TimeoutError("it takes nothing more")


def _next(line: socket.socket) -> bytes:
    if not select.select([line], [], [], PATIENCE_S)[0]:
        raise TimeoutError("it neither answers nor hangs up")
    return line.recv(65536)


def _left(line: socket.socket) -> bytes:
    """What came before the other side hung up."""
    left = bytearray()
    with contextlib.suppress(OSError):
        while block := line.recv(65536):
            left += block
    return bytes(left)


def answers(data: bytes) -> Iterator[Answer]:
    """Each answer in what came.

    Raises:
        AssertionError: it is not HTTP.
    """
    while data:
        head, found, data = data.partition(CRLF + CRLF)
        first, *lines = head.decode("latin-1").split("\r\n")
        if not found or not first.startswith("HTTP/1.1 "):
            raise AssertionError(f"no answer: {head[:100]!r}")
        status = int(first.split()[1])
        split = (line.partition(":") for line in lines)
        headers = {name.lower(): value.strip() for name, _, value in split}
        if status == 100:
            continue
        length = 0 if status == 204 else int(headers.get("content-length", 0))
        yield Answer(status, headers, data[:length])
        data = data[length:]


# ---------------------------------------------------------------- a good request, and worse ones


def head_of(asked: Asked, *more: tuple[str, str], length: bool = True) -> bytes:
    """Line and headers as they go out; the centre is to hang up afterwards."""
    lines = [f"{asked.method} {asked.path} HTTP/1.1", "Host: centre", "Connection: close"]
    lines += [f"{name}: {value}" for name, value in asked.headers.items()]
    lines += [f"{name}: {value}" for name, value in more]
    if length and (asked.content or asked.method in ("POST", "PATCH")):
        lines.append(f"Content-Length: {len(asked.content)}")
    return "\r\n".join(lines).encode("latin-1") + CRLF * 2


def chunked(body: bytes, size: int = 100) -> bytes:
    """The body in chunks."""
    parts = [body[start : start + size] for start in range(0, len(body), size)]
    return b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in [*parts, b""])


def _cut_off(asked: Asked, chance: random.Random) -> Sent:
    data = head_of(asked) + asked.content
    place = chance.randrange(len(data))
    return Sent([data[:place]], f"cut off at {place} of {len(data)}")


def _flipped(asked: Asked, chance: random.Random) -> Sent:
    data = bytearray(head_of(asked))
    place = chance.randrange(len(data))
    data[place] ^= 1 << chance.randrange(8)
    return Sent([bytes(data) + asked.content], f"a bit of byte {place} is another")


def _miscounted(asked: Asked, chance: random.Random) -> Sent:
    length = len(asked.content)
    wrong = chance.choice(
        (
            str(length + 10),
            str(max(0, length - 10)),
            "-1",
            f"+{length}",
            hex(length),
            f"{length}, {length + 1}",
            "1" * 30,
            "1" * 5000,
            "\u00b2",
            "",
            str(100 * MIB),
        )
    )
    head = head_of(asked, ("Content-Length", wrong), length=False)
    return Sent([head + asked.content], f"Content-Length: {wrong[:40]}")


def _counted_twice(asked: Asked, chance: random.Random) -> Sent:
    other = chance.choice(("0", "5", str(len(asked.content))))
    head = head_of(asked, ("Content-Length", other))
    return Sent([head + asked.content], f"and Content-Length: {other}")


def _in_chunks(asked: Asked, chance: random.Random) -> Sent:
    body = asked.content
    forms = {
        "in chunks": chunked(body),
        "in chunks of a byte": chunked(body[:3000], 1),
        "a chunk that is no number": b"xyz\r\n" + body,
        "a chunk of less than nothing": b"-1\r\n" + body,
        "a chunk of many exabytes": b"f" * 16 + CRLF + body,
        "a chunk with a long size": b"0" * 70_000 + CRLF,
        "a chunk with a long extension": b"5;" + b"x" * 70_000 + CRLF,
        "a chunk without its end": b"5\r\nabcdefgh",
        "a trailer too long": b"0\r\n" + b"x: y\r\n" * 12_000 + CRLF,
        "a broken trailer": b"0\r\n\x00: y\r\n\r\n",
    }
    name = chance.choice(list(forms))
    head = head_of(asked, ("Transfer-Encoding", "chunked"), length=chance.random() < 0.2)
    return Sent([head + forms[name]], name)


def _without_end(asked: Asked, chance: random.Random) -> Sent:
    """More than any body may have, in chunks; the last one never comes."""
    del chance
    head = head_of(asked, ("Transfer-Encoding", "chunked"), length=False)
    block = b"%x\r\n" % MIB + b" " * MIB + CRLF
    return Sent([head, *[block] * (12 + MAX_BODY // MIB)], "without end")


def _encoded(asked: Asked, chance: random.Random) -> Sent:
    coding = chance.choice(("gzip", "gzip, chunked", "identity", "chunked, chunked", "x" * 50))
    head = head_of(asked, ("Transfer-Encoding", coding), length=False)
    return Sent([head + chunked(asked.content)], f"Transfer-Encoding: {coding}")


def _many_headers(asked: Asked, chance: random.Random) -> Sent:
    forms = {
        "5,000 headers": b"".join(b"x-%d: y\r\n" % n for n in range(5000)),
        "500 headers": b"".join(b"x-%d: y\r\n" % n for n in range(500)),
        "a header of 70,000 bytes": b"x: " + b"y" * 70_000 + CRLF,
        "a header without end": b"x: " + b"y" * 500_000,
        "a name with NUL": b"x\x00y: z\r\n",
        "a value with NUL": b"x: \x00\r\n",
        "a name with a blank": b"x y: z\r\n",
        "no name": b": z\r\n",
        "no colon": b"xyz\r\n",
        "a folded header": b"x: y\r\n z\r\n",
        "bare line feeds": b"x: y\nz: a\n",
        "another host": b"Host: other\r\n",
        "expecting": b"Expect: 100-continue\r\n",
        "upgrading": b"Connection: Upgrade\r\nUpgrade: websocket\r\n",
        "forwarded by everybody": b"X-Forwarded-For: " + b"1.2.3.4, " * 3000 + CRLF,
    }
    name = chance.choice(list(forms))
    first, _, rest = head_of(asked).partition(CRLF)
    return Sent([first + CRLF + forms[name] + rest + asked.content], name)


def _other_first_line(asked: Asked, chance: random.Random) -> Sent:
    first, _, rest = head_of(asked).partition(CRLF)
    method, path, _ = first.split(b" ")
    lines = (
        b"",
        b"GET",
        b"GET /",
        b" ".join((method, path)),
        b" ".join((method, path, b"HTTP/1.0")),
        b" ".join((method, path, b"HTTP/2.0")),
        b" ".join((method, path, b"HTTP/1.1 x")),
        b" ".join((b"x" * 60_000, path, b"HTTP/1.1")),
        b" ".join((b"\xc3\xa9", path, b"HTTP/1.1")),
        b" ".join((method.lower(), path, b"HTTP/1.1")),
        b" ".join((b"NGUYEN-VAN-THU", path, b"HTTP/1.1")),
        b" ".join((method, path + b"\xe1", b"HTTP/1.1")),
        b" ".join((method, b"http://centre" + path, b"HTTP/1.1")),
        b" ".join((method, b"*", b"HTTP/1.1")),
        b" ".join((b"CONNECT", b"centre:80", b"HTTP/1.1")),
        b" ".join((method, b"/" + b"x" * 66_000, b"HTTP/1.1")),
        b" ".join((method, path + b"?" + b"x" * 60_000, b"HTTP/1.1")),
        b"PRI * HTTP/2.0",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(range(200)),
        chance.randbytes(300),
    )
    line = chance.choice(lines)
    return Sent([line + CRLF + rest + asked.content], f"it begins {line[:40]!r}")


def _in_a_row(asked: Asked, chance: random.Random) -> Sent:
    """Several requests at once; in the middle perhaps one that is none."""
    good = b"GET /v1/health HTTP/1.1\r\nHost: centre\r\n\r\n"
    middle = chance.choice((b"", b"\x00\r\n\r\n", b"GET /nowhere HTTP/1.1\r\nHost: x\r\n\r\n"))
    row = good * chance.randrange(1, 20) + middle + good
    return Sent([row + head_of(asked) + asked.content], "in a row with others")


WAYS: tuple[Callable[[Asked, random.Random], Sent], ...] = (
    _cut_off,
    _flipped,
    _miscounted,
    _counted_twice,
    _in_chunks,
    _without_end,
    _encoded,
    _many_headers,
    _other_first_line,
    _in_a_row,
)


def spoilt_line(asked: Asked, chance: random.Random) -> Sent:
    """``asked`` on a bad connection."""
    return chance.choice(WAYS)(asked, chance)
