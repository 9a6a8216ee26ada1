"""SANE by its own test devices: ``test`` makes every fault it can, ``pnm`` gives a real A4 page."""

from __future__ import annotations

import io
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from desk_app.paper.scanners.port import (
    Device,
    ScannedImage,
    ScannerSettings,
    ScannerTrouble,
    ScanOptions,
)
from desk_app.paper.scanners.sane import SaneWay
from tests.builders.scan_pages import a4_on_glass, size_of
from tests.builders.scanning_processes import needs_scanimage

pytestmark = needs_scanimage

FEEDER = ScanOptions("feeder", "color", 75)
GLASS = ScanOptions("flatbed", "color", 75)


@pytest.fixture
def pipes(tmp_path: Path) -> Path:
    folder = tmp_path / "pipes"
    folder.mkdir()
    return folder


def way(folder: Path, *extra: str, device: str = "test", known: Device | None = None) -> SaneWay:
    settings = ScannerSettings(extra={device: extra}, sane_devices=(device,))
    return SaneWay(settings, folder, known, lambda: None)


def never() -> bool:
    return False


def test_a_feeder_is_read_until_it_is_empty(pipes: Path) -> None:
    images = list(way(pipes).scan("test", FEEDER, never))
    assert len(images) == 10
    assert {(image.mime, image.dpi) for image in images} == {("image/jpeg", 75)}
    for image in images:
        with Image.open(io.BytesIO(image.data)) as picture:
            picture.load()
            assert (picture.format, picture.mode) == ("JPEG", "RGB")


def test_only_so_many_pages_as_were_asked_for(pipes: Path) -> None:
    options = ScanOptions("feeder", "grey", 75, pages=3)
    assert len(list(way(pipes).scan("test", options, never))) == 3


def test_the_glass_holds_one_page(pipes: Path) -> None:
    [image] = way(pipes).scan("test", GLASS, never)
    assert size_of(image.data)[0] > 400


def test_a_page_never_lies_in_a_file(pipes: Path) -> None:
    for _ in way(pipes).scan("test", FEEDER, never):
        assert all(stat.S_ISFIFO(path.stat().st_mode) for path in pipes.iterdir())
    assert list(pipes.iterdir()) == []


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        ("NO_DOCS", "tray_empty"),
        ("JAMMED", "jam"),
        ("COVER_OPEN", "cover_open"),
        ("DEVICE_BUSY", "busy"),
        ("IO_ERROR", "gone"),
        ("NO_MEM", "out_of_memory"),
        ("UNSUPPORTED", "unsupported"),
        ("INVAL", "unsupported"),
        ("ACCESS_DENIED", "other"),
        ("CANCELLED", "other"),
        ("EOF", "other"),
    ],
)
@pytest.mark.parametrize("options", [FEEDER, GLASS], ids=["feeder", "glass"])
def test_every_fault_the_test_device_can_make(
    pipes: Path, status: str, kind: str, options: ScanOptions
) -> None:
    scanner = way(pipes, f"--read-return-value=SANE_STATUS_{status}")
    with pytest.raises(ScannerTrouble) as caught:
        list(scanner.scan("test", options, never))
    assert caught.value.trouble == kind
    assert caught.value.detail
    assert list(pipes.iterdir()) == []


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        ("jammed", "jam"),
        ("nodocs", "tray_empty"),
        ("coveropen", "cover_open"),
        ("nomem", "out_of_memory"),
    ],
)
def test_the_same_faults_of_another_device(
    pipes: Path, tmp_path: Path, status: str, kind: str
) -> None:
    page = a4_on_glass(tmp_path / "page.ppm", 75)
    scanner = way(pipes, f"--filename={page}", f"--status-{status}=yes", device="pnm:0")
    with pytest.raises(ScannerTrouble) as caught:
        list(scanner.scan("pnm:0", GLASS, never))
    assert caught.value.trouble == kind


def test_a_device_that_is_not_there_is_gone(pipes: Path) -> None:
    with pytest.raises(ScannerTrouble) as caught:
        list(way(pipes).scan("no-such-backend:1", GLASS, never))
    assert caught.value.trouble == "gone"


def test_a_real_a4_page_at_300_dpi(pipes: Path, tmp_path: Path) -> None:
    page = a4_on_glass(tmp_path / "page.ppm")
    scanner = way(pipes, f"--filename={page}", device="pnm:0")
    [image] = scanner.scan("pnm:0", ScanOptions("flatbed", "color", 300), never)
    with Image.open(io.BytesIO(image.data)) as picture:
        assert abs(picture.width - 2480) <= 2
        assert abs(picture.height - 3508) <= 2
        assert picture.info["dpi"] == (300, 300)
    assert image.dpi == 300


def test_what_a_device_can_is_asked_once(pipes: Path) -> None:
    bare = Device("sane:test", "test", "sane", raw={"device": "test"})
    known = way(pipes)._looked_at(bare)
    assert known is not None
    assert known.sources == ("flatbed", "feeder")
    assert known.resolutions[-1] == 600
    images = way(pipes, known=known).scan("test", FEEDER, never)
    assert len(list(images)) == 10


def test_stopping_ends_a_scan_between_two_pages(pipes: Path) -> None:
    taken: list[ScannedImage] = []

    def stopped() -> bool:
        return len(taken) == 2

    scan: Iterator[ScannedImage] = way(pipes).scan("test", FEEDER, stopped)
    for image in scan:
        taken.append(image)
        assert len(taken) <= 3
    assert list(pipes.iterdir()) == []


def test_devices_come_bare_first_and_then_described(
    pipes: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "dll.conf").write_text("test\n")
    (tmp_path / "test.conf").write_text("number_of_devices 2\n")
    monkeypatch.setenv("SANE_CONFIG_DIR", str(tmp_path))
    scanner = SaneWay(ScannerSettings(), pipes, None, lambda: None)
    found = list(scanner.devices())
    assert sorted(device.id for device in found) == sorted(2 * ["sane:test:0", "sane:test:1"])
    assert found[0].sources == ("flatbed",)
    assert found[-1].sources == ("flatbed", "feeder")
    assert found[0].name == "Noname frontend-tester"


def test_without_scanimage_there_are_no_devices_and_a_scan_says_why(
    pipes: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert list(way(pipes).devices()) == []
    with pytest.raises(ScannerTrouble) as caught:
        list(way(pipes).scan("test", FEEDER, never))
    assert caught.value.trouble == "unsupported"
