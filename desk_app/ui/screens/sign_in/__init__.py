"""Signing in, with or without network; locking and unlocking the desk."""
