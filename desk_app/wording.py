"""What people read, by key and language.

Every sentence of the program stands in ``resources/translations/<lang>/<area>.toml`` and is named
by its key ``area.name`` or ``area.name.part``. Code carries a :class:`Message` (key and values)
and turns it into words as late as possible, so that the language can change while running and
stored data holds no language.
"""

from __future__ import annotations

import string
import tomllib
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

RESOURCES = Path(__file__).resolve().parent.parent / "resources"
LANGUAGES = ("vi", "en")
DEFAULT_LANGUAGE = "vi"


@dataclass(frozen=True)
class Message:
    """A sentence not yet put into words: its key and the values that go into it.

    Values are plain JSON values, dates, datetimes or other messages.
    """

    key: str
    values: dict[str, Any] = field(default_factory=dict)

    def in_words(self, language: str) -> str:
        """The sentence in ``language`` ("vi" or "en")."""
        return say(self.key, language, **self.values)

    def to_json(self) -> dict[str, Any]:
        """A form that can be stored; dates become ISO text marked as such."""
        return {"key": self.key, "values": {k: _pack(v) for k, v in self.values.items()}}

    @staticmethod
    def from_json(packed: dict[str, Any]) -> Message:
        """The message that :meth:`to_json` packed."""
        return Message(packed["key"], {k: _unpack(v) for k, v in packed["values"].items()})


def message(key: str, **values: Any) -> Message:
    """Short for ``Message(key, values)``."""
    return Message(key, values)


def say(key: str, language: str, **values: Any) -> str:
    """The words of ``key`` in ``language`` with ``values`` filled in.

    Dates are written dd/mm/yyyy, moments dd/mm/yyyy HH:MM, whole numbers as they are (use
    :func:`money` for amounts). ``{count:dossier|dossiers}`` stands for the first word where the
    count is 1, else for the second.

    Raises:
        KeyError: no such key; the test of translations keeps this from reaching people.
    """
    words = translations(language)[key]
    if not values:
        return words
    filled = {name: _in_words(value, language) for name, value in values.items()}
    return _FILLED.vformat(words, (), filled) if "|" in words else words.format(**filled)


def has_words(key: str) -> bool:
    """Whether ``key`` stands in the default language."""
    return key in translations(DEFAULT_LANGUAGE)


@cache
def translations(language: str) -> dict[str, str]:
    """All words of one language, keys flattened to ``area.name[.part]``."""
    words: dict[str, str] = {}
    for file in sorted((RESOURCES / "translations" / language).glob("*.toml")):
        _flatten(file.stem, tomllib.loads(file.read_text(encoding="utf-8")), words)
    return words


def money(vnd: int, language: str = DEFAULT_LANGUAGE) -> str:
    """An amount in đồng with thousands apart: ``1.250.000 đ`` (vi) or ``1,250,000 VND`` (en)."""
    grouped = f"{vnd:,}"
    return f"{grouped.replace(',', '.')} đ" if language == "vi" else f"{grouped} VND"


class _OneOrMany(string.Formatter):
    """Fills in values; a word for one and a word for many stand apart by a bar."""

    def format_field(self, value: Any, format_spec: str) -> str:
        """``value``, or the word that goes with it."""
        one, bar, many = format_spec.partition("|")
        if not bar:
            return str(super().format_field(value, format_spec))
        return one if str(value) == "1" else many


_FILLED = _OneOrMany()


def _flatten(prefix: str, table: dict[str, Any], into: dict[str, str]) -> None:
    for name, value in table.items():
        if isinstance(value, dict):
            _flatten(f"{prefix}.{name}", value, into)
        else:
            into[f"{prefix}.{name}"] = value


def _in_words(value: Any, language: str) -> Any:
    if isinstance(value, Message):
        return value.in_words(language)
    if isinstance(value, datetime):
        return value.strftime("%d/%m/%Y %H:%M")
    if isinstance(value, date):
        return value.strftime("%d/%m/%Y")
    if isinstance(value, list | tuple):
        return ", ".join(str(_in_words(item, language)) for item in value)
    return value


def _pack(value: Any) -> Any:
    if isinstance(value, Message):
        return {"message": value.to_json()}
    if isinstance(value, datetime):
        return {"moment": value.isoformat()}
    if isinstance(value, date):
        return {"date": value.isoformat()}
    if isinstance(value, list | tuple):
        return [_pack(item) for item in value]
    return value


def _unpack(value: Any) -> Any:
    if isinstance(value, list):
        return [_unpack(item) for item in value]
    if isinstance(value, dict):
        if "message" in value:
            return Message.from_json(value["message"])
        if "moment" in value:
            return datetime.fromisoformat(value["moment"])
        if "date" in value:
            return date.fromisoformat(value["date"])
    return value
