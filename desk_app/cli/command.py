"""One command at work: its arguments, its input, its output."""

from __future__ import annotations

import argparse
import errno
import json
import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from desk_app.cli.lines import in_lines
from desk_app.config.profile import default_folder, write_durably
from desk_app.errors import DeskError, EnvironmentFault, Refusal

MOST_BYTES = 512 * 1024 * 1024


class Command:
    """What a command is given. Arguments of the command line are its attributes."""

    def __init__(self, arguments: argparse.Namespace) -> None:
        self.arguments = arguments
        self.folder: Path = arguments.profile or default_folder()
        self.language: str = arguments.lang
        self.json: bool = arguments.json

    def __getattr__(self, name: str) -> Any:
        return getattr(self.arguments, name)

    def show(self, answer: Any, kind: str) -> None:
        """Prints one answer at once: JSON for scripts, lines for people."""
        if self.json:
            self._say([json.dumps(answer, ensure_ascii=False)])
        else:
            self._say(in_lines(kind, answer, self.language))

    def _say(self, lines: Iterable[str]) -> None:
        try:
            for line in lines:
                print(line)
            sys.stdout.flush()
        except BrokenPipeError:
            raise
        except OSError as fault:
            raise EnvironmentFault(
                "cli.cannot_write", path="-", reason=fault.strerror or ""
            ) from fault

    def show_error(self, error: DeskError) -> None:
        """Tells what happened, what it means and what to do now."""
        if self.json:
            print(json.dumps(error.as_json(self.language), ensure_ascii=False), flush=True)
            return
        for text in (
            error.title(self.language),
            error.meaning(self.language),
            error.next_step(self.language),
        ):
            print(text, file=sys.stderr)
        for name, sentence in error.fields.items():
            print(f"  {name}: {sentence.in_words(self.language)}", file=sys.stderr)

    def read(self, name: str) -> bytes:
        """The bytes of a file; ``-`` is standard input.

        Raises:
            Refusal: it cannot be read, or never ends.
        """
        try:
            if name == "-":
                if sys.stdin is None:
                    raise Refusal("cli.no_input")
                data = sys.stdin.buffer.read(MOST_BYTES + 1)
            else:
                with Path(name).open("rb") as file:
                    data = file.read(MOST_BYTES + 1)
            if len(data) > MOST_BYTES:
                raise Refusal("cli.too_large", path=name, most=MOST_BYTES // 2**20)
            return data
        except OSError as fault:
            raise Refusal("cli.cannot_read", path=name, reason=fault.strerror or "") from fault

    def can_write(self, path: Path) -> None:
        """Raises EnvironmentFault at once where :meth:`write` could never succeed."""
        if path.is_dir() or not path.parent.is_dir():
            reason = os.strerror(errno.EISDIR if path.is_dir() else errno.ENOENT)
            raise EnvironmentFault("cli.cannot_write", path=str(path), reason=reason)

    def write(self, path: Path, data: bytes) -> None:
        """Writes a file whole or not at all; ``-`` is standard output. Links stay links, and
        what is no ordinary file (a pipe, a device) is written through, never replaced.

        Raises:
            EnvironmentFault: it cannot be written.
        """
        try:
            if str(path) == "-":
                sys.stdout.buffer.write(data)
                sys.stdout.flush()
            elif path.exists() and not path.is_file():
                with path.open("wb") as file:
                    file.write(data)
            else:
                write_durably(path.resolve(), data)
        except OSError as fault:
            raise EnvironmentFault(
                "cli.cannot_write", path=str(path), reason=fault.strerror or ""
            ) from fault
