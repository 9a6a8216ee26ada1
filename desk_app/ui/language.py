"""The language in force, switched while running.

Widgets take :data:`Text`: a ``Message`` (put into words now and again at each change) or a plain
``str`` (data, shown as it is). Whoever shows words inherits :class:`Spoken` and writes
:meth:`Spoken.retranslate`.
"""

from __future__ import annotations

from datetime import date, datetime
from functools import cache
from typing import Any

from PySide6.QtCore import QCoreApplication, QObject, Signal

from desk_app.ui.qt_words import QtWords
from desk_app.wording import DEFAULT_LANGUAGE, LANGUAGES, Message, money, say

Text = str | Message


class Language(QObject):
    """Which language people read. One per program: ask :func:`language`."""

    changed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._code = DEFAULT_LANGUAGE
        self._qt_words: QtWords | None = None

    @property
    def code(self) -> str:
        """``"vi"`` or ``"en"``."""
        return self._code

    def set(self, code: str) -> None:
        """Switches to ``code``; every :class:`Spoken` says its words again."""
        if code not in LANGUAGES:
            raise ValueError(code)
        if code != self._code:
            self._code = code
            self.install_qt_words()
            self.changed.emit(code)

    def toggle(self) -> None:
        """Switches to the other language."""
        self.set(LANGUAGES[(LANGUAGES.index(self._code) + 1) % len(LANGUAGES)])

    def install_qt_words(self) -> None:
        """Teaches Qt's own menus and buttons the present language."""
        if QCoreApplication.instance() is None:
            return
        if self._qt_words is not None:
            QCoreApplication.removeTranslator(self._qt_words)
        self._qt_words = QtWords(self._code)
        QCoreApplication.installTranslator(self._qt_words)


@cache
def language() -> Language:
    """The one language holder of this program."""
    return Language()


def tr(key: str, **values: Any) -> str:
    """The words of ``key`` in the language in force."""
    return say(key, language().code, **values)


def in_words(text: Text) -> str:
    """``text`` as people read it now."""
    return text.in_words(language().code) if isinstance(text, Message) else text


def amount(vnd: int) -> str:
    """An amount of money as people read it now."""
    return money(vnd, language().code)


def decimal(value: float) -> str:
    """A number with one decimal in the language in force: ``0,4`` or ``0.4``."""
    written = f"{value:.1f}"
    return written.replace(".", ",") if language().code == "vi" else written


def day(value: date) -> str:
    """A date as on screens: 21/11/2026."""
    return value.strftime("%d/%m/%Y")


def hour(value: datetime) -> str:
    """A time of day as on screens: 16:40."""
    return value.strftime("%H:%M")


class Spoken:
    """Mixed into widgets that show words: ``class Card(QFrame, Spoken)``.

    Calls :meth:`retranslate` at every change of language.

    Call ``self.speak()`` at the end of ``__init__``.
    """

    def speak(self) -> None:
        """Says the words now and at every change."""
        self.retranslate()
        language().changed.connect(self._language_changed)

    def retranslate(self) -> None:
        """Puts all words into the language in force."""

    def _language_changed(self, _code: str) -> None:
        self.retranslate()
