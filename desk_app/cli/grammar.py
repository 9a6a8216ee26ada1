"""The grammar of the command line: which words, which options, which function."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

from desk_app import __version__
from desk_app.cli import (
    central_commands,
    desk_commands,
    numbers_commands,
    scan_commands,
    stick_commands,
)
from desk_app.cli.command import Command
from desk_app.cli.parser import Day, Parser
from desk_app.wording import DEFAULT_LANGUAGE, LANGUAGES, say

PAPERS = ("A5", "A4", "80mm")


def parser(language: str = DEFAULT_LANGUAGE) -> Parser:
    """The parser of ``desk-app``; what it says is in ``language``."""
    root = Parser(language=language, prog="desk-app", description=say("cli.about", language))
    _option(root, "profile", type=Path, metavar="DIR")
    _option(root, "json", action="store_true")
    _option(root, "lang", choices=LANGUAGES, default=DEFAULT_LANGUAGE)
    _option(root, "version", action="version", version=f"desk-app {__version__}")
    root.set_defaults(run=desk_commands.window)
    commands = root.add_subparsers(metavar="COMMAND")

    def add(name: str, run: Callable[[Command], int | None]) -> Parser:
        words = say(f"cli.command.{name}", language)
        found: Parser = commands.add_parser(name, help=words, description=words)
        found.set_defaults(run=run)
        return found

    _making(add)
    _dossiers(add)
    scan_commands.add_grammar(add)
    _desk(add)
    central_commands.add_grammar(add("central", desk_commands.window))
    return root


Add = Callable[[str, Callable[[Command], int | None]], Parser]


def _option(to: Parser, name: str, **how: Any) -> None:
    """``--name`` with its words, ``cli.option.<name>``."""
    to.add_argument(f"--{name}", help=say(f"cli.option.{name}", to.language), **how)


def _out(to: Parser, metavar: str, *, required: bool = False) -> None:
    words = say("cli.option.out_file", to.language)
    to.add_argument("-o", dest="out", type=Path, metavar=metavar, required=required, help=words)


def _making(add: Add) -> None:
    demo = add("demo", desk_commands.demo)
    _option(demo, "profile", type=Path, metavar="DIR", default=argparse.SUPPRESS)
    _option(demo, "dossiers", type=_Count(demo.language), default=0, metavar="N")
    trial = add("try", desk_commands.trial)
    _option(trial, "headless", action="store_true")
    _option(trial, "out", type=Path, default=Path("demo-out"), metavar="DIR")
    enrol = add("enrol", desk_commands.enrol)
    enrol.add_argument("url", metavar="URL")
    enrol.add_argument("code", metavar="CODE")
    _option(enrol, "training", action="store_true")
    enrol.add_argument(
        "--recovery-file",
        type=Path,
        metavar="FILE",
        help=say("cli.option.recovery", enrol.language),
    )
    words = say("cli.option.recovery_file", enrol.language)
    add("recover", desk_commands.recover).add_argument(
        "--recovery-file", type=Path, metavar="FILE", required=True, help=words
    )
    add("passphrase", desk_commands.passphrase).add_argument(
        "--recovery-file",
        type=Path,
        metavar="FILE",
        help=say("cli.option.recovery", enrol.language),
    )


def _dossiers(add: Add) -> None:
    receive = add("receive", desk_commands.receive)
    receive.add_argument("file", metavar="FILE.json")
    _option(receive, "pdf", type=Path, metavar="OUT")
    _option(receive, "officer", metavar="LOGIN")
    add("show", desk_commands.show).add_argument("code", metavar="CODE")
    amend = add("amend", desk_commands.amend)
    amend.add_argument("code", metavar="CODE")
    amend.add_argument("file", metavar="FILE.json", nargs="?")
    _option(amend, "set", metavar="FIELD=VALUE", action="append")
    _option(amend, "reason", metavar="TEXT", required=True)
    _option(amend, "officer", metavar="LOGIN")
    search = add("search", desk_commands.search)
    search.add_argument("text", metavar="TEXT")
    _option(search, "limit", type=_Count(search.language), default=50, metavar="N")
    receipt = add("receipt", desk_commands.receipt)
    receipt.add_argument("code", metavar="CODE")
    _out(receipt, "OUT.pdf", required=True)
    _option(receipt, "paper", choices=PAPERS, default="A5")
    _option(receipt, "reprint", metavar="REASON")
    _option(receipt, "officer", metavar="LOGIN")


def _desk(add: Add) -> None:
    add("sync", desk_commands.sync)
    proxy = add("proxy", desk_commands.proxy)
    proxy.add_argument("way", nargs="?", metavar="system|direct|URL")
    _option(proxy, "user", metavar="NAME")
    words = say("cli.option.password_file", proxy.language)
    proxy.add_argument("--password-file", type=Path, metavar="FILE", help=words)
    stick_commands.add_queue(add("queue", desk_commands.queue))
    numbers_commands.add_numbers(add("numbers", desk_commands.numbers))
    day = add("day", desk_commands.day)
    day.add_argument("date", nargs="?", type=Day(day.language), metavar="DATE")
    _out(day, "FILE.pdf|FILE.xlsx")
    shelf = add("catalogue", desk_commands.window)
    catalogue = shelf.add_subparsers(metavar="ACTION", required=True)
    for name, run, what in (
        ("import", desk_commands.catalogue_import, "FILE"),
        ("show", desk_commands.catalogue_show, "CODE"),
    ):
        words = say(f"cli.command.catalogue_{name}", shelf.language)
        action = catalogue.add_parser(name, help=words, description=words)
        action.set_defaults(run=run)
        action.add_argument("what", metavar=what)
    calendar = add("calendar", desk_commands.window).add_subparsers(metavar="ACTION", required=True)
    words = say("cli.command.calendar_import", shelf.language)
    action = calendar.add_parser("import", help=words, description=words)
    action.set_defaults(run=desk_commands.calendar_import)
    action.add_argument("what", metavar="FILE")


class _Count:
    """A whole number, not below 0."""

    def __init__(self, language: str) -> None:
        self._language = language

    def __call__(self, text: str) -> int:
        if not text.isdecimal():
            said = say("cli.not_a_count", self._language, text=text)
            raise argparse.ArgumentTypeError(said)
        return int(text)
