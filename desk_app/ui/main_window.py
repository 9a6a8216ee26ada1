"""The shell: ribbon, rail, screens, context pane, status bar; keys go to the screen that is shown.

Nothing here is modal. Screens are built on first use, so that the window stands at once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, partial

from PySide6.QtCore import QEvent, QRect, Qt, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication
from PySide6.QtWidgets import (
    QHBoxLayout,
    QMainWindow,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desk_app.errors import DeskError
from desk_app.ui.language import Spoken, Text, language, tr
from desk_app.ui.panes import cycle, focus_inside
from desk_app.ui.program_commands import bind_keys, program_commands
from desk_app.ui.screen import Screen
from desk_app.ui.theme import L, S, theme
from desk_app.ui.widgets.command_palette import Command, CommandPalette
from desk_app.ui.widgets.help_panel import HelpPanel, topic_here
from desk_app.ui.widgets.info_bar import InfoBar
from desk_app.ui.widgets.key_sheet import KeySheet
from desk_app.ui.widgets.left_rail import LeftRail
from desk_app.ui.widgets.lock_overlay import LockOverlay
from desk_app.ui.widgets.overlay import Overlay
from desk_app.ui.widgets.side_pane import SidePane
from desk_app.ui.widgets.status_bar import StatusBar, StatusItem
from desk_app.ui.widgets.toast import Toast
from desk_app.ui.widgets.training_ribbon import TrainingRibbon
from desk_app.wording import message

SMALLEST = (1024, 640)


@dataclass(frozen=True)
class _Place:
    factory: Callable[[], Screen]
    title: Text
    icon: str
    action: str


class MainWindow(QMainWindow, Spoken):
    """One per program.

    Args:
        training: shows the ribbon that says nothing here is real.

    ``way`` says where a wish for a screen really leads (sign in first, another name for a
    screen); whoever wires the window sets it.
    """

    screen_shown = Signal(str)
    lock_pressed = Signal()
    scan_unclaimed = Signal(str)
    """A barcode that the screen shown did not want; ``app.py`` decides by payload."""
    closing = Signal()

    def __init__(self, *, training: bool = False) -> None:
        super().__init__()
        self._places: dict[str, _Place] = {}
        self._screens: dict[str, Screen] = {}
        self._trail: list[tuple[str, object]] = []
        self._shown: tuple[str, object] = ("", None)
        self._actions: dict[str, Callable[[], object]] = {}
        self._also: dict[str, Callable[[], object]] = {}
        self.may_close: Callable[[], bool] = lambda: True
        self.way: Callable[[str, object], tuple[str, object]] = lambda name, about: (name, about)
        self.ribbon = TrainingRibbon()
        self.rail = LeftRail()
        self.stack = QStackedWidget()
        self.error_bar = InfoBar()
        self.status = StatusBar()
        self._context = SidePane()
        self._lay_out()
        self.toast = Toast(self._ground, self._toast_room)
        self._commands: dict[str, Command] = {}
        self._sheets: list[Overlay] = []
        self._lock: LockOverlay | None = None
        self.set_training(training)
        self._own_actions()
        self._shortcuts = bind_keys(self, self.act)
        self._connect()
        self.setMinimumSize(*SMALLEST)
        self.speak()

    def _lay_out(self) -> None:
        self._ground = QWidget()
        self._ground.setObjectName("ground")
        bar_room = QVBoxLayout()
        bar_room.setContentsMargins(L, S, L, 0)
        bar_room.addWidget(self.error_bar)
        centre = QVBoxLayout()
        centre.setSpacing(0)
        centre.addLayout(bar_room)
        centre.addWidget(self.stack, 1)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self.rail)
        middle.addLayout(centre, 1)
        self._context.stand_in(middle, self._ground)
        whole = QVBoxLayout(self._ground)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.ribbon)
        whole.addLayout(middle, 1)
        whole.addWidget(self.status)
        self.setCentralWidget(self._ground)

    def _connect(self) -> None:
        self.rail.picked.connect(self.lead_to)
        self.status.pressed.connect(self._status_pressed)

    def set_training(self, training: bool) -> None:
        """Shows, or takes away, the ribbon that says nothing here is real."""
        self.ribbon.setHidden(not training)
        if self._lock is not None:
            self._lock.set_training(training)

    # -- screens

    def register_screen(
        self,
        name: str,
        factory: Callable[[], Screen],
        *,
        title: Text,
        icon: str,
        action: str = "",
        in_rail: bool = True,
        at_end: bool = False,
    ) -> None:
        """Makes a screen known: to the rail, its key (``action`` of the key map), the palette."""
        self._places[name] = _Place(factory, title, icon, action)
        if in_rail:
            self.rail.add(name, title, icon, action, at_end=at_end)
        if action:
            self._actions[action] = partial(self.lead_to, name)
        self.add_command(
            Command(f"screen.{name}", title, partial(self.lead_to, name), icon, action)
        )

    def open_screen(self, name: str, argument: object = None) -> Screen:
        """Shows screen ``name``, or where ``way`` leads from there; Esc comes back."""
        name, argument = self.way(name, argument)
        before = self._shown
        if before[0] and before != (name, argument):
            self._trail = [*self._trail[-20:], before]
        return self._show(name, argument)

    def lead_to(self, name: str) -> None:
        """Key, rail and palette: screen ``name``, for what the screen that is shown says."""
        here = self.stack.currentWidget()
        self.open_screen(name, here.leads_to(name) if isinstance(here, Screen) else None)

    def go_back(self) -> None:
        """The screen before; nothing typed is lost, screens keep what they hold."""
        if self._trail:
            self._show(*self.way(*self._trail.pop()))

    @property
    def shown(self) -> str:
        """Name of the screen that is shown."""
        return self._shown[0]

    def built(self, name: str) -> Screen:
        """The screen ``name``, built if need be."""
        if name not in self._screens:
            screen = self._places[name].factory()
            screen.open_screen.connect(self.open_screen)
            screen.said.connect(self.say)
            screen.setProperty("help_topic", screen.property("help_topic") or name)
            self.stack.addWidget(screen)
            self._screens[name] = screen
        return self._screens[name]

    def forget_screens(self) -> None:
        """Drops every screen: the next officer begins with none of what was typed here."""
        for screen in self._screens.values():
            self.stack.removeWidget(screen)
            screen.hide()
            screen.deleteLater()
        self._screens.clear()
        self._trail.clear()
        self.toast.forget()  # nor may the way back to it be taken
        self._shown = ("", None)

    def _show(self, name: str, argument: object) -> Screen:
        screen = self.built(name)
        leaving = self.stack.currentWidget()
        if isinstance(leaving, Screen) and leaving is not screen:
            self.toast.forget()  # it speaks of what is left behind
            leaving.left.emit()
        self._shown = (name, argument)
        self.stack.setCurrentWidget(screen)
        self.rail.show_current(name)
        self._show_context(screen.context())
        self._title()
        screen.entered.emit(argument)
        focus = screen.first_focus()
        if focus is not None:
            focus.setFocus(Qt.FocusReason.OtherFocusReason)
        self.screen_shown.emit(name)
        return screen

    def _show_context(self, widget: QWidget | None) -> None:
        if widget is not None and self._context.indexOf(widget) < 0:
            self._context.addWidget(widget)
        if widget is not None:
            self._context.setCurrentWidget(widget)
        self._context.setVisible(widget is not None)

    # -- what screens and services tell

    def say(self, text: Text, undo: Callable[[], None] | None = None) -> None:
        """A toast, perhaps with the way back."""
        self.toast.say(text, undo)
        if self.locked:
            self.lock_sheet.raise_()  # what is said behind it stays behind it

    def _toast_room(self) -> QRect:
        """Over the bar at the bottom, in its free middle: buttons and fields are above it."""
        if self.status.isVisible():
            return self.status.free_room().translated(self.status.pos())
        return self._ground.rect()

    def show_error(self, error: DeskError) -> None:
        """An error that belongs to no screen."""
        self.error_bar.show_error(error)

    def show_status(self, item: StatusItem) -> None:
        """One item of the status bar."""
        self.status.show_item(item)

    def takes_every_code(self) -> bool:
        """Whether the screen that is shown wants any burst, also one that might be typed."""
        here = self.stack.currentWidget()
        return isinstance(here, Screen) and here.takes_every_code()

    def take_scan(self, text: str) -> None:
        """What a reader sent: the screen that is shown has the first say."""
        if self.locked:
            return
        here = self.stack.currentWidget()
        if not (isinstance(here, Screen) and here.scanned(text)):
            self.scan_unclaimed.emit(text)

    def add_command(self, command: Command) -> None:
        """One more thing the palette can do; one of the same name is replaced."""
        self._commands[command.name] = command

    # -- what is made when it is first wanted

    @cached_property
    def help(self) -> HelpPanel:
        """The page for where the focus is."""
        panel = HelpPanel()
        panel.closed.connect(self.hide_help)
        return panel

    @property
    def lock_sheet(self) -> LockOverlay:
        """What covers the window while it is locked."""
        if self._lock is None:
            self._lock = LockOverlay(self._ground)
            self._lock.set_training(not self.ribbon.isHidden())
        return self._lock

    @property
    def locked(self) -> bool:
        """Whether the window is covered."""
        return self._lock is not None and self._lock.isVisible()

    @cached_property
    def palette_sheet(self) -> CommandPalette:
        """Everything that can be done, by a few letters."""
        palette = CommandPalette(self._ground, self._commands)
        self._sheets.append(palette)
        return palette

    @cached_property
    def key_sheet(self) -> KeySheet:
        """All keys."""
        sheet = KeySheet(self._ground)
        self._sheets.append(sheet)
        return sheet

    def set_action(self, action: str, do: Callable[[], object]) -> None:
        """What ``action`` of the key map does wherever no screen does it itself."""
        self._actions[action] = do

    def set_also(self, action: str, do: Callable[[], object]) -> None:
        """What ``action`` does everywhere, beside what the screen that is shown does with it."""
        self._also[action] = do

    # -- keys

    def _own_actions(self) -> None:
        self._actions |= {
            "help": self.show_help,
            "key_sheet": lambda: self.key_sheet.open_over(),
            "palette": lambda: self.palette_sheet.open_over(),
            "next_pane": lambda: cycle(self.panes(), 1),
            "previous_pane": lambda: cycle(self.panes(), -1),
            "full_screen": self._full_screen,
            "larger_text": partial(self._size_text, 1),
            "smaller_text": partial(self._size_text, -1),
            "normal_text": partial(self._size_text, 0),
            "language": language().toggle,
            "lock": self.lock_pressed.emit,
            "undo": self._undo,
            "back": self._back,
        }
        for command in program_commands(self._actions):
            self.add_command(command)

    def act(self, action: str) -> None:
        """Does ``action``: the screen that is shown first, else the program."""
        if self.locked:
            return
        if self._open_sheet() is not None and action != "back":
            return
        here = self.stack.currentWidget()
        wanted = here.actions_here() if isinstance(here, Screen) else {}
        if action == "back" and (self._open_sheet() is not None or self._help_shown()):
            wanted = {}
        do = wanted.get(action) or self._actions.get(action)
        done = isinstance(here, Screen) and action in here.does_all and action in wanted
        for one in (None if done else self._also.get(action), do):
            if one is not None:
                one()

    def _open_sheet(self) -> Overlay | None:
        return next((sheet for sheet in self._sheets if sheet.isVisible()), None)

    def _back(self) -> None:
        sheet = self._open_sheet()
        if sheet is not None:
            sheet.dismiss()
        elif self._help_shown():
            self.hide_help()
        else:
            self.go_back()

    def _undo(self) -> None:
        if self.toast.can_undo:
            self.toast.undo()

    def _size_text(self, direction: int) -> None:
        theme().step_text(direction)
        self.say(message("ui.done.text_size", percent=theme().aimed))

    def _full_screen(self) -> None:
        self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)

    # -- panes

    def panes(self) -> list[QWidget]:
        """What F6 goes through, in order."""
        every = [self.stack, self._context, self.status, self.rail]
        return [pane for pane in every if pane.isVisible()]

    def show_help(self) -> None:
        """The page for where the focus is, in the right pane."""
        self.help.show_topic(topic_here(self.shown))
        self._show_context(self.help)
        self.help.text.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def hide_help(self) -> None:
        """Gives the pane back to the screen."""
        here = self.stack.currentWidget()
        self._show_context(here.context() if isinstance(here, Screen) else None)
        focus_inside(self.stack)

    def _help_shown(self) -> bool:
        return self._context.isVisible() and isinstance(self._context.currentWidget(), HelpPanel)

    def _status_pressed(self, name: str) -> None:
        if name == "language":
            language().toggle()

    # -- the window

    def retranslate(self) -> None:
        """Says title and language in the language in force."""
        self.stack.setAccessibleName(tr("ui.content.name"))
        self._context.setAccessibleName(tr("ui.context.name"))
        code = language().code
        tip = message("ui.language.switch")
        self.show_status(StatusItem("language", "languages", code.upper(), tip=tip, right=True))
        self._title()

    def _title(self) -> None:
        place = self._places.get(self.shown)
        words = tr("ui.program")
        if place is not None:
            title = place.title
            said = title if isinstance(title, str) else title.in_words(language().code)
            words = f"{said} – {words}"
        self.setWindowTitle(words)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Tells that the program ends; what is being written is waited for by ``app.py``. Work
        that takes long may ask to be let go on; the end of the session is never held up."""
        application = QGuiApplication.instance()
        ends = isinstance(application, QGuiApplication) and application.isSavingSession()
        if not ends and not self.may_close():
            event.ignore()
            return
        self.closing.emit()
        super().closeEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Nothing floats over a window that is not shown."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.WindowStateChange and self.isMinimized():
            self.toast.forget()
