"""Files on a USB stick: written whole or not at all, and every fault of a stick in words."""

from __future__ import annotations

import contextlib
import errno
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

from desk_app.errors import EnvironmentFault, Refusal
from desk_app.paper.disk import Disk

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_NOT_ALLOWED = {errno.EACCES, errno.EPERM, errno.EROFS}
MEGABYTE = 1_000_000


@contextlib.contextmanager
def stick_faults(path: Path) -> Iterator[None]:
    """Puts what a stick says into words.

    Raises:
        EnvironmentFault: full, write-protected, gone, or faulty.
    """
    try:
        yield
    except FileNotFoundError as fault:
        raise EnvironmentFault("queue_file.gone", file=path.name) from fault
    except OSError as fault:
        if fault.errno in _FULL:
            raise EnvironmentFault("queue_file.full") from fault
        if fault.errno in _NOT_ALLOWED:
            raise EnvironmentFault("queue_file.not_allowed", file=path.name) from fault
        code = errno.errorcode.get(fault.errno or 0, str(fault.errno))
        raise EnvironmentFault("queue_file.input_output", file=path.name, code=code) from fault


def refuse_what_is_no_file(path: Path) -> None:
    """A folder, a pipe or a device is neither read nor replaced; nothing there is well.

    Raises:
        Refusal: ``path`` is something else than a file.
        EnvironmentFault: as :func:`stick_faults`.
    """
    with stick_faults(path):
        if path.is_dir():
            raise Refusal("queue_file.folder", file=path.name)
        if path.exists() and not path.is_file():
            raise Refusal("queue_file.no_file", file=path.name)


@contextlib.contextmanager
def written_whole(path: Path, disk: Disk) -> Iterator[Callable[[bytes | bytearray], None]]:
    """What is written within the block becomes the file ``path`` when the block ends; ended by an
    error, nothing is left and what was there before stays.

    Raises:
        Refusal: as :func:`refuse_what_is_no_file`.
        EnvironmentFault: as :func:`stick_faults`.
    """
    refuse_what_is_no_file(path)
    part = path.with_name(f".{path.name}.part")
    with stick_faults(path):
        part.unlink(missing_ok=True)  # of a program that was killed
        try:
            with disk.create(part) as file:
                yield lambda data: disk.write(file, data)
                disk.sync(file)
            disk.replace(part, path)
        except BaseException:
            disk.forget(part)
            raise
        disk.sync_folder(path.parent)


@contextlib.contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """A file to read.

    Raises:
        Refusal: as :func:`refuse_what_is_no_file`.
        EnvironmentFault: as :func:`stick_faults`, for all that is read within the block.
    """
    refuse_what_is_no_file(path)
    with stick_faults(path), path.open("rb") as file:
        yield file


def refuse_too_little_room(path: Path, needed: int) -> None:
    """Looks before writing.

    Raises:
        Refusal: as :func:`refuse_what_is_no_file`.
        EnvironmentFault: fewer than ``needed`` bytes are free where ``path`` is to be.
    """
    refuse_what_is_no_file(path)
    with stick_faults(path):
        free = shutil.disk_usage(path.parent).free
    if free < needed:
        raise EnvironmentFault(
            "queue_file.too_little_room",
            free=free // MEGABYTE,
            needed=-(-needed // MEGABYTE),
        )
