"""All scanners behind one door, as the counter uses them."""

from __future__ import annotations

import sys
import tempfile
import threading
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from desk_app.clock import VIETNAM, TickingClock
from desk_app.errors import EnvironmentFault, Refusal
from desk_app.paper.scanners.child_run import Limits
from desk_app.paper.scanners.facade import Scanners
from desk_app.paper.scanners.port import (
    Device,
    ScannerSettings,
    ScanOptions,
)
from tests.builders.scan_pages import page_jpeg, size_of
from tests.builders.scanning_processes import needs_scanimage, scan_folders, until_trouble
from tests.fakes.escl_server import EsclServer, Scanner

PATIENT = Limits(silent=600, still=600, devices=60)
PAGES = [page_jpeg(number) for number in range(3)]


def only_escl(*addresses: str) -> Scanners:
    settings = ScannerSettings(addresses=addresses, ways=("escl",), announced=False)
    return Scanners(settings, PATIENT)


def sane_here(tmp_path: Path, *backends: str, airscan: str = "") -> dict[str, str]:
    """A configuration of SANE of our own, with nothing of this machine in it."""
    folder = tmp_path / "sane"
    folder.mkdir()
    (folder / "dll.conf").write_text("".join(f"{name}\n" for name in backends))
    (folder / "test.conf").write_text("number_of_devices 1\n")
    (folder / "airscan.conf").write_text(
        f'[devices]\n"Probe" = {airscan}, eSCL\n'
        "[options]\ndiscovery = disable\nws-discovery = off\n"
    )
    return {"SANE_CONFIG_DIR": str(folder)}


def test_pages_of_a_network_scanner_arrive_byte_for_byte() -> None:
    with EsclServer(Scanner(PAGES)) as server:
        images = list(only_escl().scan(f"escl:{server.address}", ScanOptions()))
    assert [image.data for image in images] == PAGES
    assert {image.mime for image in images} == {"image/jpeg"}
    assert scan_folders() == []


@pytest.mark.parametrize("kind", ["jam", "cover_open"])
def test_the_pages_before_a_trouble_are_kept_and_counted(kind: str) -> None:
    with EsclServer(Scanner(PAGES, kind, 2)) as server:
        taken, trouble = until_trouble(only_escl().scan(f"escl:{server.address}", ScanOptions()))
    assert [image.data for image in taken] == PAGES[:2]
    assert (trouble.trouble, trouble.pages) == (kind, 2)
    assert "2 trang" in trouble.meaning("vi")


def test_the_drivers_own_words_are_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    with EsclServer(Scanner(PAGES, "refuse")) as server:
        until_trouble(only_escl().scan(f"escl:{server.address}", ScanOptions()))
    assert "escl unsupported: ScanJobs answered 400" in caplog.text


@pytest.mark.parametrize("device_id", ["", "sane", "sane:", "twain:x", "http://10.0.0.7"])
def test_a_device_nobody_knows_is_refused(device_id: str) -> None:
    with pytest.raises(Refusal) as caught:
        list(Scanners().scan(device_id, ScanOptions()))
    assert caught.value.key == "scanner.unknown_device"


def test_a_fixed_address_is_found_and_what_answers_nothing_hides_nobody() -> None:
    told: list[Device] = []
    with EsclServer(Scanner(PAGES)) as server, EsclServer(Scanner(PAGES)) as dead:
        nobody = dead.address.replace("/eSCL", "/nothing-here")
        devices = only_escl(nobody, server.address).devices(told.append)
    assert [device.id for device in devices] == [f"escl:{server.address}"]
    assert devices[0].sources == ("flatbed", "feeder", "feeder_both_sides")
    assert told == list(devices)


def test_what_was_found_in_time_is_kept_when_looking_is_stopped() -> None:
    told = threading.Event()
    with EsclServer(Scanner(PAGES)) as server:
        settings = ScannerSettings(addresses=(server.address,), ways=("escl",), announced=True)
        scanners = Scanners(settings, PATIENT)
        devices = scanners.devices(lambda _: told.set(), told.is_set)
    assert f"escl:{server.address}" in [device.id for device in devices]


def test_the_side_a_known_device_lacks_is_not_asked_of_it() -> None:
    with EsclServer(Scanner(PAGES, both_sides=False)) as server:
        scanners = only_escl(server.address)
        scanners.devices()
        list(scanners.scan(f"escl:{server.address}", ScanOptions("feeder_both_sides")))
        assert server.scanner.jobs[0].settings["Duplex"] == "false"


def test_a_trial_scan_reports_a_page() -> None:
    with EsclServer(Scanner(PAGES)) as server:
        report = only_escl().test(f"escl:{server.address}")
    assert (report.pages, report.size, report.mime) == (1, len(PAGES[0]), "image/jpeg")
    assert report.trouble is None


def test_a_trial_scan_reports_a_trouble() -> None:
    with EsclServer(Scanner(PAGES, "refuse")) as server:
        report = only_escl().test(f"escl:{server.address}")
    assert report.pages == 0
    assert report.trouble is not None
    assert report.trouble.trouble == "unsupported"


