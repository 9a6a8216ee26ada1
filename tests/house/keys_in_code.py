"""Which words the code asks for: keys of translations, read from the source, not by running it."""

from __future__ import annotations

import ast
import re
import string
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from tests.house.tree import dotted

KEY = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)+")

# Calls whose first argument is a key, and the parts that stand under that key.
ONE_SENTENCE = {"message", "say", "tr", "Message"}
ERRORS = {"Refusal", "EnvironmentFault", "DeskError"}
PARTS_OF_AN_ERROR = ("title", "meaning", "next")
# Arguments of those calls that fill nothing in.
_NOT_A_VALUE = {"fields", "language"}


@dataclass(frozen=True)
class Ask:
    """One call that names words: what it needs and what it fills in (None: cannot be told)."""

    line: int
    keys: tuple[str, ...]
    given: frozenset[str] | None


def asks(tree: ast.Module) -> Iterator[Ask]:
    """Every call in a module that names its words by a literal key."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        first = node.args[0]
        if not (isinstance(first, ast.Constant) and isinstance(first.value, str)):
            continue
        name = dotted(node.func).rpartition(".")[2]
        if not KEY.fullmatch(first.value):
            continue
        if name in ONE_SENTENCE:
            yield Ask(node.lineno, (first.value,), _given(node, name))
        elif name in ERRORS:
            keys = tuple(f"{first.value}.{part}" for part in PARTS_OF_AN_ERROR)
            yield Ask(node.lineno, keys, _given(node, name))


def _given(call: ast.Call, name: str) -> frozenset[str] | None:
    names = {keyword.arg for keyword in call.keywords}
    if None in names:
        return None
    if name == "Message" and len(call.args) > 1:
        values = call.args[1]
        if not isinstance(values, ast.Dict):
            return None
        constants = [key.value for key in values.keys if isinstance(key, ast.Constant)]
        return frozenset(constants) if len(constants) == len(values.keys) else None
    return frozenset(name for name in names if name is not None) - _NOT_A_VALUE


def placeholders(words: str) -> frozenset[str]:
    """The names a sentence wants filled in."""
    found = (name for _, name, _, _ in string.Formatter().parse(words) if name is not None)
    return frozenset(re.split(r"[.\[]", name)[0] for name in found)


def faults_of_an_ask(ask: Ask, words: Mapping[str, str]) -> Iterator[str]:
    """What is wrong with one call: words that do not exist, values that are not given."""
    for key in ask.keys:
        if key not in words:
            yield f"{key} has no words"
        elif ask.given is not None:
            missing = placeholders(words[key]) - ask.given
            if missing:
                yield f"{key} wants {', '.join(sorted(missing))}"


@dataclass(frozen=True)
class Mentions:
    """The texts in code that may be, begin or build a key."""

    constants: frozenset[str]
    patterns: tuple[re.Pattern[str], ...]

    def use(self, key: str) -> bool:
        """Whether a key is mentioned: whole, by its beginning (two parts or more), or built."""
        parts = key.split(".")
        beginnings = {".".join(parts[:length]) for length in range(2, len(parts) + 1)}
        # "ui.state." + name
        beginnings |= {f"{beginning}." for beginning in beginnings}
        return bool(beginnings & self.constants) or any(
            pattern.fullmatch(part) for pattern in self.patterns for part in beginnings
        )


def mentions(trees: Iterable[ast.Module], areas: Iterable[str]) -> Mentions:
    """All mentions in some modules of keys that begin with one of ``areas``."""
    heads = tuple(f"{area}." for area in areas)
    constants: set[str] = set()
    patterns: set[str] = set()
    for tree in trees:
        for node in ast.walk(tree):
            if isinstance(node, ast.JoinedStr):
                pattern = _pattern(node)
                if pattern.replace("\\", "").startswith(heads):
                    patterns.add(pattern)
            elif isinstance(node, ast.Constant) and str(node.value).startswith(heads):
                constants.add(str(node.value))
    return Mentions(frozenset(constants), tuple(re.compile(pattern) for pattern in patterns))


def _pattern(joined: ast.JoinedStr) -> str:
    """An f-string as a pattern; what is filled in may be any one part of a key."""
    return "".join(
        re.escape(part.value)
        if isinstance(part, ast.Constant) and isinstance(part.value, str)
        else r"[^.]+"
        for part in joined.values
    )
