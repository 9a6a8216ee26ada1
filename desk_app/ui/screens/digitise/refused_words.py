"""Files that nobody can read, in words: what came in all the same, and what is wrong with each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce

from desk_app.errors import DeskError
from desk_app.paper.scanners.hot_folder import ASIDE
from desk_app.services.page_views import RefusedFile
from desk_app.ui.widgets.info_bar import InfoBar
from desk_app.wording import Message, message

MOST_NAMED = 4


@dataclass(frozen=True)
class RefusedWords:
    """For a bar: ``title`` with how many pages came in, the files in ``meaning``, what to do."""

    title: Message
    meaning: Message
    next_step: Message


def refused_words(refused: Sequence[RefusedFile], pages: int) -> RefusedWords:
    """What to say of ``refused``, at least one, when the others gave ``pages`` pages."""
    came = "some" if pages else "none"
    title = message(f"digitise.refused.{came}", count=len(refused), pages=pages)
    files = [
        message("digitise.refused.file", name=file.name, why=_said(file, "title"))
        for file in refused[:MOST_NAMED]
    ]
    if len(refused) > MOST_NAMED:
        files.append(message("digitise.refused.more", count=len(refused) - MOST_NAMED))
    meaning, todo = message("digitise.refused.files", files=files), message("digitise.refused.next")
    if len(refused) == 1:
        meaning = in_lines(meaning, _said(refused[0], "meaning"))
        todo = _said(refused[0], "next")
    if any(file.aside for file in refused):
        todo = in_lines(message("digitise.refused.aside", folder=ASIDE), todo)
    return RefusedWords(title, meaning, todo)


def tell_trouble(bar: InfoBar, trouble: DeskError | None, said: RefusedWords | None) -> None:
    """Why reading ended early, and which files nobody can read; at least one of the two."""
    if trouble is not None:
        bar.show_error(trouble)
    if said is None:
        return
    if trouble is None:
        bar.say(said.title, said.meaning, said.next_step, tone="wrong")
    else:
        todo = message(f"{trouble.key}.next", **trouble.values)
        bar.next_step.say(in_lines(todo, said.title, said.meaning))


def in_lines(*said: Message) -> Message:
    """Several sentences, each on a line of its own."""
    return reduce(lambda above, below: message("ui.lines", above=above, below=below), said)


def _said(file: RefusedFile, part: str) -> Message:
    return message(f"{file.why.key}.{part}", **file.why.values)
