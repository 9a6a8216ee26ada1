"""What the system's spooler says about a print job, in one shape for CUPS and Windows.

Qt calls a job done as soon as it is handed over, even when the printer refuses it; only the
spooler knows better.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import Literal, Protocol

JobState = Literal["waiting", "printing", "stopped", "cancelled", "aborted", "completed"]


@dataclass(frozen=True)
class JobReport:
    """One job. ``detail`` is the spooler's own sentence, in its language, often empty.

    ``printer_stopped`` is true while the whole printer is paused or out of reach.
    """

    job_id: int
    state: JobState
    detail: str = ""
    printer_stopped: bool = False


class PrintJobs(Protocol):
    """The spooler of this machine."""

    def accepts(self, printer: str) -> bool:
        """Whether the printer's queue takes jobs at all.

        Raises:
            OSError: the spooler does not answer.
        """
        ...

    def newest(self, printer: str) -> int:
        """Id of the printer's newest job, 0 when it has none.

        Raises:
            OSError: the spooler does not answer.
        """
        ...

    def find(self, printer: str, title: str, after: int) -> JobReport | None:
        """The job called ``title`` that is newer than ``after``; None while there is none.

        Raises:
            OSError: the spooler does not answer.
        """
        ...


def system_print_jobs() -> PrintJobs:
    """The spooler of this system."""
    if sys.platform == "win32":
        from desk_app.ui.print_jobs_windows import WindowsPrintJobs

        return WindowsPrintJobs()
    from desk_app.ui.print_jobs_cups import CupsPrintJobs

    return CupsPrintJobs()
