"""Cameras of this machine; where there is none, none is found and nothing breaks."""

from __future__ import annotations

import subprocess
import sys


def test_looking_for_a_camera_breaks_nothing() -> None:
    """In a process of its own: the library is large, and talks on stderr where sound is missing."""
    program = (
        "import os; os.environ['QT_QPA_PLATFORM'] = 'offscreen'\n"
        "import desk_app.ui\n"
        "from PySide6.QtGui import QGuiApplication\n"
        "app = QGuiApplication([])\n"
        "from desk_app.ui.document_camera import _is_for_documents, first_camera\n"
        "found = first_camera()\n"
        "print(found is None or hasattr(found, 'shoot'))\n"
        "print(_is_for_documents('CZUR Lens'), _is_for_documents('Integrated Webcam'))\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=120, check=True
    )
    assert ran.stdout.split() == ["True", "True", "False"]
