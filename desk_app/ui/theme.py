"""How everything looks: colours, sizes, type. Everything else names what stands here.

Three tables of the same names (light, dark, high contrast); text from 80 to 200 percent. The theme
is switched while running; whoever paints by hand listens to :attr:`Theme.changed`.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cache

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from desk_app.ui.style_sheet import style_sheet
from desk_app.wording import RESOURCES

STEPS = (4, 8, 12, 16, 24, 32)
XS, S, M, L, XL, XXL = STEPS
INPUT_HEIGHT = 34
ROW_HEIGHT = 34
PRIMARY_HEIGHT = 44
BASE, HINT, SECTION, TITLE, CODE = 14, 12, 18, 22, 28
CONTENT_WIDTH = 1440
FADE_MS = 120
SETTLED_MS = 200  # a finger on the key of larger text presses it again before

FAMILY = "Inter"
FONT_FILES = ("Inter-Regular.ttf", "Inter-SemiBold.ttf")
TEXT_STEPS = (80, 90, 100, 110, 125, 150, 175, 200)
MODES = ("light", "dark", "contrast", "system")


@dataclass(frozen=True)
class Tokens:
    """Colours by use. ``edge`` is the border of what can be typed into or pressed (>= 3:1);
    ``line`` only divides. ``*_soft`` are grounds for text in the colour of that name."""

    ground: str
    surface: str
    line: str
    edge: str
    ink: str
    ink_soft: str
    accent: str
    on_accent: str
    accent_strong: str
    good: str
    care: str
    wrong: str
    training: str
    on_training: str
    hover: str
    accent_soft: str
    good_soft: str
    care_soft: str
    wrong_soft: str
    training_soft: str


LIGHT = Tokens(
    ground="#F6F7F9",
    surface="#FFFFFF",
    line="#DDE1E7",
    edge="#848D99",
    ink="#1B2430",
    ink_soft="#55606E",
    accent="#0B5CAD",
    on_accent="#FFFFFF",
    accent_strong="#084784",
    good="#1A7F4B",
    care="#A35200",
    wrong="#B3261E",
    training="#6A3FA0",
    on_training="#FFFFFF",
    hover="#ECEFF3",
    accent_soft="#E4EEF8",
    good_soft="#EFF8F3",
    care_soft="#FDF4E9",
    wrong_soft="#FCEEED",
    training_soft="#F1EBF9",
)
DARK = Tokens(
    ground="#14171C",
    surface="#1C2027",
    line="#2E343E",
    edge="#6C7786",
    ink="#E8ECF2",
    ink_soft="#A3ADBA",
    accent="#6DB1F5",
    on_accent="#0C1A29",
    accent_strong="#96C8FA",
    good="#5FCB92",
    care="#F0A95B",
    wrong="#F28B82",
    training="#C4A5EE",
    on_training="#21123A",
    hover="#262B34",
    accent_soft="#1F3147",
    good_soft="#1B2F27",
    care_soft="#35291B",
    wrong_soft="#392323",
    training_soft="#2C2539",
)
CONTRAST = Tokens(
    ground="#000000",
    surface="#000000",
    line="#9A9A9A",
    edge="#FFFFFF",
    ink="#FFFFFF",
    ink_soft="#E6E6E6",
    accent="#FFE14D",
    on_accent="#000000",
    accent_strong="#FFF0A3",
    good="#7CF5B0",
    care="#FFC47A",
    wrong="#FFA8A1",
    training="#DCC6FF",
    on_training="#000000",
    hover="#2B2B2B",
    accent_soft="#3A3300",
    good_soft="#00281A",
    care_soft="#331F00",
    wrong_soft="#3A0F0C",
    training_soft="#23153A",
)
TABLES = {"light": LIGHT, "dark": DARK, "contrast": CONTRAST}
TONES = ("ink", "ink_soft", "accent", "good", "care", "wrong", "training")


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours after WCAG 2, from 1 to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _within(percent: int) -> int:
    return min(max(percent, TEXT_STEPS[0]), TEXT_STEPS[-1])


class Theme(QObject):
    """The look in force. One per program: ask :func:`theme`."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._mode = "light"
        self._percent = 100
        self._followed = False
        self._aimed: int | None = None
        self._settling = QTimer(self)
        self._settling.setSingleShot(True)
        self._settling.setInterval(SETTLED_MS)
        self._settling.timeout.connect(self.settle)

    @property
    def mode(self) -> str:
        """What was chosen: light, dark, contrast or system."""
        return self._mode

    @property
    def percent(self) -> int:
        """Size of text, 80 to 200."""
        return self._percent

    @property
    def aimed(self) -> int:
        """Size of text that was asked for last, a moment before it is in force."""
        return self._percent if self._aimed is None else self._aimed

    @property
    def shown(self) -> str:
        """The table in force: light, dark or contrast."""
        return self._mode if self._mode != "system" else _system_table()

    @property
    def tokens(self) -> Tokens:
        """The colours in force."""
        return TABLES[self.shown]

    def colour(self, token: str) -> QColor:
        """The colour of ``token`` (a field name of :class:`Tokens`)."""
        return QColor(str(getattr(self.tokens, token)))

    def px(self, size: int) -> int:
        """``size`` (at 100 percent) in pixels at the present size of text."""
        return max(1, round(size * self._percent / 100))

    def font(self, size: int = BASE, *, strong: bool = False, tabular: bool = True) -> QFont:
        """The interface font at ``size``; ``tabular``: figures all of one width."""
        font = QFont(FAMILY)
        font.setPixelSize(self.px(size))
        font.setWeight(QFont.Weight.DemiBold if strong else QFont.Weight.Normal)
        font.setFeature(QFont.Tag("tnum"), int(tabular))
        return font

    def set_mode(self, mode: str) -> None:
        """Switches to ``mode``, one of :data:`MODES`."""
        if mode not in MODES:
            raise ValueError(mode)
        if mode != self._mode:
            self._mode = mode
            self.apply()

    def set_percent(self, percent: int) -> None:
        """Sets the size of text, kept within 80 to 200."""
        self._aimed = None
        self._settling.stop()
        percent = _within(percent)
        if percent != self._percent:
            self._percent = percent
            self.apply()

    def aim(self, percent: int) -> None:
        """Sets the size of text when nobody asks for another one right after: giving a whole window
        its look takes a second, and steps come in threes."""
        self._aimed = _within(percent)
        self._settling.start()

    def settle(self) -> None:
        """Puts in force at once what was asked for."""
        self.set_percent(self.aimed)

    def step_text(self, direction: int) -> None:
        """Aims one step larger (+1), smaller (-1) or at 100 percent (0)."""
        here = self.aimed
        if direction == 0:
            self.aim(100)
        elif direction > 0:
            self.aim(next((s for s in TEXT_STEPS if s > here), TEXT_STEPS[-1]))
        else:
            smaller = [s for s in TEXT_STEPS if s < here]
            self.aim(smaller[-1] if smaller else TEXT_STEPS[0])

    def apply(self) -> None:
        """Gives the running program this look and tells whoever paints by hand."""
        app = QApplication.instance()
        if isinstance(app, QApplication):
            if not self._followed:
                self._followed = True
                app.setStyle("Fusion")
                load_fonts()
                app.styleHints().colorSchemeChanged.connect(self._system_changed)
            # Figures of one width also widen hyphens: a code reads as if there were blanks in it.
            app.setFont(self.font(tabular=False))
            app.setPalette(_palette(self.tokens))
            app.setStyleSheet(style_sheet(self._sheet_values()))
        self.changed.emit()

    def _sheet_values(self) -> dict[str, str]:
        colours = {name: str(getattr(self.tokens, name)) for name in token_names()}
        sizes = {
            "base": self.px(BASE),
            "hint": self.px(HINT),
            "section": self.px(SECTION),
            "title": self.px(TITLE),
            "code": self.px(CODE),
            "field": self.px(INPUT_HEIGHT) - 4,
            "row": self.px(ROW_HEIGHT) - 4,
            "primary": self.px(PRIMARY_HEIGHT) - 4,
        }
        return colours | {name: str(size) for name, size in sizes.items()}

    def _system_changed(self) -> None:
        if self._mode == "system":
            self.apply()


