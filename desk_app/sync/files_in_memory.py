"""The archive copies of the centre in memory: announced by entries, sent in pieces, proved."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import datetime

from desk_app.sync.centre import FileNotTaken, OtherOffset, SignedProof, UploadState
from desk_app.sync.protocol import FileProof, PaperDigitisedV1, signature

NONCE = "nonce-of-a-desk-in-memory"


@dataclass
class KeptFile:
    """A file as far as it is here. ``received_at``: since when it is whole and checked."""

    said: PaperDigitisedV1
    dossier_id: str
    desk_id: str
    data: bytearray = field(default_factory=bytearray)
    received_at: datetime | None = None


class FilesInMemory:
    """Not for two threads at once: the centre holds its lock."""

    def __init__(self) -> None:
        self.kept: dict[str, KeptFile] = {}

    def expect(self, dossier_id: str, desk_id: str, said: PaperDigitisedV1) -> bool:
        """Notes an announced file; False if its id stands for another one."""
        before = self.kept.setdefault(said.file_id, KeptFile(said, dossier_id, desk_id))
        return before.dossier_id == dossier_id and _manifest(before.said) == _manifest(said)

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
        place = (file.dossier_id, file.said.number)
        later = any(
            other.said.version > file.said.version
            for other in self.kept.values()
            if (other.dossier_id, other.said.number) == place
        )
        if later and file.received_at is None:
            raise FileNotTaken("file-replaced")
        return file


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
