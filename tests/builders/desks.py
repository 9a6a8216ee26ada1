"""A whole training desk (catalogue, calendar, numbers), made once per process and copied."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from desk_app import app
from desk_app.clock import VIETNAM, TickingClock
from desk_app.services.desk import Desk

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=VIETNAM)  # a Friday morning


def a_training_profile(folder: Path) -> Path:
    """A fresh copy of the training profile, in ``folder``/desk; nobody keeps favourites yet."""
    return Path(shutil.copytree(_template(), folder / "desk"))


@contextmanager
def a_training_desk(folder: Path, now: datetime = NOW) -> Iterator[Desk]:
    """The desk of :func:`a_training_profile` at work, its clock standing at ``now``."""
    if not (folder / "desk").exists():
        a_training_profile(folder)
    with app.running(folder / "desk", clock=TickingClock(now)) as desk:
        yield desk


@cache
def _template() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="desk-template-")) / "desk"
    app.make_training_desk(folder, clock=TickingClock(NOW))
    with app.running(folder, clock=TickingClock(NOW)) as desk:
        for officer in desk.sign_in.officers():
            for kept in desk.catalogue.favourites(officer.login):
                desk.catalogue.set_favourite(officer.login, kept.code, keep=False)
    shutil.rmtree(folder / "logs", ignore_errors=True)
    return folder


def a_dossier_said(**changes: Any) -> dict[str, Any]:
    """The JSON of a birth registration as a script sends it; ``changes`` replace parts, a None
    given as ``...`` (Ellipsis) leaves the part out."""
    said: dict[str, Any] = {
        "procedure": "1.001193",
        "case": None,
        "channel": "direct",
        "applicant": {
            "kind": "citizen",
            "id_number": "079187001234",
            "full_name": "Nguyễn Thị Phương Uyên",
            "birth_date": "1987-09-05",
            "sex": "female",
            "address": "25/7 Nguyễn Bỉnh Khiêm",
            "phone": "0912345678",
            "email": None,
        },
        "submitter": None,
        "papers": [
            {
                "number": 1,
                "state": "submitted",
                "originals": 1,
                "certified": 0,
                "copies": 0,
                "note": None,
            }
        ],
        "sets": 1,
        "pages": None,
        "copies": None,
        "result_at": "counter",
        "note": None,
        "received_at": "2026-11-20T08:00:00+07:00",
    }
    for name, value in changes.items():
        if value is ...:
            del said[name]
        else:
            said[name] = value
    return said


def applicant_said(**changes: Any) -> dict[str, Any]:
    """The applicant of :func:`a_dossier_said` with parts replaced (``...`` leaves one out)."""
    said: dict[str, Any] = dict(a_dossier_said()["applicant"])
    for name, value in changes.items():
        if value is ...:
            del said[name]
        else:
            said[name] = value
    return said
