"""Addresses as people write them, and answers that do not come whole."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from desk_app.paper.scanners.escl_link import EsclLink
from desk_app.paper.scanners.port import ScannerTrouble
from tests.fakes.escl_server import EsclServer, Scanner


def link(address: str) -> EsclLink:
    return EsclLink(address, lambda: None, patience=60)


@contextmanager
def answering(raw: bytes) -> Iterator[str]:
    """A server that says the same bytes to one caller, and hangs up."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            caller, _ = listener.accept()
            with caller:
                caller.recv(65536)
                caller.sendall(raw)

        thread = threading.Thread(target=serve)
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/eSCL"
        thread.join()


@pytest.mark.parametrize(
    ("address", "root", "secure"),
    [
        ("10.0.0.7", "/eSCL", False),
        ("scanner.local:8080", "/eSCL", False),
        ("http://10.0.0.7/eSCL/", "/eSCL", False),
        ("https://10.0.0.7:9443/scan/eSCL", "/scan/eSCL", True),
    ],
)
def test_addresses(address: str, root: str, secure: bool) -> None:
    made = link(address)
    assert made.root == root
    assert (type(made._connection()).__name__ == "HTTPSConnection") is secure


def test_a_self_signed_scanner_is_accepted() -> None:
    context = link("https://10.0.0.7")._connection()._context  # type: ignore[attr-defined]
    assert context.verify_mode is ssl.CERT_NONE


def test_status_and_headers_come_through() -> None:
    raw = b"HTTP/1.1 503 Busy\r\nRetry-After: 7\r\nContent-Type: text/xml; charset=utf-8\r\n"
    with answering(raw + b"Content-Length: 2\r\n\r\nno") as address:
        answer = link(address).ask("GET", "ScannerStatus")
    assert (answer.status, answer.retry_after, answer.mime) == (503, 7.0, "text/xml")
    assert answer.body == b"no"


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"SSH-2.0-OpenSSH_9.2\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n10\r\nhalf",
    ],
    ids=["nothing", "another protocol", "cut", "cut chunk"],
)
def test_an_answer_that_does_not_come_whole_is_gone(raw: bytes) -> None:
    with answering(raw) as address, pytest.raises(ScannerTrouble) as caught:
        link(address).ask("GET", "ScannerStatus")
    assert caught.value.trouble == "gone"


def test_an_endless_answer_is_not_swallowed() -> None:
    raw = b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n" + b"x" * 5000
    with answering(raw) as address, pytest.raises(ScannerTrouble) as caught:
        link(address).ask("GET", "ScannerStatus", most=1000)
    assert caught.value.trouble == "out_of_memory"


def test_a_stop_before_anything_is_asked_cuts_nothing() -> None:
    with EsclServer(Scanner([])) as server:
        made = link(server.address)
        with made.cut_when(lambda: True):
            answer = made.ask("GET", "ScannerStatus", may_be_cut=False)
    assert answer.status == 200
