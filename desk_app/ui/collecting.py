"""Cyclic garbage dies in the thread of the window, and nowhere else.

Python collects in whatever thread happens to make the next object. A widget that is part of a cycle
may then die in a thread that reads the database, and Qt takes the program with it (seen while a
list was read). So Python's own collecting rests while the window works, and a timer of the window's
thread does it.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QTimer

EVERY_MS = 500


@contextmanager
def collected_here() -> Iterator[None]:
    """Until the block ends, garbage is collected by this thread's event loop alone. There must be
    a QApplication."""
    before = gc.isenabled()
    gc.disable()
    timer = QTimer()
    timer.timeout.connect(collect_what_is_due)
    timer.start(EVERY_MS)
    try:
        yield
    finally:
        timer.stop()
        if before:
            gc.enable()


def collect_what_is_due() -> None:
    """Collects what Python would have collected by now."""
    due = zip(gc.get_count(), gc.get_threshold(), strict=True)
    generations = [number for number, (count, most) in enumerate(due) if count > most > 0]
    if generations:
        gc.collect(generations[-1])
