"""Keyboard-wedge readers: codes arrive as keystrokes and must not land in the field in focus.

A reader types faster than any person. The first characters of a burst have reached the field
before the burst can be told from typing; they are taken back. Quick fingers and a busy machine
look like a reader too, so what came is judged as well as how fast it came: what is no code goes
where it was typed, every key in its order. Password fields and dialogs are left alone.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QElapsedTimer, QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QInputMethodEvent, QKeyEvent, QWindow
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from shiboken6 import isValid

from desk_app.ui.text_fields import FieldBefore, takes_text

GAP_MS = 50
SHORTEST = 8
HOLD_FROM = 3
GIVE_UP_MS = 90
_ENDS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_CHORD = (
    Qt.KeyboardModifier.ControlModifier
    | Qt.KeyboardModifier.AltModifier
    | Qt.KeyboardModifier.MetaModifier
)
_ALT_GR = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
_BESIDE = (
    Qt.Key.Key_Shift,
    Qt.Key.Key_Control,
    Qt.Key.Key_Alt,
    Qt.Key.Key_AltGr,
    Qt.Key.Key_Meta,
    Qt.Key.Key_CapsLock,
    Qt.Key.Key_NumLock,
    Qt.Key.Key_ScrollLock,
    Qt.Key.Key_unknown,
)
_DEAD = range(Qt.Key.Key_Dead_Grave, Qt.Key.Key_Dead_Longsolidusoverlay + 1)
_NEVER_SENT = (Qt.Key.Key_Escape, Qt.Key.Key_Delete)  # but typing programs send Backspace
_SEPARATORS = ("\x1c", "\x1d", "\x1e", "\x1f")  # readers press Ctrl+] and its like for them
_WATCHED = (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress, QEvent.Type.InputMethod)


@dataclass(frozen=True)
class Step:
    """What to do with a character: keep it back or not; first, hand on what was kept back."""

    hold: bool
    release: bool


class Burst:
    """Decides from characters and moments (milliseconds) whether a reader or a person types.

    Args:
        prefix: what the reader sends first; then nothing leaks into a field.
        suffix: what it sends before Enter.
        gap_ms: characters closer together than this belong to one burst.
        shortest: a burst of fewer characters is a person.
    """

    def __init__(
        self,
        prefix: str = "",
        suffix: str = "",
        gap_ms: int = GAP_MS,
        shortest: int = SHORTEST,
    ) -> None:
        self._prefix, self._suffix = prefix, suffix
        self._gap, self._shortest = gap_ms, shortest
        self._text = ""
        self._last = 0

    @property
    def began(self) -> bool:
        """Whether anything was typed that may become a burst."""
        return bool(self._text)

    @property
    def prefixed(self) -> bool:
        """Whether the reader says by itself that it is one."""
        return bool(self._prefix)

    @property
    def holding(self) -> bool:
        """Whether characters are kept back now."""
        return self._holds()

    def feed(self, text: str, at: int) -> Step:
        """``text`` (mostly one character) was typed at moment ``at``."""
        follows = self.began and self.follows(at)
        release = self.began and not follows
        if not follows:
            self._text = ""
        self._text += text
        self._last = at
        return Step(hold=self._holds(), release=release)

    def follows(self, at: int) -> bool:
        """Whether a key at ``at`` belongs to the burst."""
        return 0 <= at - self._last < self._gap

    def finish(self, at: int) -> str | None:
        """Enter was pressed: the scanned text, or None when a person typed."""
        text, self._text = self._text, ""
        if not 0 <= at - self._last < 2 * self._gap:
            return None
        if self._prefix and not text.startswith(self._prefix):
            return None
        text = text.removeprefix(self._prefix).removesuffix(self._suffix)
        return clean(text) if len(text) >= self._shortest else None

    def forget(self) -> None:
        """What was typed is no burst."""
        self._text = ""

    def _holds(self) -> bool:
        if self._prefix:
            same = min(len(self._text), len(self._prefix))
            return bool(same) and self._text[:same] == self._prefix[:same]
        return len(self._text) >= HOLD_FROM


def clean(text: str) -> str:
    """``text`` composed, without control characters."""
    composed = unicodedata.normalize("NFC", text)
    return "".join(c for c in composed if unicodedata.category(c) not in ("Cc", "Cf"))


class WedgeFilter(QObject):
    """Installed on the application; ``scanned`` carries what a reader sent.

    Args:
        burst: prefix, suffix and timing of the reader.
        is_code: whether a text is a code this program knows. Anything else that came without a
            prefix while a text field had the focus was typed. None: everything is a code.
        give_up_ms: after so long without a key, what was kept back is handed on.
        window: the window whose keys are watched; None for all but modal ones.
        moment: the moment of an event in milliseconds; by default its own time stamp, so that a
            busy program does not turn slow typing into a burst.
    """

    scanned = Signal(str)

    def __init__(
        self,
        burst: Burst | None = None,
        *,
        is_code: Callable[[str], bool] | None = None,
        window: QWidget | None = None,
        give_up_ms: int = GIVE_UP_MS,
        moment: Callable[[QEvent], int] | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._burst = burst or Burst()
        self._is_code = is_code
        self._window = window
        self._moment = moment or self._stamp
        self._handing_on = False
        self._field: FieldBefore | None = None
        self._kept: list[tuple[QWidget | None, QEvent]] = []
        self._preedit = ""
        self._since = QElapsedTimer()
        self._since.start()
        self._last_stamp, self._last_elapsed = 0, 0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(give_up_ms)
        self._timer.timeout.connect(self.give_up)

    def install(self) -> None:
        """Sees every key of the program from now on."""
        app = QCoreApplication.instance()
        if app is not None:
            app.installEventFilter(self)

    def uninstall(self) -> None:
        """Sees none any more."""
        self.give_up()
        app = QCoreApplication.instance()
        if app is not None:
            app.removeEventFilter(self)

    def give_up(self) -> None:
        """No more came: what was kept back goes where it was meant to go."""
        self._timer.stop()
        self._burst.forget()
        self._field = None
        self._preedit = ""
        self._hand_on()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """True for what a reader sent: no field sees it."""
        if event.type() not in _WATCHED or self._handing_on:
            return False
        if self._elsewhere():
            self.give_up()
            return False
        if event.type() == QEvent.Type.ShortcutOverride:
            # Shortcuts act before their key comes: they must find what was typed before them.
            if isinstance(event, QKeyEvent) and self._burst.began and _by_hand(event):
                self.give_up()
            return False
        if event.type() == QEvent.Type.KeyPress and isinstance(watched, QWindow):
            return isinstance(event, QKeyEvent) and self._key(event)
        if event.type() == QEvent.Type.InputMethod and isinstance(watched, QWidget):
            return isinstance(event, QInputMethodEvent) and self._typed_by_method(event)
        return False

    def _elsewhere(self) -> bool:
        if QApplication.activeModalWidget() is not None:
            return True
        active = QApplication.activeWindow()
        if self._window is None or active is None or active is self._window:
            return False
        return active.windowType() != Qt.WindowType.Popup  # lists that drop down from a field

    def _key(self, event: QKeyEvent) -> bool:
        if _secret() or _by_hand(event):
            self.give_up()
            return False
        if event.key() in _ENDS:
            return self._end(event)
        text = event.text()
        if not text:
            return False  # Shift and its like come between the characters of a reader
        if text.isprintable():
            return self._character(text, event)
        if not self._burst.holding:
            return False
        if not self._burst.follows(self._moment(event)):
            self.give_up()
            return False
        self._keep(event)
        return True

    def _character(self, text: str, event: QEvent) -> bool:
        if not self._burst.began:
            self._field = FieldBefore.now()
        step = self._burst.feed(text, self._moment(event))
        if step.release:
            self._hand_on()
            self._field = FieldBefore.now()
        if step.hold:
            self._keep(event)
        self._timer.start()
        return step.hold

    def _keep(self, event: QEvent) -> None:
        self._kept.append((QApplication.focusWidget(), event.clone()))

    def _hand_on(self) -> None:
        kept, self._kept = self._kept, []
        in_focus = QApplication.focusWidget()
        self._handing_on = True
        try:
            for widget, event in kept:
                # A Tab among the keys leads those behind it on, as it would have done.
                here = QApplication.focusWidget() if widget is in_focus else widget
                if here is not None and isValid(here):
                    QCoreApplication.sendEvent(here, event)
        finally:
            self._handing_on = False

    def _end(self, event: QEvent) -> bool:
        if not self._burst.began:
            return False
        if self._preedit:
            self._burst.feed(self._preedit, self._moment(event))
        text = self._burst.finish(self._moment(event))
        if text is None or self._was_typed(text):
            self.give_up()
            return False
        self._kept.clear()
        if self._field is not None:
            QApplication.inputMethod().reset()
            self._field.restore()
        self.give_up()
        self.scanned.emit(text)
        return True

    def _was_typed(self, text: str) -> bool:
        if self._burst.prefixed or self._is_code is None:
            return False
        return takes_text(QApplication.focusWidget()) and not self._is_code(text)

    def _typed_by_method(self, event: QInputMethodEvent) -> bool:
        if _secret():
            self.give_up()
            return False
        if event.commitString():
            self._preedit = ""
            return self._character(event.commitString(), event)
        if self._burst.holding:
            self._preedit = event.preeditString()
            self._keep(event)
            return True
        return False

    def _stamp(self, event: QEvent) -> int:
        elapsed = self._since.elapsed()
        if isinstance(event, QKeyEvent) and event.timestamp():
            stamp = event.timestamp()
        else:
            stamp = self._last_stamp + elapsed - self._last_elapsed
        self._last_stamp, self._last_elapsed = stamp, elapsed
        return stamp


def _secret() -> bool:
    widget = QApplication.focusWidget()
    return isinstance(widget, QLineEdit) and widget.echoMode() != QLineEdit.EchoMode.Normal


def _by_hand(event: QKeyEvent) -> bool:
    """Whether it is a key that readers do not press."""
    if not event.key() or event.key() in _BESIDE or event.key() in _DEAD:
        return False
    if event.isAutoRepeat() or event.key() in _NEVER_SENT:
        return True
    text, chord = event.text(), event.modifiers() & _CHORD
    if not chord:
        return not text and event.key() not in _ENDS
    keypad = event.modifiers() & Qt.KeyboardModifier.KeypadModifier
    if chord == Qt.KeyboardModifier.AltModifier and keypad:
        return False  # Alt and a number make a letter
    if chord == _ALT_GR and text and text.isprintable():
        return False
    return text not in _SEPARATORS
