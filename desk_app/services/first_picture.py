"""Keeps for the next start what the window shows before the desk is open."""

from __future__ import annotations

from desk_app.config.first_picture import LONGEST_NAME, FirstPicture, keep_first_picture
from desk_app.errors import Refusal
from desk_app.services.desk import Desk


def remember_first_picture(desk: Desk) -> None:
    """Writes look, unit and counter down beside the database, if they changed."""
    get = desk.settings.get
    picture = FirstPicture(
        language=get("language"),
        theme=get("theme"),
        text_size=get("text_size"),
        unit=_unit(desk)[:LONGEST_NAME],
        counter=desk.this_desk().counter[:LONGEST_NAME],
    )
    keep_first_picture(desk.store.path.parent, picture)


def _unit(desk: Desk) -> str:
    try:
        return desk.unit().name
    except Refusal:
        return ""  # the first sync has not brought it yet
