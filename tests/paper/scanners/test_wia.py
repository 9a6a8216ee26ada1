"""What is asked of a Windows scanner and what its answers mean; COM itself is played."""

from __future__ import annotations

import pytest

from desk_app.paper.scanners.port import ScannedImage, ScanOptions, Source
from desk_app.paper.scanners.wia import WiaWay
from desk_app.paper.scanners.wia_port import (
    ALL_PAGES,
    CATEGORY_FEEDER,
    CATEGORY_FLATBED,
    DATA_TYPE,
    DUPLEX,
    FEED,
    FORMAT,
    FORMATS,
    HANDLING_SELECT,
    JPEG,
    MOST_HEIGHT,
    MOST_WIDTH,
    PAGES,
    PAPER_EMPTY,
    X_EXTENT,
    X_RESOLUTION,
    Y_EXTENT,
    Y_RESOLUTION,
    Imaging,
)
from tests.builders.scanning_processes import until_trouble
from tests.fakes.imaging import FakeImaging, FakeItem, office_scanner

SIDES = [b"one", b"two", b"three"]


def never() -> bool:
    return False


def scan(service: FakeImaging, options: ScanOptions, device: str = "A") -> list[ScannedImage]:
    return list(WiaWay(service, lambda: None).scan(device, options, never))


def item(root: FakeItem, category: str) -> FakeItem:
    return next(below for below in root.below if below.kind == category)


def test_a_feeder_gives_all_its_pages_in_one_go() -> None:
    root = office_scanner(SIDES)
    service = FakeImaging({"A": root})
    images = scan(service, ScanOptions("feeder", "color", 300))
    assert [image.data for image in images] == SIDES
    assert {(image.mime, image.dpi) for image in images} == {("image/jpeg", 300)}
    said = item(root, CATEGORY_FEEDER).properties
    assert (said[HANDLING_SELECT], said[PAGES], said[FORMAT]) == (FEED, ALL_PAGES, JPEG)
    assert (said[DATA_TYPE], said[X_RESOLUTION], said[Y_RESOLUTION]) == (3, 300, 300)
    assert (said[X_EXTENT], said[Y_EXTENT]) == (2480, 3508)
    assert service.closed == 1


def test_both_sides() -> None:
    root = office_scanner(SIDES)
    scan(FakeImaging({"A": root}), ScanOptions("feeder_both_sides", "grey"))
    said = item(root, CATEGORY_FEEDER).properties
    assert (said[HANDLING_SELECT], said[DATA_TYPE]) == (DUPLEX, 2)


def test_the_glass_gives_one_page() -> None:
    root = office_scanner(SIDES)
    images = scan(FakeImaging({"A": root}), ScanOptions("flatbed"))
    assert [image.data for image in images] == SIDES[:1]
    assert HANDLING_SELECT not in item(root, CATEGORY_FLATBED).properties


def test_only_so_many_pages_as_were_asked_for() -> None:
    root = office_scanner([b"side"] * 500)
    images = scan(FakeImaging({"A": root}), ScanOptions("feeder", pages=2))
    assert len(images) == 2
    assert item(root, CATEGORY_FEEDER).given < 10


def test_wishes_the_device_does_not_take_are_bent_to_what_it_has() -> None:
    root = office_scanner(SIDES)
    feeder = item(root, CATEGORY_FEEDER)
    feeder.refuses = lambda name, value: (
        (name == FORMAT and value == JPEG) or (name == X_RESOLUTION and value in (200, 300))
    )
    feeder.properties |= {MOST_WIDTH: 8500, MOST_HEIGHT: 11000}
    images = scan(FakeImaging({"A": root}), ScanOptions("feeder", dpi=200, size="A3"))
    assert {(image.mime, image.dpi) for image in images} == {("image/png", 400)}
    assert (feeder.properties[X_EXTENT], feeder.properties[Y_EXTENT]) == (3400, 4400)


def test_a_device_that_takes_no_format_sends_what_windows_calls_its_own() -> None:
    root = office_scanner(SIDES)
    item(root, CATEGORY_FEEDER).refuses = lambda name, _: name == FORMAT
    images = scan(FakeImaging({"A": root}), ScanOptions("feeder"))
    assert {image.mime for image in images} == {FORMATS[-1][1]}


