"""Archive copies on S3-compatible storage.

What arrives is put there piece by piece, each piece an object of its own whose name says which
bytes it holds: ``arriving/<id>/<first>-<end>``. An answered PUT is durable and seen by everybody at
once, so any process on any machine goes on where another stopped. When all is there it is put
together, checked, and exactly what was checked is kept as ``ab/<id>.pdf``.

Credentials come from where such tools look for them (environment, profile, role of the machine),
never from the address.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile
from typing import Any, BinaryIO, cast
from urllib.parse import parse_qs, urlsplit

import botocore.session
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from desk_app.addresses import is_this_machine
from desk_app.central.page_store import PARTS, PROBE
from desk_app.errors import EnvironmentFault, Refusal

# Up to here a file is put together in memory; above that in a nameless file of the system.
IN_MEMORY = 32 * 1024 * 1024
BLOCK = 1024 * 1024
USUAL_REGION = "us-east-1"
MISSING = {"404", "NoSuchKey", "NotFound"}
_NAME = re.compile(r"/(\d+)-(\d+)$")


@dataclass(frozen=True)
class Place:
    """Where in which storage: ``s3://bucket/prefix?endpoint=https://…&region=…``."""

    bucket: str
    prefix: str
    endpoint: str | None
    region: str | None


def place_of(address: str) -> Place:
    """Reads an ``s3://`` address.

    Raises:
        Refusal: not understood; it holds a password; or people's papers would travel in the clear.
    """
    parts = urlsplit(address)
    options = parse_qs(parts.query, keep_blank_values=True)
    if "@" in parts.netloc:
        raise Refusal("central.files_secret")
    if not parts.netloc or parts.fragment or set(options) - {"endpoint", "region"}:
        raise Refusal("central.files_address")
    endpoint = options.get("endpoint", [None])[-1]
    if endpoint is not None:
        _must_be_safe(endpoint)
    prefix = parts.path.strip("/")
    return Place(
        parts.netloc,
        f"{prefix}/" if prefix else "",
        endpoint,
        options.get("region", [None])[-1],
    )


def _must_be_safe(endpoint: str) -> None:
    found = urlsplit(endpoint)
    if found.username or found.password:
        raise Refusal("central.files_secret")
    if found.scheme not in ("http", "https") or not found.hostname:
        raise Refusal("central.files_address")
    if found.scheme == "http" and not is_this_machine(found.hostname):
        raise Refusal("central.files_plain_http")


@dataclass(frozen=True)
class Piece:
    """An object that holds the bytes from ``first`` up to, not including, ``end``."""

    key: str
    first: int
    end: int


