"""A profile: the folder with settings and data of one desk.

::

    profile.json     identity of the profile, training or real
    profile.begun    the same while the profile is made; what then lies beside it holds nothing
    desk.db          the encrypted database
    pages/           scanned pages and archive copies, each file encrypted by itself
    desk.lock        held by the one running instance
    mark.json        how far the desk has come, sealed: a database put back from a copy is noticed
    recovery.json    the database key, wrapped by IT's recovery passphrase (real profiles)
    training.key     the database key, in the open (training profiles only)
    first_picture.json  look, unit and counter, for the window before the database is open
    logs/            technical log, masked
"""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from desk_app.errors import EnvironmentFault, Refusal
from desk_app.replacing import durable_replace, sync_folder

FORMAT = 1


@dataclass(frozen=True)
class Profile:
    """Where a desk lives. ``training`` profiles are never real and say so everywhere."""

    folder: Path
    id: str
    training: bool

    @property
    def named(self) -> Path:
        """What makes the folder a profile."""
        return self.folder / "profile.json"

    @property
    def begun(self) -> Path:
        """Stands for :attr:`named` while the profile is made."""
        return self.folder / "profile.begun"

    @property
    def database(self) -> Path:
        """The encrypted database."""
        return self.folder / "desk.db"

    @property
    def pages(self) -> Path:
        """The encrypted files of scanned pages."""
        return self.folder / "pages"

    @property
    def lock(self) -> Path:
        """The file whose OS lock means "running"."""
        return self.folder / "desk.lock"

    @property
    def mark(self) -> Path:
        """How far the desk has come, beside the database."""
        return self.folder / "mark.json"

    @property
    def recovery(self) -> Path:
        """The key wrapped by the recovery passphrase."""
        return self.folder / "recovery.json"

    @property
    def training_key(self) -> Path:
        """The open key of a training profile."""
        return self.folder / "training.key"

    @property
    def logs(self) -> Path:
        """Where the technical log is written."""
        return self.folder / "logs"


def default_folder() -> Path:
    """The platform's place for a person's application data."""
    import platformdirs  # a command that is told its profile does without

    return Path(platformdirs.user_data_dir("desk_app", appauthor=False))


def profile_exists(folder: Path) -> bool:
    """Whether ``folder`` holds a profile."""
    return (folder / "profile.json").is_file()


def create_profile(
    folder: Path, *, training: bool, fill: Callable[[Profile], object] = lambda _: None
) -> Profile:
    """Makes a profile in ``folder`` (made if missing). It exists once ``fill`` has put into it what
    belongs there, not before: see :func:`unfinished_profile`.

    Raises:
        Refusal: there is a profile already.
        EnvironmentFault: the folder cannot be written, or a database lies there whose profile is
            gone: it may hold dossiers that were not sent.
    """
    if profile_exists(folder):
        raise Refusal("profile.exists", folder=str(folder))
    profile = Profile(folder, secrets.token_hex(8), training)
    if profile.database.exists():
        raise EnvironmentFault("profile.stray_database", folder=str(folder))
    text = json.dumps({"format": FORMAT, "id": profile.id, "training": training})
    try:
        folder.mkdir(parents=True, exist_ok=True)
        write_durably(profile.begun, text.encode())
        fill(profile)
        durable_replace(profile.begun, profile.named)
        sync_folder(folder)
    except OSError as fault:
        raise EnvironmentFault(
            "profile.cannot_write", folder=str(folder), reason=fault.strerror or ""
        ) from fault
    return profile


def unfinished_profile(folder: Path) -> Profile | None:
    """What is left of a profile whose making was cut off: it holds nothing yet."""
    begun = Profile(folder, "", training=True).begun
    return _read(begun) if begun.is_file() and not profile_exists(folder) else None


def open_profile(folder: Path) -> Profile:
    """The profile in ``folder``.

    Raises:
        Refusal: there is none, or it cannot be understood.
    """
    if not profile_exists(folder):
        raise Refusal("profile.missing", folder=str(folder))
    return _read(folder / "profile.json")


def _read(file: Path) -> Profile:
    folder = file.parent
    try:
        said = json.loads(file.read_text(encoding="utf-8"))
        return Profile(folder, str(said["id"]), bool(said["training"]))
    except (ValueError, KeyError, TypeError) as fault:
        raise EnvironmentFault("profile.broken", folder=str(folder)) from fault
    except OSError as fault:
        raise EnvironmentFault(
            "profile.cannot_read", folder=str(folder), reason=fault.strerror or ""
        ) from fault


def write_durably(path: Path, data: bytes) -> None:
    """Writes ``data`` so that after a power cut either the old or the new file is there whole."""
    part = path.with_name(path.name + ".part")
    with part.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    durable_replace(part, path)
    sync_folder(path.parent)
