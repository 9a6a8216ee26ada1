"""What the window shows before its database is opened: look, unit and counter, nothing of people.

Kept beside the database in ``first_picture.json``, because the window stands before the store and
its libraries are loaded. The database stays the truth: where the two differ it wins as soon as it
is open, and a file that is missing or broken only means the look of a new desk for that moment.
"""

from __future__ import annotations

import json
import logging
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from desk_app.config.profile import write_durably
from desk_app.wording import DEFAULT_LANGUAGE, LANGUAGES

log = logging.getLogger(__name__)
NAME = "first_picture.json"
THEMES = ("system", "light", "dark", "contrast")
SMALLEST_TEXT, LARGEST_TEXT = 80, 200  # per cent
LONGEST_NAME = 500
MOST_BYTES = 20_000


@dataclass(frozen=True)
class FirstPicture:
    """Look and place of a desk as they were last time. ``text_size`` in per cent; ``unit`` and
    ``counter`` as people read them, empty where they are not known."""

    language: str = DEFAULT_LANGUAGE
    theme: str = THEMES[0]
    text_size: int = 100
    unit: str = ""
    counter: str = ""


def read_first_picture(folder: Path) -> FirstPicture:
    """What the profile in ``folder`` showed last; defaults for whatever cannot be read."""
    try:
        with (folder / NAME).open("rb") as file:
            said = json.loads(file.read(MOST_BYTES))
    except (OSError, ValueError, RecursionError):
        return FirstPicture()
    if not isinstance(said, dict):
        return FirstPicture()
    return FirstPicture(**{name: said[name] for name in _NAMES if _fits(name, said.get(name))})


def keep_first_picture(folder: Path, picture: FirstPicture) -> None:
    """Keeps ``picture`` for the next start; a disk that does not take it costs only the look of
    that start's first moment."""
    if (folder / NAME).exists() and read_first_picture(folder) == picture:
        return
    try:
        write_durably(folder / NAME, json.dumps(asdict(picture), ensure_ascii=False).encode())
    except OSError as fault:
        log.warning("first picture not kept: %s", fault.strerror)


_NAMES = tuple(field.name for field in fields(FirstPicture))


def _fits(name: str, value: object) -> bool:
    if name == "text_size":
        return type(value) is int and SMALLEST_TEXT <= value <= LARGEST_TEXT
    if not isinstance(value, str):
        return False
    if name in ("language", "theme"):
        return value in (LANGUAGES if name == "language" else THEMES)
    return len(value) <= LONGEST_NAME and value.isprintable()
