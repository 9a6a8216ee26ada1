"""The window before there is a desk: enrol this machine, or begin with a training desk."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from desk_app.ui.background import Background
from desk_app.ui.main_window import MainWindow
from desk_app.ui.screen import Screen
from desk_app.ui.screens.enrol.build import build_enrol
from desk_app.ui.screens.enrol.presenter import Enrolling, MakingTraining
from desk_app.ui.theme import XL, L, M, theme
from desk_app.ui.widgets.button import Button
from desk_app.ui.widgets.card import Card
from desk_app.ui.widgets.label import Label
from desk_app.ui.widgets.labelled import Labelled
from desk_app.wording import message

WIDTH = 560


class RecoveryView(Screen):
    """Shows the recovery passphrase until it is put away; ``argument`` of the screen is it."""

    def __init__(self, noted: Callable[[], object], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.passphrase = QLineEdit()
        self.passphrase.setReadOnly(True)
        self.copy = Button(message("window.recovery.copy"), "secondary", icon="copy")
        self.copy.clicked.connect(self._copy)
        self.noted = Button(message("window.recovery.noted"), "primary", icon="check")
        self.noted.clicked.connect(lambda: noted())
        self.entered.connect(lambda argument: self.passphrase.setText(str(argument or "")))
        card = Card(message("window.recovery.title"))
        card.body.addWidget(Label(message("window.recovery.meaning"), wrap=True))
        card.body.addWidget(Labelled(message("window.recovery.passphrase"), self.passphrase))
        foot = QHBoxLayout()
        foot.addWidget(self.copy)
        foot.addStretch(1)
        foot.addWidget(self.noted)
        card.body.addLayout(foot)
        card.setFixedWidth(theme().px(WIDTH))
        column = QVBoxLayout(self)
        column.setContentsMargins(L, XL, L, XL)
        column.setSpacing(M)
        column.addWidget(card, 0, Qt.AlignmentFlag.AlignCenter)
        self.speak()

    def first_focus(self) -> QWidget:
        """Copying comes before going on."""
        return self.copy

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.passphrase.text())
        self.said.emit(message("ui.done.copied"), None)


class FirstRun(QObject):
    """Until the profile stands nothing else can be opened; then ``ended`` is called (None: the
    window closes). ``made``: it stands, and its recovery passphrase, if one was made, is put away.
    """

    def __init__(
        self,
        enrol: Enrolling,
        make_training: MakingTraining,
        ended: Callable[[], object] | None = None,
        *,
        noted: Callable[[], object] | None = None,
    ) -> None:
        """
        Args:
            noted: runs in the writer thread once people have put the passphrase away.
        """
        super().__init__()
        self.made = False
        self._to_note: str | None = None
        self._noted_by_people = noted or (lambda: None)
        self.window = MainWindow()
        self._ended = ended or self.window.close
        self.background = Background()
        self.window.rail.hide()
        self.background.failed.connect(self.window.show_error)
        self.window.register_screen(
            "enrol",
            lambda: build_enrol(
                self.background, enrol=enrol, make_training=make_training, done=self._done
            ),
            title=message("enrol_screen.title"),
            icon="log-in",
            in_rail=False,
        )
        self.window.register_screen(
            "recovery",
            lambda: RecoveryView(self._noted),
            title=message("window.recovery.title"),
            icon="shield-check",
            in_rail=False,
        )
        self.window.way = lambda name, about: (
            ("recovery", self._to_note) if self._to_note else ("enrol", None)
        )

    def begin(self, to_note: str | None = None) -> None:
        """Shows the window.

        Args:
            to_note: the profile stands, and this passphrase of it is not put away yet.
        """
        self._to_note = to_note
        self.window.open_screen("enrol")
        self.window.show()

    def end(self) -> None:
        """Ends what was begun."""
        self.window.toast.forget()
        self.window.hide()
        self.background.close()

    def _done(self, answer: Any) -> None:
        passphrase = answer.get("recovery_passphrase") if isinstance(answer, Mapping) else None
        if passphrase:
            self._to_note = str(passphrase)
            self.window.open_screen("recovery")
        else:
            self.made = True
            self._ended()

    def _noted(self) -> None:
        self.background.write(
            self._noted_by_people, done=self._is_noted, failed=self.window.show_error, owner=self
        )

    def _is_noted(self, _answer: object) -> None:
        self.made = True
        self._ended()
