"""What printers there are and what became of a print, in words that need no printing library."""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from desk_app.replacing import durable_replace
from desk_app.wording import Message, message

PrintState = Literal["printed", "queued", "failed", "unconfirmed"]


@dataclass(frozen=True)
class PrinterOnDesk:
    """A printer this desk can use. ``name`` is what printing takes."""

    name: str
    description: str
    is_default: bool


@dataclass(frozen=True)
class PrintOutcome:
    """What became of a print.

    * ``printed``: the spooler says that the printer took all of it;
    * ``queued``: the spooler keeps it and goes on trying;
    * ``failed``: it will not come out; print again;
    * ``unconfirmed``: handed over, but the spooler does not tell: look at the printer.

    ``reason`` is the sentence for the officer; None when all went well.
    """

    state: PrintState
    reason: Message | None = None


def print_to_file(pdf: bytes, file: Path) -> PrintOutcome:
    """Writes the PDF to ``file``, whole or not at all."""
    try:
        handle, name = tempfile.mkstemp(dir=file.parent, prefix=".printing-", suffix=".pdf")
        try:
            with os.fdopen(handle, "wb") as out:
                out.write(pdf)
                out.flush()
                os.fsync(out.fileno())
            durable_replace(Path(name), file)
        except OSError:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError:
        return PrintOutcome("failed", message("printing.file_not_written", file=str(file)))
    return PrintOutcome("printed")
