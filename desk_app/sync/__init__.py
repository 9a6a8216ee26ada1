"""Desk and centre: protocol, sender, fetcher, engine."""
