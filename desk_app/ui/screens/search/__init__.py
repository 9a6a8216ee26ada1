"""Finding a dossier as one types, and reading everything about it beside the list."""
