"""One command at work: its arguments, its input, its output."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from desk_app.cli.lines import in_lines
from desk_app.config.profile import default_folder, write_durably
from desk_app.errors import DeskError, EnvironmentFault, Refusal


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
            print(json.dumps(answer, ensure_ascii=False))
        else:
            for line in in_lines(kind, answer, self.language):
                print(line)
        sys.stdout.flush()

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
            Refusal: it cannot be read.
        """
        if name == "-":
            return sys.stdin.buffer.read()
        try:
            return Path(name).read_bytes()
        except OSError as fault:
            raise Refusal("cli.cannot_read", path=name, reason=fault.strerror or "") from fault

    def write(self, path: Path, data: bytes) -> None:
        """Writes a file whole or not at all.

        Raises:
            EnvironmentFault: it cannot be written.
        """
        try:
            write_durably(path, data)
        except OSError as fault:
            raise EnvironmentFault(
                "cli.cannot_write", path=str(path), reason=fault.strerror or ""
            ) from fault
