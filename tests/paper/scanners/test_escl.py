"""The eSCL way against a scanner made from the public description, with every fault it has."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from desk_app.paper.scanners.escl import EsclWay
from desk_app.paper.scanners.port import ScannedImage, ScannerSettings, ScanOptions
from tests.builders.scan_pages import page_jpeg
from tests.builders.scanning_processes import until_trouble, wait_until
from tests.fakes.escl_server import EsclServer, Scanner

PAGES = [page_jpeg(number) for number in range(3)]
FEEDER = ScanOptions("feeder", "color", 200)


def no_wait(_: float) -> None:
    """Asks again at once."""


def way(*addresses: str, busy_seconds: float = 20.0) -> EsclWay:
    settings = ScannerSettings(addresses=addresses, announced=False)
    return EsclWay(settings, lambda: None, no_wait, busy_seconds)


def never() -> bool:
    return False


def data_of(images: list[ScannedImage]) -> list[bytes]:
    return [image.data for image in images]


def test_a_feeder_gives_its_pages_byte_for_byte() -> None:
    with EsclServer(Scanner(PAGES)) as server:
        images = list(way().scan(server.address, FEEDER, never))
        job = server.scanner.jobs[0]
    assert data_of(images) == PAGES
    assert {(image.mime, image.dpi) for image in images} == {("image/jpeg", 200)}
    assert job.settings["ColorMode"] == "RGB24"
    assert (job.settings["Width"], job.settings["Height"]) == ("2480", "3508")
    assert server.scanner.deleted == []


@pytest.mark.parametrize(("source", "said"), [("feeder", "false"), ("feeder_both_sides", "true")])
def test_both_sides_are_asked_for(source: str, said: str) -> None:
    options = ScanOptions(source)  # type: ignore[arg-type]
    with EsclServer(Scanner(PAGES)) as server:
        list(way().scan(server.address, options, never))
        assert server.scanner.jobs[0].settings["Duplex"] == said
        assert server.scanner.jobs[0].settings["ColorMode"] == "Grayscale8"


def test_the_glass_gives_one_page_and_the_job_is_cleared_away() -> None:
    with EsclServer(Scanner(PAGES)) as server:
        images = list(way().scan(server.address, ScanOptions("flatbed"), never))
        assert server.scanner.deleted == [1]
    assert data_of(images) == PAGES[:1]


def test_only_so_many_pages_as_were_asked_for() -> None:
    with EsclServer(Scanner(PAGES)) as server:
        images = list(way().scan(server.address, ScanOptions("feeder", pages=2), never))
        assert server.scanner.deleted == [1]
    assert data_of(images) == PAGES[:2]


def test_pages_as_pdf_where_the_scanner_has_nothing_else() -> None:
    pdf = b"%PDF-1.4 whatever a scanner makes\n%%EOF"
    with EsclServer(Scanner([pdf], mime="application/pdf")) as server:
        [image] = way().scan(server.address, FEEDER, never)
    assert (image.data, image.mime) == (pdf, "application/pdf")


@pytest.mark.parametrize(
    ("fault", "at", "kind", "pages"),
    [
        ("empty", 0, "tray_empty", 0),
        ("jam", 0, "jam", 0),
        ("jam", 2, "jam", 2),
        ("cover_open", 1, "cover_open", 1),
        ("busy", 0, "busy", 0),
        ("gone", 1, "gone", 1),
        ("cut", 1, "gone", 1),
        ("cut_quietly", 1, "gone", 1),
        ("out_of_memory", 2, "out_of_memory", 2),
        ("refuse", 0, "unsupported", 0),
        ("no_documents", 0, "tray_empty", 0),
    ],
)
def test_every_fault_by_its_kind_with_the_pages_before_it(
    fault: str, at: int, kind: str, pages: int
) -> None:
    with EsclServer(Scanner(PAGES, fault, at)) as server:
        scan = way(busy_seconds=0).scan(server.address, FEEDER, never)
        taken, trouble = until_trouble(scan)
    assert trouble.trouble == kind
    assert trouble.detail
    assert data_of(taken) == PAGES[:pages]


@pytest.mark.parametrize(("fault", "at"), [("not_yet", 0), ("later", 0), ("busy_at_first", 3)])
def test_a_scanner_that_hesitates_is_waited_for(fault: str, at: int) -> None:
    with EsclServer(Scanner(PAGES, fault, at)) as server:
        images = list(way(busy_seconds=600).scan(server.address, FEEDER, never))
    assert data_of(images) == PAGES


def test_a_slow_page_is_taken_piece_by_piece() -> None:
    signs: list[None] = []
    with EsclServer(Scanner(PAGES[:1], "slow")) as server:
        server.scanner.let_a_page_go()
        slow = EsclWay(ScannerSettings(), lambda: signs.append(None), no_wait)
        [image] = slow.scan(server.address, FEEDER, never)
    assert image.data == PAGES[0]
    assert len(signs) > 4


def test_a_broken_job_is_called_off() -> None:
    with EsclServer(Scanner(PAGES, "cut", 1)) as server:
        until_trouble(way().scan(server.address, FEEDER, never))
        assert server.scanner.deleted == [1]


def test_whoever_looks_away_calls_the_job_off() -> None:
    with EsclServer(Scanner(PAGES)) as server:
        scan = way().scan(server.address, FEEDER, never)
        next(scan)
        scan.close()  # type: ignore[attr-defined]
        assert server.scanner.deleted == [1]


def stopping(stop: threading.Event, address: str, taken: list[bytes]) -> Callable[[], None]:
    def work() -> None:
        taken.extend(data_of(list(way().scan(address, FEEDER, stop.is_set))))

    return work


def test_a_stop_cuts_a_page_short_and_calls_the_job_off() -> None:
    stop, taken = threading.Event(), list[bytes]()
    with EsclServer(Scanner(PAGES, "slow")) as server:
        server.scanner.tap.release()
        thread = threading.Thread(target=stopping(stop, server.address, taken))
        thread.start()
        wait_until(lambda: "GET /eSCL/ScanJobs/1/NextDocument" in server.scanner.asked)
        stop.set()
        # Nobody lets the page go on: only the stop can end this.
        thread.join(60)
        assert not thread.is_alive()
        assert server.scanner.deleted == [1]
    assert taken == []


def test_nobody_at_the_address_is_gone() -> None:
    with EsclServer(Scanner(PAGES)) as server:
        address = server.address
    _, trouble = until_trouble(way().scan(address, FEEDER, never))
    assert trouble.trouble == "gone"


def test_a_web_server_that_is_no_scanner_is_unsupported() -> None:
    with EsclServer(Scanner(PAGES)) as server:
        address = server.address.replace("/eSCL", "/webcam")
        _, trouble = until_trouble(way().scan(address, FEEDER, never))
    assert trouble.trouble == "unsupported"


def test_devices_are_named_once_however_they_are_reached() -> None:
    with EsclServer(Scanner(PAGES)) as server:
        other_name = server.address.replace("127.0.0.1", "localhost")
        devices = list(way(server.address, other_name, "127.0.0.1:9").devices())
    [device] = devices
    assert device.name == "Máy quét thử eSCL"
    assert device.resolutions == (100, 150, 200, 300)
    assert device.colours == ("color", "grey", "black_white")
