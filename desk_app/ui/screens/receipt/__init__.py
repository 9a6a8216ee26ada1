"""The receipt of a dossier: shown, printed, printed again."""
