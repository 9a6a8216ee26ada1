"""Network scanners that announce themselves (DNS-SD over multicast: ``_uscan``, ``_uscans``)."""

from __future__ import annotations

import queue
import time
from collections.abc import Iterator, Mapping, Sequence

from zeroconf import IPVersion, ServiceBrowser, ServiceInfo, ServiceStateChange, Zeroconf

SERVICES = ("_uscan._tcp.local.", "_uscans._tcp.local.")
_ASK_MILLISECONDS = 2000


def announced(seconds: float, interfaces: Sequence[str] | None = None) -> Iterator[str]:
    """The addresses of scanners as they are heard of, for some seconds; each once.

    A machine without network announces nothing.
    """
    heard: queue.Queue[tuple[str, str]] = queue.Queue()

    def note(
        zeroconf: Zeroconf, service_type: str, name: str, state_change: ServiceStateChange
    ) -> None:
        if state_change is ServiceStateChange.Added:
            heard.put((service_type, name))

    try:
        ears = Zeroconf(interfaces=interfaces) if interfaces else Zeroconf()
    except OSError:
        return
    try:
        browser = ServiceBrowser(ears, list(SERVICES), handlers=[note])
        yield from _addresses(ears, heard, time.monotonic() + seconds)
        browser.cancel()
    finally:
        ears.close()


def _addresses(ears: Zeroconf, heard: queue.Queue[tuple[str, str]], until: float) -> Iterator[str]:
    seen: set[str] = set()
    while (left := until - time.monotonic()) > 0:
        try:
            service_type, name = heard.get(timeout=left)
        except queue.Empty:
            return
        info = ears.get_service_info(service_type, name, _ASK_MILLISECONDS)
        address = address_in(info) if info else None
        if address and address not in seen:
            seen.add(address)
            yield address


def address_in(info: ServiceInfo) -> str | None:
    """The address of a scanner's root; None where the announcement lacks it."""
    hosts = info.parsed_addresses(IPVersion.V4Only) or info.parsed_addresses(IPVersion.V6Only)
    if not hosts or not info.port:
        return None
    host = f"[{hosts[0]}]" if ":" in hosts[0] else hosts[0]
    scheme = "https" if info.type.startswith("_uscans.") else "http"
    root = (_said(info.properties, "rs") or "eSCL").strip("/")
    return f"{scheme}://{host}:{info.port}/{root}"


def _said(properties: Mapping[bytes, bytes | None], key: str) -> str:
    return (properties.get(key.encode()) or b"").decode(errors="replace")
