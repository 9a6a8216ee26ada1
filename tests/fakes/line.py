"""A machine on loopback that answers as a bad network would."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

Speak = Callable[[socket.socket], None]


def says(*pieces: bytes) -> Speak:
    """Reads the request, sends ``pieces``, hangs up."""

    def speak(line: socket.socket) -> None:
        read_request(line)
        for piece in pieces:
            line.sendall(piece)

    return speak


def http(status: str, body: bytes = b"", media_type: str = "text/html", **headers: str) -> bytes:
    """An HTTP answer; underscores in names of headers stand for hyphens."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", f"Content-Type: {media_type}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "Connection: close", "", ""]).encode() + body


def read_request(line: socket.socket) -> bytes:
    """Head and body of one request."""
    data = b""
    while b"\r\n\r\n" not in data:
        data += _more(line)
    head, _, body = data.partition(b"\r\n\r\n")
    length = next(
        int(row.split(b":")[1])
        for row in head.split(b"\r\n")
        if row.lower().startswith(b"content-length")
    )
    while len(body) < length:
        body += _more(line)
    return head + b"\r\n\r\n" + body


def _more(line: socket.socket) -> bytes:
    piece = line.recv(65536)
    if not piece:
        raise ConnectionResetError
    return piece


@contextmanager
def bad_line(speak: Speak, tls: ssl.SSLContext | None = None) -> Iterator[str]:
    """Lets ``speak`` talk on every connection; gives the URL."""
    door = socket.create_server(("127.0.0.1", 0))
    over = threading.Event()
    talks: list[threading.Thread] = []

    def talk(line: socket.socket) -> None:
        with suppress(OSError), line:
            if tls is None:
                speak(line)
                return
            with tls.wrap_socket(line, server_side=True) as safe:
                speak(safe)

    def welcome() -> None:
        while not over.is_set():
            with suppress(OSError):
                line, _ = door.accept()
                talks.append(threading.Thread(target=talk, args=(line,), daemon=True))
                talks[-1].start()

    welcomer = threading.Thread(target=welcome, daemon=True)
    welcomer.start()
    host, port = door.getsockname()
    try:
        yield f"{'https' if tls else 'http'}://{host}:{port}"
    finally:
        over.set()
        with suppress(OSError):
            socket.create_connection((host, port), 1).close()
        welcomer.join(5)
        door.close()
