"""What drivers call things is put into our words, and back."""

from __future__ import annotations

import json

import pytest

from desk_app.paper.scanners.port import ScanOptions, Source
from desk_app.paper.scanners.sane_options import (
    SaneAbilities,
    abilities_of,
    arguments,
    nearest,
    options_of,
    source_meant,
)

FI_7160 = """
All options specific to device `fujitsu:fi-7160:12345':
  Standard:
    --source ADF Front|ADF Back|ADF Duplex [ADF Front]
        Selects the scan source (such as a document-feeder).
    --mode Lineart|Halftone|Gray|Color [Lineart]
        Selects the scan mode (e.g., lineart, monochrome, or color).
    --resolution 50..600dpi (in steps of 1) [600]
  Geometry:
    --page-width 0..221.121mm (in steps of 0.0211639) [215.872]
    --page-height 0..876.695mm (in steps of 0.0211639) [279.364]
    -l 0..215.872mm (in steps of 0.0211639) [0]
    -t 0..279.364mm (in steps of 0.0211639) [0]
    -x 0..215.872mm (in steps of 0.0211639) [215.872]
    -y 0..279.364mm (in steps of 0.0211639) [279.364]
  Sensors and Buttons:
    --scan[=(yes|no)] [no] [hardware]
"""
BROTHER = """
All options specific to device `brother4:bus4;dev1':
    --mode Black & White|Gray[Error Diffusion]|True Gray|24bit Color[Fast] [24bit Color[Fast]]
    --resolution 100|150|200|300|400|600|1200|2400|4800|9600dpi [200]
    --source FlatBed|ADF(left aligned)|ADF(left aligned,Duplex) [ADF(left aligned)]
    -l 0..215.9mm (in steps of 0.0999908) [0]
    -t 0..355.6mm (in steps of 0.0999908) [0]
    -x 0..215.88mm (in steps of 0.0999908) [215.88]
    -y 0..355.6mm (in steps of 0.0999908) [355.6]
"""
EPSON = """
    --source Flatbed|Automatic Document Feeder|Transparency Unit [Flatbed]
    --mode Lineart|Gray|Color [Lineart]
    --depth 8|16bit [8]
    --resolution 75|150|300|600dpi [75]
    --adf-mode Simplex|Duplex [inactive]
"""
KODAK = """
    --source Flatbed|ADF [ADF]
    --adf-mode Simplex|Duplex [Simplex]
    --mode Gray|Color [Gray]
"""


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("Flatbed", "flatbed"),
        ("FB", "flatbed"),
        ("Platen", "flatbed"),
        ("ADF", "feeder"),
        ("Automatic Document Feeder", "feeder"),
        ("Automatic Document Feeder(left aligned)", "feeder"),
        ("ADF Front", "feeder"),
        ("ADF Duplex", "feeder_both_sides"),
        ("Automatic Document Feeder(left aligned,Duplex)", "feeder_both_sides"),
        ("Adf-duplex", "feeder_both_sides"),
        ("ADF Back", None),
        ("Transparency Adapter", None),
        ("Slide(s)", None),
        ("Auto", None),
    ],
)
def test_sources_by_what_they_can(name: str, meant: Source | None) -> None:
    assert source_meant(name) == meant


def test_a_feeder_only_scanner() -> None:
    can = abilities_of(FI_7160)
    assert list(can.sources) == ["feeder", "feeder_both_sides"]
    words, dpi = arguments(can, ScanOptions("feeder_both_sides", "grey", 200))
    assert words == [
        *("--source=ADF Duplex", "--mode=Gray", "--resolution=200"),
        *("--page-width=210", "--page-height=297"),
        *("-l", "0", "-t", "0", "-x", "210", "-y", "279.364"),
    ]
    assert dpi == 200


def test_names_with_brackets_and_colour_names_of_all_sorts() -> None:
    can = abilities_of(BROTHER)
    assert list(can.sources) == ["flatbed", "feeder", "feeder_both_sides"]
    assert can.modes == {"grey": "True Gray", "color": "24bit Color[Fast]"}
    words, dpi = arguments(can, ScanOptions("flatbed", "color", 250, "A3"))
    assert "--mode=24bit Color[Fast]" in words
    assert "--resolution=300" in words
    assert dpi == 300
    assert words[-4:] == ["-x", "215.88", "-y", "355.6"]


def test_a_unit_for_slides_is_no_place_for_paper() -> None:
    can = abilities_of(EPSON)
    assert list(can.sources) == ["flatbed", "feeder"]
    assert "--depth=8" in arguments(can, ScanOptions("flatbed"))[0]


def test_sides_told_by_another_option() -> None:
    can = abilities_of(KODAK)
    assert arguments(can, ScanOptions("feeder"))[0][:2] == ["--source=ADF", "--adf-mode=Simplex"]
    both = arguments(can, ScanOptions("feeder_both_sides"))[0]
    assert both[:2] == ["--source=ADF", "--adf-mode=Duplex"]


def test_a_device_without_any_option_is_a_glass() -> None:
    assert arguments(abilities_of(""), ScanOptions("flatbed", dpi=300)) == ([], 300)


def test_inactive_options_are_not_asked_for() -> None:
    assert "adf-mode" not in options_of(EPSON)


def test_black_and_white_is_scanned_grey() -> None:
    assert "--mode=Gray" in arguments(abilities_of(FI_7160), ScanOptions(colour="black_white"))[0]


def test_abilities_survive_the_pipe() -> None:
    can = abilities_of(FI_7160)
    assert SaneAbilities.from_raw(json.loads(json.dumps(can.as_raw()))) == can


@pytest.mark.parametrize(
    ("wanted", "offered", "between", "gets"),
    [
        (200, (75, 150, 300), None, 300),
        (200, (75, 150), None, 150),
        (200, (), None, 200),
        (200, (), (50, 600), 200),
        (200, (), (300, 600), 300),
        (1200, (), (50, 600), 600),
    ],
)
def test_the_nearest_resolution(
    wanted: int, offered: tuple[int, ...], between: tuple[int, int] | None, gets: int
) -> None:
    assert nearest(wanted, offered, between) == gets
