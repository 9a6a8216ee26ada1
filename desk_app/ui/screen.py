"""What the main window knows of a screen."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desk_app.ui.language import Spoken


class Screen(QWidget, Spoken):
    """Base of the views in ``ui/screens/<place>/view.py``: ``show_state(state)`` in, signals out.

    The main window builds it on first use, shows it, and gives it its keys while it is shown.
    """

    open_screen = Signal(str, object)
    """Asks for another screen by name, with an argument (a dossier id, a draft id, or None)."""
    said = Signal(object, object)
    """A toast: the text and, or None, the way back."""

    entered = Signal(object)
    """The screen was shown, with the argument it was asked for; the presenter listens."""
    left = Signal()
    """Another screen was shown instead."""

    does_all: frozenset[str] = frozenset()
    """Actions that the program does everywhere, and this screen does all of by itself."""

    def actions_here(self) -> Mapping[str, Callable[[], Any]]:
        """What keys do here, by action of the key map (``{"save_and_print": self._receive}``)."""
        return {}

    def context(self) -> QWidget | None:
        """What the pane at the right shows while this screen is open."""
        return None

    def leads_to(self, name: str) -> object:
        """What the key or the rail asks screen ``name`` for from here; None: to be as it was."""
        del name
        return None

    def first_focus(self) -> QWidget | None:
        """Where typing begins when the screen is shown."""
        return None

    def scanned(self, text: str) -> bool:
        """A barcode was read while this screen is open; True when it meant this screen."""
        del text
        return False

    def takes_every_code(self) -> bool:
        """Whether any burst is for this screen, also one that might have been typed quickly."""
        return False
