"""The documents tell the truth about what can be checked: commands, options, links, JSON, keys."""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from desk_app.cli.grammar import parser
from desk_app.services.intake_json import read_form
from desk_app.ui.shortcuts import key_map
from desk_app.wording import has_words
from tests.house.tree import ROOT, expect_none, tracked_files

COMMANDS = ROOT / "docs" / "commands.md"
COMMON_OPTIONS = {"--profile", "--json", "--lang", "--version", "--help", "-h"}
_HEADING = re.compile(r"^### `desk-app ([a-z -]+)`$", re.M)
_LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
_BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.M | re.S)
_OPTION = re.compile(r"^\| `(-{1,2}[a-z][a-z-]*)[ `]", re.M)


@cache
def leaves() -> dict[str, argparse.ArgumentParser]:
    """Every command that does something, by its words."""

    def below(
        words: str, node: argparse.ArgumentParser
    ) -> Iterator[tuple[str, argparse.ArgumentParser]]:
        groups = [a for a in node._actions if isinstance(a, argparse._SubParsersAction)]
        if not groups or (words and not any(group.required for group in groups)):
            yield words, node  # some do something with no word behind them as well
        for group in groups:
            for name, child in group.choices.items():
                yield from below(f"{words} {name}".strip(), child)

    return dict(below("", parser()))


def sections(text: str) -> dict[str, str]:
    """What the document says of each command."""
    parts = _HEADING.split(text)
    return {
        name: re.split(r"^## ", body, flags=re.M)[0]
        for name, body in zip(parts[1::2], parts[2::2], strict=True)
    }


def options_of(node: argparse.ArgumentParser) -> set[str]:
    """The options of a command; of several spellings the last one, which the help shows."""
    found = {action.option_strings[-1] for action in node._actions if action.option_strings}
    return found - COMMON_OPTIONS


def documents() -> list[Path]:
    """Every document of the house."""
    return [path for path in tracked_files() if path.suffix == ".md" and "tests" not in path.parts]


def test_every_command_is_described_and_no_other() -> None:
    assert sorted(sections(COMMANDS.read_text(encoding="utf-8"))) == sorted(leaves())


@pytest.mark.parametrize("name", sorted(leaves()))
def test_a_command_is_described_with_its_options(name: str) -> None:
    described = sections(COMMANDS.read_text(encoding="utf-8"))[name]
    assert set(_OPTION.findall(described)) - COMMON_OPTIONS == options_of(leaves()[name])


@pytest.mark.parametrize("name", sorted(leaves()))
def test_the_arguments_of_a_command_are_named(name: str) -> None:
    described = sections(COMMANDS.read_text(encoding="utf-8"))[name]
    wanted = [
        str(action.metavar or action.dest)
        for action in leaves()[name]._actions
        if not (action.option_strings or isinstance(action, argparse._SubParsersAction))
    ]
    expect_none([f"{name}: {word} is not named" for word in wanted if word not in described])


def test_examples_of_commands_can_be_parsed_as_far_as_their_words_go() -> None:
    """``desk-app WORDS`` anywhere in a document is a command that exists."""
    first = {name.split()[0] for name in leaves()}
    spoken = re.compile(r"(?<![\w./-])desk-app((?: --?[a-z]+(?: [A-Z_]+)?)*) ([a-z-]+)")
    broken = [
        f"{path.relative_to(ROOT)}: desk-app {match[2]}"
        for path in documents()
        for match in spoken.finditer(path.read_text(encoding="utf-8"))
        if match[2] not in first
    ]
    expect_none(broken)


def test_every_link_and_picture_is_there() -> None:
    broken = []
    for path in documents():
        for target in _LINK.findall(path.read_text(encoding="utf-8")):
            if re.match(r"[a-z]+:", target):
                continue
            file, _, anchor = target.partition("#")
            found = (path.parent / file).resolve() if file else path
            if not found.exists() or (anchor and anchor not in anchors(found)):
                broken.append(f"{path.relative_to(ROOT)}: {target}")
    expect_none(broken)


def anchors(path: Path) -> set[str]:
    """The places of a document that a link can name."""
    heads = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), re.M)
    return {re.sub(r"[^\w -]", "", head.lower()).replace(" ", "-") for head in heads}


def test_every_block_of_json_can_be_read() -> None:
    broken = []
    for path in documents():
        for language, block in _BLOCK.findall(path.read_text(encoding="utf-8")):
            if language != "json":
                continue
            try:
                json.loads(block.replace("[ … ]", "[]"))
            except ValueError as fault:
                broken.append(f"{path.relative_to(ROOT)}: {fault} in {block[:60]}")
    expect_none(broken)


def test_the_dossier_of_the_example_is_one_the_program_takes() -> None:
    described = sections(COMMANDS.read_text(encoding="utf-8"))["receive"]
    blocks = [json.loads(block) for language, block in _BLOCK.findall(described) if language]
    assert read_form(blocks[0]).applicant.full_name == "Nguyễn Thị Phương Uyên"


def test_every_error_key_that_is_explained_has_words() -> None:
    text = (ROOT / "docs" / "it.md").read_text(encoding="utf-8")
    table = text.split("## Gỡ rối theo khoá lỗi", 1)[1].split("\n## ", 1)[0]
    rows = [row.split("|")[1] for row in table.splitlines() if row.startswith("| `")]
    keys = {key for row in rows for key in re.findall(r"`([a-z_]+\.[a-z_.]+)`", row)}
    assert len(keys) > 20
    expect_none([key for key in sorted(keys) if not has_words(f"{key}.title")])


def test_every_key_in_the_officers_table_means_something() -> None:
    text = (ROOT / "docs" / "officer.md").read_text(encoding="utf-8")
    table = text.split("## Bảng phím", 1)[1]
    rows = re.findall(r"^\| ([^|]+) \|", table, re.M)[2:]
    spoken = {
        key
        for row in rows
        for key in re.findall(r"(?:(?:Ctrl|Shift|Alt)\+)*(?:F\d+|[A-Z0-9,])(?![\w+])", row)
    }
    known = {key for shortcut in key_map() for key in shortcut.keys}
    assert len(spoken) > 15
    expect_none([key for key in sorted(spoken) if key not in known])


def test_a_missing_command_would_be_seen() -> None:
    text = COMMANDS.read_text(encoding="utf-8").replace("### `desk-app queue`", "### queue")
    assert "queue" not in sections(text)
