"""Files and devices as this desk knows them."""

from __future__ import annotations

from pathlib import Path

import pytest

from desk_app.clock import SystemClock
from desk_app.errors import EnvironmentFault, Refusal
from desk_app.paper.scanners.port import ScanOptions
from desk_app.services.scan_devices import ScanDevices
from desk_app.services.settings import Settings
from desk_app.wording import message
from tests.builders.picture_files import drawn_pdf, tiff
from tests.builders.piles import a_page
from tests.builders.stores import a_store


@pytest.fixture
def devices(tmp_path: Path) -> ScanDevices:
    store = a_store(tmp_path)
    settings = Settings(store)
    folder = tmp_path / "hot"
    folder.mkdir()
    settings.set("scanners", {"folders": [str(folder)], "ways": []})
    return ScanDevices(settings, SystemClock())


def test_files_come_one_after_the_other(devices: ScanDevices, tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(b"one")
    (tmp_path / "b.pdf").write_bytes(b"two")
    found = list(devices.files([tmp_path / "b.pdf", tmp_path / "a.jpg"]))
    assert [(image.name, image.data) for image in found] == [("b.pdf", b"two"), ("a.jpg", b"one")]


def test_several_files_say_how_many_pages_they_have_together(
    devices: ScanDevices, tmp_path: Path
) -> None:
    contents = {"a.jpg": a_page(1), "b.tif": tiff(3), "c.pdf": drawn_pdf(2), "d.pdf": b"%PDF-1.4"}
    paths = [tmp_path / name for name in contents]
    for path in paths:
        path.write_bytes(contents[path.name])
    assert [image.of for image in devices.files(paths)] == [6] * 4
    assert [image.of for image in devices.files(paths[1:2])] == [3]
    assert next(devices.files([paths[0], tmp_path / "gone.pdf"])).of == 1


def test_the_same_files_in_the_same_order_are_known_again(
    devices: ScanDevices, tmp_path: Path
) -> None:
    first, second = tmp_path / "a.jpg", tmp_path / "b.jpg"
    first.write_bytes(b"one")
    second.write_bytes(b"two")
    known = devices.fingerprint([first, second])
    assert known is not None
    assert devices.fingerprint([first, second]) == known
    assert devices.fingerprint([second, first]) != known
    assert devices.fingerprint([first]) != known
    second.write_bytes(b"owt")
    assert devices.fingerprint([first, second]) != known
    assert devices.fingerprint([first, tmp_path / "gone.jpg"]) is None


def test_a_file_that_is_not_there_is_a_sentence(devices: ScanDevices, tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(b"one")
    reading = devices.files([tmp_path / "a.jpg", tmp_path / "gone.pdf"])
    assert next(reading).data == b"one"
    with pytest.raises(Refusal) as caught:
        next(reading)
    assert "gone.pdf" in caught.value.title("vi")
    with pytest.raises(Refusal):
        next(devices.files([tmp_path]))


def test_a_file_that_may_not_be_read_is_a_sentence(
    devices: ScanDevices, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.jpg").write_bytes(b"one")

    def no(_path: Path) -> bytes:
        raise PermissionError

    monkeypatch.setattr(Path, "read_bytes", no)
    with pytest.raises(EnvironmentFault) as caught:
        next(devices.files([tmp_path / "a.jpg"]))
    assert caught.value.key == "devices.unreadable"


def test_a_hot_folder_is_found_by_part_of_its_name(devices: ScanDevices, tmp_path: Path) -> None:
    found = devices.find("hot")
    assert found.way == "folder"
    assert devices.find(found.id) == found
    with pytest.raises(EnvironmentFault) as caught:
        list(devices.scan(found.id, ScanOptions()))
    assert caught.value.key == "scanner.folder_empty"


def test_a_name_that_fits_none_tells_what_there_is(devices: ScanDevices) -> None:
    with pytest.raises(Refusal) as caught:
        devices.find("canon")
    assert "folder:" in caught.value.meaning("vi")


def test_what_it_sets_says_is_heard_at_once(devices: ScanDevices, tmp_path: Path) -> None:
    other = tmp_path / "nóng khác"
    other.mkdir()
    devices._settings.set("scanners", {"folders": [str(other)], "ways": []})
    assert devices.find("nóng khác").way == "folder"
    with pytest.raises(Refusal):
        devices.find("hot-")


@pytest.mark.parametrize(
    "wrong", [[], {"addresses": "http://x"}, {"folders": [""]}, {"other": 1}, {"announced": 1}]
)
def test_impossible_settings_are_not_taken(devices: ScanDevices, wrong: object) -> None:
    with pytest.raises(Refusal):
        devices._settings.set("scanners", wrong)


def test_one_at_a_time_reads_from_a_device(devices: ScanDevices, tmp_path: Path) -> None:
    device, tray = devices.find("hot").id, message("unmatched.title")
    with devices.held(device, tray):
        with pytest.raises(Refusal) as caught, devices.held(device, tray):
            pytest.fail("two read the same files")
        assert tray.in_words("vi") in caught.value.title("vi")
        with devices.held("sane:other", tray), devices.held(None, tray), devices.held(None, tray):
            pass
    with pytest.raises(ZeroDivisionError), devices.held(device, tray):
        raise ZeroDivisionError
    with devices.held(device, tray):
        pass


def test_the_way_in_that_was_chosen_last_is_kept(devices: ScanDevices) -> None:
    assert devices.last_source() == ("", "")
    devices.keep_source("sane:x|feeder", "Fi" * 200)
    assert devices.last_source() == ("sane:x|feeder", "Fi" * 100)
