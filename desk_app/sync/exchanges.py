"""One pass: exchanges with the centre until nothing is left to send or to read.

No exchange happens inside a transaction. Where the centre fails on a batch but not without one,
the entry it cannot take is found by halving; from then on it goes alone and last, so that it
holds up nobody else's dossier.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Protocol

from desk_app.clock import Clock
from desk_app.errors import DeskError
from desk_app.events import CalendarChanged, CatalogueChanged, DossierChanged, OutboxChanged
from desk_app.models.engine import Store
from desk_app.models.sync_states import settle_dossiers, wait_again
from desk_app.models.tables import OutboxEntry
from desk_app.prepared import Transaction
from desk_app.sync import fetcher, reconcile, sender
from desk_app.sync.appliers import ChangeAppliers
from desk_app.sync.centre import Centre, LineTrouble, NoAnswer, NotUnderstood, NotWelcome
from desk_app.sync.protocol import MAX_ENTRIES, Entry, SyncAnswer, SyncRequest

# How many waiting entries are looked at for one batch, beside those that are set back.
LOOK_AT = 3 * MAX_ENTRIES
# An end to one pass, so that a feed that never ends cannot keep it for ever.
MOST_EXCHANGES = 2000
SUSPECT_AGAIN_AFTER = timedelta(minutes=5)
# Two copies that begin anew in turns stop after this many in one pass.
MOST_EPOCHS = 2
AMENDED = "dossier.amended"
AMENDING = (AMENDED, "dossier.decided")
# How many failing exchanges one pass may spend on finding an entry.
MOST_STUMBLES = 40


@dataclass(frozen=True)
class SyncReport:
    """What one pass did. ``waiting``: entries still to be sent; ``fault``: why it stopped early;
    ``skipped``: changes that could not be read here."""

    reached_centre: bool = False
    accepted: int = 0
    refused: int = 0
    fetched: int = 0
    skipped: int = 0
    waiting: int = 0
    pages_uploaded: int = 0
    bytes_uploaded: int = 0
    fault: DeskError | None = None

    def and_then(self, later: SyncReport) -> SyncReport:
        """Both passes as one."""
        return SyncReport(
            reached_centre=self.reached_centre or later.reached_centre,
            accepted=self.accepted + later.accepted,
            refused=self.refused + later.refused,
            fetched=self.fetched + later.fetched,
            skipped=self.skipped + later.skipped,
            waiting=later.waiting,
            pages_uploaded=self.pages_uploaded + later.pages_uploaded,
            bytes_uploaded=self.bytes_uploaded + later.bytes_uploaded,
            fault=later.fault or self.fault,
        )

    def as_json(self) -> dict[str, Any]:
        """The answer of ``desk-app sync``."""
        return {
            "accepted": self.accepted,
            "refused": self.refused,
            "fetched": self.fetched,
            "pages_uploaded": self.pages_uploaded,
            "bytes_uploaded": self.bytes_uploaded,
            "waiting": self.waiting,
            "reached_centre": self.reached_centre,
        }


class Lineage(Protocol):
    """The desk's own history, where it turns out to have been put back or copied."""

    def begin_anew(self, why: str, present: int) -> int:
        """Gives up all numbers and begins an epoch after ``present``; returns it."""
        ...

    def note(self) -> None:
        """Writes down outside the database how far the desk has come."""
        ...


@dataclass(frozen=True)
class Standing:
    """What the centre last said of this desk: its time, and when the credential ends (None: it
    does not)."""

    at: datetime
    credential_expires_at: datetime | None


@dataclass
class _Pass:
    """What one pass has to remember. ``unnamed``: entries the centre passed over; ``probing``:
    the next exchange carries none, to see whether it is they the centre fails on; ``up``: it
    is; ``anew``: how often the desk began a new epoch; ``tried``: the entries of the last exchange
    that had any; ``following``: those of the next one, once they are chosen; ``held``: the blocks
    of the last exchange; ``unleased``: entries refused for their numbers; ``asked``: the centre
    wants to be told of all blocks; ``tells``: the next exchange does."""

    unnamed: set[str] = field(default_factory=set)
    probing: bool = False
    up: bool = False
    stumbles: int = 0
    anew: int = 0
    tried: list[str] = field(default_factory=list)
    following: list[str] | None = None
    held: list[fetcher.Held] = field(default_factory=list)
    unleased: set[str] = field(default_factory=set)
    asked: bool = False
    tells: bool = False


