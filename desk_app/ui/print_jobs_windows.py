"""Asks the Windows spooler what became of a job (winspool, EnumJobs level 1)."""

from __future__ import annotations

import sys

from desk_app.ui.print_jobs import JobReport, JobState

_PAUSED, _ERROR, _DELETING, _PRINTING, _OFFLINE, _PAPER_OUT = 0x1, 0x2, 0x4, 0x10, 0x20, 0x40
_PRINTED, _DELETED, _BLOCKED, _INTERVENTION, _COMPLETE = 0x80, 0x100, 0x200, 0x400, 0x1000


def job_state(status: int) -> JobState:
    """The state behind the flags ``JOB_STATUS_*`` of a job; the worst flag wins over progress."""
    if status & (_PRINTED | _COMPLETE):
        return "completed"
    if status & (_DELETING | _DELETED):
        return "cancelled"
    if status & (_ERROR | _BLOCKED | _PAUSED):
        return "stopped"
    return "printing" if status & _PRINTING else "waiting"


def printer_is_away(status: int) -> bool:
    """Whether the flags say that the printer waits for a person or is out of reach."""
    return bool(status & (_OFFLINE | _PAPER_OUT | _INTERVENTION))


if sys.platform == "win32":  # pragma: no cover -- only there
    import ctypes
    from ctypes import wintypes

    _MOST_JOBS = 500

    class _JobInfo(ctypes.Structure):
        _fields_ = (
            ("JobId", wintypes.DWORD),
            ("pPrinterName", wintypes.LPWSTR),
            ("pMachineName", wintypes.LPWSTR),
            ("pUserName", wintypes.LPWSTR),
            ("pDocument", wintypes.LPWSTR),
            ("pDatatype", wintypes.LPWSTR),
            ("pStatus", wintypes.LPWSTR),
            ("Status", wintypes.DWORD),
            ("Priority", wintypes.DWORD),
            ("Position", wintypes.DWORD),
            ("TotalPages", wintypes.DWORD),
            ("PagesPrinted", wintypes.DWORD),
            ("Submitted", wintypes.BYTE * 16),
        )

    class WindowsPrintJobs:
        """The spooler service. A finished job leaves its list, so a job that was seen and is gone
        counts as completed."""

        def __init__(self) -> None:
            self._seen: dict[str, int] = {}

        def accepts(self, printer: str) -> bool:
            """See :class:`~desk_app.ui.print_jobs.PrintJobs`; Windows has no such switch."""
            return bool(printer)

        def newest(self, printer: str) -> int:
            """See :class:`~desk_app.ui.print_jobs.PrintJobs`."""
            return max((job.JobId for job in self._jobs(printer)), default=0)

        def find(self, printer: str, title: str, after: int) -> JobReport | None:
            """See :class:`~desk_app.ui.print_jobs.PrintJobs`."""
            mine = [j for j in self._jobs(printer) if j.pDocument == title and j.JobId > after]
            if mine:
                job = max(mine, key=lambda found: found.JobId)
                self._seen[title] = job.JobId
                away = printer_is_away(job.Status)
                return JobReport(job.JobId, job_state(job.Status), job.pStatus or "", away)
            if self._seen.get(title, 0) > after:
                return JobReport(self._seen[title], "completed")
            return None

        def _jobs(self, printer: str) -> list[_JobInfo]:
            spool = ctypes.WinDLL("winspool.drv", use_last_error=True)
            handle = wintypes.HANDLE()
            if not spool.OpenPrinterW(printer, ctypes.byref(handle), None):
                raise ctypes.WinError(ctypes.get_last_error())
            try:
                needed, count = wintypes.DWORD(), wintypes.DWORD()
                sizes = (ctypes.byref(needed), ctypes.byref(count))
                spool.EnumJobsW(handle, 0, _MOST_JOBS, 1, None, 0, *sizes)
                if not needed.value:
                    return []
                room = ctypes.create_string_buffer(needed.value)
                if not spool.EnumJobsW(handle, 0, _MOST_JOBS, 1, room, needed, *sizes):
                    raise ctypes.WinError(ctypes.get_last_error())
                jobs = ctypes.cast(room, ctypes.POINTER(_JobInfo * count.value)).contents
                return [_copy(job) for job in jobs]
            finally:
                spool.ClosePrinter(handle)

    def _copy(job: _JobInfo) -> _JobInfo:
        """Texts live in a buffer that goes away; reading them makes strings of their own."""
        copy = _JobInfo()
        copy.JobId, copy.Status = job.JobId, job.Status
        copy.pDocument, copy.pStatus = str(job.pDocument or ""), str(job.pStatus or "")
        return copy
