"""What the search screen has asked and not yet heard; keys that mean the answer wait for it.

Who types quickly presses the next key before the list follows. On the list still shown stands
another dossier: nothing may be done to that one.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

Act = Callable[[], object]

UNREAD = ""
"""The cursor is on a row that is not read yet: nobody knows its code."""


class Due:
    """The question and the dossier that are waited for, and the acts put off until then."""

    def __init__(self) -> None:
        self._question: object = None
        self._dossier: str | None = None
        self._failed = False
        self._acts: deque[tuple[Act, bool]] = deque()

    @property
    def list_due(self) -> bool:
        """Whether the list shown answers something else than what is asked."""
        return self._question is not None

    @property
    def dossier(self) -> str | None:
        """Code of the dossier that is being read, :data:`UNREAD`, or None."""
        return self._dossier

    def asks(self, question: object) -> None:
        """``question`` is asked; what was to be done with the answer to another one is dropped."""
        if question != self._question:
            self._acts.clear()
        self._question, self._failed = question, False

    def takes(self, question: object) -> bool:
        """Whether an answer to ``question`` is wanted; then it is there."""
        if self._question is not None and question != self._question:
            return False
        self._question, self._failed = None, False
        return True

    def wants(self, code: str | None) -> None:
        """The dossier ``code`` is asked for; None: none is any more."""
        self._dossier = code
        if self._question is None:
            self._failed = False

    def then(self, act: Act, *, in_list: bool = False) -> None:
        """Does ``act`` now, or when what is waited for is there; in the order they were pressed.

        Args:
            in_list: ``act`` moves in the list and needs no dossier.
        """
        if not self._acts and self._ready(in_list):
            act()
        elif not self._failed:
            self._acts.append((act, in_list))

    def settle(self) -> None:
        """Does what waited, as far as it can be done now."""
        while self._acts and self._ready(self._acts[0][1]):
            self._acts.popleft()[0]()

    def fail(self) -> None:
        """No answer will come: nothing is done, and nothing put off, until something is asked."""
        self.forget()
        self._failed = True

    def forget(self) -> None:
        """Drops what was put off: the officer is elsewhere."""
        self._acts.clear()

    def _ready(self, in_list: bool) -> bool:
        return self._question is None and (in_list or self._dossier is None)