class Exchanges:
    """Makes passes; remembers between them how large a batch the centre takes, and which
    entries it stumbled over."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        publish: Callable[[object], None],
        *,
        epoch: int,
        appliers: ChangeAppliers,
        app_version: str,
        lineage: Lineage | None = None,
    ) -> None:
        """
        Args:
            lineage: what is done when this desk turns out to be a copy of itself; None: the
                centre's refusal stands.
        """
        self._store = store
        self._clock = clock
        self._publish = publish
        self._epoch = epoch
        self._appliers = appliers
        self._app_version = app_version
        self._lineage = lineage
        self.standing: Standing | None = None
        self._most = MAX_ENTRIES
        self._suspects: dict[str, datetime] = {}
        self._ahead: int | None = None
        self._settled: tuple[str, list[fetcher.Held]] | None = None
        self._rewound = False
        self._shut_out: bool | None = None

    def one_pass(
        self,
        centre: Centre,
        failed: Callable[[DeskError], datetime],
        succeeded: Callable[[], None],
        stopping: Callable[[], bool],
    ) -> SyncReport:
        """Exchanges until all is even, the line fails, or ``stopping`` says so.

        Args:
            failed: told of the fault that ends the pass; says when the next one will be.
            succeeded: told of every answer.

        Raises:
            EnvironmentFault: the desk's own database cannot be read or written.
        """
        if not self._rewound:
            fetcher.rewind_after_update(self._store, self._app_version)
            self._rewound = True
        if self._lineage is not None:
            self._lineage.note()
        report = SyncReport()
        here = _Pass()
        for _ in range(MOST_EXCHANGES):
            batch, request = self._next(here)
            try:
                answer = centre.sync(request)
            except DeskError as fault:
                if self._began_anew(here, fault) or self._closed_in(here, batch, fault):
                    continue
                return self._unsettled(report, here.tried, fault, failed)
            succeeded()
            self._note_shut_out(False)
            self.standing = Standing(answer.time, answer.credential_expires_at)
            report = self._settle(report, batch, request, answer)
            # What the centre did not name is not asked about again in this pass.
            here.unnamed |= {entry.id for entry in batch} - {said.id for said in answer.entries}
            again = self._is_copied(here, answer) or self._to_name_blocks(here, request, answer)
            if self._is_asked(here, answer):
                report, again = self._before_telling(here, report), True
            if here.probing:
                here.probing, here.up = False, True
            else:
                self._most = min(MAX_ENTRIES, self._most * 2)
            news = answer.more and answer.cursor > request.cursor
            news = news or _is_to_come_back(batch, answer)
            if stopping():
                break
            with self._store.read_rows() as look:
                here.following = self._chosen(here, look)
            if not (again or news or here.following):
                break
        return report

    def has_to_send(self) -> bool:
        """Whether a pass would send entries now."""
        with self._store.read_rows() as look:
            return bool(self._chosen(_Pass(), look))

    def _next(self, here: _Pass) -> tuple[list[Entry], SyncRequest]:
        while True:  # every round either finds a whole batch or refuses a broken row
            ids, here.following = here.following, None
            now = self._clock.now()
            with self._store.read_rows() as look:
                if here.probing:
                    ids = []
                elif ids is None:
                    ids = self._chosen(here, look)
                batch = sender.read_batch(look, ids)
                unsent = sender.read_unsent(look)
                here.held = fetcher.read_held(look, self._epoch, now.date())
                request = SyncRequest(
                    app_version=self._app_version,
                    epoch=self._epoch,
                    nonce=secrets.token_urlsafe(24),
                    cursor=fetcher.read_cursor(look),
                    sent_at=now,
                    entries=batch.entries,
                    mark=sender.read_mark(look),
                    waiting=max(0, unsent.waiting - len(batch.entries)),
                    public_key=fetcher.public_key(look),
                    holding=fetcher.read_holding(look, now.date()) if here.tells else None,
                    **self._naming(here.held),
                )
            if not batch.broken:
                here.tried = ids or here.tried
                here.tells = False
                return batch.entries, request
            for entry_id in batch.broken:
                self._refuse_here(entry_id, "payload-invalid")

    def _chosen(self, here: _Pass, look: Transaction) -> list[str]:
        """The next batch; a suspect goes only when nobody else waits, and alone."""
        set_back = here.unnamed | self._suspects.keys()
        # Where none is set back, the oldest ones are the batch.
        look_at = LOOK_AT + 2 * len(set_back) if set_back else self._most
        waiting = sender.read_waiting(look, look_at)
        others = sender.choose(waiting, set_back=set_back, most=self._most)
        if others or not self._suspects:
            return others
        now = self._clock.now()
        # One due later than that was put back while the clock was wrong.
        latest = now + SUSPECT_AGAIN_AFTER
        not_yet = {entry for entry, due in self._suspects.items() if now < due <= latest}
        return sender.choose(waiting, set_back=here.unnamed | not_yet, most=1)

    def _settle(
        self, report: SyncReport, batch: list[Entry], request: SyncRequest, answer: SyncAnswer
    ) -> SyncReport:
        now = self._clock.now()
        answered = reconcile.Answered(0, 0, ())
        ahead = round((now - answer.time).total_seconds())
        # Where nothing of the feed is for this desk, the cursor needs no commit of its own.
        passes = not answer.changes and answer.cursor != request.cursor
        if answer.entries or answer.blocks or passes or self._clock_moved(ahead):
            with self._store.write() as session:
                sent = [entry.id for entry in batch]
                answered = reconcile.apply_answers(session, sent, answer.entries, now)
                reconcile.apply_blocks(session, answer.blocks, self._epoch, now)
                reconcile.remember_centre_time(session, answer.time, now)
                if passes:
                    fetcher.move(session, answer.cursor)
            self._ahead = ahead
        for said in answer.entries:
            self._suspects.pop(said.id, None)
        if answered.dossiers:
            self._tell(OutboxChanged(), *map(DossierChanged, answered.dossiers))
        applied = fetcher.apply_changes(
            self._store,
            self._appliers,
            answer.changes,
            answer.cursor if passes else request.cursor,
            answer.cursor,
            now,
            self._app_version,
        )
        self._tell(*map(DossierChanged, applied.dossiers))
        if "procedure" in applied.kinds:
            self._tell(CatalogueChanged())
        if "calendar" in applied.kinds:
            self._tell(CalendarChanged())
        return replace(
            report,
            reached_centre=True,
            accepted=report.accepted + answered.accepted,
            refused=report.refused + answered.refused,
            fetched=report.fetched + applied.count,
            skipped=report.skipped + applied.skipped,
        )

    def _naming(self, held: list[fetcher.Held]) -> dict[str, Any]:
        """How blocks are named: one by one, or as those that the centre was content with."""
        if self._settled is not None and self._settled[1] == held:
            return {"settled": self._settled[0]}
        return {"blocks": fetcher.as_blocks(held)}

    def _to_name_blocks(self, here: _Pass, request: SyncRequest, answer: SyncAnswer) -> bool:
        """Keeps what the centre calls the blocks of this exchange. True: it has another picture
        of them than when it said so, or forgets such things; they are named one by one, at once."""
        self._settled = None if answer.settled is None else (answer.settled, here.held)
        return request.settled is not None and answer.settled is None

    def _is_asked(self, here: _Pass, answer: SyncAnswer) -> bool:
        """Whether the centre has forgotten blocks and is to be told of all: once in a pass. It will
        ask again as long as it has not heard."""
        here.unleased |= {said.id for said in answer.entries if said.reason == "number-not-leased"}
        if here.asked or not answer.tell:
            return False
        here.asked = here.tells = True
        return True

    def _before_telling(self, here: _Pass, report: SyncReport) -> SyncReport:
        """What was refused in this pass because the centre has forgotten its numbers goes again,
        with the exchange that tells of them."""
        if not here.unleased:
            return report
        with self._store.write() as session:
            dossiers = wait_again(session, OutboxEntry.id.in_(here.unleased))
            settle_dossiers(session, dossiers)
        here.unnamed.clear()  # those behind them were passed over for the same reason
        self._tell(OutboxChanged(), *map(DossierChanged, dossiers))
        return replace(report, refused=report.refused - len(dossiers))

    def _began_anew(self, here: _Pass, fault: DeskError) -> bool:
        """The centre knows more of this desk than the desk does: it was put back from a copy.
        True: it gave up its numbers, and the pass goes on in a new epoch."""
        past = isinstance(fault, NotWelcome) and fault.code == "epoch-past"
        if not past or self._lineage is None or here.anew >= MOST_EPOCHS:
            return False
        self._begin_anew(here, "centre", getattr(fault, "epoch", None) or self._epoch)
        return True

    def _is_copied(self, here: _Pass, answer: SyncAnswer) -> bool:
        """Whether the centre took something from this desk that this desk does not have, or that
        bears a number given out before; then it begins a new epoch."""
        if self._lineage is None or here.anew >= MOST_EPOCHS:
            return False
        taken = [said.id for said in answer.entries if said.reason == "code-taken"]
        with self._store.read() as session:
            strange = not sender.is_ours(session, answer.last_entry)
            twice = sender.any_since_began_anew(session, taken)
        if not (strange or twice):
            return False
        self._begin_anew(here, "copied", self._epoch)
        return True

    def _begin_anew(self, here: _Pass, why: str, present: int) -> None:
        if self._lineage is not None:
            here.anew += 1
            self._epoch = self._lineage.begin_anew(why, present)
            self._tell(OutboxChanged())

    def _clock_moved(self, ahead: int) -> bool:
        """Whether this machine's clock is noticeably elsewhere than when that was last kept."""
        noticeable = reconcile.NOTICEABLE_SECONDS
        return self._ahead is None or abs(ahead - self._ahead) > noticeable

    def _closed_in(self, here: _Pass, batch: list[Entry], fault: DeskError) -> bool:
        """Closes in on an entry the centre cannot take. True: this pass can go on."""
        stumbled = isinstance(fault, NoAnswer) and fault.cause == "server"
        if not batch or not (stumbled or isinstance(fault, NotUnderstood)):
            return False  # without entries it fails as well: it is the centre, not they
        here.stumbles += 1
        if here.stumbles > MOST_STUMBLES:
            return False
        if not here.up:
            here.probing = True
        elif len(batch) > 1:
            self._most = len(batch) // 2
        elif isinstance(fault, NotUnderstood):
            self._refuse_here(batch[0].id, fault.code)
        else:
            self._suspect(batch[0].id, fault)
        return True

    def _suspect(self, entry_id: str, fault: DeskError) -> None:
        now = self._clock.now()
        due = self._suspects[entry_id] = now + SUSPECT_AGAIN_AFTER
        with self._store.write() as session:
            reconcile.note_failure(session, [entry_id], fault.key, now, due, counts=True)
        self._tell(OutboxChanged())

    def _refuse_here(self, entry_id: str, reason: str) -> None:
        with self._store.write() as session:
            done = reconcile.refuse_here(session, entry_id, reason, self._clock.now())
        self._tell(OutboxChanged(), *map(DossierChanged, done.dossiers))

    def _unsettled(
        self,
        report: SyncReport,
        tried: list[str],
        fault: DeskError,
        failed: Callable[[DeskError], datetime],
    ) -> SyncReport:
        next_try_at = failed(fault)
        if isinstance(fault, NotWelcome) and fault.code == "desk-revoked":
            self._note_shut_out(True)
        if tried:
            with self._store.write() as session:
                reconcile.note_failure(
                    session,
                    tried,
                    fault.key,
                    self._clock.now(),
                    next_try_at,
                    counts=isinstance(fault, NoAnswer),
                )
            self._tell(OutboxChanged())
        reached = report.reached_centre or not isinstance(fault, LineTrouble)
        return replace(report, fault=fault, reached_centre=reached)

    def _note_shut_out(self, shut_out: bool) -> None:
        """Keeps whether the centre has revoked this desk: then no number is given out."""
        if self._shut_out is shut_out:
            return
        with self._store.read() as session:
            known = reconcile.is_shut_out(session)
        if known is not shut_out:
            with self._store.write() as session:
                reconcile.shut_out(session, shut_out, self._clock.now())
            self._tell(OutboxChanged())
        self._shut_out = shut_out

    def _tell(self, *events: object) -> None:
        for event in events:
            self._publish(event)


def _is_to_come_back(batch: list[Entry], answer: SyncAnswer) -> bool:
    """Whether the centre has taken something this desk wrote anew in a dossier, and did not say so
    in the feed with the same answer, as older ones never do. Until the desk hears it there its own
    value stands before an earlier one from elsewhere."""
    taken = {said.id for said in answer.entries if said.outcome == "accepted"}
    told = (change.payload for change in answer.changes if change.kind == AMENDED)
    came = {str(payload.get("entry_id")) for payload in told}  # whatever it is: nobody read it yet
    return any(e.kind in AMENDING and e.id in taken and e.id not in came for e in batch)