def test_a_side_the_device_refuses_is_unsupported() -> None:
    root = office_scanner(SIDES)
    item(root, CATEGORY_FEEDER).refuses = lambda name, _: name == HANDLING_SELECT
    way = WiaWay(FakeImaging({"A": root}), lambda: None)
    _, trouble = until_trouble(way.scan("A", ScanOptions("feeder_both_sides"), never))
    assert trouble.trouble == "unsupported"


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (0x80210002, "jam"),
        (0x80210016, "cover_open"),
        (0x8021000A, "gone"),
        (0x80210006, "busy"),
        (0x8007000E, "out_of_memory"),
        (0x80210001, "other"),
        (0x80210002 - (1 << 32), "jam"),
    ],
)
def test_the_pages_before_a_trouble_are_given(code: int, kind: str) -> None:
    way = WiaWay(FakeImaging({"A": office_scanner(SIDES, ends_with=code)}), lambda: None)
    taken, trouble = until_trouble(way.scan("A", ScanOptions("feeder"), never))
    assert [image.data for image in taken] == SIDES
    assert trouble.trouble == kind
    assert trouble.detail.startswith("WIA 0x80")


def test_an_empty_feeder_is_a_trouble_only_before_the_first_page() -> None:
    way = WiaWay(FakeImaging({"A": office_scanner([])}), lambda: None)
    _, trouble = until_trouble(way.scan("A", ScanOptions("feeder"), never))
    assert trouble.trouble == "tray_empty"


def test_a_scan_that_ends_without_a_word_and_a_page_is_a_trouble() -> None:
    way = WiaWay(FakeImaging({"A": office_scanner([], ends_with=None)}), lambda: None)
    _, trouble = until_trouble(way.scan("A", ScanOptions("feeder"), never))
    assert trouble.trouble == "other"


@pytest.mark.parametrize(
    ("service", "kind"),
    [
        (FakeImaging({}), "gone"),
        (FakeImaging({"A": 0x8021000D}), "busy"),
        (FakeImaging({}, fault=0x800706BA), "gone"),
        (FakeImaging({"A": FakeItem()}), "unsupported"),
    ],
    ids=["no device", "locked", "no service", "no feeder"],
)
def test_what_cannot_even_begin(service: FakeImaging, kind: str) -> None:
    _, trouble = until_trouble(WiaWay(service, lambda: None).scan("A", ScanOptions(), never))
    assert trouble.trouble == kind


def test_a_stop_ends_the_transfer() -> None:
    root = office_scanner([b"side"] * 500)
    taken: list[bytes] = []
    way = WiaWay(FakeImaging({"A": root}), lambda: None)
    for image in way.scan("A", ScanOptions("feeder"), lambda: len(taken) >= 3):
        taken.append(image.data)
    assert len(taken) == 3
    assert item(root, CATEGORY_FEEDER).given < 10


@pytest.mark.parametrize(
    ("root", "sources"),
    [
        (office_scanner(SIDES), ("flatbed", "feeder", "feeder_both_sides")),
        (office_scanner(SIDES, handling=0b011), ("flatbed", "feeder")),
        (office_scanner(SIDES, handling=0b101, glass=False), ("feeder", "feeder_both_sides")),
        (FakeItem(), ("flatbed",)),
    ],
)
def test_devices_by_what_they_can(root: FakeItem, sources: tuple[Source, ...]) -> None:
    [device] = WiaWay(FakeImaging({"A": root}), lambda: None).devices()
    assert (device.id, device.name, device.sources) == ("wia:A", "Máy A", sources)


def test_cameras_are_no_scanners_and_a_locked_scanner_is_still_named() -> None:
    service = FakeImaging({"A": 0x8021000D, "B": office_scanner(SIDES)}, types={"B": 2})
    [device] = WiaWay(service, lambda: None).devices()
    assert (device.id, device.sources) == ("wia:A", ("flatbed",))
    assert device.raw["fault"] == "0x8021000D"


def test_no_service_is_gone() -> None:
    way = WiaWay(FakeImaging({}, fault=0x800706BA), lambda: None)
    assert until_trouble(way.devices())[1].trouble == "gone"


def test_the_fake_has_the_shape_of_the_service() -> None:
    service: Imaging = FakeImaging({})
    assert service.devices() == []
    assert PAPER_EMPTY == 0x80210003
