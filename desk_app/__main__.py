"""``python -m desk_app`` and ``desk-app``: the last catch, where a bug gets its report id."""

from __future__ import annotations

import io
import json
import logging
import os
import secrets
import sys
from collections.abc import Sequence
from pathlib import Path

from desk_app.cli import main as run
from desk_app.config.logs import start_log, stop_log
from desk_app.config.profile import default_folder
from desk_app.errors import Bug, EnvironmentFault

log = logging.getLogger("desk_app.bugs")


def main() -> int:
    """Runs the command line; a fault of ours becomes a sentence and a line in the log."""
    arguments = sys.argv[1:]
    os.umask(0o077)  # what this program writes holds people's data
    _speak_utf8()
    try:
        return run(arguments)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # Who listened has gone; what was committed stays. Nothing more can be said.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return EnvironmentFault.exit_code
    except Exception as fault:
        return _tell(arguments, fault)


def _speak_utf8() -> None:
    """A console or pipe of another encoding must never turn a committed dossier into an error."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            encoding = stream.encoding if stream.isatty() else "utf-8"
            stream.reconfigure(encoding=encoding, errors="backslashreplace")


def _tell(arguments: Sequence[str], fault: Exception) -> int:
    bug = Bug(secrets.token_hex(4))
    said = _after("--profile", arguments)
    folder = Path(said) if said else default_folder()
    if folder.is_dir():
        handler = start_log(folder / "logs")
        log.error("bug %s", bug.report_id, exc_info=fault)
        stop_log(handler)
    language = _after("--lang", arguments) or "vi"
    if "--json" in arguments:
        print(json.dumps(bug.as_json(language), ensure_ascii=False))
    else:
        print(f"{bug.title(language)}. {bug.next_step(language)}", file=sys.stderr)
    return bug.exit_code


def _after(option: str, arguments: Sequence[str]) -> str | None:
    for index, word in enumerate(arguments[:-1]):
        if word == option:
            return arguments[index + 1]
    return None


if __name__ == "__main__":
    sys.exit(main())
