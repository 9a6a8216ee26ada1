"""The last catch: a bug is a sentence with a report id, never a traceback."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from desk_app import __main__ as program


@pytest.fixture(autouse=True)
def _own_umask() -> Iterator[None]:
    before = os.umask(0o022)
    os.umask(before)
    yield
    os.umask(before)


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(arguments: object) -> int:
        raise ZeroDivisionError("079187001234")

    monkeypatch.setattr(program, "run", fail)


@pytest.mark.usefixtures("broken")
def test_a_bug_is_told_by_its_report_id(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["desk-app", "--json", "--profile", str(tmp_path), "queue"])
    assert program.main() == 1
    error = json.loads(capsys.readouterr().out)["error"]
    report_id = error["next_step"].split()[-1].rstrip(".")
    log = (tmp_path / "logs" / "desk.log").read_text(encoding="utf-8")
    assert error["kind"] == "bug"
    assert report_id in log
    assert "ZeroDivisionError" in log
    assert "079187001234" not in log


@pytest.mark.usefixtures("broken")
def test_people_read_a_sentence_in_their_language(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    missing = tmp_path / "none"
    words = ["desk-app", "--lang", "en", "--profile", str(missing), "queue"]
    monkeypatch.setattr(sys, "argv", words)
    assert program.main() == 1
    caught = capsys.readouterr()
    assert caught.err.startswith("The program hit a fault.")
    assert "Traceback" not in caught.err
    assert not missing.exists()


def test_the_exit_code_of_a_command_is_passed_on(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr(sys, "argv", ["desk-app", "--profile", str(tmp_path / "none"), "queue"])
    assert program.main() == 3
    assert capsys.readouterr().err
