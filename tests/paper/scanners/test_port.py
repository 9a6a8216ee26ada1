"""Devices, settings and troubles keep their meaning on every way they go."""

from __future__ import annotations

import json

import pytest

from desk_app.paper.scanners.port import (
    KINDS,
    SOURCES,
    Device,
    ScannerSettings,
    ScannerTrouble,
    ScanOptions,
    Source,
    address_of,
)
from desk_app.wording import LANGUAGES, RESOURCES


def test_a_device_survives_the_pipe() -> None:
    device = Device(
        "sane:fujitsu:fi-7160:1", "Fujitsu fi-7160", "sane", SOURCES, (200, 300), raw={"a": [1]}
    )
    assert Device.from_json(json.loads(json.dumps(device.to_json()))) == device


def test_settings_survive_the_pipe() -> None:
    settings = ScannerSettings(
        addresses=("10.0.0.7",),
        folders=("scans",),
        sane_devices=("test",),
        extra={"test": ("--mode=Color",)},
        environment={"SANE_CONFIG_DIR": "x"},
        ways=("sane",),
        announced=False,
    )
    assert ScannerSettings.from_json(json.loads(json.dumps(settings.to_json()))) == settings


def test_the_address_may_hold_colons() -> None:
    assert address_of("escl:http://10.0.0.7:8080/eSCL") == ("escl", "http://10.0.0.7:8080/eSCL")


@pytest.mark.parametrize(
    ("has", "wanted", "gets"),
    [
        (("flatbed", "feeder"), "feeder_both_sides", "feeder"),
        (("flatbed",), "feeder_both_sides", "flatbed"),
        (("feeder",), "flatbed", "feeder"),
        (("feeder", "feeder_both_sides"), "feeder", "feeder"),
        (SOURCES, "feeder_both_sides", "feeder_both_sides"),
    ],
)
def test_a_source_the_device_lacks_becomes_the_nearest(
    has: tuple[Source, ...], wanted: Source, gets: Source
) -> None:
    device = Device("sane:x", "x", "sane", has)
    assert device.fitting(ScanOptions(wanted, dpi=300)) == ScanOptions(gets, dpi=300)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_every_trouble_has_words_and_a_drawing(kind: str, language: str) -> None:
    trouble = ScannerTrouble(kind, "detail", pages=7)
    said = [trouble.title(language), trouble.meaning(language), trouble.next_step(language)]
    assert all(said)
    assert "7" in trouble.meaning(language)
    assert "detail" not in " ".join(said)
    assert (RESOURCES / "pictures" / f"{trouble.picture}.svg").exists()
    assert trouble.exit_code == 4


def test_a_trouble_of_no_known_kind_is_the_other_one() -> None:
    assert ScannerTrouble("E-1234").trouble == "other"


def test_the_same_trouble_can_be_said_with_the_pages_before_it() -> None:
    after = ScannerTrouble("jam", "sane_read").after(3)
    assert (after.trouble, after.detail, after.pages) == ("jam", "sane_read", 3)
