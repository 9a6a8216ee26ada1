"""The style sheet of the whole program, written from the theme.

Widgets say what they are by the dynamic properties ``role`` (type of text), ``kind`` (of a button
or bar), ``wrong`` (an input with an error) and ``tone`` (colour).
"""

from __future__ import annotations

from collections.abc import Mapping
from string import Template

_SHEET = Template("""
QWidget { color: $ink; font-size: ${base}px; }
QMainWindow, QWidget#ground { background: $ground; }
QToolTip { background: $ink; color: $surface; border: none; padding: 4px 8px;
  font-size: ${hint}px; }

QLabel { background: transparent; }
QLabel[role="hint"] { color: $ink_soft; font-size: ${hint}px; }
QLabel[role="label"] { color: $ink_soft; font-size: ${hint}px; }
QLabel[role="soft"] { color: $ink_soft; }
QLabel[role="strong"] { font-weight: 600; }
QLabel[role="section"] { font-size: ${section}px; font-weight: 600; }
QLabel[role="title"] { font-size: ${title}px; font-weight: 600; }
QLabel[role="figure"] { font-size: ${code}px; font-weight: 600; }
QLabel[role="code"] { font-size: ${code}px; font-weight: 600; color: $ink; }
QLabel[role="error"] { color: $wrong; font-size: ${hint}px; }
QLabel[tone="accent"] { color: $accent; } QLabel[tone="good"] { color: $good; }
QLabel[tone="care"] { color: $care; } QLabel[tone="wrong"] { color: $wrong; }
QLabel[tone="ink_soft"] { color: $ink_soft; } QLabel[tone="training"] { color: $training; }

QFrame[role="card"] { background: $surface; border: 1px solid $line; border-radius: 8px; }
QFrame[role="divider"] { background: $line; border: none; max-height: 1px; min-height: 1px; }
QFrame[role="upright"] { background: $line; border: none; max-width: 1px; min-width: 1px; }

QLineEdit, QPlainTextEdit, QComboBox, QAbstractSpinBox {
  background: $surface; border: 1px solid $edge; border-radius: 6px; padding: 1px 9px;
  selection-background-color: $accent; selection-color: $on_accent; }
QLineEdit, QPlainTextEdit { placeholder-text-color: $ink_soft; }
QLineEdit, QComboBox, QAbstractSpinBox { min-height: ${field}px; max-height: ${field}px; }
QPlainTextEdit { padding: 5px 5px; }
QLineEdit:focus, QPlainTextEdit:focus, QComboBox:focus, QAbstractSpinBox:focus {
  border: 2px solid $accent; padding: 0 8px; }
QPlainTextEdit:focus { padding: 4px 4px; }
QLineEdit[wrong="true"], QPlainTextEdit[wrong="true"], QComboBox[wrong="true"] {
  border: 2px solid $wrong; padding: 0 8px; }
QLineEdit:disabled, QPlainTextEdit:disabled, QComboBox:disabled, QLineEdit:read-only {
  background: $ground; border-color: $line; color: $ink_soft; }
QComboBox::drop-down { border: none; width: 28px; }
QComboBox::down-arrow { image: none; }
QComboBox { combobox-popup: 0; }
QComboBox QAbstractItemView { background: $surface; border: 1px solid $edge; padding: 0;
  outline: none; }
QListView[role="choices"] {
  background: $surface; border: 1px solid $edge; border-radius: 6px; padding: 4px; outline: none;
  selection-background-color: $accent_soft; selection-color: $ink; }

QPushButton, QToolButton { background: transparent; border: 1px solid transparent; outline: none;
  border-radius: 6px; padding: 0 12px; }
QPushButton { min-height: ${field}px; }
QPushButton[kind="primary"] { background: $accent; border-color: $accent; color: $on_accent;
  font-weight: 600; min-height: ${primary}px; padding: 0 16px; }
QPushButton[kind="primary"]:hover, QPushButton[kind="primary"]:pressed {
  background: $accent_strong; border-color: $accent_strong; }
QPushButton[kind="primary"]:focus { border: 2px solid $ink; }
QPushButton[kind="primary"]:disabled { background: $hover; border-color: $line; color: $ink_soft; }
QPushButton[kind="secondary"] { background: $surface; border-color: $edge; }
QPushButton[kind="secondary"]:hover { background: $hover; }
QPushButton[kind="danger"] { background: $surface; border-color: $wrong; color: $wrong; }
QPushButton[kind="danger"]:hover { background: $wrong_soft; }
QPushButton[kind="quiet"] { color: $accent; }
QPushButton[kind="quiet"]:hover, QToolButton:hover { background: $hover; }
QPushButton[kind="secondary"]:focus, QPushButton[kind="quiet"]:focus,
QPushButton[kind="danger"]:focus, QToolButton:focus { border: 2px solid $accent; }
QPushButton:disabled { color: $ink_soft; border-color: $line; }
QPushButton[kind="quiet"]:disabled { border-color: transparent; }

QFrame[role="bar"] { border-radius: 8px; border: 1px solid $line; background: $surface; }
QFrame[role="bar"][tone="accent"] { background: $accent_soft; border-color: $accent; }
QFrame[role="bar"][tone="good"] { background: $good_soft; border-color: $good; }
QFrame[role="bar"][tone="care"] { background: $care_soft; border-color: $care; }
QFrame[role="bar"][tone="wrong"] { background: $wrong_soft; border-color: $wrong; }
QFrame[role="bar"]:focus { border-width: 2px; }
QFrame[role="toast"] { background: $ink; border-radius: 8px; }
QFrame[role="toast"] QLabel { color: $surface; }

QTableView, QTreeView, QListView { background: $surface; border: none; outline: none;
  alternate-background-color: $surface; gridline-color: $line;
  selection-background-color: $accent_soft; selection-color: $ink; }
QTableView::item { padding: 0 8px; border-bottom: 1px solid $line; }
QTableView::item:selected { background: $accent_soft; color: $ink; }
QHeaderView { background: $surface; border: none; }
QHeaderView::section { background: $surface; color: $ink_soft; border: none;
  border-bottom: 1px solid $edge; padding: 0 11px; font-size: ${hint}px; font-weight: 600;
  min-height: ${row}px; }
QTableCornerButton::section { background: $surface; border: none; }

QScrollArea { background: transparent; border: none; }
QScrollArea > QWidget > QWidget { background: transparent; }
QScrollBar { background: transparent; border: none; margin: 0; }
QScrollBar:vertical { width: 12px; } QScrollBar:horizontal { height: 12px; }
QScrollBar::handle { background: $edge; border-radius: 3px; border: none; margin: 3px; }
QScrollBar::handle:vertical { min-height: 32px; } QScrollBar::handle:horizontal { min-width: 32px; }
QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page {
  background: none; border: none; width: 0; height: 0; }

QMenu { background: $surface; border: 1px solid $edge; border-radius: 6px; padding: 4px; }
QMenu::item { padding: 6px 24px 6px 12px; border-radius: 4px; }
QMenu::item:selected { background: $accent_soft; color: $ink; }
QMenu::item:disabled { color: $ink_soft; }
QMenu::separator { height: 1px; background: $line; margin: 4px 8px; }

QProgressBar { background: $hover; border: none; border-radius: 3px; min-height: 6px;
  max-height: 6px; }
QProgressBar::chunk { background: $accent; border-radius: 3px; }
QListWidget { background: transparent; }
QTextBrowser { background: $surface; border: none; selection-background-color: $accent;
  selection-color: $on_accent; }
QSplitter::handle { background: $line; }
QTabBar::tab { background: transparent; color: $ink_soft; padding: 8px 12px; border: none;
  border-bottom: 2px solid transparent; }
QTabBar::tab:selected { color: $ink; font-weight: 600; border-bottom-color: $accent; }
QTabBar::tab:focus { color: $accent; }
QTabWidget::pane { border: none; border-top: 1px solid $line; }

QWidget#rail { background: $surface; border-right: 1px solid $line; }
QWidget#statusBar { background: $surface; border-top: 1px solid $line; }
QWidget#context { background: $surface; border-left: 1px solid $line; }
QWidget#trainingRibbon { background: $training; }
QWidget#trainingRibbon QLabel { color: $on_training; font-weight: 600; }
QFrame#palette, QFrame#sheet { background: $surface; border: 1px solid $edge; border-radius: 10px; }
QWidget#lock { background: $ground; }
""")


def style_sheet(values: Mapping[str, str]) -> str:
    """The sheet with colours (by token) and sizes (in pixels) filled in."""
    return _SHEET.substitute(values)
