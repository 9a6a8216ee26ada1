"""A counter without any line: numbers come on a stick, dossiers go on one, answers come back."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from desk_app import app
from desk_app.central import commands, enrolment
from desk_app.central.engine import open_centre
from desk_app.central.queue_reports import ImportReport
from desk_app.cli import main
from desk_app.cli.stick_lines import imported_lines
from desk_app.clock import SystemClock
from desk_app.services.enrolment import Asking, take_place
from desk_app.sync.protocol import EnrolRequest, credential_hash
from tests.builders.desks import a_dossier_said, a_training_profile

CREDENTIAL = "c" * 43


class Shell:
    """Runs commands on one profile and one centre."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.desk_folder = a_training_profile(folder)
        self.database = folder / "centre" / "centre.db"
        self._capsys = capsys

    def __call__(self, *words: str, exit_code: int = 0, lines: bool = False) -> Any:
        head = ["--profile", str(self.desk_folder), *([] if lines else ["--json"])]
        code = main([*head, *words])
        caught = self._capsys.readouterr()
        assert code == exit_code, caught
        if lines:
            return caught.out
        found = [json.loads(line) for line in caught.out.splitlines()]
        return found if words[:2] == ("central", "import") else found[0]

    def central(self, *words: str, exit_code: int = 0, lines: bool = False) -> Any:
        said = ("central", "import", *words, "--database", str(self.database))
        return self(*said, exit_code=exit_code, lines=lines)


@pytest.fixture
def shell(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Shell:
    """The desk has a place at the centre, and never had anything else of it."""
    shell = Shell(tmp_path, capsys)
    made = commands.init(str(shell.database), training=True)
    sample, clock = made["sample"], SystemClock()
    store = open_centre(str(shell.database))
    try:
        code = enrolment.make_code(store, clock, sample["unit"], sample["counters"][0]).code
        request = EnrolRequest(
            code=code,
            desk_id=clock.new_id(),
            app_version="0.1.0",
            credential_sha256=credential_hash(CREDENTIAL),
            training=True,
        )
        answer = enrolment.enrol(store, clock, request)
    finally:
        store.close()
    with app.running(shell.desk_folder) as desk:
        asking = Asking("https://centre.example", "", answer.desk_id, CREDENTIAL, None)
        take_place(desk.store, clock, answer, asking)
    return shell


def test_a_day_without_a_line(shell: Shell, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    first = shell("queue", "export", str(stick))
    assert (first["entries"], first["files"]) == (0, 0)
    [taken] = shell.central(first["file"])
    assert shell("queue", "import", taken["answer"])["blocks"] > 30

    now = SystemClock().now().isoformat(timespec="seconds")
    dossier = tmp_path / "dossier.json"
    dossier.write_text(json.dumps(a_dossier_said(received_at=now)), encoding="utf-8")
    code = shell("receive", str(dossier))["code"]
    path = stick / "a.desk-queue"
    assert shell("queue", "export", str(path))["entries"] >= 1
    assert shell("queue")["waiting"] >= 1  # it waits until the answer is there
    out = tmp_path / "answers"
    out.mkdir()
    [taken] = shell.central(str(path), "-o", str(out))
    assert (taken["accepted"], taken["refused"], taken["error"]) == (1, [], None)
    answer = shell("queue", "import", str(out / "a.desk-answer"))
    assert (answer["accepted"], answer["again"]) == (1, False)
    assert shell("queue")["waiting"] == 0
    found = shell("central", "show", code, "--database", str(shell.database))
    assert found["code"] == code
    again = shell("queue", "import", str(out / "a.desk-answer"))
    assert (again["accepted"], again["again"]) == (0, True)


def test_people_are_told_in_lines(shell: Shell, tmp_path: Path) -> None:
    path = tmp_path / "a.desk-queue"
    said = shell("queue", "export", str(path), lines=True)
    assert "Đã ghi 0 mục" in said
    assert "vẫn chờ ở quầy" in said
    said = shell.central(str(path), lines=True)
    assert "Nhận 0, đã có 0, trả lại 0" in said
    assert str(tmp_path / "a.desk-answer") in said
    assert "dải số" in shell("queue", "import", str(tmp_path / "a.desk-answer"), lines=True)
    assert "đã nhận trước đó" in shell(
        "queue", "import", str(tmp_path / "a.desk-answer"), lines=True
    )


def test_one_bad_file_stops_no_other_and_is_the_exit_code(shell: Shell, tmp_path: Path) -> None:
    good, bad = tmp_path / "b.desk-queue", tmp_path / "a.desk-queue"
    shell("queue", "export", str(good))
    bad.write_bytes(b"nothing of ours")
    reports = shell.central(str(bad), str(good), exit_code=3)
    assert [report["error"] is None for report in reports] == [False, True]
    assert reports[0]["error"]["key"] == "queue_file.foreign"
    said = shell.central(str(bad), lines=True, exit_code=3)
    assert "không phải tệp hộp gửi" in said


def test_what_was_set_aside_is_told_with_who_made_it_where_and_when(
    shell: Shell, tmp_path: Path
) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    [taken] = shell.central(shell("queue", "export", str(stick))["file"])
    shell("queue", "import", taken["answer"])
    database = ("--database", str(shell.database))
    [desk] = shell("central", "desks", *database)
    shell("central", "desk", "revoke", desk["id"], *database)
    now = SystemClock().now() + timedelta(minutes=1)
    said = a_dossier_said(received_at=now.isoformat(timespec="seconds"))
    dossier, path = tmp_path / "dossier.json", stick / "a.desk-queue"
    dossier.write_text(json.dumps(said), encoding="utf-8")
    code = shell("receive", str(dossier))["code"]
    shell("queue", "export", str(path))
    [taken] = shell.central(str(path))
    [one] = taken["set_aside"]
    assert (one["code"], one["counter"]) == (code, desk["counter"])
    lines = shell.central(str(path), lines=True)
    at = datetime.fromisoformat(one["created_at"])
    assert f"{desk['counter']}, cán bộ {one['officer']}, lúc {at:%H:%M %d/%m/%Y}" in lines
    assert said["applicant"]["full_name"] not in lines
    assert said["applicant"]["id_number"] not in lines


def test_an_entry_that_nobody_made_is_told_with_its_counter() -> None:
    one = {"code": "", "entry": "e-1", "kind": "numbers.closed", "reason_text": "Vì sao"}
    one |= {"counter": "Quầy 01", "officer": None, "created_at": "2026-11-20T09:30:00+07:00"}
    answer = ImportReport(Path("a.desk-queue")).as_json("vi") | {"refused": [one]}
    told = list(imported_lines(answer, "vi"))
    assert told[1:3] == ["  ! e-1  numbers.closed  Vì sao", "    Quầy 01, lúc 09:30 20/11/2026"]


def test_a_desk_without_a_centre_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = a_training_profile(tmp_path)
    path = str(tmp_path / "a.desk-queue")
    for words in (("export", path), ("import", path)):
        assert main(["--profile", str(folder), "--json", "queue", *words]) == 3
        assert "not_enrolled" in capsys.readouterr().out
    assert main(["--profile", str(folder), "--json", "queue"]) == 0
    capsys.readouterr()
