"""Asks CUPS what became of a job, over its socket or the address in ``CUPS_SERVER``."""

from __future__ import annotations

import getpass
import http.client
import os
import socket
from pathlib import Path
from urllib.parse import quote

from desk_app.ui.ipp import GET_JOBS, GET_PRINTER_ATTRIBUTES, Answer, Attributes, read_answer
from desk_app.ui.ipp import request as ipp_request
from desk_app.ui.print_jobs import JobReport, JobState

_SOCKETS = ("/run/cups/cups.sock", "/var/run/cups/cups.sock")
_TIMEOUT_SECONDS = 15.0  # a busy machine; nobody at the counter waits for it
_FIRST_FAILURE = 0x0100
_PRINTER_STOPPED = 5
_JOB_STATES: dict[int, JobState] = {
    3: "waiting",
    4: "stopped",
    5: "printing",
    6: "stopped",
    7: "cancelled",
    8: "aborted",
    9: "completed",
}
_OF_JOB = ("job-id", "job-name", "job-state", "job-printer-state-message")
_OF_PRINTER = (
    "printer-state",
    "printer-state-message",
    "printer-state-reasons",
    "printer-is-accepting-jobs",
)


class CupsPrintJobs:
    """The CUPS server that printing goes to."""

    def accepts(self, printer: str) -> bool:
        """See :class:`~desk_app.ui.print_jobs.PrintJobs`."""
        return self._printer(printer).get("printer-is-accepting-jobs", [1])[0] != 0

    def newest(self, printer: str) -> int:
        """See :class:`~desk_app.ui.print_jobs.PrintJobs`."""
        return max((_number(job, "job-id") for job in self._jobs(printer)), default=0)

    def find(self, printer: str, title: str, after: int) -> JobReport | None:
        """See :class:`~desk_app.ui.print_jobs.PrintJobs`."""
        newer = [job for job in self._jobs(printer) if _number(job, "job-id") > after]
        mine = [job for job in newer if _text(job, "job-name") in (title, "")]
        if not mine:
            return None
        job = max(mine, key=lambda found: _number(found, "job-id"))
        state = _JOB_STATES.get(_number(job, "job-state"), "waiting")
        detail = _text(job, "job-printer-state-message")
        stopped = False
        if state in ("waiting", "printing", "stopped"):
            of_printer = self._printer(printer)
            stopped = _number(of_printer, "printer-state") == _PRINTER_STOPPED or _out_of_reach(
                of_printer
            )
            detail = _text(of_printer, "printer-state-message") or detail
        return JobReport(_number(job, "job-id"), state, detail, stopped)

    def _jobs(self, printer: str) -> tuple[Attributes, ...]:
        return self._ask(GET_JOBS, printer, _OF_JOB, which_jobs="all").groups

    def _printer(self, printer: str) -> Attributes:
        groups = self._ask(GET_PRINTER_ATTRIBUTES, printer, _OF_PRINTER).groups
        return groups[0] if groups else {}

    def _ask(
        self,
        operation: int,
        printer: str,
        wanted: tuple[str, ...],
        *,
        which_jobs: str | None = None,
    ) -> Answer:
        path = f"/printers/{quote(printer)}"
        body = ipp_request(
            operation, f"ipp://localhost{path}", _user(), wanted, which_jobs=which_jobs
        )
        connection: http.client.HTTPConnection | None = None
        try:
            connection = _connect()
            connection.request("POST", path, body, {"Content-Type": "application/ipp"})
            response = connection.getresponse()
            data = response.read()
            if response.status != http.client.OK:
                raise OSError(f"the spooler answered {response.status}")
            answer = read_answer(data)
        except (http.client.HTTPException, ValueError) as error:
            raise OSError("the spooler gave no usable answer") from error
        finally:
            if connection is not None:
                connection.close()
        if answer.status >= _FIRST_FAILURE:
            raise OSError(f"the spooler refused: {answer.status:#06x}")
        return answer


class _SocketConnection(http.client.HTTPConnection):
    """HTTP over the local socket of CUPS."""

    def __init__(self, path: str) -> None:
        super().__init__("localhost", timeout=_TIMEOUT_SECONDS)
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(_TIMEOUT_SECONDS)
        self.sock.connect(self._path)


def _connect() -> http.client.HTTPConnection:
    """The way libcups itself goes: the named server, else the socket, else port 631."""
    server = os.environ.get("CUPS_SERVER", "").split("/version=")[0]
    if server.startswith("/"):
        return _SocketConnection(server)
    if not server:
        for path in _SOCKETS:
            if Path(path).exists():
                return _SocketConnection(path)
    host, _, port = (server or "localhost").partition(":")
    return http.client.HTTPConnection(host, int(port or 631), timeout=_TIMEOUT_SECONDS)


def _user() -> str:
    try:
        return os.environ.get("CUPS_USER") or getpass.getuser()
    except (KeyError, OSError):
        return "anonymous"


def _out_of_reach(printer: Attributes) -> bool:
    reasons = [str(reason) for reason in printer.get("printer-state-reasons", [])]
    return any(reason.startswith(("offline", "connecting-to-device")) for reason in reasons)


def _number(found: Attributes, name: str) -> int:
    value = found.get(name, [0])[0]
    return value if isinstance(value, int) else 0


def _text(found: Attributes, name: str) -> str:
    value = found.get(name, [""])[0]
    return value if isinstance(value, str) else ""
