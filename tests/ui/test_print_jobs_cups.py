"""What CUPS says is understood, and what it does not say is an OSError, nothing else.

A small server on loopback gives the answers; a real CUPS is asked in test_printing.
"""

from __future__ import annotations

import struct
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from desk_app.ui.print_jobs import JobReport, JobState
from desk_app.ui.print_jobs_cups import CupsPrintJobs
from tests.ui.test_ipp import attribute

JOBS, PRINTER = 0x000A, 0x000B
IDLE, STOPPED = 3, 5


class Answers:
    """What the server answers to each operation: HTTP status and body."""

    def __init__(self) -> None:
        self.by_operation: dict[int, tuple[int, bytes]] = {}
        self.paths: list[str] = []

    def says(self, operation: int, *groups: bytes, status: int = 0) -> None:
        body = struct.pack(">BBHI", 2, 0, status, 1) + b"".join(groups) + b"\x03"
        self.by_operation[operation] = (200, body)


@pytest.fixture
def cups(monkeypatch: pytest.MonkeyPatch) -> Iterator[Answers]:
    answers = Answers()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            request = self.rfile.read(int(self.headers["Content-Length"]))
            (operation,) = struct.unpack_from(">H", request, 2)
            answers.paths.append(self.path)
            status, body = answers.by_operation[operation]
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    monkeypatch.setenv("CUPS_SERVER", f"127.0.0.1:{server.server_address[1]}")
    try:
        yield answers
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def number(name: str, value: int) -> bytes:
    return attribute(0x21, name, struct.pack(">i", value))


def job(job_id: int, title: str, state: int, detail: str = "") -> bytes:
    said = attribute(0x41, "job-printer-state-message", detail.encode()) if detail else b""
    name = attribute(0x42, "job-name", title.encode())
    return b"\x02" + number("job-id", job_id) + name + number("job-state", state) + said


def printer(state: int, detail: str = "", reason: str = "none") -> bytes:
    said = attribute(0x41, "printer-state-message", detail.encode())
    why = attribute(0x44, "printer-state-reasons", reason.encode())
    return b"\x04" + number("printer-state", state) + said + why


@pytest.mark.parametrize(
    ("state", "word"),
    [
        (3, "waiting"),
        (4, "stopped"),
        (5, "printing"),
        (7, "cancelled"),
        (8, "aborted"),
        (9, "completed"),
    ],
)
def test_states_of_a_job(cups: Answers, state: int, word: JobState) -> None:
    cups.says(JOBS, job(7, "A", state))
    cups.says(PRINTER, printer(IDLE))
    assert CupsPrintJobs().find("Quầy", "A", 0) == JobReport(7, word)
    assert cups.paths[0] == "/printers/Qu%E1%BA%A7y"


def test_the_newest_job_of_that_title_counts(cups: Answers) -> None:
    cups.says(JOBS, job(7, "A", 8), job(9, "A", 9), job(11, "B", 8))
    assert CupsPrintJobs().newest("P") == 11
    assert CupsPrintJobs().find("P", "A", 0) == JobReport(9, "completed")
    assert CupsPrintJobs().find("P", "A", 9) is None


@pytest.mark.parametrize("open_for_jobs", [True, False])
def test_a_closed_queue_is_known(cups: Answers, open_for_jobs: bool) -> None:
    flag = attribute(0x22, "printer-is-accepting-jobs", bytes([open_for_jobs]))
    cups.says(PRINTER, printer(IDLE) + flag)
    assert CupsPrintJobs().accepts("P") is open_for_jobs


def test_no_jobs_at_all(cups: Answers) -> None:
    cups.says(JOBS)
    assert CupsPrintJobs().newest("P") == 0
    assert CupsPrintJobs().find("P", "A", 0) is None


@pytest.mark.parametrize(
    ("state", "reason"),
    [(STOPPED, "paused"), (IDLE, "offline-report"), (4, "connecting-to-device")],
)
def test_a_printer_that_stands_still_is_told(cups: Answers, state: int, reason: str) -> None:
    cups.says(JOBS, job(7, "A", 3))
    cups.says(PRINTER, printer(state, "Hết giấy", reason))
    assert CupsPrintJobs().find("P", "A", 0) == JobReport(7, "waiting", "Hết giấy", True)


def test_the_refusal_of_the_printer_is_kept_in_its_words(cups: Answers) -> None:
    cups.says(JOBS, job(7, "A", 7, "Printer cannot print with supplied options."))
    report = CupsPrintJobs().find("P", "A", 0)
    assert report is not None
    assert report.detail == "Printer cannot print with supplied options."


@pytest.mark.parametrize("answer", [(200, b"noise"), (401, b""), (500, b"")])
def test_what_is_no_answer_is_an_oserror(cups: Answers, answer: tuple[int, bytes]) -> None:
    cups.by_operation[JOBS] = answer
    with pytest.raises(OSError, match="spooler"):
        CupsPrintJobs().newest("P")


def test_a_refused_question_is_an_oserror(cups: Answers) -> None:
    cups.says(JOBS, status=0x0406)
    with pytest.raises(OSError, match="refused"):
        CupsPrintJobs().newest("P")


def test_no_server_is_an_oserror(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CUPS_SERVER", str(tmp_path / "nobody.sock"))
    with pytest.raises(OSError):  # noqa: PT011 -- the system's own words
        CupsPrintJobs().newest("P")
    monkeypatch.setenv("CUPS_SERVER", "host:port")
    with pytest.raises(OSError):  # noqa: PT011 -- the system's own words
        CupsPrintJobs().newest("P")
