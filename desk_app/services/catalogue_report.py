"""What an import took and what it could not read, line by line, in sentences."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from desk_app.wording import Message


@dataclass(frozen=True)
class ImportProblem:
    """Something that could not be read.

    ``where``: place in the source (``#12``, or file and place). ``procedure``: its code, if one
    could be read. ``taken``: the procedure was taken without this piece; else it was left out.
    """

    where: str
    procedure: str | None
    code: str
    sentence: Message
    taken: bool = False

    def as_json(self, language: str) -> dict[str, Any]:
        """For ``--json``."""
        return {
            "where": self.where,
            "procedure": self.procedure,
            "code": self.code,
            "taken": self.taken,
            "sentence": self.sentence.in_words(language),
        }


@dataclass(frozen=True)
class ImportReport:
    """The outcome: procedures taken as new versions, those already known, and the problems."""

    taken: int
    unchanged: int
    skipped: tuple[ImportProblem, ...]

    @property
    def left_out(self) -> int:
        """How many procedures (or lines that should have been one) were not taken."""
        return len({problem.where for problem in self.skipped if not problem.taken})

    def as_json(self, language: str) -> dict[str, Any]:
        """For ``--json``."""
        return {
            "taken": self.taken,
            "unchanged": self.unchanged,
            "left_out": self.left_out,
            "skipped": [problem.as_json(language) for problem in self.skipped],
        }


def problem(
    where: str, procedure: str | None, name: str, *, taken: bool = False, **values: Any
) -> ImportProblem:
    """A problem under its key ``catalogue.problem.<name>``."""
    sentence = Message(f"catalogue.problem.{name}", values)
    return ImportProblem(where, procedure, name, sentence, taken)


# Pydantic's word for a fault -> ours.
_NAMES = {
    "missing": "missing",
    "string_too_long": "too_long",
    "too_long": "too_many",
    "string_too_short": "empty",
    "string_pattern_mismatch": "bad_code",
    "literal_error": "unknown_value",
    "greater_than_equal": "out_of_range",
    "less_than_equal": "out_of_range",
    "formula": "formula",
    "length_missing": "length_missing",
    "paper_numbers": "paper_numbers",
    "unknown_case": "unknown_case",
    "valid_order": "valid_order",
}


def validation_problems(
    where: str, procedure: str | None, fault: ValidationError
) -> Iterable[ImportProblem]:
    """The sentences for a document that broke the format; at most five of one document."""
    for error in fault.errors(include_url=False, include_input=False)[:5]:
        place = ".".join(str(part + 1 if isinstance(part, int) else part) for part in error["loc"])
        name = _NAMES.get(error["type"], "wrong_type")
        yield problem(where, procedure, name, part=place or "–", most=_most(error))


def _most(error: Any) -> int:
    context = error.get("ctx", {})
    most = context.get("max_length", context.get("le", context.get("ge", 0)))
    return int(most) if isinstance(most, int | float) else 0
