"""A small real proxy on loopback: CONNECT and nothing else, with a password or without."""

from __future__ import annotations

import base64
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field


@dataclass
class ConnectProxy:
    """``asked``: the places it was asked to connect to. ``login``: "name:password"; None: it lets
    everybody through. ``leads_to``: where every tunnel ends, whatever was asked for."""

    url: str
    leads_to: tuple[str, int]
    login: str | None = None
    asked: list[str] = field(default_factory=list)

    def tunnel(self, line: socket.socket) -> None:
        """One connection, from CONNECT to the end."""
        head = b""
        while b"\r\n\r\n" not in head:
            piece = line.recv(4096)
            if not piece:
                return
            head += piece
        rows = head.decode("latin-1").split("\r\n")
        self.asked.append(rows[0].split()[1])
        if self.login is not None and not self._shown(rows):
            line.sendall(
                b"HTTP/1.1 407 Proxy Authentication Required\r\n"
                b"Proxy-Authenticate: Basic realm=x\r\nContent-Length: 0\r\n\r\n"
            )
            return
        with socket.create_connection(self.leads_to) as onward:
            line.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
            back = threading.Thread(target=_pour, args=(onward, line), daemon=True)
            back.start()
            _pour(line, onward)
            back.join()

    def _shown(self, rows: list[str]) -> bool:
        wanted = base64.b64encode(str(self.login).encode()).decode()
        return any(row.lower() == f"proxy-authorization: basic {wanted}".lower() for row in rows)


def _pour(source: socket.socket, sink: socket.socket) -> None:
    with suppress(OSError):
        while piece := source.recv(65536):
            sink.sendall(piece)
    with suppress(OSError):
        sink.shutdown(socket.SHUT_WR)


@contextmanager
def connect_proxy(leads_to: tuple[str, int], login: str | None = None) -> Iterator[ConnectProxy]:
    """The proxy at work until the block ends."""
    door = socket.create_server(("127.0.0.1", 0))
    proxy = ConnectProxy(f"http://127.0.0.1:{door.getsockname()[1]}", leads_to, login)
    over = threading.Event()
    lines: list[threading.Thread] = []

    def serve(line: socket.socket) -> None:
        with suppress(OSError), line:
            proxy.tunnel(line)

    def welcome() -> None:
        while not over.is_set():
            with suppress(OSError):
                line, _ = door.accept()
                lines.append(threading.Thread(target=serve, args=(line,), daemon=True))
                lines[-1].start()

    welcomer = threading.Thread(target=welcome, daemon=True)
    welcomer.start()
    try:
        yield proxy
    finally:
        over.set()
        with suppress(OSError):
            socket.create_connection(door.getsockname(), 1).close()
        welcomer.join(20)
        for one in lines:
            one.join(20)
        door.close()
