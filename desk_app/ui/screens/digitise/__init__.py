"""Scanning along the checklist: the required papers are the screen, F12 scans into the current."""
