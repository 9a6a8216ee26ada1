"""The queue without a network: ``desk-app queue export|import`` and ``desk-app central import``."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

from desk_app import app
from desk_app.cli.command import Command
from desk_app.cli.parser import Day, Parser
from desk_app.cli.progress import ProgressLine
from desk_app.wording import say


def add_queue(queue: Parser) -> None:
    """Adds the words after ``queue``; without one it shows what waits."""
    actions = queue.add_subparsers(metavar="ACTION")
    for name, run in (("export", export), ("import", take)):
        words = say(f"stick.command.queue_{name}", queue.language)
        action = actions.add_parser(name, help=words, description=words)
        action.set_defaults(run=run)
        action.add_argument("file", type=Path, metavar="FILE")
    words = say("cli.command.queue_again", queue.language)
    action = actions.add_parser("again", help=words, description=words)
    action.set_defaults(run=again)
    words = say("cli.option.again_since", queue.language)
    action.add_argument(
        "--since", type=Day(queue.language), metavar="DATE", required=True, help=words
    )


def again(command: Command) -> None:
    """Sends what was accepted since a day once more."""
    from desk_app.services.send_again import SendAgain  # brings the database, which takes long

    with app.running(command.folder) as desk:
        count = SendAgain(desk.store, desk.clock, desk.bus).since(command.since)
        waiting = desk.outbox.queue(0).waiting
    command.show({"since": command.since.isoformat(), "again": count, "waiting": waiting}, "record")


def add_central(action: Parser) -> None:
    """The arguments of ``central import``."""
    action.add_argument("queues", type=Path, nargs="+", metavar="FILE")
    words = say("stick.option.answers", action.language)
    action.add_argument("-o", dest="out", type=Path, metavar="FOLDER", help=words)
    words = say("cli.option.files", action.language)
    action.add_argument("--files", metavar="DIR|URL", help=words)


def export(command: Command) -> None:
    """The queue as a file; in a folder, under a name of its own."""
    with app.running(command.folder) as desk:
        stick = _stick(desk)
        file: Path = command.file
        path = file / stick.proposed_name() if file.is_dir() else file
        line = ProgressLine(say("stick.line.exporting", command.language))
        try:
            done = stick.export(path, progress=line)
        finally:
            line.end()
    command.show(done.as_json(), "queue_exported")


def take(command: Command) -> None:
    """Takes an answer of the centre."""
    with app.running(command.folder) as desk:
        command.show(_stick(desk).take(command.file).as_json(), "queue_answered")


def central_import(command: Command) -> int:
    """Takes queues; the worst of what went wrong is the exit code."""
    # The centre's libraries take longer to load than most commands of the desk to run.
    centre = import_module("desk_app.central.commands")
    worst = 0
    reports = centre.import_queues(command.queues, command.out, command.database, command.files)
    for report in reports:
        if report.error is not None:
            worst = max(worst, report.error.exit_code)
        command.show(report.as_json(command.language), "queue_imported")
    return worst


def _stick(desk: Any) -> Any:
    return import_module("desk_app.queue_on_stick").QueueOnStick(desk)
