"""Puts the sign-in screen together."""

from __future__ import annotations

from collections.abc import Callable

from desk_app.services.desk import Desk
from desk_app.services.sign_in import OfficerAtDesk
from desk_app.ui.background import Background
from desk_app.ui.screens.sign_in.presenter import SignInPresenter
from desk_app.ui.screens.sign_in.source import SignInSource
from desk_app.ui.screens.sign_in.view import SignInView


def build_sign_in(
    desk: Desk,
    background: Background,
    welcome: Callable[[OfficerAtDesk], None],
    view: SignInView | None = None,
) -> SignInView:
    """The sign-in screen; ``welcome`` is called with the officer, in the UI thread. ``view``: one
    that stands already, perhaps with something typed."""
    view = view or SignInView()
    SignInPresenter(view, SignInSource(desk), background, welcome)
    return view
