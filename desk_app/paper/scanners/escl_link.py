"""HTTP with a scanner: one request at a time, cut short when stopped, troubles as troubles."""

from __future__ import annotations

import contextlib
import http.client
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

from desk_app.paper.scanners.port import Moved, ScannerTrouble, Stopped

READ_SECONDS = 60.0
MOST_DOCUMENT = 1 << 20
MOST_IMAGE = 1 << 28
_PIECE = 1 << 16


@dataclass(frozen=True)
class Answer:
    """What a scanner answered."""

    status: int
    mime: str
    location: str
    retry_after: float | None
    body: bytes


class EsclLink:
    """The way to one scanner.

    Args:
        address: ``http(s)://host[:port]/eSCL``, or a bare host.
        patience: seconds without a byte until the scanner counts as gone.
    """

    def __init__(self, address: str, moved: Moved, patience: float = READ_SECONDS) -> None:
        parts = urlsplit(address if "://" in address else f"http://{address}")
        self._secure = parts.scheme == "https"
        self._host = parts.hostname or ""
        self._port = parts.port
        self.root = parts.path.rstrip("/") or "/eSCL"
        self._moved = moved
        self._patience = patience
        self._socket: socket.socket | None = None

    def ask(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        most: int = MOST_DOCUMENT,
        *,
        may_be_cut: bool = True,
    ) -> Answer:
        """One request; ``path`` is absolute, or below the scanner's root.

        Raises:
            ScannerTrouble: ``gone`` when the answer does not come whole.
        """
        target = path if path.startswith("/") else f"{self.root}/{path}"
        headers = {"Accept-Encoding": "identity", "Connection": "close"}
        if body is not None:
            headers["Content-Type"] = "text/xml"
        connection = self._connection()
        try:
            connection.request(method, target, body, headers)
            self._socket = connection.sock if may_be_cut else None
            response = connection.getresponse()
            self._moved()
            return Answer(
                response.status,
                (response.getheader("Content-Type") or "").partition(";")[0].strip(),
                response.getheader("Location") or "",
                _seconds(response.getheader("Retry-After")),
                self._read(response, most),
            )
        except (OSError, http.client.HTTPException) as fault:
            raise ScannerTrouble("gone", f"{method} {type(fault).__name__}") from fault
        finally:
            self._socket = None
            connection.close()

    @contextmanager
    def cut_when(self, stopped: Stopped) -> Iterator[None]:
        """While inside, a stop cuts the request that is under way, however long it would take."""
        over = threading.Event()

        def watch() -> None:
            while not over.wait(0.05):
                if stopped():
                    self._cut()

        thread = threading.Thread(target=watch, name="eSCL stop", daemon=True)
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join()

    def _cut(self) -> None:
        held = self._socket
        if held is not None:
            with contextlib.suppress(OSError):
                held.shutdown(socket.SHUT_RDWR)

    def _connection(self) -> http.client.HTTPConnection:
        if self._secure:
            # Scanners sign their certificates themselves: this keeps the line private, no more.
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
            return http.client.HTTPSConnection(
                self._host, self._port, timeout=self._patience, context=context
            )
        return http.client.HTTPConnection(self._host, self._port, timeout=self._patience)

    def _read(self, response: http.client.HTTPResponse, most: int) -> bytes:
        promised = response.length
        body = bytearray()
        while piece := response.read1(_PIECE):
            body += piece
            self._moved()
            if len(body) > most:
                raise ScannerTrouble("out_of_memory", "the answer is too long")
        if promised is not None and len(body) < promised:
            raise http.client.IncompleteRead(b"", promised - len(body))
        return bytes(body)


def _seconds(header: str | None) -> float | None:
    return float(header) if header and header.isdigit() else None
