"""The technical log: one JSON line per event, rotated, with people's numbers masked."""

from __future__ import annotations

import json
import logging
import logging.handlers
import re
from datetime import datetime
from pathlib import Path

from desk_app.clock import VIETNAM

MAX_BYTES = 5 * 1024 * 1024
KEPT = 5
# ID numbers (9 to 12 digits), phones, e-mails, opaque tokens: anything that could name a person.
_MASKS = (
    (re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+"), "<e-mail>"),
    (re.compile(r"(?<![\w-])\+?\d[\d .]{7,16}\d(?![\w-])"), "<number>"),
    (re.compile(r"(?i)bearer\s+\S+"), "Bearer <secret>"),
    (re.compile(r"/t/[\w-]{16,}"), "/t/<token>"),
)


def mask(text: str) -> str:
    """``text`` without what could name a person."""
    for pattern, instead in _MASKS:
        text = pattern.sub(instead, text)
    return text


class JsonLines(logging.Formatter):
    """One JSON object per line, masked; a traceback goes into ``trace``, masked too."""

    def format(self, record: logging.LogRecord) -> str:
        """The line for ``record``."""
        line = {
            "at": datetime.fromtimestamp(record.created, VIETNAM).isoformat(timespec="seconds"),
            "level": record.levelname,
            "from": record.name,
            "said": mask(record.getMessage()),
        }
        if record.exc_info:
            line["trace"] = mask(self.formatException(record.exc_info))
        return json.dumps(line, ensure_ascii=False)


def start_log(folder: Path, level: int = logging.INFO) -> logging.Handler:
    """Writes the log of this process to ``folder``/desk.log; returns the handler, to be given to
    :func:`stop_log`."""
    folder.mkdir(parents=True, exist_ok=True)
    handler = logging.handlers.RotatingFileHandler(
        folder / "desk.log", maxBytes=MAX_BYTES, backupCount=KEPT, encoding="utf-8", delay=True
    )
    handler.setFormatter(JsonLines())
    handler.setLevel(level)
    root = logging.getLogger("desk_app")
    root.setLevel(level)
    root.addHandler(handler)
    return handler


def stop_log(handler: logging.Handler) -> None:
    """Ends what :func:`start_log` began."""
    logging.getLogger("desk_app").removeHandler(handler)
    handler.close()
