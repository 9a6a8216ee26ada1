"""A centre over TLS in processes of its own, as behind the door of a province: ``python -m
benchmarks.tls DESCRIPTOR DATABASE FILES CERTIFICATE KEY``."""

from __future__ import annotations

import ipaddress
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from desk_app.central.engine import open_centre
from desk_app.central.http import make_app
from desk_app.central.page_store import LocalPageStore
from desk_app.central.serving import Server, keep_for_good, keep_memory, listen, url_of
from desk_app.clock import SystemClock

ROOT = Path(__file__).parents[1]


def certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate for this machine, and its key; it vouches for itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "bench")])
    now = datetime.now(UTC)
    here = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=2))
        .add_extension(here, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    crt, pem = folder / "centre.crt", folder / "centre.key"
    crt.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    pem.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return crt, pem


@contextmanager
def tls_centre(
    database: str, files: Path, crt: Path, key: Path, processes: int = 1
) -> Iterator[str]:
    """Its URL, until the block ends."""
    with listen("127.0.0.1:0") as opened, ExitStack() as until_the_end:
        given = (str(opened.fileno()), database, *map(str, (files, crt, key)))
        started = [until_the_end.enter_context(_process(given)) for _ in range(processes)]
        for process in started:
            assert process.stdout is not None
            process.stdout.readline()
        yield url_of(opened).replace("http:", "https:")


@contextmanager
def _process(given: tuple[str, ...]) -> Iterator[subprocess.Popen[str]]:
    """One of those that serve; it says so with a line."""
    with subprocess.Popen(
        [sys.executable, "-m", "benchmarks.tls", *given],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        encoding="utf-8",
        cwd=ROOT,
        pass_fds=[int(given[0])],
    ) as process:
        try:
            yield process
        finally:
            process.terminate()


def main(opened: str, database: str, files: str, crt: str, key: str) -> None:
    """Serves until it is ended. ``opened``: the descriptor of the socket that listens."""
    app = make_app(open_centre(database), SystemClock(), files=LocalPageStore(Path(files)))
    keep_memory()
    keep_for_good()
    server = Server(app, lambda: print("serves", flush=True))
    server.config.ssl_certfile, server.config.ssl_keyfile = crt, key
    with socket.socket(fileno=int(opened)) as line:
        server.run(sockets=[line])


if __name__ == "__main__":
    main(*sys.argv[1:])
