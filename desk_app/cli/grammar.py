"""The grammar of the command line: which words, which options, which function."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from datetime import date
from pathlib import Path

from desk_app import __version__
from desk_app.cli import central_commands, desk_commands
from desk_app.cli.command import Command
from desk_app.wording import LANGUAGES, say

PAPERS = ("A5", "A4", "80mm")


def parser() -> argparse.ArgumentParser:
    """The parser of ``desk-app``."""
    root = argparse.ArgumentParser(prog="desk-app", description=say("cli.about", "en"))
    root.add_argument("--profile", type=Path, metavar="DIR", help=say("cli.option.profile", "en"))
    root.add_argument("--json", action="store_true", help=say("cli.option.json", "en"))
    root.add_argument("--lang", choices=LANGUAGES, default=LANGUAGES[0])
    root.add_argument("--version", action="version", version=f"desk-app {__version__}")
    root.set_defaults(run=desk_commands.window)
    commands = root.add_subparsers(metavar="COMMAND")

    def add(name: str, run: Callable[[Command], int | None]) -> argparse.ArgumentParser:
        words = say(f"cli.command.{name}", "en")
        found = commands.add_parser(name, help=words, description=words)
        found.set_defaults(run=run)
        return found

    _making(add)
    _dossiers(add)
    _desk(add)
    central_commands.add_grammar(add("central", desk_commands.window))
    return root


Add = Callable[[str, Callable[[Command], int | None]], argparse.ArgumentParser]


def _making(add: Add) -> None:
    demo = add("demo", desk_commands.demo)
    demo.add_argument("--profile", type=Path, metavar="DIR", default=argparse.SUPPRESS)
    demo.add_argument("--dossiers", type=_count, default=0, metavar="N")
    trial = add("try", desk_commands.trial)
    trial.add_argument("--headless", action="store_true", help=say("cli.option.headless", "en"))
    trial.add_argument("--out", type=Path, default=Path("demo-out"), metavar="DIR")
    enrol = add("enrol", desk_commands.enrol)
    enrol.add_argument("url", metavar="URL")
    enrol.add_argument("code", metavar="CODE")
    enrol.add_argument("--training", action="store_true")
    enrol.add_argument(
        "--recovery-file", type=Path, metavar="FILE", help=say("cli.option.recovery", "en")
    )
    words = say("cli.option.recovery_file", "en")
    add("recover", desk_commands.recover).add_argument(
        "--recovery-file", type=Path, metavar="FILE", required=True, help=words
    )


def _dossiers(add: Add) -> None:
    receive = add("receive", desk_commands.receive)
    receive.add_argument("file", metavar="FILE.json")
    receive.add_argument("--pdf", type=Path, metavar="OUT")
    receive.add_argument("--officer", metavar="LOGIN", help=say("cli.option.officer", "en"))
    add("show", desk_commands.show).add_argument("code", metavar="CODE")
    search = add("search", desk_commands.search)
    search.add_argument("text", metavar="TEXT")
    search.add_argument("--limit", type=_count, default=50, metavar="N")
    receipt = add("receipt", desk_commands.receipt)
    receipt.add_argument("code", metavar="CODE")
    receipt.add_argument("-o", dest="out", type=Path, required=True, metavar="OUT.pdf")
    receipt.add_argument("--paper", choices=PAPERS, default="A5")
    receipt.add_argument("--reprint", metavar="REASON")
    receipt.add_argument("--officer", metavar="LOGIN", help=say("cli.option.officer", "en"))


def _desk(add: Add) -> None:
    add("sync", desk_commands.sync)
    add("queue", desk_commands.queue)
    add("numbers", desk_commands.numbers)
    day = add("day", desk_commands.day)
    day.add_argument("date", nargs="?", type=_date, metavar="DATE")
    day.add_argument("-o", dest="out", type=Path, metavar="FILE.pdf|FILE.xlsx")
    catalogue = add("catalogue", desk_commands.window).add_subparsers(
        metavar="ACTION", required=True
    )
    for name, run, what in (
        ("import", desk_commands.catalogue_import, "FILE"),
        ("show", desk_commands.catalogue_show, "CODE"),
    ):
        action = catalogue.add_parser(name, help=say(f"cli.command.catalogue_{name}", "en"))
        action.set_defaults(run=run)
        action.add_argument("what", metavar=what)
    calendar = add("calendar", desk_commands.window).add_subparsers(metavar="ACTION", required=True)
    action = calendar.add_parser("import", help=say("cli.command.calendar_import", "en"))
    action.set_defaults(run=desk_commands.calendar_import)
    action.add_argument("what", metavar="FILE")


def _count(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(say("cli.not_a_count", "en", text=text))
    return int(text)


def _date(text: str) -> date:
    """A day as scripts write it (2026-11-20) or as people do (20/11/2026)."""
    try:
        if "/" in text:
            day, month, year = (int(part) for part in text.split("/"))
            return date(year, month, day)
        return date.fromisoformat(text)
    except ValueError as fault:
        raise argparse.ArgumentTypeError(say("cli.not_a_date", "en", text=text)) from fault
