"""The unmatched tray: stacks whose dossier or paper is unknown, filed by a person or a code."""
