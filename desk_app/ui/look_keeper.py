"""Keeps what was chosen of language and look, however it was changed, and brings it back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject

from desk_app.ui.background import Background
from desk_app.ui.language import language
from desk_app.ui.theme import theme

NAMES = ("language", "theme", "text_size")


class LookKeeper(QObject):
    """``keep`` is ``services.settings.Settings.set``; it is called in the writer thread."""

    def __init__(
        self,
        keep: Callable[[str, Any], None],
        background: Background,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._keep, self._background = keep, background
        self._kept: dict[str, Any] = now()
        language().changed.connect(self._changed)
        theme().changed.connect(self._changed)

    def end(self) -> None:
        """Keeps no more changes; one still on its way is kept."""
        theme().settle()
        language().changed.disconnect(self._changed)
        theme().changed.disconnect(self._changed)

    def _changed(self, *_what: object) -> None:
        for name, value in now().items():
            if self._kept[name] != value:
                self._kept[name] = value
                self._background.write(self._keep, name, value, owner=self)


def now() -> dict[str, Any]:
    """What was chosen last, by the name of its setting."""
    return {"language": language().code, "theme": theme().mode, "text_size": theme().aimed}


def restore(values: dict[str, Any]) -> None:
    """Puts kept values in force."""
    language().set(values["language"])
    theme().set_mode(values["theme"])
    theme().set_percent(values["text_size"])
