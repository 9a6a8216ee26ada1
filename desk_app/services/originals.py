"""Images as they came are kept until the dossier is closed and its copies are at the centre.

Then an original whose straightened or turned image stands in the archive copy is let go. What was
made of an original and put aside again (a turn that was undone) can be made anew any time and is
let go in any case. The row goes first: a crash in between leaves a file that no row names, which is
listed and harms nobody.
"""

from __future__ import annotations

from sqlalchemy import exists, or_, select, text
from sqlalchemy.orm import Session

from desk_app.models.engine import Store
from desk_app.models.pages import CHANGED, NOT_UPLOADED
from desk_app.models.tables import ArchiveFile, Dossier, Page, StoredFile
from desk_app.services.page_keeping import PageKeeper
from desk_app.services.page_views import Stopped

CLOSED = ("done", "returned")
AT_ONCE = 50
_NAMED_BY_NOTHING = (
    StoredFile.name.not_in(select(Page.original)),
    StoredFile.name.not_in(select(Page.image)),
    StoredFile.name.not_in(select(ArchiveFile.file).where(ArchiveFile.file.is_not(None))),
)


def let_go(store: Store, keeper: PageKeeper, stopped: Stopped) -> int:
    """Lets go of originals nobody needs any more; returns how many files went."""
    gone = 0
    while not stopped():
        with store.write() as session:
            names = _let_go(session)
        keeper.forget(names)
        gone += len(names)
        if len(names) < AT_ONCE:
            break
    return gone


def let_go_put_aside(store: Store, keeper: PageKeeper, stopped: Stopped) -> int:
    """Lets go of images that neither a page nor an archive copy names any more; returns how many
    files went. Looks at every file: to be called now and then, and by whoever makes the archive
    copies, so that nobody is reading them."""
    with store.read() as session:
        names = session.scalars(select(StoredFile.name).where(*_NAMED_BY_NOTHING)).all()
    gone = 0
    for name in names:
        if stopped():
            break
        with store.write() as session:
            unused = _unused(session, name)
        if unused:
            keeper.forget([name])
            gone += 1
    return gone


def _let_go(session: Session) -> list[str]:
    waits = exists().where(
        ArchiveFile.dossier_id == Dossier.id, text(f"archive_file.{NOT_UPLOADED}")
    )
    pages = session.scalars(
        select(Page)
        .join(Dossier, Dossier.id == Page.dossier_id)
        .where(
            text(CHANGED),
            Page.state == "kept",
            Dossier.state.in_(CLOSED),
            exists().where(
                ArchiveFile.dossier_id == Page.dossier_id,
                ArchiveFile.paper_number == Page.paper_number,
                ArchiveFile.state == "uploaded",
            ),
            ~waits,
        )
        .limit(AT_ONCE)
    ).all()
    names = []
    for page in pages:
        names.append(page.original)
        # What counts is the original now: a later turn starts from here.
        page.original, page.turn, page.skew = page.image, 0, 0.0
    session.flush()
    return [name for name in names if _unused(session, name)]


def _unused(session: Session, name: str) -> bool:
    """Takes the row of a file away if nothing names it any more; says whether it did."""
    named = session.scalar(
        select(Page.seq).where(or_(Page.original == name, Page.image == name)).limit(1)
    )
    copied = session.scalar(select(ArchiveFile.id).where(ArchiveFile.file == name).limit(1))
    if named is not None or copied is not None:
        return False
    session.delete(session.get_one(StoredFile, name))
    session.flush()
    return True
