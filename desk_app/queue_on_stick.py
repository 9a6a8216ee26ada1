"""The queue of one desk on a USB stick, and the answers back: what screens and commands are given.

Loaded when somebody asks for it; the line is not needed.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from desk_app import __version__, app
from desk_app.errors import Refusal
from desk_app.services.desk import Desk
from desk_app.sync.protocol import credential_hash

if TYPE_CHECKING:
    from desk_app.sync.queue_answers import Returned
    from desk_app.sync.queue_export import Exported, FileSender

Progress = Callable[[int, int | None], object]


class QueueOnStick:
    """Writes and reads files for ``desk``."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def proposed_name(self) -> str:
        """A file name that tells desks and times apart.

        Raises:
            Refusal: the desk has no centre.
        """
        from desk_app.sync.queue_export import proposed_name

        return proposed_name(self._who(), self._desk.clock.now())

    def export(
        self, path: Path, *, officer: str | None = None, progress: Progress | None = None
    ) -> Exported:
        """As :meth:`desk_app.sync.queue_export.QueueExporter.export`; raises Refusal where the
        desk has no centre."""
        from desk_app.sync.queue_export import QueueExporter

        desk = self._desk
        exporter = QueueExporter(
            desk.store, desk.clock, desk.scan_store, self._who(), app_version=__version__
        )
        return exporter.export(path, officer=officer, progress=progress)

    def take(
        self, path: Path, *, officer: str | None = None, progress: Progress | None = None
    ) -> Returned:
        """As :meth:`desk_app.sync.queue_answers.QueueAnswers.take`; raises Refusal where the desk
        has no centre."""
        from desk_app.sync.queue_answers import AnsweredDesk, QueueAnswers

        desk = self._desk
        answered = AnsweredDesk(
            desk.store, desk.clock, self._who(), app.change_appliers(), __version__
        )
        answers = QueueAnswers(answered, desk.bus.publish, desk.begin_anew)
        found = answers.take(path, officer=officer, progress=progress)
        desk.turn_day()
        return found

    def _who(self) -> FileSender:
        from desk_app.services.desk_key import ensure_key
        from desk_app.sync.queue_export import FileSender

        here = self._desk.this_desk() if self._desk.enrolled else None
        if here is None or not (here.desk_id and here.credential):
            raise Refusal("sync.not_enrolled")
        key = ensure_key(self._desk.store)
        return FileSender(
            desk_id=here.desk_id,
            unit=here.unit,
            epoch=here.epoch,
            credential_sha256=credential_hash(here.credential),
            public_key=key.public,
            key_sign=key.sign,
        )
