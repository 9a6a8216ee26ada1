"""Gives Python its own ``import`` back.

PySide replaces it by one that reads the source text of every module imported afterwards, to see
whether that wants Qt's names in another spelling; the texts stay in memory. Nobody here wants
that, and with all that a desk loads it costs 20 MiB and a third of the time (measured).
"""

from __future__ import annotations

import builtins
import linecache

import PySide6.QtCore  # noqa: F401 - from here on the import is PySide's


def keep_imports_plain() -> None:
    """Does nothing where PySide left the import alone, or somebody else replaced it since."""
    before = getattr(builtins, "__orig_import__", None)
    theirs = getattr(builtins, "__feature_import__", None)
    if before is not None and builtins.__import__ is theirs:
        builtins.__import__ = before
        linecache.clearcache()  # the texts read so far; whatever comes next has their room
