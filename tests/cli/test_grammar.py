"""The promised words exist, with the promised options."""

from __future__ import annotations

from pathlib import Path

import pytest

from desk_app.cli.grammar import parser

PROMISED = [
    ["demo", "--profile", "x", "--dossiers", "5"],
    ["try", "--headless", "--out", "x"],
    ["receive", "x.json", "--pdf", "y.pdf"],
    ["receive", "-"],
    ["show", "H99-1"],
    ["search", "x", "--limit", "3"],
    ["receipt", "H99-1", "-o", "x.pdf", "--paper", "80mm", "--reprint", "mất"],
    ["sync"],
    ["proxy", "http://p:3128", "--user", "x", "--password-file", "-"],
    ["central", "desk", "keep", "id"],
    ["queue"],
    ["numbers"],
    ["day"],
    ["day", "2026-11-20", "-o", "x.xlsx"],
    ["catalogue", "import", "x.json"],
    ["catalogue", "show", "1.001193"],
    ["calendar", "import", "x.json"],
    ["enrol", "https://c", "AAAA", "--training"],
    ["central", "init", "--database", "x", "--training"],
    ["central", "serve", "--database", "x", "--files", "d", "--listen", "127.0.0.1:0"],
    ["central", "enrol-code", "--unit", "H99", "--counter", "Q1", "--database", "x"],
    ["central", "units"],
    ["central", "officers"],
    ["central", "desks"],
    ["central", "dossiers", "--limit", "3"],
    ["central", "show", "H99-1"],
    ["central", "unit", "add", "H99", "Tên", "--level", "commune"],
    ["central", "officer", "add", "an", "An", "--unit", "H99"],
    ["central", "desk", "revoke", "id"],
    ["central", "counter", "set", "H99", "Quầy 01", "--numbers", "150"],
]


@pytest.mark.parametrize("words", PROMISED, ids=" ".join)
def test_the_words_are_understood(words: list[str]) -> None:
    parsed = parser().parse_args(["--profile", "p", "--json", "--lang", "en", *words])
    assert callable(parsed.run)
    assert parsed.json is True


def test_without_a_command_the_window_opens() -> None:
    parsed = parser().parse_args([])
    assert parsed.run.__name__ == "window"


def test_the_folder_may_stand_before_or_after_demo() -> None:
    for words in (["--profile", "p", "demo"], ["demo", "--profile", "p"]):
        assert parser().parse_args(words).profile == Path("p")
