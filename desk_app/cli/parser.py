"""argparse in the language that is asked for: headings, help, and what is wrong with a line."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Any, NoReturn

from desk_app.wording import DEFAULT_LANGUAGE, LANGUAGES, say

USAGE = 2
"""Exit code of a line that is not understood."""
_HEADINGS = (
    (r"\Ausage:", "cli.usage.usage"),
    (r"^positional arguments:$", "cli.usage.words"),
    (r"^options:$", "cli.usage.options"),
)
# What argparse says, and how people are told. The last takes sentences of ours as they are.
_FAULTS = (
    (r"the following arguments are required: (?P<names>.+)", "cli.usage.required"),
    (r"unrecognized arguments: (?P<names>.+)", "cli.usage.unknown"),
    (r"one of the arguments (?P<names>.+) is required", "cli.usage.one_of"),
    (r"argument (?P<name>.+?): expected one argument", "cli.usage.one_value"),
    (r"argument (?P<name>.+?): expected at least one argument", "cli.usage.one_value"),
    (r"argument (?P<name>.+?): not allowed with argument (?P<other>.+)", "cli.usage.not_with"),
    (r"argument (?P<name>.+?): ignored explicit argument (?P<found>.+)", "cli.usage.no_value"),
    (r"ambiguous option: (?P<found>.+) could match (?P<names>.+)", "cli.usage.ambiguous"),
    (
        r"argument (?P<name>.+?): invalid choice: (?P<found>.+) \(choose from (?P<choices>.+)\)",
        "cli.usage.choice",
    ),
    (r"argument (?P<name>.+?): invalid \w+ value: (?P<found>.+)", "cli.usage.value"),
    (r"argument (?P<name>.+?): (?P<sentence>.+)", "cli.usage.argument"),
)


class Parser(argparse.ArgumentParser):
    """A parser whose every word is in ``language``; those of its commands are, too."""

    def __init__(self, *, language: str = DEFAULT_LANGUAGE, **options: Any) -> None:
        super().__init__(**options, add_help=False)
        self.language = language
        self.add_argument("-h", "--help", action="help", help=say("cli.usage.help", language))

    def add_subparsers(self, **options: Any) -> Any:
        """Commands below this one, in the same language."""
        options.setdefault("parser_class", partial(Parser, language=self.language))
        return super().add_subparsers(**options)

    def format_usage(self) -> str:
        """One line: how the command is written."""
        return self._in_words(super().format_usage())

    def format_help(self) -> str:
        """The whole help."""
        return self._in_words(super().format_help())

    def error(self, message: str) -> NoReturn:
        """Says what is wrong with the line, and ends."""
        self.print_usage(sys.stderr)
        told = say("cli.usage.wrong", self.language, prog=self.prog, fault=self._fault(message))
        self.exit(USAGE, f"{told}\n")

    def _in_words(self, text: str) -> str:
        for heading, key in _HEADINGS:
            text = re.sub(heading, f"{say(key, self.language)}:", text, count=1, flags=re.MULTILINE)
        return text

    def _fault(self, said: str) -> str:
        for pattern, key in _FAULTS:
            found = re.fullmatch(pattern, said, re.DOTALL)
            if found is not None:
                return say(key, self.language, **found.groupdict())
        return said


def language_of(arguments: Sequence[str]) -> str:
    """The language a line asks for, before it is understood."""
    for index, word in enumerate(arguments):
        if word == "--lang" and index + 1 < len(arguments):
            asked = arguments[index + 1]
        elif word.startswith("--lang="):
            asked = word.partition("=")[2]
        else:
            continue
        if asked in LANGUAGES:
            return asked
    return DEFAULT_LANGUAGE


class Day:
    """A day as scripts write it (2026-11-20) or as people do (20/11/2026)."""

    def __init__(self, language: str) -> None:
        self._language = language

    def __call__(self, text: str) -> date:
        try:
            if "/" in text:
                day, month, year = (int(part) for part in text.split("/"))
                return date(year, month, day)
            return date.fromisoformat(text)
        except ValueError as fault:
            said = say("cli.not_a_date", self._language, text=text)
            raise argparse.ArgumentTypeError(said) from fault
