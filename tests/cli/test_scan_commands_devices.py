"""Scanners on the command line: what IT says of them, the list, the trial scan."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from desk_app.cli import main
from tests.builders.desks import a_training_profile
from tests.builders.scan_pages import page_jpeg
from tests.fakes.escl_server import EsclServer, Scanner

PAGES = [page_jpeg(number) for number in range(2)]


class Shell:
    """Runs commands on one training profile."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self._capsys = capsys

    def __call__(self, *words: str) -> tuple[int, Any]:
        code = main(["--profile", str(self.folder), "--json", *words])
        return code, json.loads(self._capsys.readouterr().out)


@pytest.fixture
def shell(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(a_training_profile(tmp_path), capsys)


def test_a_fixed_address_is_said_once_listed_and_tried(shell: Shell) -> None:
    with EsclServer(Scanner(PAGES)) as server:
        shell("devices", "set", "ways", "escl")
        shell("devices", "set", "announced", "off")
        code, said = shell("devices", "set", "addresses", server.address)
        assert (code, said["addresses"], said["announced"]) == (0, [server.address], False)
        code, listed = shell("devices", "list")
        assert [device["id"] for device in listed["devices"]] == [f"escl:{server.address}"]
        code, tried = shell("devices", "test", listed["devices"][0]["id"])
    assert (code, tried["pages"], tried["bytes"]) == (0, 1, len(PAGES[0]))


def test_a_trouble_of_a_trial_scan_is_exit_code_4(shell: Shell) -> None:
    with EsclServer(Scanner(PAGES, "refuse")) as server:
        code, tried = shell("devices", "test", f"escl:{server.address}")
    assert (code, tried["error"]["key"]) == (4, "scanner.unsupported")


def test_options_for_scanners_with_quirks(shell: Shell) -> None:
    quirk = "fujitsu:fi-7160:1 --swdeskew=no '--source=ADF Front'"
    code, said = shell("devices", "set", "extra", quirk)
    assert code == 0
    assert said["extra"] == {"fujitsu:fi-7160:1": ["--swdeskew=no", "--source=ADF Front"]}


def test_without_a_value_it_is_forgotten(shell: Shell) -> None:
    shell("devices", "set", "folders", "scans")
    assert shell("devices", "set", "folders") == (0, {"folders": []})


@pytest.mark.parametrize("values", [("maybe",), ("on", "off")])
def test_a_value_that_does_not_fit_is_refused(shell: Shell, values: tuple[str, ...]) -> None:
    code, said = shell("devices", "set", "announced", *values)
    assert (code, said["error"]["key"]) == (3, "settings.value")
