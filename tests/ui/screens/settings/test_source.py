"""Facts and versions come from services and packages."""

from __future__ import annotations

from email.message import Message as Said
from pathlib import Path

import pytest

from desk_app.ui.screens.settings.reader_test import EXPECTED
from desk_app.ui.screens.settings.source import DeskSettings, licence_of, versions
from tests.builders.desks import a_training_desk


def test_what_the_desk_says_of_itself(tmp_path: Path) -> None:
    with a_training_desk(tmp_path) as desk:
        source = DeskSettings(desk)
        source.set("copies", 3)
        state = source.settings()
        assert state.values["copies"] == 3
        assert state.facts is not None
        assert state.facts.training
        assert state.facts.unit == desk.this_desk().unit
        assert state.calendar is None
        assert len(source.reader_code()) > len(EXPECTED) // 2


def test_every_library_names_its_licence() -> None:
    found = versions()
    assert found[0][0] == "desk-app"
    assert [name for name, _, licence in found if not licence] == []


@pytest.mark.parametrize(
    ("headers", "licence"),
    [
        ([("License-Expression", "MIT"), ("License", "x")], "MIT"),
        ([("Classifier", "License :: OSI Approved :: BSD License")], "BSD License"),
        ([("License", "Zlib\nlong text")], "Zlib"),
        ([], ""),
    ],
)
def test_packages_name_licences_in_three_ways(headers: list[tuple[str, str]], licence: str) -> None:
    said = Said()
    for name, value in headers:
        said[name] = value
    assert licence_of(said) == licence
