"""Signing in, with or without network; locking and unlocking the desk."""

from desk_app.ui.screens.sign_in.build import build_sign_in
from desk_app.ui.screens.sign_in.lock import Lock

__all__ = ["Lock", "build_sign_in"]
