"""Puts the enrolment screen together."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from desk_app.ui.background import Background
from desk_app.ui.screens.enrol.presenter import Enrolling, EnrolPresenter, MakingTraining
from desk_app.ui.screens.enrol.view import EnrolView


def build_enrol(
    background: Background,
    *,
    enrol: Enrolling,
    make_training: MakingTraining,
    done: Callable[[Any], None],
) -> EnrolView:
    """The first-run screen. ``enrol(url, code, training)`` and ``make_training(progress=…)`` run
    in the writer thread; ``done`` gets what they gave back, in the UI thread."""
    view = EnrolView()
    EnrolPresenter(view, background, enrol, make_training, done)
    return view
