"""Scanners that announce themselves, heard on this machine alone."""

from __future__ import annotations

import secrets
import socket

import pytest
from zeroconf import ServiceInfo, Zeroconf

from desk_app.paper.scanners.escl_search import address_in, announced


def info(
    service: str = "_uscan._tcp.local.",
    name: str = "Office 3000",
    port: int = 8080,
    addresses: tuple[str, ...] = ("10.0.0.7",),
    **said: str,
) -> ServiceInfo:
    packed = [
        socket.inet_pton(socket.AF_INET6 if ":" in address else socket.AF_INET, address)
        for address in addresses
    ]
    server = f"{secrets.token_hex(4)}.local."
    return ServiceInfo(
        service, f"{name}.{service}", port=port, properties=said, addresses=packed, server=server
    )


@pytest.mark.parametrize(
    ("heard", "address"),
    [
        (info(rs="eSCL"), "http://10.0.0.7:8080/eSCL"),
        (info(rs="/scan/eSCL/"), "http://10.0.0.7:8080/scan/eSCL"),
        (info(), "http://10.0.0.7:8080/eSCL"),
        (info("_uscans._tcp.local.", port=443, rs="eSCL"), "https://10.0.0.7:443/eSCL"),
        (info(addresses=("fd00::7",)), "http://[fd00::7]:8080/eSCL"),
        (info(addresses=()), None),
    ],
)
def test_an_announcement_becomes_an_address(heard: ServiceInfo, address: str | None) -> None:
    assert address_in(heard) == address


def test_an_announced_scanner_is_heard_once() -> None:
    here = ["127.0.0.1"]
    scanner = info(name=f"Probe {secrets.token_hex(4)}", addresses=("127.0.0.1",), rs="eSCL")
    port = scanner.port
    voice = Zeroconf(interfaces=here)
    try:
        voice.register_service(scanner)
        wanted = f"http://127.0.0.1:{port}/eSCL"
        heard = next((found for found in announced(60, here) if found == wanted), None)
    finally:
        voice.close()
    assert heard == wanted


def test_silence_ends_in_time() -> None:
    assert "http://127.0.0.1:1/eSCL" not in list(announced(0.2, ["127.0.0.1"]))


# The library leaves its listening socket to the collector when an interface is missing.
@pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")
def test_a_machine_without_network_announces_nothing() -> None:
    assert list(announced(60, ["192.0.2.1"])) == []
