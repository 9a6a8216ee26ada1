"""The numbers of a desk on the command line: ``desk-app numbers …`` and ``central voids``."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable
from datetime import date
from getpass import getpass
from importlib import import_module
from pathlib import Path
from typing import Any

from desk_app import app
from desk_app.cli.command import Command
from desk_app.cli.parser import Parser
from desk_app.errors import Refusal
from desk_app.wording import say

PASSWORD_VARIABLE = "DESK_APP_OFFICER_PASSWORD"


def add_numbers(numbers: Parser) -> None:
    """Adds the words after ``numbers``; without one it shows what is left."""
    actions = numbers.add_subparsers(metavar="ACTION")

    def add(name: str, run: Callable[[Command], None]) -> Parser:
        words = say(f"numbers_cli.command.{name}", numbers.language)
        action: Parser = actions.add_parser(name, help=words, description=words)
        action.set_defaults(run=run)
        return action

    opening = add("open", open_emergency)
    _option(opening, "supervisor", required=True, metavar="LOGIN")
    _option(opening, "reason", required=True, metavar="TEXT")
    giving = add("give", give)
    _option(giving, "to", required=True, metavar="COUNTER")
    _option(giving, "count", required=True, type=int, metavar="N")
    words = say("cli.option.out_file", numbers.language)
    giving.add_argument("-o", dest="out", type=Path, metavar="FILE", required=True, help=words)
    _option(giving, "officer", metavar="LOGIN")
    taking = add("take", take)
    taking.add_argument("file", metavar="FILE")
    _option(taking, "officer", metavar="LOGIN")
    add("moved", moved)


def add_voids(voids: Parser) -> None:
    """The options of ``central voids``."""
    _option(voids, "unit", metavar="CODE")
    _option(voids, "day", type=_day, metavar="YYYY-MM-DD")
    _option(voids, "older-than", type=int, default=3, metavar="DAYS")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as fault:
        raise argparse.ArgumentTypeError(text) from fault


def _option(to: Parser, name: str, **how: Any) -> None:
    words = say(f"numbers_cli.option.{name.replace('-', '_')}", to.language)
    to.add_argument(f"--{name}", help=words, **how)


def asked_password(command: Command) -> str:
    """A password from the environment, or asked for at a terminal; never from the line itself,
    which others can see.

    Raises:
        Refusal: there is neither.
    """
    password = os.environ.get(PASSWORD_VARIABLE)
    if password is None and sys.stdin.isatty():
        password = getpass(say("cli.ask_password", command.language))
    if not password:
        raise Refusal("cli.needs_password", variable=PASSWORD_VARIABLE)
    return password


def open_emergency(command: Command) -> None:
    """A supervisor opens today's emergency block."""
    password = asked_password(command)
    with app.running(command.folder) as desk:
        block = desk.emergency_numbers.open(command.supervisor, password, command.reason)
    command.show(
        {
            "unit": block.unit,
            "day": block.day.isoformat(),
            "first": block.first,
            "last": block.last,
            "left": block.left,
        },
        "numbers_opened",
    )


def give(command: Command) -> None:
    """Numbers of today for a neighbour, as a signed file. If the file cannot be written the
    numbers are gone from here all the same; ``numbers moved`` has the document."""
    out: Path = command.out
    command.can_write(out)
    with app.running(command.folder) as desk:
        officer = desk.officer(command.officer)
        handed = desk.hand_overs.give(command.to, command.count, officer)
        command.write(out, f"{handed.document}\n".encode())
    command.show(handed.as_json() | {"file": str(out)}, "numbers_given")


def take(command: Command) -> None:
    """Numbers a neighbour gave to this desk."""
    said = command.read(command.file).decode("ascii", "replace")
    with app.running(command.folder) as desk:
        handed = desk.hand_overs.take(said, desk.officer(command.officer))
    command.show(handed.as_json(), "numbers_taken")


def moved(command: Command) -> None:
    """What was given and taken for today and later days, with the documents."""
    with app.running(command.folder) as desk:
        past = [one.as_json() | {"document": one.document} for one in desk.hand_overs.past()]
    command.show({"moved": past}, "numbers_moved")


def voids(command: Command) -> None:
    """The register of void numbers, and the desks whose days are not closed."""
    # The centre's libraries take longer to load than most commands of the desk to run.
    centre = import_module("desk_app.central.commands")
    found = centre.voids(
        command.database, unit=command.unit, day=command.day, older_than=command.older_than
    )
    command.show(found, "central_voids")
