"""``desk-app central …`` as IT types it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from desk_app.cli import main
from desk_app.cli.numbers_commands import PASSWORD_VARIABLE


class Centre:
    """Runs central commands on one database."""

    def __init__(self, database: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self._database = database
        self._capsys = capsys

    def __call__(self, *words: str, exit_code: int = 0) -> Any:
        code = main(["--json", "central", *words, "--database", str(self._database)])
        said = self._capsys.readouterr().out
        assert code == exit_code, said
        return json.loads(said)


@pytest.fixture
def centre(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Centre:
    return Centre(tmp_path / "centre.db", capsys)


def test_a_training_centre_has_a_province(centre: Centre) -> None:
    made = centre("init", "--training")
    assert made["training"] is True
    assert made["sample"]["password"]
    code = centre("enrol-code", "--unit", made["sample"]["unit"], "--counter", "Quầy 01")
    assert set(code) == {"code", "unit", "counter", "expires_at"}
    assert len(centre("units")) >= 8
    assert centre("desks") == []
    assert centre("dossiers")["total"] == 0
    assert centre("officers")[0]["login"]
    assert centre("show", "H99-1", exit_code=3)["error"]["kind"] == "refused"


def test_a_put_back_is_noted(centre: Centre) -> None:
    centre("init", "--training")
    said = centre("put-back", "--times", "2")
    assert (said["put_backs"], said["days"]) == (2, 61)
    assert said["units"] == len(centre("units"))


def test_a_real_centre_is_filled_by_hand(
    centre: Centre, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    centre("init", "--name", "Tỉnh Thật", "--public-url", "https://tra-cuu.example")
    centre("unit", "add", "H10", "UBND tỉnh", "--level", "province")
    unit = ("unit", "add", "H10.01", "Trung tâm", "--level", "commune_centre", "--parent", "H10")
    assert centre(*unit)["code"] == "H10.01"
    officer = ("officer", "add", "an", "Nguyễn Thị An", "--unit", "H10.01")
    monkeypatch.delenv(PASSWORD_VARIABLE, raising=False)
    assert centre(*officer, exit_code=3)["error"]["key"] == "cli.needs_password"
    monkeypatch.setenv(PASSWORD_VARIABLE, "một câu dài để nhớ")
    said = centre(*officer)
    assert said["login"] == "an"
    assert "argon2" not in json.dumps(said)
    resources = Path(__file__).parents[2] / "resources" / "procedures" / "chung-thuc.json"
    assert centre("catalogue", "publish", str(resources))["published"] > 0
    assert centre("catalogue", "publish", str(resources))["published"] == 0
    error = centre("desk", "revoke", "01a1f6ae-9900-7000-8000-000000000009", exit_code=3)["error"]
    assert error["kind"] == "refused"
    error = centre("catalogue", "publish", str(tmp_path / "none.json"), exit_code=3)["error"]
    assert error["title"]


def test_a_centre_that_was_never_made_says_so(centre: Centre) -> None:
    assert centre("units", exit_code=3)["error"]["next_step"]


@pytest.mark.parametrize("words", [["central"], ["catalogue"], ["calendar"], ["central", "unit"]])
def test_a_word_too_few_is_wrong_usage(words: list[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(words)
    assert caught.value.code == 2


def test_a_dossier_is_only_where_dossiers_can_be(centre: Centre) -> None:
    centre("init", "--training")
    error = centre("progress", "H99-1", "nonsense", exit_code=3)["error"]
    assert error["key"] == "central.state_unknown"
    assert "processing" in error["meaning"]
