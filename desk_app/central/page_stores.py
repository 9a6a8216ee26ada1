"""Which page store ``--files`` names: a folder, or S3-compatible storage."""

from __future__ import annotations

from pathlib import Path

from desk_app.central.page_store import LocalPageStore, PageStore
from desk_app.errors import Refusal
from desk_app.paper.disk import disk_faults

S3 = "s3://"


def open_page_store(said: str | None, usual: Path) -> PageStore:
    """The page store at ``said``: a folder (made if missing) or ``s3://bucket/prefix``; ``usual``
    if nobody says. It can be written when this returns.

    Raises:
        Refusal: an address of another kind, or one that holds a password.
        EnvironmentFault: it cannot be reached or written.
    """
    store = _found(said, usual)
    store.check()
    return store


def folder_of(store: PageStore) -> Path | None:
    """Where on this machine its files lie; None: elsewhere."""
    return store.folder if isinstance(store, LocalPageStore) else None


def _found(said: str | None, usual: Path) -> PageStore:
    if said is not None and said.startswith(S3):
        # The library takes long to load and is wanted by few.
        from desk_app.central.s3_page_store import S3PageStore, place_of

        return S3PageStore(place_of(said))
    if said is not None and "://" in said:
        raise Refusal("central.files_address")
    folder = usual if said is None else Path(said).expanduser()
    with disk_faults():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return LocalPageStore(folder)
