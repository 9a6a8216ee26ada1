"""A network scanner made from the public description of eSCL, with faults that have names.

It serves the pages it is given, on a free port of this machine, in a thread. Faults:

``empty``          the feeder is empty from the start
``jam``            after ``at`` pages the paper jams: 503 turns into 409, the feeder says so
``cover_open``     the same with the feeder's cover
``busy``           every new job is answered 503
``busy_at_first``  the first ``at`` times a new job is answered 503, then it works
``gone``           after ``at`` pages the line is closed without an answer
``cut``            page ``at`` + 1 ends in the middle
``cut_quietly``    the same, without a promised length, so that only the image shows it
``slow``           every page comes in small pieces, one for each permission of :attr:`tap`
``not_yet``        between two pages 404 is said once, while the paper still runs
``later``          between two pages 503 is said twice
``out_of_memory``  after ``at`` pages the job is aborted for want of memory
``refuse``         every new job is answered 400
``no_documents``   404 for a job that never gave a page
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from xml.etree import ElementTree as Xml

from desk_app.paper.scanners.escl_xml import PWG, SCAN

_SPACES = f'xmlns:scan="{SCAN}" xmlns:pwg="{PWG}"'


# Into so many pieces a slow page is cut, give or take the last one.
_PIECES = 8


@dataclass
class Job:
    """One scan job as the scanner keeps it."""

    number: int
    settings: dict[str, str]
    sides: int
    given: int = 0
    hesitations: int = 0
    state: str = "Processing"
    reason: str = "JobScanning"


@dataclass
class Scanner:
    """What stands on the desk: its paper, its faults, and what it was asked."""

    pages: Sequence[bytes]
    fault: str = ""
    at: int = 0
    name: str = "Máy quét thử eSCL"
    uuid: str = "7a1de0a0-0000-4000-8000-000000000001"
    both_sides: bool = True
    mime: str = "image/jpeg"
    tap: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))
    jobs: list[Job] = field(default_factory=list)
    refused: int = 0
    deleted: list[int] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    lock: threading.RLock = field(default_factory=threading.RLock)

    def let_a_page_go(self) -> None:
        """With the fault ``slow``: as many permissions as one page needs."""
        for _ in range(_PIECES + 1):
            self.tap.release()

    def feeder(self) -> str:
        """How the feeder is."""
        if self.fault == "empty":
            return "ScannerAdfEmpty"
        job = self.jobs[-1] if self.jobs else None
        if job and job.given >= self.at and job.settings.get("InputSource") == "Feeder":
            if self.fault == "jam":
                return "ScannerAdfJam"
            if self.fault == "cover_open":
                return "ScannerAdfHatchOpen"
        if job and job.state == "Processing":
            return "ScannerAdfProcessing"
        return "ScannerAdfEmpty" if job and job.state == "Completed" else "ScannerAdfLoaded"


class EsclServer:
    """The scanner's web server. Use it as a context: ``with EsclServer(scanner) as server``."""

    def __init__(self, scanner: Scanner) -> None:
        self.scanner = scanner
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.scanner = scanner
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        )

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/eSCL"

    def __enter__(self) -> EsclServer:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for _ in range(10_000):
            self.scanner.tap.release()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


