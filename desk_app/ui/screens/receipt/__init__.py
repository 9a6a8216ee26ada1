"""The receipt of a dossier: shown, printed, printed again."""

from desk_app.ui.screens.receipt.build import build_receipt

__all__ = ["build_receipt"]
