"""What stands behind ``desk-app central …``: plain values in, plain values out.

``database`` is a URL (SQLite, PostgreSQL) or the path of an SQLite file; None is the default
file. Shapes of the answers: contract of the commands.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any, Literal

from pydantic import ValidationError
from sqlalchemy import inspect, select

from desk_app.central import (
    administration,
    enrolment,
    epochs,
    number_reports,
    put_back,
    reports,
    tables,
)
from desk_app.central.administration import PublishedKind
from desk_app.central.engine import CentreStore, faults_in_words, open_centre
from desk_app.central.number_rules import LARGEST, SMALLEST, block_size
from desk_app.central.queue_reports import ImportReport
from desk_app.central.schema import migrate
from desk_app.central.setup import DEFAULT_PUBLIC_URL, set_up
from desk_app.central.training import sample_province
from desk_app.clock import Clock, SystemClock
from desk_app.errors import Refusal
from desk_app.paper.disk import Disk
from desk_app.sync.protocol import UnitV1
from desk_app.wording import message

DEFAULT_LISTEN = "127.0.0.1:8000"
Row = dict[str, Any]


@contextmanager
def ready_centre(database: str | None) -> Iterator[CentreStore]:
    """The centre's database, which must have been made.

    Raises:
        Refusal: ``central init`` was not run on it.
    """
    store = open_centre(database)
    try:
        with faults_in_words():
            made = inspect(store.engine).has_table("about")
        if made:
            with store.reading() as session:
                made = session.scalar(select(tables.About.id)) is not None
        if not made:
            raise Refusal("central.not_made")
        yield store
    finally:
        store.close()


def init(
    database: str | None = None,
    *,
    training: bool = False,
    name: str | None = None,
    public_url: str = DEFAULT_PUBLIC_URL,
    clock: Clock | None = None,
) -> Row:
    """``central init``: ``{"database", "revision", "training", "fresh"}``; a training centre
    also names its main unit and the public password of its officers."""
    store = open_centre(database)
    try:
        made = set_up(
            store,
            clock or SystemClock(),
            with_training=training,
            name=name,
            public_url=public_url,
        )
        where = store.engine.url.render_as_string(hide_password=True)
    finally:
        store.close()
    answer: Row = {
        "database": where,
        "revision": made.revision,
        "training": made.training,
        "fresh": made.fresh,
    }
    if made.training:
        sample = sample_province()
        answer["sample"] = {
            "unit": sample.main_unit,
            "counters": list(sample.counters),
            "officers": [o.login for o in sample.officers if o.unit == sample.main_unit],
            "password": sample.password,
        }
    return answer


def serve(
    database: str | None = None,
    *,
    ready: Callable[[str], None],
    listen: str = DEFAULT_LISTEN,
    files: Path | str | None = None,
    processes: int = 1,
    metrics: str | None = None,
    clock: Clock | None = None,
    log: bool = True,
    until_closed: int | None = None,
) -> None:
    """``central serve``: see :func:`desk_app.central.serve.serve`."""
    # Loads what no other command of the centre needs.
    from desk_app.central import serve as serving

    order = serving.Order(
        database=database,
        listen=listen,
        files=None if files is None else str(files),
        processes=processes,
        metrics=metrics,
        log=log,
    )
    serving.serve(order, clock or SystemClock(), ready, until_closed)


def enrol_code(
    unit: str, counter: str, database: str | None = None, clock: Clock | None = None
) -> Row:
    """``central enrol-code``: ``{"code", "unit", "counter", "expires_at"}``."""
    with ready_centre(database) as store:
        code = enrolment.make_code(store, clock or SystemClock(), unit, counter)
    return {**asdict(code), "expires_at": code.expires_at.isoformat(timespec="seconds")}


def units(database: str | None = None) -> list[Row]:
    """``central units``."""
    with ready_centre(database) as store:
        return reports.units(store)


def officers(database: str | None = None) -> list[Row]:
    """``central officers``."""
    with ready_centre(database) as store:
        return reports.officers(store)


def desks(database: str | None = None) -> list[Row]:
    """``central desks``."""
    with ready_centre(database) as store:
        return reports.desks(store)


def dossiers(database: str | None = None, limit: int = 50) -> Row:
    """``central dossiers``: ``{"total", "dossiers": […]}``."""
    with ready_centre(database) as store:
        return reports.dossiers(store, limit)


def show(code: str, database: str | None = None) -> Row:
    """``central show CODE``."""
    with ready_centre(database) as store:
        return reports.show(store, code)


def import_queues(
    files: Sequence[Path],
    folder: Path | None = None,
    database: str | None = None,
    page_files: str | None = None,
    clock: Clock | None = None,
) -> Iterator[ImportReport]:
    """``central import``: queues that came on a stick, one report each. ``folder`` is where the
    answers go; ``page_files`` where archive copies are kept, as with ``central serve``."""
    from desk_app.central.page_stores import open_page_store
    from desk_app.central.queue_import import Place, import_queues

    with ready_centre(database) as store:
        migrate(store)
        kept = open_page_store(page_files, store.files_folder)
        place = Place(store, clock or SystemClock(), kept, Disk())
        yield from import_queues(place, files, folder)


def unit_add(
    code: str,
    name: str,
    level: str,
    *,
    parent: str | None = None,
    place: str | None = None,
    address: str | None = None,
    phone: str | None = None,
    valid_from: date | None = None,
    valid_to: date | None = None,
    merged_into: str | None = None,
    database: str | None = None,
    clock: Clock | None = None,
) -> Row:
    """``central unit add``: the unit as it now is."""
    try:
        unit = UnitV1.model_validate(
            {
                "code": code,
                "name": name,
                "level": level,
                "parent": parent,
                "place": place,
                "address": address,
                "phone": phone,
                "valid_from": valid_from,
                "valid_to": valid_to,
                "merged_into": merged_into,
            }
        )
    except ValidationError as fault:
        names = [str(error["loc"][0]) for error in fault.errors() if error["loc"]]
        raise Refusal(
            "central.unit_input", fields={field: message("central.input_wrong") for field in names}
        ) from fault
    with ready_centre(database) as store:
        administration.add_unit(store, clock or SystemClock(), unit)
    return unit.model_dump(mode="json")


def officer_add(
    login: str,
    full_name: str,
    role: str,
    unit: str,
    password: str,
    *,
    active: bool = True,
    move: bool = False,
    database: str | None = None,
    clock: Clock | None = None,
) -> Row:
    """``central officer add``: the officer without the password's hash. The same login again
    changes the officer."""
    with ready_centre(database) as store:
        officer = administration.add_officer(
            store,
            clock or SystemClock(),
            login=login,
            full_name=full_name,
            role=role,
            unit=unit,
            password=password,
            active=active,
            move=move,
        )
    return officer.model_dump(mode="json", exclude={"password_hash"})


def desk_keep(desk_id: str, database: str | None = None) -> Row:
    """``central desk keep``: ``{"id", "kept": true}``."""
    with ready_centre(database) as store:
        epochs.keep_desk(store, desk_id)
    return {"id": desk_id, "kept": True}


def desk_revoke(desk_id: str, database: str | None = None, clock: Clock | None = None) -> Row:
    """``central desk revoke``: ``{"id", "revoked": true}``."""
    with ready_centre(database) as store:
        administration.revoke_desk(store, clock or SystemClock(), desk_id)
    return {"id": desk_id, "revoked": True}


def desk_restore(desk_id: str, database: str | None = None, clock: Clock | None = None) -> Row:
    """``central desk restore``: ``{"id", "revoked": false}``."""
    with ready_centre(database) as store:
        administration.restore_desk(store, clock or SystemClock(), desk_id)
    return {"id": desk_id, "revoked": False}


def counter_set(unit: str, counter: str, numbers: int, database: str | None = None) -> Row:
    """``central counter set``: ``{"unit", "counter", "numbers"}``.

    Raises:
        Refusal: no such counter, or ``numbers`` (a day) outside 20 … 200.
    """
    if block_size(numbers) != numbers:
        raise Refusal("central.numbers_out_of_range", least=SMALLEST, most=LARGEST, found=numbers)
    with ready_centre(database) as store:
        administration.set_block_size(store, unit, counter, numbers)
    return {"unit": unit, "counter": counter, "numbers": numbers}


def note_put_back(
    database: str | None = None, *, times: int = 1, clock: Clock | None = None
) -> Row:
    """``central put-back``: ``{"put_backs", "units", "days"}``."""
    with ready_centre(database) as store:
        migrate(store)
        return asdict(put_back.note(store, clock or SystemClock(), times))


def voids(
    database: str | None = None,
    *,
    unit: str | None = None,
    day: date | None = None,
    older_than: int = 3,
    clock: Clock | None = None,
) -> Row:
    """``central voids``: ``{"void": […], "open": […]}``."""
    today = (clock or SystemClock()).now().date()
    with ready_centre(database) as store:
        return number_reports.voids(store, today, unit=unit, day=day, older_than=older_than)


def progress(
    code: str,
    state: str,
    *,
    by: str | None = None,
    note: str | None = None,
    database: str | None = None,
    clock: Clock | None = None,
) -> Row:
    """``central progress CODE STATE``: notes a step of a dossier's life; the desks hear of it."""
    with ready_centre(database) as store:
        said = administration.record_progress(
            store, clock or SystemClock(), code, state, by=by, note=note
        )
    return said.model_dump(mode="json")


def publish(
    kind: Literal["procedure", "calendar"],
    file: Path,
    database: str | None = None,
    clock: Clock | None = None,
) -> Row:
    """``central catalogue publish FILE`` (``procedure``) and ``central calendar publish FILE``:
    ``{"published", "known"}``."""
    wanted: PublishedKind = kind
    records = administration.read_published(wanted, file)
    with ready_centre(database) as store:
        migrate(store)
        return asdict(administration.publish(store, clock or SystemClock(), wanted, records))
