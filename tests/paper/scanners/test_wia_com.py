"""As much of the calls of COM as exists anywhere: the shapes of what is handed over."""

from __future__ import annotations

import ctypes

from desk_app.paper.scanners.wia_com import VT_I4, PropSpec, PropVariant, property_named

POINTER = ctypes.sizeof(ctypes.c_void_p)


def test_structures_are_as_large_as_windows_has_them() -> None:
    assert ctypes.sizeof(PropVariant) == 8 + 2 * POINTER
    assert ctypes.sizeof(PropSpec) == 2 * POINTER
    assert PropVariant.value.offset == 8


def test_a_property_is_named_by_its_number() -> None:
    spec = property_named(6147)
    assert (spec.kind, spec.propid) == (1, 6147)
    assert int.from_bytes(bytes(spec)[POINTER : POINTER + 4], "little") == 6147


def test_a_number_lies_where_windows_looks_for_it() -> None:
    variant = PropVariant()
    variant.vt = VT_I4
    variant.value.number = -2
    raw = bytes(variant)
    assert int.from_bytes(raw[:2], "little") == 3
    assert int.from_bytes(raw[8:12], "little", signed=True) == -2
