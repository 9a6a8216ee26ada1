"""Keeps ``None``, ``True`` and ``False`` alive under Python before 3.12.

PySide 6.12 is built as if these could never die, which is so from Python 3.12 on. Under 3.11 every
Qt call that returns nothing takes one reference to ``None`` away (measured), and after some ten
thousand calls the interpreter stops with "deallocating None". So their counts are raised beyond
anything a working day can use up, as later Pythons do themselves.
"""

from __future__ import annotations

import ctypes
import sys

PLENTY = 1 << (40 if sys.maxsize > 1 << 32 else 28)


def keep_constants() -> None:
    """Raises the counts; does nothing where the interpreter needs no help."""
    if sys.implementation.name != "cpython" or sys.version_info >= (3, 12):
        return
    if hasattr(sys, "gettotalrefcount"):  # a debug build keeps its counts elsewhere
        return
    for constant in (None, True, False, NotImplemented, Ellipsis):
        if sys.getrefcount(constant) < PLENTY // 2:
            ctypes.c_ssize_t.from_address(id(constant)).value += PLENTY
