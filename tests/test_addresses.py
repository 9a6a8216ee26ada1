"""Which address is this machine."""

from __future__ import annotations

import pytest

from desk_app.addresses import is_this_machine


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.8.8.8", "::1"])
def test_this_machine(host: str) -> None:
    assert is_this_machine(host)


@pytest.mark.parametrize("host", ["", "10.0.0.1", "fe80::1", "localhost.tinh-mau.invalid"])
def test_another_one(host: str) -> None:
    assert not is_this_machine(host)
