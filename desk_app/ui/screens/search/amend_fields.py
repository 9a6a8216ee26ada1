"""One field in the sheet of corrections: to be typed anew, or to be decided between counters."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QVBoxLayout, QWidget

from desk_app.services.amendment_views import FieldView, ValueView
from desk_app.ui.language import Text, day, hour, in_words
from desk_app.ui.theme import XS, L, M
from desk_app.ui.widgets.check_box import RadioButton
from desk_app.ui.widgets.date_input import DateInput
from desk_app.ui.widgets.label import Label
from desk_app.ui.widgets.labelled import Labelled, LabelledInput
from desk_app.ui.widgets.select import Select
from desk_app.wording import message

CHOICES = {
    "applicant.sex": (None, "male", "female"),
    "result_at": ("counter", "post", "electronic"),
}
WIDE = ("applicant.address", "note")
LONGEST = 50  # a longer value stands in lines of its own
BIRTH_DATE = "applicant.birth_date"
ARROWS = {
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_Left: -1,
}
NEVER_EMPTY = ("applicant.full_name", "submitter.full_name", "result_at")


def value_text(field: FieldView, value: str | None) -> Text:
    """A value of ``field`` for people."""
    said = field.in_words(value)
    return day(said) if isinstance(said, date) else said


def who_text(value: ValueView) -> Text:
    """Who wrote a value, where and when."""
    at = f"{hour(value.at)} {day(value.at)}"
    return f"{value.counter} · {value.officer_name} · {at}"


class FieldEditor(QWidget):
    """A field with its value in force, ready to be typed over."""

    changed = Signal()

    def __init__(
        self, field: FieldView, *, value: str | None = None, says_printed: bool = True
    ) -> None:
        """
        Args:
            value: what stands in it first.
            says_printed: tells what the receipt says, where that is something else.
        """
        super().__init__()
        self.field = field
        self._first = value
        self.labelled = self._made(value)
        if says_printed and field.is_amended:
            printed = value_text(field, field.printed)
            self.labelled.set_hint(message("search_screen.amend.printed", value=printed))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.labelled)
        self.setFocusProxy(self.labelled)
        if isinstance(self.labelled, LabelledInput):
            self.labelled.edit.textChanged.connect(self.changed)
        elif isinstance(self.labelled.editor, Select):
            self.labelled.editor.chosen.connect(self.changed)

    def fill(self, value: str | None) -> None:
        """Shows a value that was typed before, as it was typed."""
        if isinstance(self.labelled, LabelledInput):
            read = _day(value) if isinstance(self.labelled, DateInput) else None
            self.labelled.set_text(day(read) if read is not None else value or "")
        elif isinstance(self.labelled.editor, Select):
            self.labelled.editor.set_value(value)

    def value(self) -> str | None:
        """What stands in it now; a date that cannot be read as it was typed."""
        if isinstance(self.labelled, DateInput):
            read = self.labelled.value()
            return read.isoformat() if read is not None else self.labelled.text().strip() or None
        if isinstance(self.labelled, LabelledInput):
            return self.labelled.text().strip() or None
        assert isinstance(self.labelled.editor, Select)
        chosen: str | None = self.labelled.editor.value()
        return chosen

    def answer(self) -> dict[str, str | None]:
        """The field with its new value, if it was changed."""
        value = self.value()
        return {} if value == self._first else {self.field.name: value}

    def _made(self, value: str | None) -> Labelled:
        name, words = self.field.name, self.field.words
        required = name in NEVER_EMPTY
        if name in CHOICES:
            options = [(one, value_text(self.field, one)) for one in CHOICES[name]]
            select = Select(options)
            select.set_value(value if value in CHOICES[name] else CHOICES[name][0])
            return Labelled(words, select, required=required)
        if name == BIRTH_DATE:
            dated = DateInput(words)
            dated.set_value(date.fromisoformat(value) if value else None)
            return dated
        typed = LabelledInput(words, required=required, max_length=2000)
        typed.set_text(value or "")
        typed.edit.setCursorPosition(0)
        return typed


class ConflictChoice(QWidget):
    """A field two counters wrote: each value with who wrote it, and room for a third. Nothing is
    chosen beforehand: it is the officer who decides, by mouse, space bar or arrows."""

    chosen = Signal()
    changed = Signal()

    def __init__(self, field: FieldView) -> None:
        super().__init__()
        self.field = field
        self.group = QButtonGroup(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(XS)
        column.addWidget(Label(field.words, "strong"))
        for number, option in enumerate(field.options):
            value, who = in_words(value_text(field, option.value)), who_text(option)
            if len(value) <= LONGEST:
                self._add(number, message("search_screen.amend.option", value=value, who=who))
            else:
                self._add(number, who)
                column.addWidget(Label(value, wrap=True))
        self._add(len(field.options), message("search_screen.amend.other"))
        self.other = FieldEditor(field, says_printed=False)  # it stands below all of them
        self.labelled = self.other.labelled
        self.labelled.set_label(message("search_screen.amend.other_value", field=field.words))
        self.other.hide()
        column.addWidget(self.other)
        printed = value_text(field, field.printed)
        column.addWidget(Label(message("search_screen.amend.printed", value=printed), "hint"))
        self.setFocusProxy(self.group.buttons()[0])
        self.group.idClicked.connect(self._chosen)
        self.other.changed.connect(self.changed)
        self.chosen.connect(self.changed)

    def fill(self, value: str | None) -> None:
        """Chooses a value that was chosen or typed before."""
        values = [option.value for option in self.field.options]
        third = value not in values
        if third:
            self.other.fill(value)
        self.group.button(len(values) if third else values.index(value)).setChecked(True)
        self._show_chosen()

    def answer(self) -> dict[str, str | None]:
        """The field with the value chosen, if one was."""
        number = self.group.checkedId()
        if number < 0:
            return {}
        options = self.field.options
        third = number == len(options)
        return {self.field.name: self.other.value() if third else options[number].value}

    @property
    def is_chosen(self) -> bool:
        """Whether one of the values, or another, was chosen."""
        return self.group.checkedId() >= 0

    @property
    def lacks_value(self) -> bool:
        """Whether another value was chosen but none is given."""
        return self.group.checkedId() == len(self.field.options) and self.other.value() is None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """An arrow chooses where it goes. Qt's own only moves the frame while nothing is chosen,
        which looks as if it had been."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            step = ARROWS.get(Qt.Key(event.key()))
            if step is not None and isinstance(watched, RadioButton):
                number = self.group.id(watched) + step
                button = self.group.button(min(max(number, 0), len(self.field.options)))
                button.setFocus(Qt.FocusReason.TabFocusReason)
                button.setChecked(True)
                self._show_chosen()
                return True
        return super().eventFilter(watched, event)

    def _add(self, number: int, words: Text) -> None:
        button = RadioButton(words)
        button.installEventFilter(self)
        self.group.addButton(button, number)
        layout = self.layout()
        assert layout is not None
        layout.addWidget(button)

    def _chosen(self, _number: int) -> None:
        if self._show_chosen():
            self.other.setFocus()

    def _show_chosen(self) -> bool:
        """Shows room for a third value if that is what was chosen; returns whether it was."""
        number = self.group.checkedId()
        third = number == len(self.field.options)
        self.other.setVisible(third)
        self.labelled.set_error(None)
        self.setFocusProxy(self.other if third else self.group.button(number))
        self.chosen.emit()
        return third


