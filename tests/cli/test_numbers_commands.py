"""``desk-app numbers …`` and ``desk-app central voids``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from desk_app.cli import main
from desk_app.cli.numbers_commands import PASSWORD_VARIABLE
from tests.builders.desks import a_training_profile


@pytest.fixture
def said(capsys: pytest.CaptureFixture[str]) -> Any:
    """Runs a command with ``--json``; the exit code and the answer."""

    def run(*words: str) -> tuple[int, Any]:
        code = main(["--json", *words])
        out = capsys.readouterr().out.strip()
        return code, json.loads(out) if out else None

    return run


def test_a_desk_that_stands_alone_says_so(said: Any, tmp_path: Path) -> None:
    profile = ["--profile", str(a_training_profile(tmp_path))]
    out = tmp_path / "to-02.numbers"
    code, answer = said(
        *profile, "numbers", "give", "--to", "Quầy 02", "--count", "5", "-o", str(out)
    )
    assert (code, answer["error"]["key"]) == (3, "numbers.stands_alone")
    assert not out.exists()
    out.write_text("nothing")
    assert said(*profile, "numbers", "take", str(out))[1]["error"]["key"] == "numbers.stands_alone"
    assert said(*profile, "numbers", "moved") == (0, {"moved": []})


def test_the_password_comes_from_the_environment(
    said: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    profile = ["--profile", str(a_training_profile(tmp_path))]
    line = [*profile, "numbers", "open", "--supervisor", "nobody", "--reason", "mất mạng"]
    monkeypatch.delenv(PASSWORD_VARIABLE, raising=False)
    assert said(*line)[1]["error"]["key"] == "cli.needs_password"
    monkeypatch.setenv(PASSWORD_VARIABLE, "wrong")
    assert said(*line)[1]["error"]["key"] == "numbers.supervisor_wrong"


def test_voids_of_an_empty_centre(said: Any, tmp_path: Path) -> None:
    database = ["--database", str(tmp_path / "centre.db")]
    assert said("central", "init", "--name", "Tỉnh", *database)[0] == 0
    day = ["--unit", "H10", "--day", "2026-11-20", "--older-than", "3"]
    assert said("central", "voids", *day, *database) == (0, {"void": [], "open": []})
