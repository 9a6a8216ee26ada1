"""Receiving a dossier: from F2 to F9."""
