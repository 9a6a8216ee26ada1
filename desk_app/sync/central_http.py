"""The centre over HTTP: the one place of the desk that goes out to the network."""

from __future__ import annotations

import hmac
import secrets
import ssl
import time
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import httpx
import truststore
from pydantic import BaseModel

from desk_app.addresses import is_this_machine
from desk_app.errors import Refusal
from desk_app.sync.centre import (
    DeskIdentity,
    NoAnswer,
    NotTheCentre,
    NotWelcome,
    Piece,
    SignedProof,
    UploadState,
)
from desk_app.sync.http_answers import (
    must_be_json,
    number_in,
    parsed,
    refuse_other_than_success,
)
from desk_app.sync.line_causes import cause_of
from desk_app.sync.line_watch import WatchedLines
from desk_app.sync.protocol import (
    ENROL_PATH,
    LENGTH_HEADER,
    NONCE_HEADER,
    OFFSET_HEADER,
    PAGES_PATH,
    RENEW_PATH,
    SIGNATURE_HEADER,
    SYNC_PATH,
    EnrolAnswer,
    EnrolRequest,
    FileProof,
    RenewAnswer,
    RenewRequest,
    SyncAnswer,
    SyncRequest,
    credential_hash,
    signature,
    upload_words,
)

CONNECT_SECONDS = 10.0
STALL_SECONDS = 30.0
# The whole exchange may take this long, plus the time a bad line needs for what is sent.
PATIENCE_SECONDS = 60.0
SLOWEST_BYTES_PER_SECOND = 16_000
LARGEST_ANSWER = 16 * 1024 * 1024
# Before it answers to the last piece, the centre reads the whole file once more.
CHECKED_BYTES_PER_SECOND = 20_000_000
SLICE = 64 * 1024


