"""Whether a reader sends what the paper says, and what to change where it does not."""

from __future__ import annotations

from dataclasses import dataclass

from desk_app.folding import fold
from desk_app.wording import Message, message

EXPECTED = "THU|DDAAWWSF|0912-345|Z"
"""Doubled letters (typing programs make Đ, Â, Ư of them), a bar as on ID cards, a hyphen as in
dossier codes, and Z at the end (a German layout swaps it with Y)."""


@dataclass(frozen=True)
class Verdict:
    """What the try showed: tone (good, care, wrong), what happened, what to change."""

    tone: str
    title: Message
    advice: Message

    @property
    def good(self) -> bool:
        """Whether the reader can be used as it is."""
        return self.tone == "good"


def judge(got: str, *, typed: bool = False) -> Verdict:
    """Compares what came with :data:`EXPECTED`.

    Args:
        got: what the reader sent.
        typed: it came so slowly that the program took it for typing.
    """
    if got == EXPECTED:
        return _verdict("care", "slow") if typed else _verdict("good", "good")
    if got.swapcase() == EXPECTED or got.upper() == EXPECTED:
        return _verdict("wrong", "capitals")
    if any(ord(character) > 127 for character in got):
        return _verdict("wrong", "typing_program")
    if got.endswith(EXPECTED):
        return _verdict("care", "prefix", found=_shown(got[: -len(EXPECTED)]))
    if got.startswith(EXPECTED):
        return _verdict("care", "suffix", found=_shown(got[len(EXPECTED) :]))
    if len(got) == len(EXPECTED):
        return _verdict("wrong", "layout")
    if _is_part(fold(got), fold(EXPECTED)):
        return _verdict("wrong", "lost", got=len(got), all=len(EXPECTED))
    return _verdict("wrong", "other")


def _verdict(tone: str, name: str, **values: object) -> Verdict:
    key = f"settings_screen.reader.{name}"
    return Verdict(tone, message(key, **values), message(f"{key}_advice", **values))


def _is_part(some: str, whole: str) -> bool:
    rest = iter(whole)
    return bool(some) and all(character in rest for character in some)


def _shown(text: str) -> str:
    return text if text.isprintable() else text.encode("unicode_escape").decode("ascii")
