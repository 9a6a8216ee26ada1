"""Network scanners by eSCL, the protocol of AirScan and Mopria, with HTTP of our own."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from itertools import chain
from urllib.parse import urlsplit

from desk_app.paper.scanners.escl_link import MOST_IMAGE, Answer, EsclLink
from desk_app.paper.scanners.escl_search import announced
from desk_app.paper.scanners.escl_xml import (
    EsclAbilities,
    EsclOrder,
    EsclStatus,
    abilities_of,
    order_for,
    status_of,
    trouble_in,
)
from desk_app.paper.scanners.port import (
    Device,
    Moved,
    ScannedImage,
    ScannerSettings,
    ScannerTrouble,
    ScanOptions,
    Stopped,
)

_LOOK_SECONDS = 8.0
_LISTEN_SECONDS = 4.0
# How long a scanner may say that it is busy, and that the next page is not ready yet.
_BUSY_SECONDS = 20.0
_NEXT_PAGE_SECONDS = 60.0
_ASK_AGAIN = 0.5
_RUNNING = ("Pending", "Processing")
_JPEG_END = b"\xff\xd9"


class EsclWay:
    """Scanners on the network: those that announce themselves and those with fixed addresses.

    Args:
        wait: how to let time pass until asking again.
    """

    def __init__(
        self,
        settings: ScannerSettings,
        moved: Moved,
        wait: Callable[[float], object] | None = None,
        busy_seconds: float = _BUSY_SECONDS,
    ) -> None:
        self._settings = settings
        self._moved = moved
        self._wait = wait or threading.Event().wait
        self._busy_seconds = busy_seconds

    def devices(self) -> Iterator[Device]:
        """Each scanner that answers, once, whatever number of ways it has itself announced."""
        seen: set[str] = set()
        with ThreadPoolExecutor(8) as pool:
            listening = pool.submit(self._listen)
            fixed = self._all_looked_at(pool, lambda: self._settings.addresses)
            for device in chain(fixed, self._all_looked_at(pool, listening.result)):
                key = str(device.raw["uuid"] or device.id)
                if key not in seen:
                    seen.add(key)
                    yield device

    def scan(self, address: str, options: ScanOptions, stopped: Stopped) -> Iterator[ScannedImage]:
        """The pages of one job; the job is called off when it does not run to its end."""
        link = EsclLink(address, self._moved)
        with link.cut_when(stopped):
            try:
                yield from self._scan(link, options, stopped)
            except ScannerTrouble:
                # A request that was cut because of a stop is no trouble.
                if not stopped():
                    raise

    def _scan(
        self, link: EsclLink, options: ScanOptions, stopped: Stopped
    ) -> Iterator[ScannedImage]:
        order = order_for(_abilities(link), options)
        feeder = options.source != "flatbed"
        trouble = _status(link).feeder_trouble() if feeder else None
        if trouble:
            raise ScannerTrouble(trouble, "before the first page")
        job = self._place(link, order, feeder, stopped)
        most = options.pages if feeder else 1
        pages, ended = 0, False
        try:
            while not stopped() and (most is None or pages < most):
                answer = self._next(link, job, feeder, pages, stopped)
                if answer is None:
                    ended = True
                    break
                yield _image(answer, order)
                pages += 1
        finally:
            if not ended:
                _call_off(link, job)

    def _place(self, link: EsclLink, order: EsclOrder, feeder: bool, stopped: Stopped) -> str:
        """The path of a new job, waiting for a scanner that is busy."""
        until = time.monotonic() + self._busy_seconds
        while True:
            # Not cut by a stop: a job whose place nobody was told could not be called off.
            answer = link.ask("POST", "ScanJobs", order.document, may_be_cut=False)
            if answer.status == 201 and answer.location:
                # Scanners behind another address still name themselves by their own.
                return urlsplit(answer.location).path
            if answer.status != 503 or stopped() or time.monotonic() > until:
                raise self._refused(link, answer, feeder)
            self._wait(min(answer.retry_after or _ASK_AGAIN, 2.0))

    def _refused(self, link: EsclLink, answer: Answer, feeder: bool) -> ScannerTrouble:
        trouble = _status(link).feeder_trouble() if feeder else None
        if trouble is None:
            by_status = {503: "busy", 400: "unsupported", 409: "unsupported", 507: "out_of_memory"}
            trouble = by_status.get(answer.status, "other")
        return ScannerTrouble(trouble, f"ScanJobs answered {answer.status}")

    def _next(
        self, link: EsclLink, job: str, feeder: bool, pages: int, stopped: Stopped
    ) -> Answer | None:
        """The next page; None at the end of the paper."""
        until = time.monotonic() + _NEXT_PAGE_SECONDS
        while True:
            answer = link.ask("GET", f"{job}/NextDocument", most=MOST_IMAGE)
            if answer.status == 200:
                return answer
            status = _status(link)
            if answer.status == 404 and not _still_runs(status, job):
                _check_end(status, job, feeder, pages)
                return None
            if answer.status not in (404, 503) or _aborted(status, job):
                raise _broken(status, job, feeder, answer)
            if stopped():
                return None
            if time.monotonic() > until:
                raise ScannerTrouble("busy", "the next page does not come")
            self._wait(min(answer.retry_after or _ASK_AGAIN, 2.0))

    def _listen(self) -> tuple[str, ...]:
        return tuple(announced(_LISTEN_SECONDS)) if self._settings.announced else ()

    def _all_looked_at(
        self, pool: ThreadPoolExecutor, addresses: Callable[[], Sequence[str]]
    ) -> Iterator[Device]:
        looks = [pool.submit(self._looked_at, address) for address in addresses()]
        for look in as_completed(looks):
            device = look.result()
            if device:
                yield device

    def _looked_at(self, address: str) -> Device | None:
        link = EsclLink(address, self._moved, _LOOK_SECONDS)
        try:
            can = _abilities(link)
        except ScannerTrouble:
            return None
        resolutions = {n for place in can.inputs.values() for n in place.resolutions}
        modes = {mode for place in can.inputs.values() for mode in place.modes}
        colours = ("color", "grey") if any(m.startswith("RGB") for m in modes) else ("grey",)
        return Device(
            f"escl:{address}",
            can.name,
            "escl",
            tuple(can.inputs),
            tuple(sorted(resolutions)),
            (*colours, "black_white"),
            {"uuid": can.uuid, "version": can.version, "modes": sorted(modes)},
        )


def _abilities(link: EsclLink) -> EsclAbilities:
    answer = link.ask("GET", "ScannerCapabilities")
    try:
        return abilities_of(answer.body)
    except ValueError as fault:
        kind = "busy" if answer.status == 503 else "unsupported"
        raise ScannerTrouble(kind, f"ScannerCapabilities answered {answer.status}") from fault


def _status(link: EsclLink) -> EsclStatus:
    """How the scanner is; one that does not say counts as idle."""
    answer = link.ask("GET", "ScannerStatus")
    try:
        return status_of(answer.body)
    except ValueError:
        return EsclStatus("", "", ())


def _image(answer: Answer, order: EsclOrder) -> ScannedImage:
    mime = answer.mime if "/" in answer.mime else order.mime
    if mime == "image/jpeg" and _JPEG_END not in answer.body[-4096:]:
        raise ScannerTrouble("gone", "the page was cut")
    return ScannedImage(answer.body, mime, order.dpi)


def _still_runs(status: EsclStatus, job: str) -> bool:
    """Whether a scanner that has no page now will have one: it says so of job and paper."""
    known = status.job(job)
    paper = status.feeder in ("ScannerAdfLoaded", "ScannerAdfProcessing")
    return known is not None and known.state in _RUNNING and paper


def _aborted(status: EsclStatus, job: str) -> bool:
    known = status.job(job)
    return known is not None and known.state in ("Aborted", "Canceled")


def _check_end(status: EsclStatus, job: str, feeder: bool, pages: int) -> None:
    """The job gave all it has; whether that was all there is, the scanner's state says.

    Raises:
        ScannerTrouble: it was not.
    """
    trouble = status.feeder_trouble() if feeder else None
    if trouble == "tray_empty" and pages:
        trouble = None
    known = status.job(job)
    if trouble is None and known is not None and _aborted(status, job):
        trouble = trouble_in(known.reasons) or "other"
    if trouble is None and not pages:
        trouble = "other"
    if trouble:
        raise ScannerTrouble(trouble, f"after page {pages}: {status.feeder or status.state}")


def _broken(status: EsclStatus, job: str, feeder: bool, answer: Answer) -> ScannerTrouble:
    known = status.job(job)
    trouble = status.feeder_trouble() if feeder else None
    if trouble in (None, "tray_empty") and known is not None:
        trouble = trouble_in(known.reasons) or trouble
    if trouble is None:
        trouble = "out_of_memory" if answer.status == 507 else "other"
    return ScannerTrouble(trouble, f"NextDocument answered {answer.status}")


def _call_off(link: EsclLink, job: str) -> None:
    try:
        link.ask("DELETE", job, may_be_cut=False)
    except ScannerTrouble:
        return
