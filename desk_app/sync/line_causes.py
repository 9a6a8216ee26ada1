"""Why no answer came, told from the error: an honest cause saves a call to IT."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator

import httpx

# OpenSSL's verify codes: not valid yet, expired. Both mostly mean a wrong clock at the desk.
OUT_OF_TIME = frozenset({9, 10})
# The certificate is good, and another machine's: hostname mismatch, address mismatch.
OTHER_NAME = frozenset({62, 64})
OF_CONNECTING = frozenset({"dns", "refused", "unreachable"})


def cause_of(fault: BaseException, *, behind_proxy: bool = False) -> str:
    """The cause for :class:`desk_app.sync.centre.NoAnswer`. ``behind_proxy``: the desk itself
    connects to a proxy only, so what keeps it from connecting is that."""
    cause = _cause_of(fault)
    return "proxy" if behind_proxy and cause in OF_CONNECTING else cause


def _cause_of(fault: BaseException) -> str:
    chain = list(_chain(fault))
    for error in chain:
        if isinstance(error, ssl.SSLCertVerificationError):
            return _of_certificate(error)
        if isinstance(error, socket.gaierror):
            return "dns"
    refused = [error for error in chain if isinstance(error, httpx.ProxyError)]
    if refused:
        # httpx has the status of the proxy's answer to CONNECT in its words only.
        return "proxy_login" if str(refused[0]).startswith("407") else "proxy"
    if any(isinstance(error, ssl.SSLError) for error in chain):
        return "tls"
    if any(isinstance(error, ConnectionRefusedError) for error in chain):
        return "refused"
    if any(isinstance(error, httpx.ConnectError | httpx.ConnectTimeout) for error in chain):
        return "unreachable"
    if any(isinstance(error, httpx.TimeoutException) for error in chain):
        return "timeout"
    return "cut"


def _of_certificate(error: ssl.SSLCertVerificationError) -> str:
    if error.verify_code in OUT_OF_TIME:
        return "clock"
    return "other_name" if error.verify_code in OTHER_NAME else "certificate"


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
