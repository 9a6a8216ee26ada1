"""What the linter forbids in the program it also sees when it is planted."""

from __future__ import annotations

import json
import subprocess
import sys
from functools import cache

import pytest

from tests.house.tree import ROOT

PLANTED = {
    "from datetime import datetime; datetime.now()": "TID251",
    "from datetime import date; date.today()": "TID251",
    "import time; time.time()": "TID251",
    "import time; time.sleep(1)": "TID251",
    "import uuid; uuid.uuid4()": "TID251",
    "from sqlalchemy import create_engine": "TID251",
    "from unittest.mock import Mock": "TID251",
    "from PySide6.QtWidgets import QMessageBox": "TID251",
    "print('received')": "T201",
    "try:\n    save()\nexcept Exception:\n    pass": "BLE001",
    "log.info(f'received {code}')": "G004",
    "desk._outbox": "SLF001",
    "open('receipt.pdf')": "PTH123",
}


@cache
def codes_seen(source: str, place: str) -> frozenset[str]:
    """The rules that ruff finds broken in a source, as if it stood at a place in the tree."""
    checked = subprocess.run(
        [sys.executable, "-m", "ruff", "check", "--no-cache", "--output-format", "json"]
        + ["--stdin-filename", place, "-"],
        cwd=ROOT,
        input=source,
        capture_output=True,
        text=True,
        check=False,
    )
    return frozenset(found["code"] for found in json.loads(checked.stdout))


@pytest.mark.parametrize(("source", "code"), PLANTED.items())
def test_a_planted_shortcut_is_seen(source: str, code: str) -> None:
    assert code in codes_seen(f"{source}\n", "desk_app/services/planted.py")


def test_the_clock_may_ask_the_machine() -> None:
    source = "from datetime import datetime\n\ndatetime.now()\n"
    assert "TID251" not in codes_seen(source, "desk_app/clock.py")