class HttpCentre:
    """A centre at ``base_url``.

    Args:
        identity: who the desk is; None before enrolment.
        plain_http_allowed: credentials travel without encryption (training only); on loopback
            that is always allowed.
        proxy: the address of a proxy; None: what the system says, unless not ``system_proxy``.
        proxy_login: name and password for the proxy.
        stall_seconds: how long nothing may come; ``patience_seconds``: how long an exchange may
            take, beside the time for what is sent.
        transport: another way to the network, for tests.

    Raises:
        Refusal: the address is not understood, or is plain HTTP to another machine.
    """

    def __init__(
        self,
        base_url: str,
        identity: DeskIdentity | None = None,
        *,
        plain_http_allowed: bool = False,
        proxy: str | None = None,
        proxy_login: tuple[str, str] | None = None,
        system_proxy: bool = True,
        ca_bundle: str | None = None,
        seconds: Callable[[], float] = time.monotonic,
        stall_seconds: float = STALL_SECONDS,
        patience_seconds: float = PATIENCE_SECONDS,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self.base_url = checked_url(base_url, plain_http_allowed=plain_http_allowed)
        self._identity = identity
        self._seconds = seconds
        self._stall = stall_seconds
        self._patience = patience_seconds
        self._behind_proxy = proxy is not None
        # Taken apart once: that costs as much as a small question itself.
        ways = (SYNC_PATH, ENROL_PATH, RENEW_PATH)
        self._ways = {path: httpx.URL(self.base_url + path) for path in ways}
        trust = _trust(self.base_url, ca_bundle)
        self._lines = WatchedLines(
            lambda: httpx.Client(
                base_url=self.base_url,
                verify=trust,
                proxy=httpx.Proxy(proxy, auth=proxy_login) if proxy else None,
                transport=transport,
                follow_redirects=False,
                # A proxy of the environment stands between machines, never before this one.
                trust_env=system_proxy
                and not is_this_machine(urlsplit(self.base_url).hostname or ""),
                timeout=httpx.Timeout(stall_seconds, connect=min(CONNECT_SECONDS, stall_seconds)),
                # Nothing packed: a few bytes could become gigabytes.
                headers={"Accept": "application/json", "Accept-Encoding": "identity"},
            )
        )

    def close(self) -> None:
        """Closes the connections kept open."""
        self._lines.close()

    def enrol(self, request: EnrolRequest) -> EnrolAnswer:
        """As :meth:`desk_app.sync.centre.Centre.enrol`."""
        body, proof = self._post(ENROL_PATH, request, {})
        _prove(request.credential_sha256, request.desk_id, body, proof)
        answer = parsed(EnrolAnswer, body)
        if answer.desk_id != request.desk_id:
            raise NotTheCentre("nonce")
        return answer

    def sync(self, request: SyncRequest) -> SyncAnswer:
        """As :meth:`desk_app.sync.centre.Centre.sync`."""
        if self._identity is None:
            raise NotWelcome("desk-unknown")
        body, proof = self._post(SYNC_PATH, request, {"Authorization": self._identity.bearer})
        _prove(credential_hash(self._identity.credential), request.nonce, body, proof)
        answer = parsed(SyncAnswer, body)
        if not hmac.compare_digest(answer.nonce, request.nonce):
            raise NotTheCentre("nonce")
        return answer

    def renew(self, request: RenewRequest) -> RenewAnswer:
        """As :meth:`desk_app.sync.renewal.RenewingCentre.renew`."""
        body, proof = self._post(RENEW_PATH, request, {})
        _prove(request.credential_sha256, request.nonce, body, proof)
        answer = parsed(RenewAnswer, body)
        if not hmac.compare_digest(answer.nonce, request.nonce):
            raise NotTheCentre("nonce")
        return answer

    def use(self, credential: str) -> None:
        """Shows another credential from now on."""
        if self._identity is not None:
            self._identity = DeskIdentity(self._identity.desk_id, credential)

    def upload_state(self, file_id: str) -> UploadState:
        """As :meth:`desk_app.sync.centre.Centre.upload_state`."""
        return self._upload("HEAD", file_id, {}, b"", 0)

    def upload_piece(self, file_id: str, offset: int, size: int, piece: Piece) -> UploadState:
        """As :meth:`desk_app.sync.centre.Centre.upload_piece`."""
        said = {
            OFFSET_HEADER: str(offset),
            LENGTH_HEADER: str(size),
            "Content-Type": "application/octet-stream",
            "Content-Length": str(len(piece)),
        }
        checked = size if offset + len(piece) >= size else 0
        return self._upload("PATCH", file_id, said, piece, checked)

    def _upload(
        self, method: str, file_id: str, said: dict[str, str], piece: Piece, checked: int
    ) -> UploadState:
        if self._identity is None:
            raise NotWelcome("desk-unknown")
        nonce, key = secrets.token_urlsafe(24), credential_hash(self._identity.credential)
        headers = {"Authorization": self._identity.bearer, NONCE_HEADER: nonce, **said}
        wait = self._stall + checked / CHECKED_BYTES_PER_SECOND
        path = f"{PAGES_PATH}/{file_id}"
        response, body = self._ask(method, path, piece, headers, wait)
        if response.status_code == 200 and method == "PATCH":
            must_be_json(response, body)
            proof = response.headers.get(SIGNATURE_HEADER, "")
            _prove(key, nonce, body, proof)
            return _proved(
                file_id, SignedProof(parsed(FileProof, body), body.decode(), nonce, proof)
            )
        return _how_far(response, file_id, key, nonce)

    def _post(self, path: str, said: BaseModel, headers: dict[str, str]) -> tuple[bytes, str]:
        content = said.model_dump_json().encode()
        sent = {
            "Content-Type": "application/json",
            "Content-Length": str(len(content)),
            **headers,
        }
        response, body = self._ask("POST", path, content, sent, self._stall)
        must_be_json(response, body)
        return body, response.headers.get(SIGNATURE_HEADER, "")

    def _ask(
        self, method: str, path: str, content: Piece, headers: dict[str, str], wait: float
    ) -> tuple[httpx.Response, bytes]:
        """One exchange; ``wait``: seconds for the centre to think before it answers."""
        whole = self._patience + len(content) / SLOWEST_BYTES_PER_SECOND + wait
        until = self._seconds() + whole
        patience = httpx.Timeout(self._stall, connect=min(CONNECT_SECONDS, self._stall), read=wait)
        sent = self._slices(content, until) if content else None
        try:
            with (
                self._lines.borrowed() as (client, watch),
                watch.patient_for(whole),
                client.stream(
                    method,
                    self._ways.get(path, path),
                    content=sent,
                    headers=headers,
                    timeout=patience,
                    extensions={"trace": watch.trace},
                ) as response,
            ):
                body = self._read(response, until)
        except TimeoutError as fault:
            raise NoAnswer("timeout") from fault
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as fault:
            raise NoAnswer(cause_of(fault, behind_proxy=self._behind_proxy)) from fault
        refuse_other_than_success(response, body)
        return response, body

    def _slices(self, content: Piece, until: float) -> Iterator[bytes]:
        """What is sent, little by little: a line that lets through a byte now and then is none."""
        for start in range(0, len(content), SLICE):
            if self._seconds() > until:
                raise NoAnswer("timeout")
            yield content[start : start + SLICE]

    def _read(self, response: httpx.Response, until: float) -> bytes:
        body = bytearray()
        for chunk in response.iter_raw():
            body += chunk
            if len(body) > LARGEST_ANSWER:
                raise NotTheCentre("shape")
            if self._seconds() > until:
                raise NoAnswer("timeout")
        return bytes(body)


def checked_url(base_url: str, *, plain_http_allowed: bool = False) -> str:
    """``base_url`` without a slash at the end.

    Raises:
        Refusal: no http or https address, or one that would send the credential in clear.
    """
    try:
        parts = urlsplit(base_url.strip())
        host = parts.hostname
        _ = parts.port
    except ValueError as fault:
        raise Refusal("sync.address") from fault
    if parts.scheme not in ("http", "https") or not host or parts.username or parts.query:
        raise Refusal("sync.address")
    if parts.scheme == "http" and not plain_http_allowed and not is_this_machine(host):
        raise Refusal("sync.plain_http")
    return base_url.strip().rstrip("/")


def _trust(base_url: str, ca_bundle: str | None) -> ssl.SSLContext | bool:
    if base_url.startswith("http://"):
        return False  # nothing to verify; loading the store costs time at every start
    if ca_bundle:
        return ssl.create_default_context(cafile=ca_bundle)
    return truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def _how_far(response: httpx.Response, file_id: str, key: str, nonce: str) -> UploadState:
    offset, size = number_in(response, OFFSET_HEADER), number_in(response, LENGTH_HEADER)
    if offset is None or size is None:
        raise NotTheCentre("shape")
    proof = response.headers.get(SIGNATURE_HEADER, "")
    _prove(key, nonce, upload_words(file_id, offset, size), proof)
    return UploadState(offset, size)


def _proved(file_id: str, said: SignedProof) -> UploadState:
    if said.proof.file_id != file_id:
        raise NotTheCentre("nonce")
    return UploadState(said.proof.size, said.proof.size, said)


def _prove(key: str, nonce: str, body: bytes, proof: str) -> None:
    if not hmac.compare_digest(signature(key, nonce, body).encode(), proof.encode()):
        raise NotTheCentre("signature")
