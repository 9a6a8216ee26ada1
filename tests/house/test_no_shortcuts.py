"""Tests wait for facts and use written-out fakes: no mocks, no sleeps."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from tests.house.tree import dotted, expect_none, imported_names, modules

MOCKS = ("unittest.mock", "mock", "pytest_mock", "asynctest")
SLEEPS = {"time.sleep", "asyncio.sleep", "QTest.qWait", "QTest.qSleep", "QThread.sleep"}
SLEEPS |= {"QThread.msleep", "QThread.usleep", "qtbot.wait"}


def shortcuts(tree: ast.Module) -> Iterator[str]:
    """Every mock and every sleep in a module, with its line."""
    for line, name in imported_names(tree):
        if name in SLEEPS or any(name == mock or name.startswith(f"{mock}.") for mock in MOCKS):
            yield f"{line} imports {name}"
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and dotted(node.func) in SLEEPS:
            yield f"{node.lineno} calls {dotted(node.func)}"
        if isinstance(node, ast.arg) and node.arg == "mocker":
            yield f"{node.lineno} asks for the fixture mocker"


def test_tests_use_no_mock_and_no_sleep() -> None:
    used = [
        f"{module.place}:{found}" for module in modules("tests") for found in shortcuts(module.tree)
    ]
    expect_none(used)


@pytest.mark.parametrize(
    "source",
    [
        "import unittest.mock",
        "from unittest.mock import patch",
        "from unittest import mock",
        "from time import sleep",
        "import time\ntime.sleep(1)",
        "def test_x(qtbot):\n    qtbot.wait(100)",
        "def test_x(mocker):\n    pass",
    ],
)
def test_a_planted_shortcut_is_seen(source: str) -> None:
    assert list(shortcuts(ast.parse(source))) != []


@pytest.mark.parametrize("source", ["qtbot.waitUntil(ready)", "event.wait(5)", "import time"])
def test_waiting_for_a_fact_is_allowed(source: str) -> None:
    assert list(shortcuts(ast.parse(source))) == []
