"""HRESULTs of Windows' imaging, each put to one of the eight kinds."""

from __future__ import annotations

import pytest

from desk_app.paper.scanners.port import KINDS
from desk_app.paper.scanners.wia_port import CODES, ComFault, trouble_meant


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (0x80210001, "other"),  # general error
        (0x80210002, "jam"),
        (0x80210003, "tray_empty"),
        (0x80210004, "jam"),  # paper problem
        (0x80210005, "gone"),  # offline
        (0x80210006, "busy"),
        (0x80210007, "busy"),  # warming up
        (0x80210008, "gone"),  # user intervention: power and cables
        (0x80210009, "gone"),  # item deleted
        (0x8021000A, "gone"),  # device communication
        (0x8021000B, "unsupported"),  # invalid command
        (0x8021000C, "unsupported"),  # incorrect hardware setting
        (0x8021000D, "busy"),  # device locked
        (0x8021000E, "other"),  # exception in driver
        (0x8021000F, "other"),  # invalid driver response
        (0x80210010, "cover_open"),
        (0x80210016, "cover_open"),
        (0x80210014, "jam"),  # multi feed
        (0x80210015, "gone"),  # no device available
        (0x8007000E, "out_of_memory"),
        (0x80070057, "unsupported"),  # invalid argument
        (0x80010108, "gone"),  # disconnected from its clients
        (0x12345678, "other"),
    ],
)
def test_each_code_has_its_kind_with_sign_and_without(code: int, kind: str) -> None:
    assert trouble_meant(code) == kind
    assert trouble_meant(code - (1 << 32)) == kind


def test_all_kinds_named_are_kinds() -> None:
    assert set(CODES.values()) <= set(KINDS)


def test_a_fault_is_said_as_windows_writes_it() -> None:
    fault = ComFault(0x8021000D - (1 << 32))
    assert (fault.code, str(fault)) == (0x8021000D, "0x8021000D")
