"""The first run: the desk joins a centre, or becomes a training desk."""

from desk_app.ui.screens.enrol.build import build_enrol

__all__ = ["build_enrol"]
