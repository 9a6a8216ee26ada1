"""What went wrong, as a sentence for someone.

::

    DeskError                 has a title (what happened), a meaning, a next step
    ├── Refusal               the input or a rule says no: correct it            exit code 3
    ├── EnvironmentFault      disk, device, network, lock: act or try again      exit code 4
    └── Bug                   ours: report id, log, keep working                 exit code 1

Each error names a key of ``resources/translations``; under it stand ``title``, ``meaning`` and
``next``. Never put a person's name or number into the values of an error.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from desk_app.wording import Message, say


class DeskError(Exception):
    """A problem that people are told about.

    Args:
        key: where its words stand, e.g. ``"store.wrong_key"``.
        fields: for bad input, the sentence for each field that is wrong, by field name
            (dotted path as in the JSON: ``applicant.id_number``, ``papers.2.state``).
        values: what is filled into the words.
    """

    kind: ClassVar[str] = "bug"
    exit_code: ClassVar[int] = 1

    def __init__(
        self, key: str, *, fields: Mapping[str, Message] | None = None, **values: Any
    ) -> None:
        super().__init__(key)
        self.key = key
        self.values = values
        self.fields = dict(fields or {})

    def title(self, language: str) -> str:
        """What happened."""
        return say(f"{self.key}.title", language, **self.values)

    def meaning(self, language: str) -> str:
        """What it means for the person and the work."""
        return say(f"{self.key}.meaning", language, **self.values)

    def next_step(self, language: str) -> str:
        """What to do now."""
        return say(f"{self.key}.next", language, **self.values)

    def as_json(self, language: str) -> dict[str, Any]:
        """The document that ``--json`` prints for it (see contract: ``{"error": …}``)."""
        return {
            "error": {
                "kind": self.kind,
                "key": self.key,
                "title": self.title(language),
                "meaning": self.meaning(language),
                "next_step": self.next_step(language),
                "fields": {name: text.in_words(language) for name, text in self.fields.items()},
            }
        }


class Refusal(DeskError):
    """The rules or the input say no; nothing was changed, nothing typed is lost."""

    kind = "refused"
    exit_code = 3


class EnvironmentFault(DeskError):
    """Something outside the program is in the way: disk, device, network, lock."""

    kind = "environment"
    exit_code = 4


class Bug(DeskError):
    """A fault of this program; carries the id under which it stands in the log."""

    kind = "bug"
    exit_code = 1

    def __init__(self, report_id: str) -> None:
        super().__init__("errors.bug", report_id=report_id)
        self.report_id = report_id