def _day(value: str | None) -> date | None:
    """The day in a value, if it is one."""
    try:
        return date.fromisoformat(value or "")
    except ValueError:
        return None


def laid_out(conflicts: Sequence[ConflictChoice], plain: Sequence[FieldEditor]) -> QWidget:
    """The fields of a sheet, those to be decided above the others."""
    content = QWidget()
    column = QVBoxLayout(content)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(L)
    if conflicts:
        column.addWidget(Label(message("search_screen.amend.conflicts"), "label", wrap=True))
        for choice in conflicts:
            column.addWidget(choice)
    grid = QGridLayout()
    grid.setHorizontalSpacing(L)
    grid.setVerticalSpacing(M)
    row, place = 0, 0
    for editor in sorted(plain, key=lambda one: _is_wide(one.field)):
        if _is_wide(editor.field):
            row, place = (row + 1, 0) if place else (row, 0)
            grid.addWidget(editor, row, 0, 1, 2)
            row += 1
            continue
        grid.addWidget(editor, row, place, Qt.AlignmentFlag.AlignTop)
        row, place = (row, 1) if place == 0 else (row + 1, 0)
    grid.setColumnStretch(0, 1)
    grid.setColumnStretch(1, 1)
    column.addLayout(grid)
    column.addStretch(1)
    return content


def _is_wide(field: FieldView) -> bool:
    return field.name in WIDE
