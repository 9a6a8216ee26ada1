"""The centre's HTTP face (FastAPI): it parses, asks one function, signs and answers.

Work with the database runs in the thread pool; the event loop only reads bodies.
"""

from __future__ import annotations

import logging
from typing import Annotated, Any, TypeVar

from fastapi import Depends, FastAPI, Request
from pydantic import BaseModel, ValidationError
from pydantic.json_schema import models_json_schema
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import HTMLResponse, JSONResponse, Response

from desk_app import __version__
from desk_app.central import api_page, pages_http, status_page
from desk_app.central.backpressure import Gate, Places, spread
from desk_app.central.credentials import renew
from desk_app.central.door import BodyLimit, RequestLog
from desk_app.central.engine import CentreStore
from desk_app.central.enrolment import enrol
from desk_app.central.figures import Figures, Passed
from desk_app.central.limits import Buckets, Limits
from desk_app.central.page_store import LocalPageStore, PageStore
from desk_app.central.problems import problem
from desk_app.central.readiness import Readiness
from desk_app.central.round_trip import NotWelcomeHere, round_trip
from desk_app.central.uploads import FileNotTaken, Uploads
from desk_app.central.way_in import Stop, bearer, signed, within
from desk_app.clock import Clock
from desk_app.errors import EnvironmentFault
from desk_app.sync.protocol import (
    ENROL_PATH,
    MAX_BODY,
    MAX_PIECE,
    OFFSET_HEADER,
    PAGES_PATH,
    PROTOCOL,
    RENEW_PATH,
    SYNC_PATH,
    EnrolAnswer,
    EnrolRequest,
    Problem,
    RenewAnswer,
    RenewRequest,
    SyncAnswer,
    SyncRequest,
)

log = logging.getLogger(__name__)
# From when to when they shall come again that found no database, or no room for files.
DATABASE_AGAIN_SECONDS = 5, 30
DISK_AGAIN_SECONDS = 60, 120
# A status page takes one small look; a line of them shall not keep desks waiting.
LOOK_UPS_AT_ONCE = 4
Said = TypeVar("Said", bound=BaseModel)


async def raw_body(request: Request) -> bytes:
    """The body as it came; parsing it is work for the thread pool."""
    return await request.body()


Body = Annotated[bytes, Depends(raw_body)]


def make_app(
    store: CentreStore,
    clock: Clock,
    limits: Limits | None = None,
    files: PageStore | None = None,
    figures: Figures | None = None,
    gate: Gate | None = None,
) -> FastAPI:
    """The application on a database that is set up.

    Args:
        store: the database.
        clock: what time it is.
        limits: how often somebody may ask.
        files: where archive copies are kept; by default beside the database.
        figures: what counts what passes.
        gate: how many round trips run and wait at once.
    """
    rates = limits or Limits()
    files = files or LocalPageStore(store.files_folder)
    uploads = Uploads(store, clock, files)
    counts, trips, pages = figures or Figures(), gate or Gate(), Gate(LOOK_UPS_AT_ONCE)
    readiness = Readiness(store, files)
    syncs, enrols, look_ups = Buckets(rates.sync), Buckets(rates.enrol), Buckets(rates.look_up)
    app = FastAPI(
        title="Desk centre",
        version=__version__,
        docs_url=None,
        redoc_url=None,
        responses={"4XX": {"model": Problem, "description": "Problem document (RFC 9457)"}},
    )

    def one_trip(request: Request, body: bytes) -> Response:
        desk_id, credential = bearer(request)
        said = _parsed(SyncRequest, body)
        _spoken(said.protocol)
        answer, key = round_trip(store, clock, desk_id, credential, said)
        counts.judged([entry.outcome for entry in answer.entries])
        return signed(answer, key, said.nonce)

    @app.post(SYNC_PATH, response_model=SyncAnswer, openapi_extra=_takes("SyncRequest"))
    async def sync(request: Request, body: Body) -> Response:
        """One round trip: entries up; answers, changes, number blocks and time down."""
        within(syncs, bearer(request)[0])
        return await trips.work(one_trip, request, body)

    def one_enrolment(body: bytes) -> Response:
        said = _parsed(EnrolRequest, body)
        _spoken(said.protocol)
        return signed(enrol(store, clock, said), said.credential_sha256, said.desk_id)

    @app.post(ENROL_PATH, response_model=EnrolAnswer, openapi_extra=_takes("EnrolRequest"))
    async def take_in(request: Request, body: Body) -> Response:
        """A desk joins with a one-time code."""
        within(enrols, _asker(request))
        return await trips.work(one_enrolment, body)

    @app.post(RENEW_PATH, response_model=RenewAnswer, openapi_extra=_takes("RenewRequest"))
    def renew_credential(body: Body) -> Response:
        """A desk takes a new credential, proved with its key."""
        said = _parsed(RenewRequest, body)
        _spoken(said.protocol)
        within(syncs, said.desk_id)
        return signed(renew(store, clock, said), said.credential_sha256, said.nonce)

    pages_http.add_ways(app, uploads, rates.pages, Places())

    @app.get("/v1/health")
    async def health() -> dict[str, Any]:
        """Whether this process of the centre lives."""
        return {"ok": True, "protocol": PROTOCOL, "version": __version__}

    @app.get("/v1/ready")
    async def ready() -> Response:
        """Whether the centre can do its work: its database answers, and archive copies can be
        written."""
        lacking = await readiness.lacking()
        if lacking:
            later = spread(*DATABASE_AGAIN_SECONDS)
            return problem("not-ready", detail=", ".join(lacking), retry_after=later)
        return JSONResponse({"ok": True}, headers={"Cache-Control": "no-store"})

    def one_look_up(token: str) -> Response:
        found = status_page.find(store, token)
        if found is None:
            return HTMLResponse(status_page.not_found_page(), 404, status_page.HEADERS)
        return HTMLResponse(status_page.page(found), 200, status_page.HEADERS)

    @app.get("/t/{token}", response_class=HTMLResponse)
    async def look_up(request: Request, token: str) -> Response:
        """The public status page behind the QR code of a receipt."""
        within(look_ups, _asker(request))
        return await pages.work(one_look_up, token)

    @app.get("/docs", response_class=HTMLResponse, include_in_schema=False)
    def docs() -> HTMLResponse:
        return HTMLResponse(api_page.page(app.openapi()))

    def passed(one: Passed) -> None:
        counts.passed(one)
        counts.load(trips.running, trips.inside - trips.running, store)

    _describe_messages(app)
    _speak_of_trouble(app)
    app.add_middleware(BodyLimit, most=MAX_BODY, elsewhere={("PATCH", PAGES_PATH): MAX_PIECE})
    app.add_middleware(RequestLog, passed=passed)
    return app


