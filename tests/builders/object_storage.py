"""S3-compatible storage on loopback, and buckets on it."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import botocore.session
import pytest
from moto.server import ThreadedMotoServer

from desk_app.central.s3_page_store import S3PageStore, place_of

_numbers = itertools.count(1)
KEY, SECRET = "desk-centre", "a-secret-that-nobody-shall-see"


@dataclass(frozen=True)
class ObjectStorage:
    """A storage of our own, and somebody who looks into it from outside."""

    endpoint: str
    client: Any

    def new_bucket(self) -> str:
        """The address of an empty place."""
        name = f"pages-{next(_numbers):04d}"
        self.client.create_bucket(Bucket=name)
        return f"s3://{name}/mot-cua?endpoint={self.endpoint}"

    def page_store(self, address: str) -> S3PageStore:
        """A store of our program at this place."""
        return S3PageStore(place_of(address), self.client)


@contextmanager
def storage() -> Iterator[ObjectStorage]:
    """Runs one until the block ends."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    try:
        host, port = server.get_host_and_port()
        endpoint = f"http://{host}:{port}"
        session = botocore.session.get_session()
        session.set_credentials(KEY, SECRET)
        client = session.create_client("s3", region_name="us-east-1", endpoint_url=endpoint)
        with closing(client):
            yield ObjectStorage(endpoint, client)
    finally:
        server.stop()


def know_credentials(monkeypatch: pytest.MonkeyPatch, nowhere: Path) -> None:
    """Credentials in the environment, and none from anywhere else."""
    for name, value in environment(nowhere).items():
        monkeypatch.setenv(name, value)
    for name in ("AWS_PROFILE", "AWS_SESSION_TOKEN", "AWS_DEFAULT_REGION", "AWS_ENDPOINT_URL"):
        monkeypatch.delenv(name, raising=False)


def environment(nowhere: Path) -> dict[str, str]:
    """What a process must find around it to be let in."""
    return {
        "AWS_ACCESS_KEY_ID": KEY,
        "AWS_SECRET_ACCESS_KEY": SECRET,
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_CONFIG_FILE": str(nowhere / "none"),
        "AWS_SHARED_CREDENTIALS_FILE": str(nowhere / "none"),
    }
