"""A TLS server that writes bodies to files and does nothing else: ``python -m benchmarks.receiver
CERTIFICATE KEY FOLDER``. What curl sends to."""

from __future__ import annotations

import itertools
import socket
import ssl
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

ROOT = Path(__file__).parents[1]
BLOCK = 256 * 1024


class Receiver:
    """Takes one body after the other from each connection."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._numbers = itertools.count()

    def talk(self, line: ssl.SSLSocket) -> None:
        """Until the other end closes."""
        behind = b""
        with suppress(OSError), line:
            while True:
                while b"\r\n\r\n" not in behind:
                    more = line.recv(BLOCK)
                    if not more:
                        return
                    behind += more
                head, _, behind = behind.partition(b"\r\n\r\n")
                self._take(line, head, behind)
                behind = b""

    def _take(self, line: ssl.SSLSocket, head: bytes, begun: bytes) -> None:
        fields = dict(row.lower().split(b": ", 1) for row in head.split(b"\r\n")[1:])
        block = memoryview(bytearray(BLOCK))
        with (self._folder / str(next(self._numbers))).open("wb", buffering=0) as out:
            left = int(fields[b"content-length"]) - out.write(begun)
            while left:
                count = line.recv_into(block[: min(left, BLOCK)])
                if not count:
                    raise ConnectionError
                left -= out.write(block[:count])
        line.sendall(b"HTTP/1.1 204 No Content\r\n\r\n")


@contextmanager
def receiver(folder: Path, crt: Path, key: Path) -> Iterator[str]:
    """Its URL, until the block ends; files go into ``folder``."""
    command = [sys.executable, "-m", "benchmarks.receiver", str(crt), str(key), str(folder)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, encoding="utf-8", cwd=ROOT
    ) as process:
        try:
            assert process.stdout is not None
            yield process.stdout.readline().strip()
        finally:
            process.terminate()


def main(crt: str, key: str, folder: str) -> None:
    """Serves until it is ended."""
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(crt, key)
    taking = Receiver(Path(folder))
    with socket.create_server(("127.0.0.1", 0)) as door:
        print(f"https://127.0.0.1:{door.getsockname()[1]}/", flush=True)
        while True:
            raw = door.accept()[0]
            raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            threading.Thread(target=_serve, args=(tls, raw, taking), daemon=True).start()


def _serve(tls: ssl.SSLContext, raw: socket.socket, taking: Receiver) -> None:
    with suppress(OSError):
        taking.talk(tls.wrap_socket(raw, server_side=True))


if __name__ == "__main__":
    main(*sys.argv[1:])
