"""Why no answer came, told from the error: an honest cause saves a call to IT."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator

import httpx

# OpenSSL's verify codes: not valid yet, expired. Both mostly mean a wrong clock at the desk.
OUT_OF_TIME = frozenset({9, 10})


def cause_of(fault: BaseException) -> str:
    """The cause for :class:`desk_app.sync.centre.NoAnswer`."""
    chain = list(_chain(fault))
    for error in chain:
        if isinstance(error, ssl.SSLCertVerificationError):
            return "clock" if error.verify_code in OUT_OF_TIME else "certificate"
        if isinstance(error, socket.gaierror):
            return "dns"
    if any(isinstance(error, httpx.ProxyError) for error in chain):
        return "proxy"
    if any(isinstance(error, ssl.SSLError) for error in chain):
        return "tls"
    if any(isinstance(error, ConnectionRefusedError) for error in chain):
        return "refused"
    if any(isinstance(error, httpx.ConnectError | httpx.ConnectTimeout) for error in chain):
        return "unreachable"
    if any(isinstance(error, httpx.TimeoutException) for error in chain):
        return "timeout"
    return "cut"


def _chain(fault: BaseException) -> Iterator[BaseException]:
    """The error and what led to it, across groups of errors (one per address tried)."""
    seen: set[int] = set()
    waiting: list[BaseException] = [fault]
    while waiting:
        error = waiting.pop(0)
        if id(error) in seen:
            continue
        seen.add(id(error))
        yield error
        waiting += [nearer for nearer in (error.__cause__, error.__context__) if nearer]
        waiting += list(getattr(error, "exceptions", ()))
