"""No new dossier where the disk is nearly full: what has been begun must still be finished,
printed and sent."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from desk_app.errors import EnvironmentFault

# A day of a busy counter with its receipts, the write-ahead log and the upload of what waits takes
# a tenth of this.
LEAST_BYTES = 100 * 2**20
MIB = 2**20

Free = Callable[[Path], int]
"""How many bytes are free on the disk of a folder."""


def free_bytes(folder: Path) -> int:
    """What the system says.

    Raises:
        OSError: it does not know.
    """
    return shutil.disk_usage(folder).free


def refuse_if_nearly_full(folder: Path, free: Free = free_bytes) -> None:
    """Looks before a new dossier is begun.

    Raises:
        EnvironmentFault: less than 100 MiB are free; nothing was changed.
    """
    try:
        left = free(folder)
    except OSError:
        return  # the commit will tell
    if left < LEAST_BYTES:
        raise EnvironmentFault(
            "store.disk_nearly_full", free_mib=left // MIB, least_mib=LEAST_BYTES // MIB
        )
