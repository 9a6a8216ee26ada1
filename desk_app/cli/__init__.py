"""The command line: parse, call one service, print.

Names, options, answers and exit codes are a promise to people and scripts. Exit codes: 0 done,
2 wrong usage, 3 refused, 4 the environment says no; 1, a bug, is ``__main__``'s.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

from desk_app.cli.command import Command
from desk_app.cli.grammar import parser
from desk_app.cli.parser import language_of
from desk_app.errors import DeskError


def main(arguments: Sequence[str]) -> int:
    """Runs one command and says how it ended."""
    parsed = parser(language_of(arguments)).parse_args(arguments)
    command = Command(parsed)
    try:
        return int(parsed.run(command) or 0)
    except DeskError as error:
        with suppress(BrokenPipeError):  # nobody listens; how it ended is still told
            command.show_error(error)
        return error.exit_code
