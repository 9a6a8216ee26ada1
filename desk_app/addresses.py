"""Addresses of machines."""

from __future__ import annotations

import ipaddress


def is_this_machine(host: str) -> bool:
    """Whether ``host`` (a name, or an address without brackets) is this machine itself: what is
    said to it never leaves here, so it may be said in the clear and through no proxy."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
