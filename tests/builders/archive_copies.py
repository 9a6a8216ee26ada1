"""Archive copies with invented pages in them: the file, what is said of it, its rows at a desk."""

from __future__ import annotations

import hashlib
import io
import random
from dataclasses import dataclass
from functools import cache
from typing import Any

import pikepdf
from sqlalchemy import select
from sqlalchemy.orm import Session

from desk_app.models.engine import Store
from desk_app.models.tables import ArchiveFile, Dossier, StoredFile
from desk_app.paper.scan_store import Kept, ScanStore
from desk_app.sync.protocol import Entry, canonical_json, payload_hash
from tests.builders.messages import code_of, entry, identity_text
from tests.builders.stores import NOW, an_entry


@dataclass(frozen=True)
class Copy:
    """A PDF and the images in it, byte for byte."""

    pdf: bytes
    images: tuple[bytes, ...]

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.pdf).hexdigest()

    @property
    def pages(self) -> list[dict[str, Any]]:
        return [
            {"sha256": hashlib.sha256(image).hexdigest(), "size": len(image)}
            for image in self.images
        ]


@cache
def a_copy(*sizes: int, seed: int = 1) -> Copy:
    """A PDF of pages whose images have these sizes. The images are noise that nobody decodes."""
    noise = random.Random(seed)
    images = tuple(noise.randbytes(size) for size in sizes or (2000,))
    pdf = pikepdf.new()
    for image in images:
        stream = pikepdf.Stream(
            pdf,
            image,
            Type=pikepdf.Name.XObject,
            Subtype=pikepdf.Name.Image,
            Filter=pikepdf.Name.DCTDecode,
            Width=1,
            Height=1,
            ColorSpace=pikepdf.Name.DeviceGray,
            BitsPerComponent=8,
        )
        pdf.add_blank_page().Resources = pikepdf.Dictionary(XObject={"/Im0": stream})
    out = io.BytesIO()
    pdf.save(out, deterministic_id=True, compress_streams=False)
    return Copy(out.getvalue(), images)


def file_id_of(number: int) -> str:
    """The id of a file that is easy to tell apart."""
    return identity_text(700_000 + number)


def digitised(
    copy: Copy, dossier: int = 1, *, file: int = 1, version: int = 1, **other: Any
) -> dict[str, Any]:
    """Payload of ``paper.digitised`` for a paper of the dossier with this number."""
    payload: dict[str, Any] = {
        "code": code_of(dossier),
        "number": 1,
        "version": version,
        "file_id": file_id_of(file),
        "file_name": f"{code_of(dossier)}_20261120_GiayChungSinh.pdf",
        "mime": "application/pdf",
        "sha256": copy.sha256,
        "size": len(copy.pdf),
        "pages": copy.pages,
        "has_text": True,
        "declared_pages": None,
        "reused_from": None,
        "digitised_at": "2026-11-20T09:40:00+07:00",
        "officer": "uyen",
        "counter": "Quầy 01",
    }
    return payload | other


def digitised_entry(
    entry_number: int,
    copy: Copy,
    *,
    dossier: int = 1,
    position: int = 2,
    file: int = 1,
    version: int = 1,
    **other: Any,
) -> Entry:
    """The entry that announces ``copy`` for paper 1 of ``dossier``."""
    return entry(
        entry_number,
        digitised(copy, dossier, file=file, version=version, **other),
        position=position,
        dossier=dossier,
        kind="paper.digitised",
    )


def withdrawn_entry(
    entry_number: int,
    *,
    dossier: int = 1,
    position: int = 3,
    file: int = 1,
    version: int = 1,
    **other: Any,
) -> Entry:
    """The entry that says that a copy of paper 1 of ``dossier`` holds no longer."""
    payload: dict[str, Any] = {
        "code": code_of(dossier),
        "number": 1,
        "version": version,
        "file_id": file_id_of(file),
        "withdrawn_at": "2026-11-20T10:15:00+07:00",
        "officer": "uyen",
        "counter": "Quầy 01",
    }
    return entry(
        entry_number, payload | other, position=position, dossier=dossier, kind="paper.withdrawn"
    )


def announce_copy(
    store: Store,
    scans: ScanStore,
    dossier_id: str,
    copy: Copy,
    *,
    number: int = 1,
    version: int = 1,
    said: dict[str, Any] | None = None,
    kept: Kept | None = None,
) -> str:
    """Keeps ``copy`` at the desk as the archive copy of a paper, with its entry waiting; returns
    the id of the file. ``said`` replaces parts of what the entry says; ``kept``: it is in the
    store already."""
    kept = kept or scans.put(copy.pdf)
    with store.write() as session:
        dossier = session.scalars(select(Dossier).where(Dossier.id == dossier_id)).one()
        file_id = _free_id(session)
        payload = digitised(copy) | {
            "code": dossier.code,
            "number": number,
            "version": version,
            "file_id": file_id,
            **(said or {}),
        }
        if session.get(StoredFile, kept.name) is None:
            session.add(
                StoredFile(
                    name=kept.name,
                    sha256=kept.sha256,
                    size=kept.size,
                    mime="application/pdf",
                    key=kept.key,
                    made_at=NOW,
                )
            )
            session.flush()
        entry_id = an_entry(
            session,
            dossier,
            kind="paper.digitised",
            payload=canonical_json(payload),
            payload_sha256=payload_hash(payload),
        )
        session.add(
            ArchiveFile(
                id=file_id,
                dossier_id=dossier_id,
                paper_number=number,
                version=version,
                state="made",
                file=kept.name,
                file_name=payload["file_name"],
                has_text=True,
                pages=[{"id": identity_text(n), **page} for n, page in enumerate(copy.pages, 1)],
                wanted_at=NOW,
                made_at=NOW,
                entry_id=entry_id,
            )
        )
    return file_id


def archive_row(store: Store, file_id: str) -> ArchiveFile:
    """An archive copy as stored."""
    with store.read() as session:
        row = session.get_one(ArchiveFile, file_id)
        session.expunge(row)
        return row


def _free_id(session: Session) -> str:
    taken = len(session.scalars(select(ArchiveFile.id)).all())
    return file_id_of(taken + 1)