def _asker(request: Request) -> str:
    return request.client.host if request.client else "-"


def _parsed(kind: type[Said], body: bytes) -> Said:
    try:
        return kind.model_validate_json(body)
    except ValidationError as fault:
        # Names of fields only: what stands in them may be about a person.
        places = [".".join(map(str, error["loc"])) or "-" for error in fault.errors()[:10]]
        raise Stop("not-understood", detail=", ".join(places)) from fault


def _spoken(version: int) -> None:
    if version != PROTOCOL:
        raise Stop("protocol-not-spoken", detail=str(PROTOCOL))


def _takes(name: str) -> dict[str, Any]:
    schema = {"$ref": f"#/components/schemas/{name}"}
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": schema}}}}


def _describe_messages(app: FastAPI) -> None:
    plain = app.openapi

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            _, found = models_json_schema(
                [
                    (SyncRequest, "validation"),
                    (EnrolRequest, "validation"),
                    (RenewRequest, "validation"),
                ],
                ref_template="#/components/schemas/{model}",
            )
            schema = plain()
            parts = schema.setdefault("components", {}).setdefault("schemas", {})
            parts.update({name: part for name, part in found["$defs"].items() if name not in parts})
        return plain()

    app.openapi = openapi  # type: ignore[method-assign]


def _speak_of_trouble(app: FastAPI) -> None:
    @app.exception_handler(Stop)
    def stopped(_: Request, stop: Stop) -> Response:
        return problem(
            stop.code, detail=stop.detail, retry_after=stop.retry_after, headers=stop.headers
        )

    @app.exception_handler(FileNotTaken)
    def not_taken(_: Request, no: FileNotTaken) -> Response:
        if no.offset is None:
            return problem(no.code)
        said = str(no.offset)
        return problem(no.code, detail=said, headers={OFFSET_HEADER: said})

    @app.exception_handler(ClientDisconnect)
    def gone(_: Request, __: ClientDisconnect) -> Response:
        return problem("bad-request")  # nobody hears it; the log shall not call it our fault

    @app.exception_handler(NotWelcomeHere)
    def not_welcome(_: Request, no: NotWelcomeHere) -> Response:
        return problem(no.code, detail=no.detail)

    @app.exception_handler(EnvironmentFault)
    def out_of_reach(_: Request, fault: EnvironmentFault) -> Response:
        if fault.key.startswith("store."):
            log.error("the disk for archive copies says no: %s", fault.key)
            return problem("storage", retry_after=spread(*DISK_AGAIN_SECONDS))
        log.error("the database does not answer: %s", fault.values.get("code", fault.key))
        return problem("database-unreachable", retry_after=spread(*DATABASE_AGAIN_SECONDS))

    @app.exception_handler(HTTPException)
    def refused(_: Request, fault: HTTPException) -> Response:
        codes = {404: "not-found", 405: "method-not-allowed"}
        return problem(codes.get(fault.status_code, "bad-request"))