def covering(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces that, one after the other, hold the most bytes from 0 on without a hole. Pieces
    may overlap: an ended request of another process may have put what the next one put too."""
    way: list[Piece] = []
    reached = 0
    for piece in sorted(pieces, key=lambda piece: (piece.first, -piece.end)):
        if piece.first > reached:
            break
        if piece.end > reached:
            way.append(piece)
            reached = piece.end
    return way


def reach(pieces: Sequence[Piece]) -> int:
    """How many bytes from 0 on are there."""
    way = covering(pieces)
    return way[-1].end if way else 0


class S3PageStore:
    """As :class:`~desk_app.central.page_store.PageStore`, in a bucket."""

    def __init__(self, place: Place, connection: Any = None) -> None:
        """``connection``: one that is open already.

        Raises:
            Refusal: the endpoint cannot be one.
            EnvironmentFault: there is no way to this place.
        """
        self._bucket, self._prefix = place.bucket, place.prefix
        try:
            self._s3: Any = connection or _connect(place)
        except ValueError as fault:
            raise Refusal("central.files_address") from fault

    def close(self) -> None:
        """Gives the connections back."""
        self._s3.close()

    def check(self) -> None:
        """As :meth:`PageStore.check`."""
        with _faults():
            self._put(f"{self._prefix}{PARTS}/{PROBE}", b"")

    def length(self, file_id: str) -> int:
        """As :meth:`PageStore.length`."""
        with _faults():
            pieces = self._pieces(file_id)
            return reach(pieces) if pieces else self._kept_length(file_id)

    def open_part(self, file_id: str, durable: int) -> S3Part:
        """As :meth:`PageStore.open_part`."""
        with _faults():
            pieces = self._pieces(file_id)
            self._cut(file_id, pieces, durable)
            return S3Part(self, file_id, min(durable, reach(pieces)))

    def open_arrived(self, file_id: str) -> BinaryIO:
        """As :meth:`PageStore.open_arrived`. Nobody else has this copy of it."""
        with _faults():
            # One that is kept was checked; pieces beside it come from an ended request.
            if not self._kept_length(file_id):
                try:
                    return self._together(covering(self._pieces(file_id)))
                except ClientError as fault:
                    if _code(fault) not in MISSING:
                        raise
                    # Another process kept it meanwhile, and let go of the pieces.
            return self._together([Piece(self.key(file_id), 0, 0)])

    def keep(self, file_id: str, file: BinaryIO) -> None:
        """As :meth:`PageStore.keep`."""
        with _faults():
            self._put(self.key(file_id), file)
            self._forget(self._pieces(file_id))

    def drop(self, file_id: str) -> None:
        """As :meth:`PageStore.drop`."""
        with _faults():
            self._forget(self._pieces(file_id))

    def key(self, file_id: str) -> str:
        """The name of a whole file in the bucket."""
        return f"{self._prefix}{file_id[-2:]}/{file_id}.pdf"

    def put_piece(self, file_id: str, first: int, data: bytes) -> None:
        """Bytes from ``first`` on; when this returns they are durable."""
        end = first + len(data)
        with _faults():
            self._put(f"{self._folder(file_id)}{first:012d}-{end:012d}", data)

    def cut(self, file_id: str, offset: int) -> None:
        """Forgets what lies behind ``offset``."""
        with _faults():
            self._cut(file_id, self._pieces(file_id), offset)

    def _folder(self, file_id: str) -> str:
        return f"{self._prefix}{PARTS}/{file_id}/"

    def _pieces(self, file_id: str) -> list[Piece]:
        pages = self._s3.get_paginator("list_objects_v2").paginate(
            Bucket=self._bucket, Prefix=self._folder(file_id)
        )
        keys = [found["Key"] for page in pages for found in page.get("Contents", [])]
        named = ((key, _NAME.search(key)) for key in keys)
        return [Piece(key, int(name[1]), int(name[2])) for key, name in named if name]

    def _cut(self, file_id: str, pieces: Sequence[Piece], offset: int) -> None:
        beyond = [piece for piece in pieces if piece.end > offset]
        for piece in beyond:
            if piece.first < offset:  # first what stays of it, then away with the rest
                head = self._read(piece.key)[: offset - piece.first]
                self.put_piece(file_id, piece.first, head)
        self._forget(beyond)

    def _forget(self, pieces: Sequence[Piece]) -> None:
        for piece in pieces:
            self._s3.delete_object(Bucket=self._bucket, Key=piece.key)

    def _put(self, key: str, body: bytes | BinaryIO) -> None:
        self._s3.put_object(
            Bucket=self._bucket, Key=key, Body=_rewound(body), ContentMD5=_md5(body)
        )

    def _read(self, key: str) -> bytes:
        with self._s3.get_object(Bucket=self._bucket, Key=key)["Body"] as body:
            return bytes(body.read())

    def _together(self, way: Sequence[Piece]) -> BinaryIO:
        file = cast(BinaryIO, SpooledTemporaryFile(max_size=IN_MEMORY))  # noqa: SIM115
        try:
            for piece in way:
                self._pour(piece.key, file, piece.first)
        except BaseException:
            file.close()
            raise
        return file

    def _pour(self, key: str, file: BinaryIO, at: int) -> None:
        file.seek(at)
        with self._s3.get_object(Bucket=self._bucket, Key=key)["Body"] as body:
            while block := body.read(BLOCK):
                file.write(block)

    def _kept_length(self, file_id: str) -> int:
        try:
            found = self._s3.head_object(Bucket=self._bucket, Key=self.key(file_id))
        except ClientError as fault:
            if _code(fault) in MISSING:
                return 0
            raise
        return int(found["ContentLength"])


def _connect(place: Place) -> Any:
    with _faults():
        session = botocore.session.get_session()
        region = place.region or session.get_config_variable("region") or USUAL_REGION
        return session.create_client(
            "s3",
            region_name=region,
            endpoint_url=place.endpoint,
            config=Config(
                connect_timeout=5,
                read_timeout=30,
                retries={"mode": "standard", "max_attempts": 3},
                max_pool_connections=50,
                s3={"addressing_style": "path" if place.endpoint else "auto"},
                # What all compatible storages understand; hashes of our own go along.
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
            ),
        )


class S3Part:
    """As :class:`~desk_app.central.page_store.Part`: what was written since the last
    :meth:`sync` is in memory (at most 4 MiB and a block)."""

    def __init__(self, store: S3PageStore, file_id: str, offset: int) -> None:
        self._store, self._file_id = store, file_id
        self._first = offset
        self._behind = bytearray()

    @property
    def offset(self) -> int:
        """Where the next byte goes."""
        return self._first + len(self._behind)

    def write(self, data: bytes | bytearray) -> None:
        """As :meth:`Part.write`."""
        self._behind += data

    def sync(self, *, by_name: bool = True) -> None:
        """As :meth:`Part.sync`. An object has its name at once."""
        del by_name
        if self._behind:
            self._store.put_piece(self._file_id, self._first, bytes(self._behind))
            self._first, self._behind = self.offset, bytearray()

    def cut(self, offset: int) -> None:
        """As :meth:`Part.cut`."""
        if offset >= self._first:
            del self._behind[offset - self._first :]
            return
        self._store.cut(self._file_id, offset)
        self._first, self._behind = offset, bytearray()

    def close(self) -> None:
        """As :meth:`Part.close`."""
        self._behind.clear()


def _rewound(body: bytes | BinaryIO) -> bytes | BinaryIO:
    if not isinstance(body, bytes):
        body.seek(0)
    return body


def _md5(body: bytes | BinaryIO) -> str:
    """What S3 checks an object against while it takes it."""
    digest = hashlib.md5(usedforsecurity=False)
    if isinstance(body, bytes):
        digest.update(body)
    else:
        body.seek(0)
        while block := body.read(BLOCK):
            digest.update(block)
        body.seek(0)
    return base64.b64encode(digest.digest()).decode()


@contextmanager
def _faults() -> Iterator[None]:
    try:
        yield
    except (BotoCoreError, ClientError) as fault:
        raise EnvironmentFault("store.object_storage", code=_code(fault)) from fault


def _code(fault: Exception) -> str:
    """What kind of fault: a code of the storage, or the name of ours. Its text may name keys."""
    if isinstance(fault, ClientError):
        return str(fault.response.get("Error", {}).get("Code", "-"))
    return type(fault).__name__
