"""``desk-app central …``: the reference centre and its administration."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any

from desk_app.cli import numbers_commands, stick_commands
from desk_app.cli.command import Command
from desk_app.cli.parser import Parser
from desk_app.wording import say

LEVELS = (
    "province",
    "district",
    "commune",
    "province_centre",
    "province_branch",
    "commune_centre",
    "reception_point",
)
Run = Callable[[Command], int | None]


def _centre() -> Any:
    # The centre's libraries take longer to load than most commands of the desk to run.
    return import_module("desk_app.central.commands")


def add_grammar(root: Parser) -> None:
    """Adds the words after ``central``."""
    commands = root.add_subparsers(metavar="COMMAND", required=True)

    def add(to: Any, name: str, run: Run, key: str = "") -> Parser:
        words = say(f"cli.central.{key or name.replace('-', '_')}", root.language)
        found: Parser = to.add_parser(name, help=words, description=words)
        found.set_defaults(run=run)
        _option(found, "database", metavar="URL")
        return found

    init = add(commands, "init", _init)
    _option(init, "training", action="store_true")
    _option(init, "name")
    _option(init, "public-url", metavar="URL")
    serve = add(commands, "serve", _serve)
    _option(serve, "files", metavar="DIR|URL")
    _option(serve, "listen", metavar="HOST:PORT")
    _option(serve, "processes", type=int, metavar="N")
    _option(serve, "metrics", metavar="HOST:PORT")
    _option(serve, "until-stdin-closes", action="store_true")
    code = add(commands, "enrol-code", _enrol_code)
    _option(code, "unit", required=True, metavar="CODE")
    _option(code, "counter", required=True, metavar="NAME")
    for name in ("units", "officers", "desks"):
        add(commands, name, _list(name))
    stick_commands.add_central(add(commands, "import", stick_commands.central_import))
    _option(add(commands, "dossiers", _dossiers), "limit", type=int, default=50)
    add(commands, "show", _show).add_argument("code", metavar="CODE")
    step = add(commands, "progress", _progress)
    step.add_argument("code", metavar="CODE")
    step.add_argument("state", metavar="STATE")
    _option(step, "by")
    _option(step, "note")
    numbers_commands.add_voids(add(commands, "voids", numbers_commands.voids))
    back = add(commands, "put-back", _put_back)
    _option(back, "times", type=int, choices=range(1, 10), default=1, metavar="N")
    _administration(commands, add, root.language)


def _option(to: Parser, name: str, **how: Any) -> None:
    """``--name`` with its words, ``cli.option.<name>``."""
    words = say(f"cli.option.{name.replace('-', '_')}", to.language)
    to.add_argument(f"--{name}", help=words, **how)


def _administration(commands: Any, add: Callable[..., Parser], language: str) -> None:
    unit = commands.add_parser("unit", help=say("cli.central.unit_add", language))
    unit_add = add(unit.add_subparsers(required=True), "add", _unit_add, "unit_add")
    for name in ("code", "name"):
        unit_add.add_argument(name)
    _option(unit_add, "level", choices=LEVELS, required=True)
    for name in ("parent", "place", "address", "phone", "merged-into"):
        _option(unit_add, name)
    for name in ("valid-from", "valid-to"):
        _option(unit_add, name, type=date.fromisoformat, metavar="YYYY-MM-DD")
    officer = commands.add_parser("officer", help=say("cli.central.officer_add", language))
    officer_add = add(officer.add_subparsers(required=True), "add", _officer_add, "officer_add")
    for name in ("login", "full_name"):
        officer_add.add_argument(name)
    _option(officer_add, "role", choices=("officer", "supervisor", "it"), default="officer")
    _option(officer_add, "unit", required=True, metavar="CODE")
    _option(officer_add, "inactive", action="store_true")
    _option(officer_add, "move", action="store_true")
    desk = commands.add_parser("desk", help=say("cli.central.desk", language))
    with_desk = desk.add_subparsers(required=True)
    for name, run in (
        ("revoke", _desk_revoke),
        ("restore", _desk_restore),
        ("keep", _desk_keep),
    ):
        add(with_desk, name, run, f"desk_{name}").add_argument("desk", metavar="DESK")
    counter = commands.add_parser("counter", help=say("cli.central.counter_set", language))
    counter_set = add(counter.add_subparsers(required=True), "set", _counter_set, "counter_set")
    for name in ("unit", "counter"):
        counter_set.add_argument(name, metavar=name.upper())
    _option(counter_set, "numbers", type=int, required=True, metavar="N")
    for kind in ("catalogue", "calendar"):
        shelf = commands.add_parser(kind, help=say(f"cli.central.{kind}_publish", language))
        publish = add(
            shelf.add_subparsers(required=True), "publish", _publish(kind), f"{kind}_publish"
        )
        publish.add_argument("file", type=Path, metavar="FILE")


def _init(command: Command) -> None:
    extra = {"public_url": command.public_url} if command.public_url else {}
    made = _centre().init(command.database, training=command.training, name=command.name, **extra)
    command.show(made, "central_init")


def _serve(command: Command) -> None:
    said = {name: getattr(command, name) for name in ("listen", "processes", "metrics")}
    extra: dict[str, Any] = {name: value for name, value in said.items() if value is not None}
    if command.until_stdin_closes:
        extra["until_closed"] = sys.stdin.fileno()
    _centre().serve(
        command.database, ready=lambda line: print(line, flush=True), files=command.files, **extra
    )


def _enrol_code(command: Command) -> None:
    answer = _centre().enrol_code(command.unit, command.counter, command.database)
    command.show(answer, "central_enrol_code")


def _list(name: str) -> Run:
    def run(command: Command) -> None:
        command.show(getattr(_centre(), name)(command.database), f"central_{name}")

    return run


def _dossiers(command: Command) -> None:
    command.show(_centre().dossiers(command.database, command.limit), "central_dossiers")


def _show(command: Command) -> None:
    command.show(_centre().show(command.code, command.database), "central_show")


def _progress(command: Command) -> None:
    said = _centre().progress(
        command.code, command.state, by=command.by, note=command.note, database=command.database
    )
    command.show(said, "record")


def _put_back(command: Command) -> None:
    command.show(_centre().note_put_back(command.database, times=command.times), "record")


def _unit_add(command: Command) -> None:
    unit = _centre().unit_add(
        command.code,
        command.name,
        command.level,
        parent=command.parent,
        place=command.place,
        address=command.address,
        phone=command.phone,
        valid_from=command.valid_from,
        valid_to=command.valid_to,
        merged_into=command.merged_into,
        database=command.database,
    )
    command.show(unit, "record")


def _officer_add(command: Command) -> None:
    password = numbers_commands.asked_password(command)
    officer = _centre().officer_add(
        command.login,
        command.full_name,
        command.role,
        command.unit,
        password,
        active=not command.inactive,
        move=command.move,
        database=command.database,
    )
    command.show(officer, "record")


def _desk_revoke(command: Command) -> None:
    command.show(_centre().desk_revoke(command.desk, command.database), "record")


def _desk_restore(command: Command) -> None:
    command.show(_centre().desk_restore(command.desk, command.database), "record")


def _desk_keep(command: Command) -> None:
    command.show(_centre().desk_keep(command.desk, command.database), "record")


def _counter_set(command: Command) -> None:
    said = _centre().counter_set(command.unit, command.counter, command.numbers, command.database)
    command.show(said, "record")


def _publish(kind: str) -> Run:
    published = {"catalogue": "procedure", "calendar": "calendar"}[kind]

    def run(command: Command) -> None:
        said = _centre().publish(published, command.file, command.database)
        command.show(said, "record")

    return run
