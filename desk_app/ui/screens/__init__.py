"""Screens, one folder each: view, presenter, state."""
