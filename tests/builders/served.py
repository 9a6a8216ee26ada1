"""An application on loopback, in a thread of this process."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from fastapi import FastAPI

from desk_app.central.serving import Server, listen, url_of


@contextmanager
def served(app: FastAPI) -> Iterator[str]:
    """The URL at which ``app`` answers until the block ends."""
    ready = threading.Event()
    server = Server(app, ready.set)
    with listen("127.0.0.1:0") as opened:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [opened]}, daemon=True)
        thread.start()
        assert ready.wait(20), "the server did not start"
        try:
            yield url_of(opened)
        finally:
            server.should_exit = True
            thread.join(20)
            assert not thread.is_alive(), "the server did not stop"
