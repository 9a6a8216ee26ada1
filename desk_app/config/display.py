"""Whether a window can be seen on this machine."""

from __future__ import annotations

import os
import sys

from desk_app.errors import EnvironmentFault


def has_display() -> bool:
    """Whether there is a screen to open a window on (or Qt was told to do without one)."""
    if sys.platform in ("win32", "darwin"):
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


def require_display() -> None:
    """Raises EnvironmentFault where no window can be opened; Qt would only abort."""
    if not has_display():
        raise EnvironmentFault("cli.no_display")
