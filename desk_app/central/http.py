"""The centre's HTTP face (FastAPI): it parses, asks one function, signs and answers.

Work with the database runs in the thread pool; the event loop only reads bodies.
"""

from __future__ import annotations

import logging
from typing import Annotated, TypeVar

from fastapi import Depends, FastAPI, Request
from pydantic import BaseModel, ValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from desk_app import __version__
from desk_app.central import api_page, pages_http, status_page
from desk_app.central.backpressure import Gate, Places, spread
from desk_app.central.credentials import renew
from desk_app.central.described import ASKS_A_PAGE, DESK, describe, may_say, signed_answer, takes
from desk_app.central.door import BodyLimit, RequestLog
from desk_app.central.engine import CentreStore
from desk_app.central.enrolment import enrol
from desk_app.central.figures import Figures, Passed
from desk_app.central.file_rows import FileNotTaken
from desk_app.central.limits import Buckets, Limits
from desk_app.central.page_store import LocalPageStore, PageStore
from desk_app.central.problems import problem
from desk_app.central.readiness import Readiness
from desk_app.central.round_trip import NotWelcomeHere, round_trip
from desk_app.central.uploads import Uploads
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
LONGEST_ADDRESS = 64
Said = TypeVar("Said", bound=BaseModel)
# What each way in may answer but its answer, by the code of the problem.
_DESK_SAYS = "desk-unknown", "desk-revoked", "credential-expired"
_MESSAGE_SAYS = (
    "not-understood",
    "protocol-not-spoken",
    "too-many",
    "busy",
    "database-unreachable",
)
_ENROLMENT_SAYS = (
    "enrol-code-wrong",
    "enrol-code-expired",
    "enrol-code-used",
    "not-for-training",
    "desk-known",
    "desk-revoked",
)
_PAGE_SAYS = may_say("too-many", "busy", "database-unreachable")
_PAGE_SAYS |= {404: {"description": "A page that says so", "content": {"text/html": {}}}}


class Health(BaseModel):
    """The process lives."""

    ok: bool
    protocol: int
    version: str


class Ready(BaseModel):
    """The centre can do its work."""

    ok: bool


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
        redirect_slashes=False,
    )

    def one_trip(request: Request, body: bytes) -> Response:
        desk_id, credential = bearer(request)
        said = _parsed(SyncRequest, body)
        _spoken(said.protocol)
        answer, key = round_trip(store, clock, desk_id, credential, said)
        counts.judged([entry.outcome for entry in answer.entries])
        return signed(answer, key, said.nonce)

    @app.post(
        SYNC_PATH,
        response_model=SyncAnswer,
        responses=signed_answer("What became of each entry, and the news")
        | may_say("desk-copied", "epoch-past", *_DESK_SAYS, *_MESSAGE_SAYS),
        openapi_extra=takes(SyncRequest) | DESK,
    )
    async def sync(request: Request) -> Response:
        """One round trip: entries up; answers, changes, number blocks and time down."""
        within(syncs, bearer(request)[0])
        return await trips.work(one_trip, request, await request.body())

    def one_enrolment(body: bytes) -> Response:
        said = _parsed(EnrolRequest, body)
        _spoken(said.protocol)
        return signed(enrol(store, clock, said), said.credential_sha256, said.desk_id)

    @app.post(
        ENROL_PATH,
        response_model=EnrolAnswer,
        responses=signed_answer("The place of the desk in the house")
        | may_say(*_ENROLMENT_SAYS, *_MESSAGE_SAYS),
        openapi_extra=takes(EnrolRequest),
    )
    async def take_in(request: Request, body: Body) -> Response:
        """A desk joins with a one-time code."""
        within(enrols, _asker(request))
        return await trips.work(one_enrolment, body)

    @app.post(
        RENEW_PATH,
        response_model=RenewAnswer,
        responses=signed_answer("The new credential is good")
        | may_say("desk-unknown", "desk-revoked", *_MESSAGE_SAYS),
        openapi_extra=takes(RenewRequest),
    )
    def renew_credential(body: Body) -> Response:
        """A desk takes a new credential, proved with its key."""
        said = _parsed(RenewRequest, body)
        _spoken(said.protocol)
        within(syncs, said.desk_id)
        return signed(renew(store, clock, said), said.credential_sha256, said.nonce)

    pages_http.add_ways(app, uploads, rates.pages, Places())

    @app.get("/v1/health", responses=may_say())
    async def health() -> Health:
        """Whether this process of the centre lives."""
        return Health(ok=True, protocol=PROTOCOL, version=__version__)

    @app.get("/v1/ready", response_model=Ready, responses=may_say("not-ready"))
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

    @app.get(
        "/t/{token}", response_class=HTMLResponse, responses=_PAGE_SAYS, openapi_extra=ASKS_A_PAGE
    )
    async def look_up(request: Request) -> Response:
        """The public status page behind the QR code of a receipt."""
        within(look_ups, _asker(request))
        return await pages.work(one_look_up, request.path_params["token"])

    @app.get("/docs", response_class=HTMLResponse, include_in_schema=False)
    def docs() -> HTMLResponse:
        return HTMLResponse(api_page.page(app.openapi()))

    def passed(one: Passed) -> None:
        counts.passed(one)
        counts.load(trips.running, trips.inside - trips.running, store)

    describe(app)
    _speak_of_trouble(app)
    app.add_middleware(BodyLimit, most=MAX_BODY, elsewhere={("PATCH", PAGES_PATH): MAX_PIECE})
    app.add_middleware(RequestLog, passed=passed)
    return app


def _asker(request: Request) -> str:
    # Behind a proxy this may be anything that was said to it.
    return request.client.host[:LONGEST_ADDRESS] if request.client else "-"


def _parsed(kind: type[Said], body: bytes) -> Said:
    try:
        return kind.model_validate_json(body, strict=True)
    except ValidationError as fault:
        # Names of fields only: what stands in them may be about a person.
        places = [".".join(map(str, error["loc"])) or "-" for error in fault.errors()[:10]]
        raise Stop("not-understood", detail=", ".join(places)) from fault


def _spoken(version: int) -> None:
    if version != PROTOCOL:
        raise Stop("protocol-not-spoken", detail=str(PROTOCOL))


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
    def refused(request: Request, fault: HTTPException) -> Response:
        if fault.status_code == 405:
            return problem("method-not-allowed", headers={"Allow": _methods_at(app, request)})
        return problem("not-found" if fault.status_code == 404 else "bad-request")


def _methods_at(app: FastAPI, request: Request) -> str:
    there = [route for route in app.routes if isinstance(route, Route)]
    found = [route.methods or set() for route in there if route.path_regex.match(request.url.path)]
    return ", ".join(sorted(set().union(*found)))
