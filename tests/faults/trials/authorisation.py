"""T12: who may do what changes while work is under way. Nothing is lost, nothing goes twice, the
words are right, and what may be sent is sent."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path

from sqlalchemy import select

from desk_app.central import enrolment, tables
from desk_app.central.credentials import LIFE
from desk_app.central.queue_import import Place, import_queues
from desk_app.errors import DeskError, Refusal
from desk_app.models.desk import DESK_KEY
from desk_app.models.tables import Setting
from desk_app.paper.disk import Disk
from desk_app.services.sign_in import SignIn
from desk_app.sync.appliers import OWN_APPLIERS
from desk_app.sync.central_http import HttpCentre
from desk_app.sync.centre import NoAnswer, NotWelcome
from desk_app.sync.joining import ask_for_place
from desk_app.sync.protocol import EnrolRequest, credential_hash
from desk_app.sync.queue_answers import AnsweredDesk, QueueAnswers
from desk_app.sync.queue_export import QueueExporter
from desk_app.wording import translations
from tests.builders.messages import identity_text
from tests.builders.stores import AN, BINH, PASSWORD, UNIT
from tests.faults.served_desks import ServedCentre, ServedDesk, a_served_centre
from tests.faults.trials import Outcome, Trial, each

Case = Callable[[ServedCentre, ServedDesk], Iterator[str]]
NEW_PASSWORD = "mat khau moi cua an"


class Killed(Exception):
    """The program ends here and now."""


def says(fault: DeskError | None, key: str) -> Iterator[str]:
    """It is this fault, and there are words for it."""
    if fault is None or fault.key != key:
        yield f"the cause is {fault.key if fault else 'none'}, not {key}"
    for language in ("vi", "en"):
        if any(f"{key}.{part}" not in translations(language) for part in ("title", "next")):
            yield f"there are no words for {key}"


def shows(desk: ServedDesk, state: str, key: str) -> Iterator[str]:
    """So does the light."""
    last = desk.lights[-1]
    if (last.state, last.detail_key) != (state, key):
        yield f"the light shows {last.state} {last.detail_key}"


# ---------------------------------------------------------------- credentials


def ends_in_mid_upload(centre: ServedCentre, desk: ServedDesk) -> Iterator[str]:
    """The credential ends between two pieces."""
    desk.work(file=True)
    with desk.program() as (engine, way):
        way.before_piece = lambda n: centre.end_credential(desk) if n == 3 else None
        engine.run_once(at_once=True)
    desk.work()
    yield from desk.drain()


def revoked_in_mid_upload(centre: ServedCentre, desk: ServedDesk) -> Iterator[str]:
    """IT revokes the desk between two pieces: what is unsent stays here, and is told of."""
    desk.work(file=True)
    with desk.program() as (engine, way):
        way.before_piece = lambda n: centre.revoke(desk) if n == 3 else None
        fault = engine.run_once(at_once=True).fault
    yield from says(fault, "sync.not_welcome.desk_revoked")
    yield from shows(desk, "attention", "sync.not_welcome.desk_revoked")
    desk.work()
    yield from says(desk.one_pass(), "sync.not_welcome.desk_revoked")
    if desk.waiting() != 4:
        yield f"{desk.waiting()} entries wait, not 4"
    yield from desk.wrong(left=True)


def revoked_and_carried(centre: ServedCentre, desk: ServedDesk) -> Iterator[str]:
    """What a revoked desk did before goes on a stick, its numbers are good; what it did later is
    set aside, and not lost."""
    desk.work(file=True)
    desk.clock.advance(timedelta(hours=1))
    centre.clock.advance(timedelta(hours=1))
    centre.revoke(desk)
    yield from says(desk.one_pass(), "sync.not_welcome.desk_revoked")
    path = centre.folder / f"{desk.number}.desk-queue"
    exporter = QueueExporter(
        desk.store, desk.clock, desk.scans, desk.sender(), app_version="0", disk=None
    )
    exporter.export(path)
    [report] = import_queues(Place(centre.kept, centre.clock, centre.files, Disk()), [path], None)
    if report.answer is None:
        yield f"the file is not taken: {report.error}"
        return
    here = AnsweredDesk(desk.store, desk.clock, desk.sender(), OWN_APPLIERS, "0")
    QueueAnswers(here, lambda *_: None, lambda _, present: present).take(report.answer)
    if desk.waiting():
        yield f"{desk.waiting()} entries from before still wait"
    yield from desk.wrong(left=True)


def answer_of_a_renewal_is_lost(centre: ServedCentre, desk: ServedDesk) -> Iterator[str]:
    """The centre has renewed, the desk does not know."""
    yield from _renewed_after(centre, desk, NoAnswer("cut"), heard=True)


def renewal_never_arrives(centre: ServedCentre, desk: ServedDesk) -> Iterator[str]:
    """The line breaks before."""
    yield from _renewed_after(centre, desk, NoAnswer("unreachable"), heard=False)


def killed_in_a_renewal(centre: ServedCentre, desk: ServedDesk) -> Iterator[str]:
    """The program ends when the centre has renewed, and the desk has not kept it."""
    yield from _renewed_after(centre, desk, Killed(), heard=True)


def _renewed_after(
    centre: ServedCentre, desk: ServedDesk, fault: Exception, *, heard: bool
) -> Iterator[str]:
    before = desk.place().credential
    desk.work(file=True)
    centre.end_credential(desk)

    def breaks() -> None:
        raise fault

    with desk.program() as (engine, way):
        if heard:
            way.after_renewal = breaks
        else:
            way.before_renewal = breaks
        try:
            said = engine.run_once(at_once=True).fault
            yield from says(said, "sync.not_welcome.credential_expired")
            yield from shows(desk, "attention", "sync.not_welcome.credential_expired")
        except Killed:
            pass
    yield from desk.drain()
    if desk.place().credential == before:
        yield "the credential is the old one"


def months_without_a_line(centre: ServedCentre, desk: ServedDesk) -> Iterator[str]:
    """The credential ended while the desk was away, its queue full."""
    desk.work(20, file=True)
    for clock in (desk.clock, centre.clock):
        clock.advance(LIFE + timedelta(days=1))
    yield from desk.drain()


def an_old_credential_is_put_back(centre: ServedCentre, desk: ServedDesk) -> Iterator[str]:
    """A copy from before the renewal: the key opens the door again."""
    old = str(desk.place().credential)
    centre.end_credential(desk)
    desk.one_pass()
    desk.one_pass()  # the new one was shown
    desk.show(old)
    desk.work()
    yield from desk.drain()


def another_key(centre: ServedCentre, desk: ServedDesk) -> Iterator[str]:
    """The key is not the desk's: nothing is renewed, and the centre is not asked in every pass."""
    with desk.store.write() as session:
        row = session.get_one(Setting, DESK_KEY)
        right = dict(row.value)
        session.delete(row)
    desk.work()
    centre.end_credential(desk)
    asked: list[int] = []
    with desk.program() as (engine, way):
        way.before_renewal = lambda: asked.append(1)
        for _ in range(3):
            fault = engine.run_once(at_once=True).fault
    yield from says(fault, "sync.not_welcome.credential_expired")
    if len(asked) != 1:
        yield f"the centre was asked {len(asked)} times"
    with desk.store.write() as session:
        session.get_one(Setting, DESK_KEY).value = right
    yield from desk.drain()


