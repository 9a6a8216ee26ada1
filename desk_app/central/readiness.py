"""Whether the centre can do its work now. However many ask, one look at a time is taken."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

import anyio
import anyio.to_thread

from desk_app.central.engine import CentreStore
from desk_app.central.page_store import PageStore
from desk_app.errors import DeskError

FRESH_SECONDS = 1.0
PATIENCE_SECONDS = 5.0


class Readiness:
    """Looks after database and page store."""

    def __init__(
        self,
        store: CentreStore,
        files: PageStore,
        patience: float = PATIENCE_SECONDS,
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        """``patience``: how many seconds a look may take; what has not answered by then is
        lacking."""
        self._looks = {"database": lambda: _answers(store), "files": files.check}
        self._patience, self._seconds = patience, seconds
        self._found: asyncio.Future[list[str]] | None = None
        self._until = float("-inf")

    async def lacking(self) -> list[str]:
        """What keeps the centre from its work: ``database``, ``files``; empty: nothing."""
        if self._found is None or (self._found.done() and self._seconds() >= self._until):
            self._found = asyncio.ensure_future(self._look())
        return await asyncio.shield(self._found)

    async def _look(self) -> list[str]:
        lacking = [name for name, look in self._looks.items() if not await self._good(look)]
        self._until = self._seconds() + FRESH_SECONDS
        return lacking

    async def _good(self, look: Callable[[], None]) -> bool:
        with anyio.move_on_after(self._patience):
            try:
                await anyio.to_thread.run_sync(
                    look, abandon_on_cancel=True, limiter=anyio.CapacityLimiter(1)
                )
            except DeskError:
                return False
            return True
        return False


def _answers(store: CentreStore) -> None:
    with store.reading() as session:
        session.connection()
