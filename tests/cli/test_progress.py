"""The line that tells how far a command is: for people at a terminal only."""

from __future__ import annotations

import io

import pytest

from desk_app.cli.progress import ProgressLine


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_terminal_is_told_each_percent_once() -> None:
    terminal = Terminal()
    line = ProgressLine("Rows", terminal)
    for done in range(0, 1001, 2):
        line(done, 1000)
    assert terminal.getvalue().count("\r") == 101
    assert terminal.getvalue().endswith("\rRows 1000/1000")
    line.end()
    assert terminal.getvalue().endswith("\r\x1b[K")


@pytest.mark.parametrize("stream", [io.StringIO, Terminal])
def test_nothing_is_written_where_nobody_looks_or_nothing_was_told(stream: type) -> None:
    told = stream()
    line = ProgressLine("Rows", told)
    if stream is io.StringIO:
        line(1, 2)
    line.end()
    assert told.getvalue() == ""


def test_where_nobody_knows_how_many_come_they_are_counted() -> None:
    terminal, script = Terminal(), io.StringIO()
    for stream in (terminal, script):
        line = ProgressLine("Pages", stream)
        line.count(1)
        line.count(2, 5)
        line.end()
    assert terminal.getvalue() == "\rPages 1\rPages 2/5\r\x1b[K"
    assert script.getvalue() == ""


def test_nothing_to_do_is_all_done() -> None:
    terminal = Terminal()
    ProgressLine("Rows", terminal)(0, 0)
    assert terminal.getvalue() == "\rRows 0/0"
