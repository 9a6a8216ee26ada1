"""Receiving a dossier: from F2 to F9."""

from desk_app.ui.screens.intake.build import build_intake

__all__ = ["build_intake"]
