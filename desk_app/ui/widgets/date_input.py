"""A date as officers type it: 5/9/1987, 05.09.1987 or 05091987."""

from __future__ import annotations

import re
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from desk_app.ui.language import Text, day
from desk_app.ui.widgets.labelled import LabelledInput
from desk_app.wording import Message, message

_WITH_SIGNS = re.compile(r"(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4})")
_BARE = re.compile(r"(\d{2})(\d{2})(\d{4})")


def read_date(text: str) -> date | None:
    """The date in ``text`` (d/m/yyyy or ddmmyyyy); None when there is none such day."""
    found = _WITH_SIGNS.fullmatch(text.strip()) or _BARE.fullmatch(text.strip())
    if found is None:
        return None
    try:
        return date(int(found[3]), int(found[2]), int(found[1]))
    except ValueError:
        return None


class DateInput(LabelledInput):
    """A labelled date. What cannot be read stays as typed, with a sentence beside it."""

    date_changed = Signal(object)
    """A ``date``, or None when the field is empty or cannot be read."""

    def __init__(
        self,
        label: Text,
        *,
        hint: Text = "",
        required: bool = False,
        help_topic: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(
            label,
            hint=hint,
            required=required,
            placeholder=message("ui.date.placeholder"),
            max_length=20,
            edit=QLineEdit(),
            help_topic=help_topic,
            parent=parent,
        )
        self.committed.connect(self._read)

    def value(self) -> date | None:
        """The date, or None."""
        return read_date(self.text())

    def set_value(self, value: date | None) -> None:
        """Shows ``value`` without telling."""
        self.set_text(day(value) if value else "")
        self.set_error(None)

    def complaint(self) -> Message | None:
        """What is wrong with what was typed."""
        return message("ui.date.unreadable") if self.unread() else None

    def unread(self) -> str:
        """What was typed where it is no day, else nothing."""
        return self.text().strip() if self.value() is None else ""

    def _read(self) -> None:
        value = self.value()
        if value is not None:
            self.set_text(day(value))
        self.set_error(self.complaint())
        self.date_changed.emit(value)
