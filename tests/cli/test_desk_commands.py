"""The commands as people and scripts call them: answers, files, exit codes."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from desk_app import app
from desk_app.cli import main
from desk_app.config.profile import open_profile
from desk_app.config.vault import wrap_for_recovery
from tests.builders.desks import a_dossier_said, a_training_profile

Run = Any


class Shell:
    """Runs commands in this process on one training profile."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self._capsys = capsys

    def __call__(self, *words: str, json_wanted: bool = True) -> tuple[int, str]:
        head = ["--profile", str(self.folder)] + (["--json"] if json_wanted else [])
        code = main([*head, *words])
        caught = self._capsys.readouterr()
        return code, caught.out if json_wanted or code == 0 else caught.out + caught.err

    def answer(self, *words: str) -> Any:
        """The JSON answer of a command that must succeed."""
        code, said = self(*words)
        assert code == 0, said
        return json.loads(said)

    def error(self, *words: str, exit_code: int = 3) -> dict[str, Any]:
        """The error of a command that must fail with ``exit_code``."""
        code, said = self(*words)
        assert code == exit_code, said
        error = json.loads(said)["error"]
        assert {"kind", "title", "meaning", "next_step", "fields"} <= set(error)
        return dict(error)


@pytest.fixture
def shell(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(a_training_profile(tmp_path), capsys)


def _file(tmp_path: Path, said: object) -> str:
    path = tmp_path / "dossier.json"
    path.write_text(json.dumps(said), encoding="utf-8")
    return str(path)


def test_receive_answers_as_promised(shell: Shell, tmp_path: Path) -> None:
    pdf = tmp_path / "receipt.pdf"
    answer = shell.answer("receive", _file(tmp_path, a_dossier_said()), "--pdf", str(pdf))
    assert set(answer) == {
        "code",
        "id",
        "received_at",
        "promised_at",
        "promise_explained",
        "fee_vnd",
        "fee_explained",
        "warnings",
        "sync",
    }
    assert answer["sync"] == "waiting"
    assert pdf.read_bytes().startswith(b"%PDF")
    again = tmp_path / "again.pdf"
    shell.answer("receipt", answer["code"], "-o", str(again))
    assert again.read_bytes() == pdf.read_bytes()


def test_receive_reads_standard_input(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    source = io.TextIOWrapper(io.BytesIO(json.dumps(a_dossier_said()).encode()))
    monkeypatch.setattr(sys, "stdin", source)
    assert shell.answer("receive", "-")["code"].endswith("-0001")


def test_a_list_is_received_one_by_one(shell: Shell, tmp_path: Path) -> None:
    said = [a_dossier_said(), a_dossier_said(procedure="nope"), a_dossier_said(), 7]
    code, out = shell("receive", _file(tmp_path, said))
    lines = [json.loads(line) for line in out.splitlines()]
    assert code == 3
    assert [line.get("code", "")[-4:] for line in lines] == ["0001", "", "0002", ""]
    assert lines[1]["error"]["fields"]["procedure"]
    assert shell.answer("search", "phuong uyen")["total"] == 2


def test_a_refusal_names_the_field_and_changes_nothing(shell: Shell, tmp_path: Path) -> None:
    error = shell.error("receive", _file(tmp_path, a_dossier_said(sets=-1)))
    assert error["kind"] == "refused"
    assert "sets" in error["fields"]
    assert shell.answer("search", "uyen")["total"] == 0
    assert shell.answer("queue")["waiting"] == 0


def test_people_read_sentences(shell: Shell, tmp_path: Path) -> None:
    code, said = shell("receive", _file(tmp_path, a_dossier_said()), json_wanted=False)
    assert code == 0
    assert "Đã tiếp nhận H99.21.01-261120-0001" in said
    code, said = shell("show", "H99.21.01-261120-0001", json_wanted=False)
    assert "Trạng thái: Đã tiếp nhận" in said
    assert "đã nộp" in said
    code, said = shell("search", "uyen", json_wanted=False)
    assert "Đăng ký khai sinh" in said
    code, said = shell("show", "H99.21.01-261120-0009", json_wanted=False)
    assert code == 3
    assert "H99.21.01-261120-0009" in said


def test_show_search_queue_numbers(shell: Shell, tmp_path: Path) -> None:
    code = shell.answer("receive", _file(tmp_path, a_dossier_said()))["code"]
    shown = shell.answer("show", code)
    assert shown["code"] == code
    assert {"procedure", "state", "applicant", "promised_at", "papers", "timeline", "sync"} <= set(
        shown
    )
    assert shown["papers"][0]["pages"] == []
    for text in ("nguyen thi", "phuong uyen", code, code[-4:], "079187001234", "0912345678"):
        assert [d["code"] for d in shell.answer("search", text)["dossiers"]] == [code], text
    queue = shell.answer("queue")
    assert (queue["waiting"], queue["refused"], queue["held"]) == (1, 0, 0)
    assert queue["entries"]
    (block,) = [b for b in shell.answer("numbers")["blocks"] if b["day"] == "2026-11-20"]
    assert (block["first"], block["last"], block["next"], block["left"]) == (1, 9999, 2, 9998)


def test_amend_corrects_by_option_and_by_file(shell: Shell, tmp_path: Path) -> None:
    code = shell.answer("receive", _file(tmp_path, a_dossier_said()))["code"]
    said = ("--reason", "sai số")
    done = shell.answer("amend", code, "--set", "applicant.phone=0987654321", *said)
    assert (done["amended"], done["decided"]) == (["applicant.phone"], [])
    file = tmp_path / "fields.json"
    file.write_text(json.dumps({"note": "gọi trước", "applicant.address": None}))
    assert sorted(shell.answer("amend", code, str(file), *said)["amended"]) == [
        "applicant.address",
        "note",
    ]
    shown = {one["field"]: one for one in shell.answer("show", code)["amended"]}
    assert shown["applicant.phone"]["value"] == "0987654321"
    assert shown["applicant.phone"]["printed"] == "0912345678"
    assert "0987654321" in shell("show", code, json_wanted=False)[1]
    assert code in shell("amend", code, "--set", "note=", *said, json_wanted=False)[1]


@pytest.mark.parametrize(
    ("words", "written"),
    [
        (["--set", "note"], ""),
        ([], ""),
        (["FILE"], "[1]"),
        (["FILE"], '{"note": 1}'),
        (["FILE"], "not json"),
        (["--set", "shoe.size=44"], ""),
    ],
)
def test_amend_refuses_what_it_cannot_read(
    shell: Shell, tmp_path: Path, words: list[str], written: str
) -> None:
    code = shell.answer("receive", _file(tmp_path, a_dossier_said()))["code"]
    file = tmp_path / "fields.json"
    file.write_text(written)
    given = [str(file) if word == "FILE" else word for word in words]
    assert shell.error("amend", code, *given, "--reason", "sai")["kind"] == "refused"
    assert shell.answer("show", code)["amended"] == []


def test_a_reprint_is_marked_and_counted(shell: Shell, tmp_path: Path) -> None:
    code = shell.answer("receive", _file(tmp_path, a_dossier_said()))["code"]
    first, second = tmp_path / "1.pdf", tmp_path / "2.pdf"
    assert shell.answer("receipt", code, "-o", str(first))["reprint"] == 0
    assert shell.answer("receipt", code, "-o", str(second), "--reprint", "mất")["reprint"] == 1
    assert shell.answer("receipt", code, "-o", str(second), "--reprint", "mất")["reprint"] == 2
    assert first.read_bytes() != second.read_bytes()
    assert shell.answer("queue")["waiting"] == 3
    error = shell.error("receipt", code, "-o", str(second), "--reprint", " ")
    assert error["kind"] == "refused"


def test_the_day_as_figures_and_register(shell: Shell, tmp_path: Path) -> None:
    shell.answer("receive", _file(tmp_path, a_dossier_said()))
    for name, start in (("day.pdf", b"%PDF"), ("day.xlsx", b"PK")):
        shell.answer("day", "2026-11-20", "-o", str(tmp_path / name))
        assert (tmp_path / name).read_bytes().startswith(start)
    assert shell.error("day", "2026-11-20", "-o", str(tmp_path / "day.doc"))["kind"] == "refused"
    assert shell.answer("day", "20/11/2026")["day"] == "2026-11-20"
    with pytest.raises(SystemExit) as caught:
        shell("day", "31/02/2026")
    assert caught.value.code == 2


def test_catalogue_and_calendar(shell: Shell, tmp_path: Path) -> None:
    shown = shell.answer("catalogue", "show", "2.000815")
    assert shown["papers"][0]["number"] == 1
    report = shell.answer("catalogue", "import", _file(tmp_path, [{"junk": 1}]))
    assert report["taken"] == 0
    assert {line["where"] for line in report["skipped"]} == {"#1"}
    assert shell.error("catalogue", "show", "0.000000")["kind"] == "refused"
    assert shell.error("calendar", "import", str(tmp_path / "none"))["kind"] == "refused"


def test_faults_of_the_environment_are_exit_code_four(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shell = Shell(tmp_path / "nowhere", capsys)
    assert shell.error("queue")["kind"] == "refused"
    blocked = Shell(a_training_profile(tmp_path), capsys)
    (blocked.folder / "training.key").write_text("00" * 32)
    assert blocked.error("queue", exit_code=4)["kind"] == "environment"


def test_a_second_command_is_refused_while_the_first_runs(shell: Shell) -> None:
    from desk_app import app

    with app.running(shell.folder):
        error = shell.error("queue", exit_code=4)
    assert error["kind"] == "environment"


@pytest.mark.parametrize(
    "words", [["nonsense"], ["receive"], ["receipt", "X"], ["search", "x", "--limit", "-1"]]
)
def test_wrong_usage_is_exit_code_two(shell: Shell, words: list[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        shell(*words)
    assert caught.value.code == 2


def test_as_a_program(tmp_path: Path) -> None:
    """In a process of its own, with standard output cut off in the middle."""
    folder = a_training_profile(tmp_path)
    run = [sys.executable, "-m", "desk_app", "--profile", str(folder), "--json"]
    here = Path(__file__).parents[2]
    done = subprocess.run(
        [*run, "receive", "-"],
        input=json.dumps([a_dossier_said()] * 3).encode(),
        capture_output=True,
        cwd=here,
        check=False,
        env={**os.environ, "PYTHONPATH": str(here)},
    )
    assert done.returncode == 0, done.stderr
    assert len(done.stdout.splitlines()) == 3
    assert done.stderr == b""


def _program(folder: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    here = Path(__file__).parents[2]
    return subprocess.run(
        [sys.executable, "-m", "desk_app", "--profile", str(folder), *words],
        input=json.dumps(a_dossier_said()).encode(),
        capture_output=True,
        cwd=here,
        check=False,
        env={**os.environ, "PYTHONPATH": str(here), **environment},
    )


@pytest.mark.parametrize("encoding", ["cp1252", "ascii"])
def test_no_console_turns_a_received_dossier_into_an_error(tmp_path: Path, encoding: str) -> None:
    folder = a_training_profile(tmp_path)
    for words in (["--json", "receive", "-"], ["receive", "-"]):
        done = _program(folder, *words, PYTHONIOENCODING=encoding)
        assert (done.returncode, done.stderr) == (0, b"")
    assert json.loads(_program(folder, "--json", "queue").stdout)["waiting"] == 2


def test_what_is_written_is_for_its_owner_only(tmp_path: Path) -> None:
    folder = tmp_path / "desk"
    assert _program(folder, "demo").returncode == 0
    if os.name == "posix":
        assert {oct(path.stat().st_mode & 0o077) for path in [folder, *folder.iterdir()]} == {"0o0"}


def test_a_paper_that_cannot_be_written_is_told_before_or_with_the_dossier(
    shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = _file(tmp_path, a_dossier_said())
    error = shell.error("receive", file, "--pdf", str(tmp_path / "no" / "x.pdf"), exit_code=4)
    assert error["kind"] == "environment"
    assert shell.answer("queue")["waiting"] == 0

    def full(path: Path, data: bytes) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("desk_app.cli.command.write_durably", full)
    code, said = shell("receive", file, "--pdf", str(tmp_path / "x.pdf"))
    answer = json.loads(said)
    assert code == 4
    assert answer["code"].endswith("-0001")
    assert "Không ghi được tệp" in answer["warnings"][-1]


def test_a_desk_without_its_database_never_looks_empty(shell: Shell) -> None:
    for name in ("desk.db", "desk.db-wal", "desk.db-shm"):
        (shell.folder / name).unlink(missing_ok=True)
    assert shell.error("search", "uyen", exit_code=4)["key"] == "store.missing"
    assert not (shell.folder / "desk.db").exists()
    (shell.folder / "desk.db").touch()
    assert shell.error("queue", exit_code=4)["key"] == "store.missing"


def test_a_demo_never_touches_a_profile(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shell = Shell(tmp_path / "fresh", capsys)
    made = shell.answer("demo", "--dossiers", "30")
    assert made["dossiers"] == 30
    assert made["procedures"] >= 67
    assert shell.answer("search", "nguyen")["total"] > 0
    assert shell.answer("queue")["waiting"] == 0
    assert shell.error("demo")["kind"] == "refused"
    assert shell.answer("search", "nguyen")["total"] > 0


def test_a_training_desk_needs_no_new_passphrase(shell: Shell) -> None:
    assert shell.error("passphrase")["key"] == "vault.training_needs_none"


def test_a_lost_key_comes_back_with_the_recovery_passphrase(shell: Shell, tmp_path: Path) -> None:
    profile = open_profile(shell.folder)
    key = bytes.fromhex(profile.training_key.read_text(encoding="ascii"))
    wrap_for_recovery(profile.recovery, key, "bốn con ngựa nâu")
    profile.training_key.unlink()
    assert shell.error("numbers", exit_code=4)["key"] == "vault.no_key"

    said = tmp_path / "passphrase"
    said.write_text("ba con ngựa nâu\n", encoding="utf-8")
    assert shell.error("recover", "--recovery-file", str(said))["key"] == "vault.wrong_passphrase"
    assert shell.error("numbers", exit_code=4)["key"] == "vault.no_key"

    said.write_text("bốn con ngựa nâu\n", encoding="utf-8")
    assert shell.answer("recover", "--recovery-file", str(said))["recovered"] is True
    assert shell.answer("numbers")["blocks"]


def test_the_way_out_is_set_and_told_without_the_password(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = a_training_profile(tmp_path)
    secret = tmp_path / "secret"
    secret.write_text("bi-mat-99\n", encoding="utf-8")
    words = ["proxy", "http://proxy.example:3128", "--user", "quay01"]
    assert main(["--profile", str(folder), *words, "--password-file", str(secret)]) == 0
    assert main(["--profile", str(folder), "--json", "proxy"]) == 0
    said = capsys.readouterr()
    assert "quay01" in said.out
    assert "bi-mat-99" not in said.out + said.err
    with app.running(folder) as desk:
        assert desk.proxy.way().login == ("quay01", "bi-mat-99")