class _Server(ThreadingHTTPServer):
    scanner: Scanner
    daemon_threads = False

    def handle_error(self, request: object, client_address: object) -> None:
        """Whoever asked has gone away: that is what these tests are about."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 300

    @property
    def scanner(self) -> Scanner:
        assert isinstance(self.server, _Server)
        return self.server.scanner

    def log_message(self, *_: object) -> None:
        """Nothing on the screen."""

    def do_GET(self) -> None:
        self.scanner.asked.append(f"GET {self.path}")
        if not self.path.startswith("/eSCL/"):
            self._say(404)
        elif self.path.endswith("/ScannerCapabilities"):
            self._say(200, _capabilities(self.scanner), "text/xml")
        elif self.path.endswith("/ScannerStatus"):
            self._say(200, _status(self.scanner), "text/xml")
        elif self.path.endswith("/NextDocument"):
            self._next_document()
        else:
            self._say(404)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.scanner.asked.append(f"POST {self.path}")
        scanner = self.scanner
        with scanner.lock:
            busy = scanner.fault == "busy" or (
                scanner.fault == "busy_at_first" and scanner.refused < scanner.at
            )
            if busy:
                scanner.refused += 1
                self._say(503, headers={"Retry-After": "0"})
            elif scanner.fault == "refuse":
                self._say(400)
            elif scanner.fault == "empty" and b"Feeder" in body:
                self._say(409)
            else:
                job = _new_job(scanner, body)
                scanner.jobs.append(job)
                place = f"http://127.0.0.1:{self.server.server_port}/eSCL/ScanJobs/{job.number}"  # type: ignore[attr-defined]
                self._say(201, headers={"Location": place})

    def do_DELETE(self) -> None:
        self.scanner.asked.append(f"DELETE {self.path}")
        job = self._job(self.path)
        if job is None:
            self._say(404)
            return
        self.scanner.deleted.append(job.number)
        if job.state == "Processing":
            job.state, job.reason = "Canceled", "JobCanceledByUser"
        self._say(200)

    def _job(self, path: str) -> Job | None:
        number = path.partition("/ScanJobs/")[2].partition("/")[0]
        return next((job for job in self.scanner.jobs if str(job.number) == number), None)

    def _next_document(self) -> None:
        job = self._job(self.path)
        scanner = self.scanner
        if job is None or job.state != "Processing":
            self._say(404)
            return
        if job.given >= job.sides or scanner.fault == "no_documents":
            job.state, job.reason = "Completed", "JobCompletedSuccessfully"
            self._say(404)
            return
        if not self._fault_before(job):
            self._page(job, scanner.pages[job.given])

    def _fault_before(self, job: Job) -> bool:
        """Whether a fault took the place of the page."""
        scanner = self.scanner
        due = job.given >= scanner.at
        if scanner.fault in ("jam", "cover_open") and due:
            job.state, job.reason = "Aborted", "AbortedBySystem"
            self._say(409)
        elif scanner.fault == "out_of_memory" and due:
            job.state, job.reason = "Aborted", "JobInsufficientMemory"
            self._say(404)
        elif scanner.fault == "gone" and due:
            self.close_connection = True
            self.connection.close()
        elif scanner.fault == "not_yet" and job.given and job.hesitations < job.given:
            job.hesitations += 1
            self._say(404)
        elif scanner.fault == "later" and job.given and job.hesitations < 2 * job.given:
            job.hesitations += 1
            self._say(503, headers={"Retry-After": "0"})
        else:
            return False
        return True

    def _page(self, job: Job, data: bytes) -> None:
        scanner = self.scanner
        cut = scanner.fault in ("cut", "cut_quietly") and job.given >= scanner.at
        sent = data[: len(data) // 2] if cut else data
        # Before the last byte goes out: whoever has it may ask for the next page at once.
        job.given += 1
        if job.given >= job.sides and job.settings.get("InputSource") == "Platen":
            job.state, job.reason = "Completed", "JobCompletedSuccessfully"
        self.send_response(200)
        self.send_header("Content-Type", scanner.mime)
        if scanner.fault == "cut_quietly":
            self.send_header("Connection", "close")
        else:
            self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        if scanner.fault == "slow":
            self._drip(sent)
        else:
            self.wfile.write(sent)
        if scanner.fault in ("cut", "cut_quietly"):
            self.close_connection = True

    def _drip(self, data: bytes) -> None:
        step = max(1, len(data) // _PIECES)
        for begin in range(0, len(data), step):
            self.scanner.tap.acquire(timeout=300)
            self.wfile.write(data[begin : begin + step])
            self.wfile.flush()

    def _say(
        self,
        status: int,
        body: bytes = b"",
        mime: str = "text/plain",
        headers: dict[str, str] | None = None,
    ) -> None:
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Type", mime)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def _new_job(scanner: Scanner, body: bytes) -> Job:
    settings = {
        node.tag.rpartition("}")[2]: (node.text or "").strip()
        for node in Xml.fromstring(body).iter()
    }
    sides = 1 if settings.get("InputSource") == "Platen" else len(scanner.pages)
    return Job(len(scanner.jobs) + 1, settings, sides)


def _capabilities(scanner: Scanner) -> bytes:
    modes = "".join(f"<scan:ColorMode>{m}</scan:ColorMode>" for m in ("Grayscale8", "RGB24"))
    sizes = "".join(
        f"<scan:DiscreteResolution><scan:XResolution>{n}</scan:XResolution>"
        f"<scan:YResolution>{n}</scan:YResolution></scan:DiscreteResolution>"
        for n in (100, 150, 200, 300)
    )
    place = (
        "<scan:MinWidth>16</scan:MinWidth><scan:MaxWidth>2550</scan:MaxWidth>"
        "<scan:MinHeight>16</scan:MinHeight><scan:MaxHeight>3508</scan:MaxHeight>"
        "<scan:MaxScanRegions>1</scan:MaxScanRegions><scan:SettingProfiles><scan:SettingProfile>"
        f"<scan:ColorModes>{modes}</scan:ColorModes><scan:ContentTypes>"
        "<pwg:ContentType>Text</pwg:ContentType></scan:ContentTypes><scan:DocumentFormats>"
        f"<pwg:DocumentFormat>{scanner.mime}</pwg:DocumentFormat>"
        f"<scan:DocumentFormatExt>{scanner.mime}</scan:DocumentFormatExt></scan:DocumentFormats>"
        "<scan:SupportedResolutions><scan:DiscreteResolutions>"
        f"{sizes}</scan:DiscreteResolutions></scan:SupportedResolutions>"
        "</scan:SettingProfile></scan:SettingProfiles>"
    )
    both = f"<scan:AdfDuplexInputCaps>{place}</scan:AdfDuplexInputCaps>"
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><scan:ScannerCapabilities {_SPACES}>'
        "<pwg:Version>2.63</pwg:Version>"
        f"<pwg:MakeAndModel>{scanner.name}</pwg:MakeAndModel>"
        f"<pwg:SerialNumber>0001</pwg:SerialNumber><scan:UUID>{scanner.uuid}</scan:UUID>"
        f"<scan:Platen><scan:PlatenInputCaps>{place}</scan:PlatenInputCaps></scan:Platen>"
        f"<scan:Adf><scan:AdfSimplexInputCaps>{place}</scan:AdfSimplexInputCaps>"
        f"{both if scanner.both_sides else ''}<scan:FeederCapacity>50</scan:FeederCapacity>"
        "<scan:AdfOptions><scan:AdfOption>DetectPaperLoaded</scan:AdfOption></scan:AdfOptions>"
        "</scan:Adf></scan:ScannerCapabilities>"
    ).encode()


def _status(scanner: Scanner) -> bytes:
    with scanner.lock:
        jobs = "".join(
            f"<scan:JobInfo><pwg:JobUri>/eSCL/ScanJobs/{job.number}</pwg:JobUri>"
            f"<pwg:JobUuid>urn:uuid:00000000-0000-4000-8000-{job.number:012d}</pwg:JobUuid>"
            f"<scan:Age>1</scan:Age><pwg:ImagesCompleted>{job.given}</pwg:ImagesCompleted>"
            f"<pwg:JobState>{job.state}</pwg:JobState><pwg:JobStateReasons>"
            f"<pwg:JobStateReason>{job.reason}</pwg:JobStateReason></pwg:JobStateReasons>"
            "</scan:JobInfo>"
            for job in reversed(scanner.jobs)
        )
        working = any(job.state == "Processing" for job in scanner.jobs)
        return (
            f'<?xml version="1.0" encoding="UTF-8"?><scan:ScannerStatus {_SPACES}>'
            f"<pwg:Version>2.63</pwg:Version><pwg:State>{'Processing' if working else 'Idle'}"
            f"</pwg:State><scan:AdfState>{scanner.feeder()}</scan:AdfState>"
            f"<scan:Jobs>{jobs}</scan:Jobs></scan:ScannerStatus>"
        ).encode()