def clock_wrong(years: int, centre: ServedCentre, desk: ServedDesk) -> Iterator[str]:
    """The clock of the desk is years off while its credential nears its end: the centre's time
    counts."""
    with centre.kept.writing() as session:
        row = session.scalars(select(tables.Desk).where(tables.Desk.id == desk.id)).one()
        row.credential_expires_at = centre.clock.now() + timedelta(days=10)
    before = desk.place().credential
    desk.work()
    desk.clock.advance(timedelta(days=365 * years))
    yield from desk.drain()
    if desk.place().credential == before:
        yield "nothing was renewed"


# ---------------------------------------------------------------- joining


def code_used_twice(centre: ServedCentre, desk: ServedDesk) -> Iterator[str]:
    """A second machine with the same one-time code."""
    code = enrolment.make_code(centre.kept, centre.clock, UNIT, "Quầy 55").code
    yield from _joins(centre, code, 1, None)
    yield from _joins(centre, code, 2, "sync.not_welcome.enrol_code_used")
    yield from _joins(centre, code, 1, None)  # the first may ask again


def code_too_old(centre: ServedCentre, desk: ServedDesk) -> Iterator[str]:
    """A code of last week, and one that nobody made."""
    code = enrolment.make_code(centre.kept, centre.clock, UNIT, "Quầy 56").code
    centre.clock.advance(timedelta(days=8))
    yield from _joins(centre, code, 3, "sync.not_welcome.enrol_code_expired")
    yield from _joins(centre, "AAAA-BBBB-CCCC", 3, "sync.not_welcome.enrol_code_wrong")


