"""Reading and writing for commands: whole files, faults as sentences."""

from __future__ import annotations

import argparse
from pathlib import Path

import pytest

from desk_app.cli.command import Command
from desk_app.config.profile import default_folder
from desk_app.errors import EnvironmentFault, Refusal


def _command(**changes: object) -> Command:
    said = {"profile": None, "lang": "vi", "json": False, "out": "x", **changes}
    return Command(argparse.Namespace(**said))


def test_the_usual_folder_is_the_platforms() -> None:
    assert _command().folder == default_folder()
    assert _command(profile=Path("p")).folder == Path("p")
    assert _command().out == "x"


def test_faults_of_files_are_sentences(tmp_path: Path) -> None:
    with pytest.raises(Refusal):
        _command().read(str(tmp_path / "none"))
    with pytest.raises(EnvironmentFault):
        _command().write(tmp_path / "none" / "x", b"1")
    _command().write(tmp_path / "x", b"1")
    assert _command().read(str(tmp_path / "x")) == b"1"


def test_links_and_pipes_are_written_through(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    target, link = tmp_path / "target", tmp_path / "link"
    target.write_bytes(b"old")
    link.symlink_to(target)
    _command().write(link, b"new")
    assert link.is_symlink()
    assert target.read_bytes() == b"new"
    _command().write(Path("/dev/null"), b"gone")
    assert not Path("/dev/null").is_file()
    _command().write(Path("-"), b"%PDF")
    assert capfdbinary.readouterr().out == b"%PDF"


def test_what_never_ends_is_not_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("desk_app.cli.command.MOST_BYTES", 10)
    (tmp_path / "x").write_bytes(b"x" * 11)
    with pytest.raises(Refusal) as caught:
        _command().read(str(tmp_path / "x"))
    assert caught.value.key == "cli.too_large"
    monkeypatch.setattr("sys.stdin", None)
    with pytest.raises(Refusal) as caught:
        _command().read("-")
    assert caught.value.key == "cli.no_input"


def test_errors_go_where_they_are_read(capsys: pytest.CaptureFixture[str]) -> None:
    _command().show_error(Refusal("cli.needs_password", variable="X"))
    assert capsys.readouterr().err.splitlines()[0] == "Chưa có mật khẩu cho cán bộ"
    _command(json=True, lang="en").show_error(Refusal("cli.needs_password", variable="X"))
    caught = capsys.readouterr()
    assert '"kind": "refused"' in caught.out
    assert caught.err == ""