@cache
def theme() -> Theme:
    """The one theme of this program."""
    return Theme()


def load_fonts() -> list[str]:
    """Makes the shipped fonts known; the families found in them."""
    families: list[str] = []
    for name in FONT_FILES:
        number = QFontDatabase.addApplicationFont(str(RESOURCES / "fonts" / "ui" / name))
        families += QFontDatabase.applicationFontFamilies(number)
    return families


def motion_allowed() -> bool:
    """Whether fades may be shown; not when the system asks for calm."""
    hints = QGuiApplication.styleHints()  # must outlive what it gives
    accessibility = hints.accessibility()
    return accessibility.motionPreference() != Qt.MotionPreference.ReducedMotion


def _system_table() -> str:
    hints = QGuiApplication.styleHints()
    if hints.accessibility().contrastPreference() == Qt.ContrastPreference.HighContrast:
        return "contrast"
    return "dark" if hints.colorScheme() == Qt.ColorScheme.Dark else "light"


def _palette(tokens: Tokens) -> QPalette:
    palette = QPalette()
    role = QPalette.ColorRole
    for where, colour in {
        role.Window: tokens.ground,
        role.WindowText: tokens.ink,
        role.Base: tokens.surface,
        role.AlternateBase: tokens.ground,
        role.Text: tokens.ink,
        role.Button: tokens.surface,
        role.ButtonText: tokens.ink,
        role.PlaceholderText: tokens.ink_soft,
        role.ToolTipBase: tokens.ink,
        role.ToolTipText: tokens.surface,
        role.Highlight: tokens.accent,
        role.HighlightedText: tokens.on_accent,
        role.Link: tokens.accent,
        role.LinkVisited: tokens.accent,
        role.Accent: tokens.accent,
        role.Mid: tokens.line,
    }.items():
        palette.setColor(where, QColor(colour))
    for where in (role.Text, role.WindowText, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, where, QColor(tokens.ink_soft))
    return palette


def token_names() -> tuple[str, ...]:
    """Names of all colours."""
    return tuple(f.name for f in fields(Tokens))