def _joins(centre: ServedCentre, code: str, number: int, no: str | None) -> Iterator[str]:
    said = EnrolRequest(
        code=code,
        desk_id=identity_text(900_000 + 100 * centre.desks + number),
        app_version="0",
        credential_sha256=credential_hash("x" * 43),
    )
    way = HttpCentre(centre.url)
    try:
        ask_for_place(way, said)
    except NotWelcome as fault:
        yield from says(fault, no or "nothing")
    else:
        if no is not None:
            yield f"let in, in spite of {no}"
    finally:
        way.close()


# ---------------------------------------------------------------- officers


def _may(desk: ServedDesk, login: str, password: str) -> bool:
    try:
        SignIn(desk.store, desk.clock).signed_in(login, password)
    except Refusal as no:
        if no.key != "sign_in.wrong":
            raise
        return False
    return True


def officer_disabled_while_away(centre: ServedCentre, desk: ServedDesk) -> Iterator[str]:
    """What an officer did without a line is sent, though they may not sign in any more; at the
    desk that is known with the next exchange."""
    desk.work(4, file=True)
    centre.officer(AN.login, AN.full_name, PASSWORD, active=False)
    if not _may(desk, AN.login, PASSWORD):
        yield "the desk knows before it heard"
    yield from desk.drain()
    if _may(desk, AN.login, PASSWORD):
        yield "a disabled officer signs in"


def another_officer_with_a_full_queue(centre: ServedCentre, desk: ServedDesk) -> Iterator[str]:
    """Another signs in; the queue goes, under the names of those who did it."""
    desk.work(5)
    if not _may(desk, BINH.login, PASSWORD):
        yield "the other officer cannot sign in"
    yield from desk.drain()
    with centre.kept.reading() as session:
        of_desk = select(tables.Dossier.officer).where(tables.Dossier.desk == desk.id)
        names = set(session.scalars(of_desk))
    if names != {"uyen"}:  # as the invented entries say
        yield f"the dossiers bear the names {names}"


def password_changed_while_away(centre: ServedCentre, desk: ServedDesk) -> Iterator[str]:
    """The old one is good until the desk hears of the new one, and never after."""
    desk.work()
    centre.officer(BINH.login, BINH.full_name, NEW_PASSWORD)
    if not _may(desk, BINH.login, PASSWORD):
        yield "the old password is not good any more"
    yield from desk.drain()
    if _may(desk, BINH.login, PASSWORD) or not _may(desk, BINH.login, NEW_PASSWORD):
        yield "the new password did not take the place of the old one"


def locked_out_and_sent(centre: ServedCentre, desk: ServedDesk) -> Iterator[str]:
    """Nobody can sign in: the queue goes all the same."""
    desk.work()
    for _ in range(12):
        try:
            _may(desk, BINH.login, "wrong")
        except Refusal as no:
            yield from says(no, no.key)
    yield from desk.drain()


def let_in_again(centre: ServedCentre, desk: ServedDesk) -> Iterator[str]:
    """Disabled by mistake, and let in again."""
    for active in (False, True):
        centre.officer(BINH.login, BINH.full_name, PASSWORD, active=active)
        desk.work()
        yield from desk.drain()
        if _may(desk, BINH.login, PASSWORD) != active:
            yield f"active {active} is not what the desk heard"


CASES: tuple[Case, ...] = (
    ends_in_mid_upload,
    revoked_in_mid_upload,
    revoked_and_carried,
    answer_of_a_renewal_is_lost,
    renewal_never_arrives,
    killed_in_a_renewal,
    months_without_a_line,
    an_old_credential_is_put_back,
    another_key,
    partial(clock_wrong, 10),
    partial(clock_wrong, -10),
    code_used_twice,
    code_too_old,
    officer_disabled_while_away,
    another_officer_with_a_full_queue,
    password_changed_while_away,
    locked_out_and_sent,
    let_in_again,
)


def one(seed: int) -> Iterator[str]:
    """One case, with a centre of its own."""
    case = CASES[seed % len(CASES)]
    name = getattr(case, "__name__", "clock_wrong")
    with (
        tempfile.TemporaryDirectory(prefix="desk-way-in-") as folder,
        a_served_centre(Path(folder)) as centre,
        centre.desk() as desk,
    ):
        yield from (f"{name}: {wrong}" for wrong in case(centre, desk))


def run(seed: int, count: int) -> Outcome:
    """So many cases."""
    return each(seed, count, one)


TRIALS = (
    Trial(
        "authorisation",
        "credentials end, are revoked, renewed, lost; officers come and go; the clock is wrong",
        ("I1", "I2", "I3", "I4", "I6", "I7"),
        count_ci=4,
        count_full=len(CASES),
        run=run,
    ),
)
