"""The archive copies of the centre in memory: announced by entries, sent in pieces, proved."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import datetime

from desk_app.sync.centre import FileNotTaken, OtherOffset, SignedProof, UploadState
from desk_app.sync.protocol import FileProof, PaperDigitisedV1, PaperWithdrawnV1, signature

NONCE = "nonce-of-a-desk-in-memory"


@dataclass
class KeptFile:
    """A file as far as it is here. ``received_at``: since when it is whole and checked;
    ``withdrawn``: what was said when it ceased to hold."""

    said: PaperDigitisedV1
    dossier_id: str
    desk_id: str
    data: bytearray = field(default_factory=bytearray)
    received_at: datetime | None = None
    withdrawn: PaperWithdrawnV1 | None = None


class FilesInMemory:
    """Not for two threads at once: the centre holds its lock."""

    def __init__(self) -> None:
        self.kept: dict[str, KeptFile] = {}

    def expect(self, dossier_id: str, desk_id: str, said: PaperDigitisedV1) -> bool:
        """Notes an announced file; False if its id stands for another one."""
        before = self.kept.setdefault(said.file_id, KeptFile(said, dossier_id, desk_id))
        return before.dossier_id == dossier_id and _manifest(before.said) == _manifest(said)

    def withdraw(self, dossier_id: str, said: PaperWithdrawnV1) -> bool:
        """The copies of a paper up to the named one hold no longer; False if nobody announced
        it."""
        named = self.kept.get(said.file_id)
        if named is None or (named.dossier_id, named.said.number, named.said.version) != (
            dossier_id,
            said.number,
            said.version,
        ):
            return False
        for file in self._of_paper(named):
            if file.said.version <= said.version:
                file.withdrawn = file.withdrawn or said
        return True

    def state(self, desk_id: str, key: str, file_id: str) -> UploadState:
        """As :meth:`desk_app.sync.centre.Centre.upload_state`."""
        return _state(self._find(desk_id, file_id), key)

    def take(
        self, desk_id: str, key: str, file_id: str, offset: int, piece: bytes, now: datetime
    ) -> UploadState:
        """As :meth:`desk_app.sync.centre.Centre.upload_piece`."""
        file = self._find(desk_id, file_id)
        if offset != len(file.data):
            raise OtherOffset(len(file.data))
        if offset + len(piece) > file.said.size:
            raise FileNotTaken("file-too-long")
        file.data += piece
        if len(file.data) == file.said.size and file.received_at is None:
            if hashlib.sha256(file.data).hexdigest() != file.said.sha256:
                file.data.clear()
                raise FileNotTaken("file-damaged")
            file.received_at = now
        return _state(file, key, proved=True)

    def _find(self, desk_id: str, file_id: str) -> KeptFile:
        file = self.kept.get(file_id)
        if file is None or file.desk_id != desk_id:
            raise FileNotTaken("file-unknown")
        later = any(
            other.said.version > file.said.version and other.withdrawn is None
            for other in self._of_paper(file)
        )
        if file.received_at is None and file.withdrawn is not None:
            raise FileNotTaken("file-withdrawn")
        if file.received_at is None and later:
            raise FileNotTaken("file-replaced")
        return file

    def _of_paper(self, file: KeptFile) -> list[KeptFile]:
        """What its desk announced of its paper: each desk counts versions of its own."""
        return [one for one in self.kept.values() if _place(one) == _place(file)]


def _place(file: KeptFile) -> tuple[str, str, int]:
    return file.desk_id, file.dossier_id, file.said.number


def _manifest(said: PaperDigitisedV1) -> tuple[int, int, str, int]:
    return said.number, said.version, said.sha256, said.size


def _state(file: KeptFile, key: str, *, proved: bool = False) -> UploadState:
    said = file.said
    if file.received_at is None or not proved:
        return UploadState(len(file.data), said.size)
    proof = FileProof(
        file_id=said.file_id, sha256=said.sha256, size=said.size, received_at=file.received_at
    )
    body = proof.model_dump_json()
    return UploadState(
        said.size,
        said.size,
        SignedProof(proof, body, NONCE, signature(key, NONCE, body.encode())),
    )
