"""How far the desk has come, written down outside its database.

A database that was put back from a copy does not know what was done after the copy, and would give
out the same numbers again. The mark knows: the epoch, and the number of the last entry ever
committed. It is kept in ``mark.json``, sealed with a key that only the owner of the database has,
and for real profiles in the keyring beside the database key. The centre keeps a third one.

The keyring keeps one mark for each place (machine and folder) the profile was worked with. A copy
in another folder shares the keyring, and what it writes there must not make the original look old:
the copy gave up its numbers when it began. A place of which nothing is kept is measured by all.

A mark behind the database is no fault (a crash between commit and mark); one ahead of it is.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from desk_app.config.profile import Profile, write_durably
from desk_app.config.vault import Vault
from desk_app.errors import EnvironmentFault

FORMAT = 1
Suspicion = Literal["behind", "sealed", "missing", "moved"]
MACHINE = Path("/etc/machine-id")
# The keyring of Windows holds 1280 letters in a value. A place that is forgotten is measured by the
# others, which costs numbers and no more.
MOST_PLACES = 4


@dataclass(frozen=True, order=True)
class Mark:
    """``seq`` of the last outbox entry committed in ``epoch``. Marks order by epoch first."""

    epoch: int
    seq: int


@dataclass(frozen=True)
class Kept:
    """A mark as found. ``broken``: something is there, and this desk did not write it. ``place``:
    a hash of machine and folder at which it was written."""

    mark: Mark | None = None
    place: str = ""
    broken: bool = False


NOTHING = Kept()


def suspicion(
    database: Mark, file: Kept, ring: Kept, here: str, *, noted_before: bool
) -> Suspicion | None:
    """Why this database cannot be the one that was worked with last, or None.

    Args:
        database: the mark that follows from the database.
        file: what ``mark.json`` says.
        ring: what the keyring says; a broken one is nobody's fault and counts as none.
        here: :meth:`Marks.place`.
        noted_before: the database knows that a mark was written down.
    """
    ahead = [kept.mark for kept in (file, ring) if kept.mark is not None and not kept.broken]
    if any(mark > database for mark in ahead):
        return "behind"
    if file.broken:
        return "sealed"
    if file.mark is None:
        return "missing" if noted_before else None
    return "moved" if file.place != here else None


class Marks:
    """The marks of one profile, in its folder and in its keyring."""

    def __init__(self, profile: Profile, key: bytes, vault: Vault | None = None) -> None:
        """
        Args:
            key: the database key; the seal is made with one derived from it.
            vault: of a real profile; None: there is only the file.
        """
        self._path = profile.mark
        self._folder = profile.folder
        self._vault = vault
        self._seal_key = hmac.new(key, b"desk-app mark 1", hashlib.sha256).digest()

    @cached_property
    def place(self) -> str:
        """This machine and this folder, as a hash: a copy of the folder runs at another."""
        try:
            machine = MACHINE.read_text(encoding="ascii").strip()
        except (OSError, ValueError):
            machine = ""  # Windows, macOS: the keyring stays behind when a folder is copied away
        said = f"{machine}\n{self._folder.resolve()}".encode("utf-8", "surrogatepass")
        return hashlib.sha256(said).hexdigest()[:32]

    def in_file(self) -> Kept:
        """What ``mark.json`` says."""
        try:
            found = self._path.read_bytes()
        except FileNotFoundError:
            return NOTHING
        except OSError:
            return Kept(broken=True)
        return self._opened(found)

    def in_keyring(self) -> Kept:
        """What the keyring says of this place, or of all of them if it knows this one not; one
        that does not answer says nothing."""
        if self._vault is None:
            return NOTHING
        try:
            found = self._all_in_keyring(self._vault)
        except EnvironmentFault:
            return NOTHING
        good = [kept for kept in found if kept.mark is not None and not kept.broken]
        here = [kept for kept in good if kept.place == self.place]
        measured = here or good
        if measured:
            return max(measured, key=lambda kept: kept.mark or Mark(0, 0))
        return Kept(broken=True) if found else NOTHING

    def highest_epoch(self) -> int:
        """The highest epoch that any mark knows, of whatever place: two copies must not begin the
        same one, or the centre would lease both the same numbers."""
        found = [self.in_file()]
        if self._vault is not None:
            with contextlib.suppress(EnvironmentFault):
                found += self._all_in_keyring(self._vault)
        return max((kept.mark.epoch for kept in found if kept.mark and not kept.broken), default=0)

    def keep_in_file(self, mark: Mark) -> None:
        """Writes ``mark.json`` durably.

        Raises:
            OSError: the disk says no.
        """
        write_durably(self._path, self._sealed(mark))

    def keep_in_keyring(self, mark: Mark) -> None:
        """Keeps the mark of this place beside the key; those of other places stay.

        Raises:
            EnvironmentFault: the keyring is locked or silent.
        """
        if self._vault is None:
            return
        others = [
            (kept.mark, kept.place)
            for kept in self._all_in_keyring(self._vault)
            if kept.mark is not None and not kept.broken and kept.place != self.place
        ]
        latest = [(mark, self.place), *others][:MOST_PLACES]
        self._vault.keep_mark(json.dumps([self._said(*one) for one in latest]))

    def _all_in_keyring(self, vault: Vault) -> list[Kept]:
        """The marks of all places, the one written last first."""
        found = vault.fetch_mark()
        if found is None:
            return []
        try:
            said = json.loads(found)
        except ValueError:
            return [Kept(broken=True)]
        # Older versions kept a single one.
        return [self._read(one) for one in (said if isinstance(said, list) else [said])]

    def _sealed(self, mark: Mark) -> bytes:
        return json.dumps(self._said(mark, self.place)).encode()

    def _said(self, mark: Mark, place: str) -> dict[str, Any]:
        said = {"format": FORMAT, "epoch": mark.epoch, "seq": mark.seq, "place": place}
        return said | {"seal": self._seal(mark, place)}

    def _opened(self, found: bytes) -> Kept:
        try:
            said = json.loads(found)
        except ValueError:
            return Kept(broken=True)
        return self._read(said)

    def _read(self, said: Any) -> Kept:
        try:
            mark = Mark(int(said["epoch"]), int(said["seq"]))
            place, seal = str(said["place"]), str(said["seal"])
        except (ValueError, KeyError, TypeError):
            return Kept(broken=True)
        good = hmac.compare_digest(seal.encode(), self._seal(mark, place).encode())
        return Kept(mark, place) if good else Kept(broken=True)

    def _seal(self, mark: Mark, place: str) -> str:
        words = f"{FORMAT}\n{mark.epoch}\n{mark.seq}\n{place}".encode()
        return hmac.new(self._seal_key, words, hashlib.sha256).hexdigest()
