"""What the desk may ask of a centre, and every way in which that can fail.

::

    NoAnswer        nothing came back: the outcome is unknown, everything stays waiting
    NotTheCentre    something answered, but not our centre (captive portal, wrong signature)
    NotWelcome      the centre does not let this desk in
    Busy            the centre asks to come again later
    TooOld          desk and centre do not speak the same version
    NotUnderstood   the centre cannot read what this desk sent
    OtherOffset     the centre has more or less of a file than the desk thought: ask, and go on
    FileNotTaken    the centre does not take this file; others go on

Only an answer that returns normally changes anything at the desk.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from desk_app.errors import EnvironmentFault, Refusal
from desk_app.sync.protocol import (
    EnrolAnswer,
    EnrolRequest,
    FileProof,
    SyncAnswer,
    SyncRequest,
)
from desk_app.wording import has_words


class Piece(Protocol):
    """Some bytes of a file: all at once (``bytes`` are a piece), or read part by part."""

    def __len__(self) -> int: ...

    def __getitem__(self, part: slice, /) -> bytes: ...


class Centre(Protocol):
    """A centre, wherever it is. Each call is one round trip and may take as long as the line
    needs: never call it inside a transaction or in the thread of the screen."""

    def enrol(self, request: EnrolRequest) -> EnrolAnswer:
        """Joins with a one-time code; asked again with the same ids, the same answer.

        Raises:
            NoAnswer, NotTheCentre, NotWelcome, Busy, TooOld, NotUnderstood
        """
        ...

    def sync(self, request: SyncRequest) -> SyncAnswer:
        """One round trip.

        Raises:
            NoAnswer, NotTheCentre, NotWelcome, Busy, TooOld, NotUnderstood
        """
        ...

    def upload_state(self, file_id: str) -> UploadState:
        """How much of an archive copy is on the centre's disk. Ends an upload of the same file
        that is still under way somewhere.

        Raises:
            FileNotTaken, NoAnswer, NotTheCentre, NotWelcome, Busy, TooOld, NotUnderstood
        """
        ...

    def upload_piece(self, file_id: str, offset: int, size: int, piece: Piece) -> UploadState:
        """Sends ``piece`` (8 MiB at most) of a file of ``size`` bytes, from ``offset`` on. The
        answer to the last piece, or to none at all at the end, carries the proof.

        Raises:
            OtherOffset, FileNotTaken, NoAnswer, NotTheCentre, NotWelcome, Busy, TooOld,
            NotUnderstood
        """
        ...

    def close(self) -> None:
        """Lets go of the line."""
        ...


@dataclass(frozen=True)
class SignedProof:
    """The centre's word for a whole file, and what anybody who knows the desk's credential can
    check it with: the very bytes it signed, and the desk's nonce."""

    proof: FileProof
    body: str
    nonce: str
    signature: str


@dataclass(frozen=True)
class UploadState:
    """``offset`` of ``size`` bytes are on the centre's disk; ``proof`` says that it has checked
    them all."""

    offset: int
    size: int
    proof: SignedProof | None = None


@dataclass(frozen=True)
class DeskIdentity:
    """Who the desk is to the centre: its id, and the secret it made at enrolment."""

    desk_id: str
    credential: str

    def __repr__(self) -> str:
        return f"DeskIdentity({self.desk_id!r}, …)"

    @property
    def bearer(self) -> str:
        """The value of the Authorization header."""
        return f"Bearer {self.desk_id}.{self.credential}"


class LineTrouble(EnvironmentFault):
    """Nothing was settled with the centre; try again later."""


class NoAnswer(LineTrouble):
    """No answer, so nobody knows whether the centre took what was sent.

    ``cause``: dns, refused, unreachable, certificate, other_name, clock, tls, proxy, proxy_login,
    timeout, cut, server.
    """

    def __init__(self, cause: str) -> None:
        super().__init__(f"sync.no_answer.{cause}")
        self.cause = cause


class NotTheCentre(LineTrouble):
    """What answered is not our centre.

    ``cause``: portal, redirect, not_json, shape, nonce, signature, address.
    """

    def __init__(self, cause: str) -> None:
        super().__init__(f"sync.not_the_centre.{cause}")
        self.cause = cause


class Busy(LineTrouble):
    """The centre asks to wait ``retry_after`` seconds."""

    def __init__(self, retry_after: float) -> None:
        super().__init__("sync.busy", seconds=round(retry_after))
        self.retry_after = retry_after


class NotWelcome(Refusal):
    """The centre does not let this desk in; ``code`` as in the problem document. ``epoch``: with
    ``epoch-past`` the one the centre knows this desk in, if it says so."""

    def __init__(self, code: str, epoch: int | None = None) -> None:
        key = f"sync.not_welcome.{code.replace('-', '_')}"
        known = has_words(f"{key}.title")
        super().__init__(key if known else "sync.not_welcome.other", code=code)
        self.code, self.epoch = code, epoch


class TooOld(Refusal):
    """Desk and centre speak different versions; ``spoken`` is what the centre speaks."""

    def __init__(self, spoken: str) -> None:
        super().__init__("sync.too_old", spoken=spoken)
        self.spoken = spoken


class NotUnderstood(Refusal):
    """The centre cannot read what was sent; ``code`` ``too-large`` asks for smaller pieces."""

    def __init__(self, code: str) -> None:
        super().__init__("sync.not_understood", code=code)
        self.code = code


class OtherOffset(Refusal):
    """The centre has ``offset`` bytes of the file; what was sent begins elsewhere."""

    def __init__(self, offset: int | None = None) -> None:
        super().__init__("uploads.other_offset")
        self.offset = offset


class FileNotTaken(Refusal):
    """The centre does not take this file. ``code``: ``file-unknown`` (not announced by this
    desk), ``file-replaced`` (it announced a later version), ``file-withdrawn`` (it holds
    no longer), ``file-damaged`` (what arrived is not what was announced; the centre has forgotten
    it), ``file-too-long``."""

    def __init__(self, code: str) -> None:
        key = f"uploads.{code.replace('-', '_')}"
        known = has_words(f"{key}.title")
        super().__init__(key if known else "uploads.other", code=code)
        self.code = code
