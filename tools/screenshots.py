"""Draws the screens in both languages, three looks, two sizes of window and of text.

    python tools/screenshots.py FOLDER [--only home,intake] [--quick]

Each scene is a function that builds a window with invented data; add one per screen to SCENES.
"""

from __future__ import annotations

import argparse
import itertools
import os
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication, QWidget

from desk_app.clock import VIETNAM
from desk_app.ui.language import language
from desk_app.ui.main_window import MainWindow
from desk_app.ui.screens.home.state import HomeState, LatestDossier, OpenDraft
from desk_app.ui.screens.home.view import HomeView
from desk_app.ui.theme import theme
from desk_app.ui.widgets.status_bar import StatusItem
from desk_app.wording import LANGUAGES, message
from tests.ui.screenshots import SIZES, shoot

MORNING = datetime(2026, 11, 23, 8, 12, tzinfo=VIETNAM)
PROCEDURES = (
    "Chứng thực bản sao từ bản chính giấy tờ, văn bản do cơ quan có thẩm quyền cấp",
    "Đăng ký khai sinh",
    "Đăng ký biến động quyền sử dụng đất",
)
STATES = ("sent", "sent", "sent", "needs_attention", "sent", "sending", "waiting")


def shell() -> MainWindow:
    """The main window of a training desk."""
    window = MainWindow(training=True)
    window.show_status(StatusItem("queue", "arrow-up", message("ui.state.waiting"), "accent"))
    window.show_status(StatusItem("officer", "user", "Quầy 03 · Nguyễn Văn An", right=True))
    return window


def home() -> QWidget:
    """The counter in the middle of a morning."""
    window = shell()
    window.register_screen(
        "home", HomeView, title=message("ui.home.title"), icon="house", action="home"
    )
    view = window.open_screen("home")
    latest = tuple(
        LatestDossier(
            str(n),
            f"H25.12.34-261123-{n:04}",
            MORNING + timedelta(minutes=7 * n),
            PROCEDURES[n % 3],
            MORNING + timedelta(days=n),
            STATES[n % 7],
        )
        for n in range(23, 0, -1)
    )
    if isinstance(view, HomeView):
        drafts = tuple(OpenDraft(str(n), PROCEDURES[n], MORNING) for n in range(2))
        view.show_state(
            HomeState(
                received=23, fees=1_250_000, waiting=3, attention=1, drafts=drafts, latest=latest
            )
        )
    return window


def palette() -> QWidget:
    """The command palette."""
    window = home()
    window.show()
    if isinstance(window, MainWindow):
        window.act("palette")
    return window


def keys() -> QWidget:
    """The key sheet."""
    window = home()
    window.show()
    if isinstance(window, MainWindow):
        window.act("key_sheet")
    return window


SCENES: dict[str, Callable[[], QWidget]] = {"home": home, "palette": palette, "keys": keys}


def main(arguments: list[str]) -> int:
    """Draws what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", default=",".join(SCENES))
    parser.add_argument("--quick", action="store_true", help="light, small, 100 percent only")
    options = parser.parse_args(arguments)
    application = QApplication.instance() or QApplication(sys.argv[:1])
    theme().apply()
    language().install_qt_words()
    looks = ("light",) if options.quick else ("light", "dark", "contrast")
    sizes = SIZES[:1] if options.quick else SIZES
    percents = (100,) if options.quick else (100, 150)
    every = itertools.product(options.only.split(","), LANGUAGES, looks, percents, sizes)
    for name, code, look, percent, size in every:
        language().set(code)
        theme().set_percent(percent)
        theme().set_mode(look)
        window = SCENES[name]()
        file = options.folder / f"{name}-{code}-{look}-{size.width()}-{percent}.png"
        shoot(window, size, file)
        window.close()
        window.deleteLater()
        application.processEvents()
        print(file)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
