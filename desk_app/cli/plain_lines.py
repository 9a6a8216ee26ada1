"""An answer that has no form of its own, in words: names of its parts, kinds, states, yes and no
stand in the language of the reader; scripts use ``--json``."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from desk_app.services.outbox_words import kind_words
from desk_app.wording import has_words, say

# Where the words of a value stand, by the name of its part.
_WORDS = {
    "state": ("dossier.state", "outbox.state", "cli.paper", "cli.state"),
    "outcome": ("outbox.state", "cli.state"),
    "sync": ("cli.sync",),
    "role": ("sign_in_screen.role",),
    "level": ("cli.level",),
    "what": ("dossier.timeline", "outbox.kind", "cli.what"),
    "reason": ("outbox.reason",),
    "channel": ("cli.channel",),
}


def plain_lines(answer: Any, language: str, indent: str = "") -> Iterator[str]:
    """The answer, one part a line; parts within parts stand further in."""
    if isinstance(answer, dict):
        for name, value in answer.items():
            label = label_of(name, language)
            if isinstance(value, dict | list):
                yield f"{indent}{label}:"
                yield from plain_lines(value, language, indent + "  ")
            else:
                yield f"{indent}{label}: {value_words(name, value, language)}"
    elif isinstance(answer, list):
        for item in answer:
            if isinstance(item, dict):
                yield indent + "  ".join(texts_of(item, language))
            else:
                yield f"{indent}{value_words('', item, language)}"
    else:
        yield f"{indent}{value_words('', answer, language)}"


def texts_of(item: dict[str, Any], language: str) -> list[str]:
    """The parts of ``item`` that are one thing each; a yes or no says of what."""
    told = []
    for name, value in item.items():
        if isinstance(value, dict | list):
            continue
        words = value_words(name, value, language)
        told.append(f"{label_of(name, language)}: {words}" if isinstance(value, bool) else words)
    return told


def label_of(name: str, language: str) -> str:
    """What a part is called."""
    key = f"cli.label.{name}"
    return say(key, language) if has_words(key) else name


def moment(text: str) -> str:
    """What people read for a moment that scripts write as ISO 8601."""
    return datetime.fromisoformat(text).strftime("%d/%m/%Y %H:%M")


def value_words(name: str, value: Any, language: str) -> str:
    """What people read for ``value`` of the part ``name``."""
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return say("cli.yes" if value else "cli.no", language)
    if name == "kind":
        return kind_words(str(value)).in_words(language)
    for place in _WORDS.get(name, ()):
        key = f"{place}.{value}"
        if has_words(key):
            return say(key, language)
    return str(value)
