"""A label above, an input, a hint or an error below."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from desk_app.ui.language import Spoken, Text, in_words, tr
from desk_app.ui.theme import XS
from desk_app.ui.undo_key import LeavesUndo
from desk_app.ui.widgets.label import Label
from desk_app.ui.widgets.sign import Sign


class Labelled(QWidget, Spoken):
    """Any editor with its label, hint and error.

    The error stands under the field in the same words as in the error summary; what was typed
    stays.

    Args:
        label: what the field is called.
        editor: the widget that takes the focus.
        hint: a short sentence shown below while there is no error.
        required: whether the label says that it must be filled.
        help_topic: page of the help that F1 opens here.
    """

    def __init__(
        self,
        label: Text,
        editor: QWidget,
        *,
        hint: Text = "",
        required: bool = False,
        help_topic: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.editor = editor
        self._input = editor.focusProxy() or editor
        self._label_text, self._hint_text, self._required = label, hint, required
        self._error: Text | None = None
        self._label = Label("", "label")
        self._label.setBuddy(editor)
        self._below = Label("", "hint", wrap=True)
        self._sign = Sign("circle-alert", "wrong", 14)
        if help_topic:
            editor.setProperty("help_topic", help_topic)
        below = QHBoxLayout()
        below.setSpacing(XS)
        below.addWidget(self._sign)
        below.addWidget(self._below, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(XS)
        column.addWidget(self._label)
        column.addWidget(editor)
        column.addLayout(below)
        self.setFocusProxy(editor)
        self.speak()

    def set_error(self, error: Text | None) -> None:
        """Shows what is wrong with this field, or that nothing is."""
        self._error = error
        self._input.setProperty("wrong", error is not None)
        self._input.style().unpolish(self._input)
        self._input.style().polish(self._input)
        self._show_below()

    def set_hint(self, hint: Text) -> None:
        """Another hint."""
        self._hint_text = hint
        self._show_below()

    @property
    def label(self) -> Text:
        """What the field is called."""
        return self._label_text

    def set_label(self, label: Text) -> None:
        """Another name for the field."""
        self._label_text = label
        self.retranslate()

    @property
    def error(self) -> Text | None:
        """What is wrong now."""
        return self._error

    def retranslate(self) -> None:
        """Says label, hint and error in the language in force."""
        name = in_words(self._label_text)
        self._label.say(tr("ui.field.required", label=name) if self._required else name)
        self._input.setAccessibleName(name)
        self._show_below()

    def _show_below(self) -> None:
        wrong = self._error is not None
        text = self._error if self._error is not None else self._hint_text
        self._below.setProperty("role", "error" if wrong else "hint")
        self._below.style().unpolish(self._below)
        self._below.style().polish(self._below)
        self._below.say(text)
        self._below.setVisible(bool(text))
        self._sign.setVisible(wrong)
        self._input.setAccessibleDescription(in_words(text))


class LabelledInput(Labelled):
    """A line of text with label, hint and error."""

    changed = Signal(str)
    committed = Signal(str)
    """The officer left the field or pressed Enter: save the draft now."""

    def __init__(
        self,
        label: Text,
        *,
        hint: Text = "",
        required: bool = False,
        placeholder: Text = "",
        max_length: int = 1000,
        edit: QLineEdit | None = None,
        help_topic: str = "",
        parent: QWidget | None = None,
    ) -> None:
        self.edit = edit or QLineEdit()
        self._placeholder = placeholder
        self._committed = ""
        super().__init__(
            label,
            self.edit,
            hint=hint,
            required=required,
            help_topic=help_topic,
            parent=parent,
        )
        self.edit.setMaxLength(max_length)
        self.edit.installEventFilter(LeavesUndo(self))
        self.edit.textEdited.connect(self.changed)
        self.edit.editingFinished.connect(self._finished)

    def text(self) -> str:
        """What stands in the field."""
        return self.edit.text()

    @property
    def settled(self) -> str:
        """What stood there when the field was last filled or left."""
        return self._committed

    def set_text(self, text: str) -> None:
        """Fills the field; counts as committed."""
        if text != self.edit.text():
            self.edit.setText(text)
        self._committed = text

    def retranslate(self) -> None:
        """Says all words in the language in force."""
        super().retranslate()
        self.edit.setPlaceholderText(in_words(self._placeholder))

    def _finished(self) -> None:
        if self.edit.text() != self._committed:
            self._committed = self.edit.text()
            self.committed.emit(self._committed)