@needs_scanimage
@pytest.mark.skipif(sys.platform != "linux", reason="looks where Linux keeps such things")
def test_a_page_on_its_way_lies_in_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    settings = ScannerSettings(environment={"TMPDIR": str(tmp_path)})
    pages = 0
    for _ in Scanners(settings, PATIENT).scan("sane:test", ScanOptions("feeder", dpi=75)):
        pages += 1
        ours = [Path("/dev/shm") / name for name in scan_folders()]
        assert len(ours) == 1
        lying = [path for folder in (tmp_path, *ours) for path in folder.rglob("*")]
        assert [path for path in lying if path.is_file()] == []
    assert pages == 10
    assert list(tmp_path.iterdir()) == []


@needs_scanimage
def test_sane_devices_are_found_scanned_and_their_own_names_kept(tmp_path: Path) -> None:
    settings = ScannerSettings(ways=("sane",), environment=sane_here(tmp_path, "test"))
    scanners = Scanners(settings, PATIENT)
    [device] = scanners.devices()
    assert device.id == "sane:test:0"
    assert device.sources == ("flatbed", "feeder")
    assert device.raw["sources"]["feeder"] == ["--source=Automatic Document Feeder"]
    images = scanners.scan(device.id, ScanOptions("feeder_both_sides", "grey", 75))
    assert len(list(images)) == 10


@needs_scanimage
@pytest.mark.parametrize(("source", "duplex"), [("feeder", "false"), ("feeder_both_sides", "true")])
def test_the_scanner_we_test_against_satisfies_sanes_own_network_driver(
    tmp_path: Path, source: str, duplex: str
) -> None:
    with EsclServer(Scanner(PAGES)) as server:
        environment = sane_here(tmp_path, "airscan", airscan=server.address)
        scanners = Scanners(ScannerSettings(ways=("sane",), environment=environment), PATIENT)
        options = ScanOptions(source, "color", 100)  # type: ignore[arg-type]
        images = list(scanners.scan("sane:airscan:e0:Probe", options))
        assert server.scanner.jobs[0].settings["Duplex"] == duplex
        assert server.scanner.jobs[0].settings["InputSource"] == "Feeder"
    assert len(images) == 3
    assert all(size_of(image.data)[0] > 500 for image in images)


@needs_scanimage
def test_a_scanner_found_by_ourselves_is_not_listed_again_by_sane(tmp_path: Path) -> None:
    with EsclServer(Scanner(PAGES)) as server:
        settings = ScannerSettings(
            addresses=(server.address,),
            ways=("sane", "escl"),
            announced=False,
            environment=sane_here(tmp_path, "airscan", airscan=server.address),
        )
        devices = Scanners(settings, PATIENT).devices()
    assert [device.way for device in devices] == ["escl"]


def test_a_hot_folder_is_a_device_too(tmp_path: Path) -> None:
    folder = tmp_path / "May quet"
    folder.mkdir()
    (folder / "1.jpg").write_bytes(PAGES[0])
    clock = TickingClock(datetime(2026, 11, 22, 8, 0, tzinfo=VIETNAM))
    scanners = Scanners(ScannerSettings(folders=(str(folder),), ways=()), clock=clock)
    [device] = scanners.devices()
    assert (device.way, device.name) == ("folder", "May quet")

    def stopped() -> bool:
        clock.advance(timedelta(seconds=3))
        return False

    [image] = scanners.scan(device.id, ScanOptions(), stopped)
    assert (image.data, image.name) == (PAGES[0], "1.jpg")
    assert list(folder.iterdir()) == []
    with pytest.raises(EnvironmentFault) as caught:
        list(scanners.scan(device.id, ScanOptions(), stopped))
    assert caught.value.key == "scanner.folder_empty"


def test_a_trial_of_a_hot_folder_takes_nothing_out_of_it(tmp_path: Path) -> None:
    (tmp_path / "1.jpg").write_bytes(PAGES[0])
    (tmp_path / "2.jpg").write_bytes(PAGES[1])
    report = Scanners().test(f"folder:{tmp_path}")
    assert (report.pages, report.size) == (2, len(PAGES[0]) + len(PAGES[1]))
    assert len(list(tmp_path.iterdir())) == 2
    gone = Scanners().test(f"folder:{tmp_path / 'nowhere'}")
    assert gone.trouble is not None
    assert gone.trouble.trouble == "gone"


def test_a_file_nobody_can_read_is_put_aside(tmp_path: Path) -> None:
    (tmp_path / "broken.pdf").write_bytes(b"%PDF nothing")
    scanners = Scanners(ScannerSettings(folders=(str(tmp_path),), ways=()))
    scanners.put_aside(f"folder:{tmp_path}", "broken.pdf")
    assert [path.name for path in tmp_path.iterdir()] == ["chua-doc-duoc"]
    assert (tmp_path / "chua-doc-duoc" / "broken.pdf").exists()
