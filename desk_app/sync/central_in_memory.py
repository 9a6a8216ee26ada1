"""A whole centre in memory: for the demonstration and wherever no server is wanted.

Behaves as the reference centre does (one contract suite runs against both); forgets everything
when the program ends.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from pydantic import ValidationError

from desk_app.amending import Writing
from desk_app.clock import Clock
from desk_app.sync import put_back_in_memory
from desk_app.sync.centre import DeskIdentity, NotWelcome, Piece, TooOld, UploadState
from desk_app.sync.files_in_memory import FilesInMemory
from desk_app.sync.protocol import (
    HORIZON_DAYS,
    MAX_CHANGES,
    PAYLOADS,
    PROTOCOL,
    AmendmentV1,
    Block,
    Change,
    DossierAmendedV1,
    DossierDecidedV1,
    DossierReceivedV1,
    DossierToldV1,
    EnrolAnswer,
    EnrolRequest,
    Entry,
    EntryAnswer,
    EntryReason,
    PaperDigitisedV1,
    PaperWithdrawnV1,
    Part,
    SharedDossierV1,
    SyncAnswer,
    SyncRequest,
    UnitV1,
    canonical_json,
    credential_hash,
    parse_code,
    payload_hash,
    text_hash,
)

BLOCK = 100
MOST_RAISES = 3
RAISES_SPAN = timedelta(hours=24)


@dataclass
class _Desk:
    id: str
    credential_sha256: str
    unit: UnitV1
    counter: str
    epoch: int = 1
    mark: int = 0
    last_entry: str | None = None
    raised: list[datetime] = field(default_factory=list)
    revoked: bool = False
    blocks: list[Block] = field(default_factory=list)
    told: int = 0


@dataclass
class _Code:
    unit: UnitV1
    counter: str
    expires_at: datetime
    used_by: str | None = None


@dataclass
class TakenDossier:
    """A dossier as this centre has it."""

    id: str
    code: str
    received: DossierReceivedV1
    entries: list[Entry] = field(default_factory=list)
    desk: str = ""
    amendments: list[AmendmentV1] = field(default_factory=list)

    @property
    def writings(self) -> list[Writing]:
        """What was written anew after the receipt."""
        return [one for amendment in self.amendments for one in amendment.writings()]

    def told(self) -> SharedDossierV1:
        """What other desks of its unit hear."""
        said = DossierToldV1.model_validate(self.received.model_dump() | {"look_up_token": ""})
        return SharedDossierV1(
            dossier_id=self.id,
            desk_id=self.desk,
            received=said,
            look_up_sha256=text_hash(self.received.look_up_token),
            amendments=self.amendments,
        )


class InMemoryCentre:
    """The centre's state; :meth:`connect` gives the port of one desk."""

    def __init__(
        self, clock: Clock, *, training: bool = True, name: str = "", past_days: int = 30
    ) -> None:
        self._clock = clock
        self._training = training
        self._name = name
        self._past_days = past_days if training else 0
        self._lock = threading.RLock()
        self._desks: dict[str, _Desk] = {}
        self._codes: dict[str, _Code] = {}
        self._outcomes: dict[str, tuple[str, bool]] = {}
        self._changes: list[tuple[Change, str | None]] = []
        self._last: put_back_in_memory.Lasts = {}
        self._put_backs = 0
        self.dossiers: dict[str, TakenDossier] = {}
        self.about_numbers: list[Entry] = []
        self.files = FilesInMemory()

    def connect(self, identity: DeskIdentity | None = None) -> CentrePort:
        """What one desk sees of this centre."""
        return CentrePort(self, identity)

    def make_code(self, unit: UnitV1, counter: str, good_for: timedelta | None = None) -> str:
        """A one-time code for a desk at ``counter``."""
        with self._lock:
            code = self._clock.new_id()[-12:].upper() + f"{len(self._codes):04d}"
            until = self._clock.now() + (good_for if good_for is not None else timedelta(hours=24))
            self._codes[code] = _Code(unit, counter, until)
            return code

    def publish(self, kind: str, payload: dict[str, Any], unit: str | None = None) -> None:
        """Adds a change to the feed; ``unit`` None: for every desk."""
        with self._lock:
            change = Change(seq=len(self._changes) + 1, kind=kind, payload=payload)
            self._changes.append((change, unit))

    def revoke(self, desk_id: str) -> None:
        """Shuts a desk out."""
        with self._lock:
            self._desks[desk_id].revoked = True

    def put_back(self, forgotten: Collection[str]) -> None:
        """It is as it was before these blocks were leased (their ids), and that is noted."""
        with self._lock:
            self._put_backs += 1
            for desk in self._desks.values():
                desk.blocks = [block for block in desk.blocks if block.id not in forgotten]
            units = {desk.unit.code for desk in self._desks.values()}
            put_back_in_memory.leap(self._last, units, self._days())

    def enrol(self, said: EnrolRequest) -> EnrolAnswer:
        """As :meth:`desk_app.sync.centre.Centre.enrol`."""
        with self._lock:
            self._spoken(said.protocol)
            if said.training and not self._training:
                raise NotWelcome("not-for-training")
            code = self._codes.get(said.code.strip().upper())
            if code is None:
                raise NotWelcome("enrol-code-wrong")
            desk = self._once_more(code, said) if code.used_by else self._take_in(code, said)
            return EnrolAnswer(
                desk_id=desk.id,
                epoch=desk.epoch,
                unit=desk.unit,
                counter=desk.counter,
                centre_name=self._name,
                public_url="http://127.0.0.1:8000",
                training=self._training,
            )

    def sync(self, identity: DeskIdentity | None, said: SyncRequest) -> SyncAnswer:
        """As :meth:`desk_app.sync.centre.Centre.sync`, for the desk ``identity``."""
        with self._lock:
            desk = self._known(identity)
            self._spoken(said.protocol)
            self._enter(desk, said)
            last_entry = desk.last_entry
            self._hear(desk, said.holding)
            taken = self._take(desk, said.entries)
            for answer in taken:
                if answer.outcome == "accepted":
                    desk.last_entry = answer.id
            blocks, settled = self._lease(desk, said)
            self._tell(taken, said.entries)
            changes, cursor, more = self._page(desk, said.cursor)
            return SyncAnswer(
                nonce=said.nonce,
                time=self._clock.now(),
                entries=taken,
                changes=changes,
                cursor=cursor,
                more=more,
                blocks=blocks,
                last_entry=last_entry,
                settled=settled,
                tell=desk.told < self._put_backs,
            )

    def keep(self, desk_id: str) -> None:
        """IT has ended all copies of a desk but one."""
        with self._lock:
            self._desks[desk_id].raised = []

    def upload_state(self, identity: DeskIdentity | None, file_id: str) -> UploadState:
        """As :meth:`desk_app.sync.centre.Centre.upload_state`, for the desk ``identity``."""
        with self._lock:
            desk = self._known(identity)
            return self.files.state(desk.id, desk.credential_sha256, file_id)

    def upload_piece(
        self, identity: DeskIdentity | None, file_id: str, offset: int, piece: bytes
    ) -> UploadState:
        """As :meth:`desk_app.sync.centre.Centre.upload_piece`, for the desk ``identity``."""
        with self._lock:
            desk = self._known(identity)
            return self.files.take(
                desk.id, desk.credential_sha256, file_id, offset, piece, self._clock.now()
            )

    def _enter(self, desk: _Desk, said: SyncRequest) -> None:
        if len(desk.raised) > MOST_RAISES:
            raise NotWelcome("desk-copied")
        behind = said.epoch == desk.epoch and said.mark is not None and said.mark < desk.mark
        if said.epoch < desk.epoch or behind:
            raise NotWelcome("epoch-past", desk.epoch)
        if said.epoch > desk.epoch:
            now = self._clock.now()
            if desk.raised and not timedelta() <= now - desk.raised[0] < RAISES_SPAN:
                desk.raised = []
            desk.raised.append(now)
            if len(desk.raised) > MOST_RAISES:
                raise NotWelcome("desk-copied")
            desk.epoch, desk.mark, desk.last_entry = said.epoch, 0, None
        desk.mark = max(desk.mark, said.mark or 0)

    def _spoken(self, version: int) -> None:
        if version != PROTOCOL:
            raise TooOld(str(PROTOCOL))

    def _take_in(self, code: _Code, said: EnrolRequest) -> _Desk:
        if code.expires_at < self._clock.now():
            raise NotWelcome("enrol-code-expired")
        if said.desk_id in self._desks:
            raise NotWelcome("desk-known")
        desk = _Desk(said.desk_id, said.credential_sha256, code.unit, code.counter)
        desk.told = self._put_backs
        self._desks[desk.id] = desk
        code.used_by = desk.id
        return desk

    def _once_more(self, code: _Code, said: EnrolRequest) -> _Desk:
        desk = self._desks[str(code.used_by)]
        if (desk.id, desk.credential_sha256) != (said.desk_id, said.credential_sha256):
            raise NotWelcome("enrol-code-used")
        if desk.revoked:
            raise NotWelcome("desk-revoked")
        return desk

    def _known(self, identity: DeskIdentity | None) -> _Desk:
        desk = self._desks.get(identity.desk_id) if identity else None
        if desk is None or identity is None:
            raise NotWelcome("desk-unknown")
        if desk.credential_sha256 != credential_hash(identity.credential):
            raise NotWelcome("desk-unknown")
        if desk.revoked:
            raise NotWelcome("desk-revoked")
        return desk

    def _take(self, desk: _Desk, entries: list[Entry]) -> list[EntryAnswer]:
        stopped: set[str] = set()
        answers: dict[str, EntryAnswer] = {}
        for entry in sorted(entries, key=lambda entry: entry.position):
            if entry.dossier_id in stopped or entry.id in answers:
                continue
            before = self._outcomes.get(entry.id)
            if before == (entry.payload_sha256, True):
                answers[entry.id] = EntryAnswer(id=entry.id, outcome="duplicate")
                continue
            reason = self._objection(desk, entry, before)
            if reason not in ("payload-hash", "entry-id-reused"):
                self._outcomes[entry.id] = (entry.payload_sha256, reason is None)
            if reason is None:
                answers[entry.id] = EntryAnswer(id=entry.id, outcome="accepted")
                continue
            stopped.add(entry.dossier_id)
            answers[entry.id] = EntryAnswer(id=entry.id, outcome="refused", reason=reason)
        return list(answers.values())

    def _objection(
        self, desk: _Desk, entry: Entry, before: tuple[str, bool] | None
    ) -> EntryReason | None:
        if before is not None and before[0] != entry.payload_sha256:
            return "entry-id-reused"
        if payload_hash(entry.payload) != entry.payload_sha256:
            return "payload-hash"
        kind = PAYLOADS.get((entry.kind, entry.version))
        if kind is None:
            return "unknown-kind"
        try:
            payload = kind.model_validate(entry.payload)
        except ValidationError:
            return "payload-invalid"
        return self._apply(desk, entry, payload)

    def _apply(self, desk: _Desk, entry: Entry, payload: Part) -> EntryReason | None:
        if entry.kind.startswith("numbers."):
            self.about_numbers.append(entry)  # this centre keeps no register of them
            return None
        if not isinstance(payload, DossierReceivedV1):
            dossier = self.dossiers.get(entry.dossier_id)
            if dossier is None:
                return "dossier-unknown"
            if isinstance(payload, PaperDigitisedV1) and not self.files.expect(
                entry.dossier_id, desk.id, payload
            ):
                return "file-id-reused"
            if isinstance(payload, PaperWithdrawnV1) and not self.files.withdraw(
                entry.dossier_id, payload
            ):
                return "payload-invalid"
            if isinstance(payload, DossierAmendedV1):
                dossier.amendments.append(_amendment(entry, payload).answering(dossier.writings))
            dossier.entries.append(entry)
            return None
        if not _is_leased(desk, payload):
            return "number-not-leased"
        owner = next((d.id for d in self.dossiers.values() if d.code == payload.code), None)
        if owner is not None and owner != entry.dossier_id:
            return "code-taken"
        if entry.dossier_id in self.dossiers:
            return "dossier-known"
        self.dossiers[entry.dossier_id] = TakenDossier(
            entry.dossier_id, payload.code, payload, [entry], desk.id
        )
        return None

    def _lease(self, desk: _Desk, said: SyncRequest) -> tuple[list[Block], str | None]:
        left_of = {block.id: block.left for block in said.blocks}
        days = self._days()
        present = [b for b in desk.blocks if b.epoch == desk.epoch and b.day in set(days)]
        word = text_hash(canonical_json([str(days[0]), *(block.id for block in present)]))[:32]
        if said.settled is not None:
            return [], word if said.settled == word else None
        left: dict[date, int] = {}
        for block in present:
            full = block.last - block.first + 1
            left[block.day] = left.get(block.day, 0) + left_of.get(block.id, full)
        again = [block for block in present if block.id not in left_of]
        new = [self._cut(desk, day) for day in days if left.get(day, 0) * 2 < BLOCK]
        found = [block for block in new if block is not None]
        desk.blocks += found
        return again + found, None if again or found else word

    def _days(self) -> list[date]:
        today = self._clock.now().date()
        return [today + timedelta(days=n) for n in range(-self._past_days, HORIZON_DAYS + 1)]

    def _hear(self, desk: _Desk, told: list[Block] | None) -> None:
        """Gives the desk back what it names, if it is asked."""
        if told is None or desk.told >= self._put_backs:
            return
        desk.told = self._put_backs
        there = [block for one in self._desks.values() for block in one.blocks]
        desk.blocks += put_back_in_memory.fitting(
            told, desk.unit.code, desk.epoch, there, self._last, self._days()[0]
        )

    def _cut(self, desk: _Desk, day: date) -> Block | None:
        key = (desk.unit.code, day)
        cut = put_back_in_memory.next_run(self._last.get(key, 0), BLOCK)
        if cut is None:
            return None
        self._last[key] = cut[1]
        return Block(
            id=self._clock.new_id(),
            unit=desk.unit.code,
            day=day,
            first=cut[0],
            last=cut[1],
            epoch=desk.epoch,
            kind="usual",
        )

    def _page(self, desk: _Desk, cursor: int) -> tuple[list[Change], int, bool]:
        start = cursor if cursor <= len(self._changes) else 0
        after = [c for c, whose in self._changes[start:] if whose in (None, desk.unit.code)]
        more = len(after) > MAX_CHANGES
        page = after[:MAX_CHANGES]
        last = page[-1].seq if more else len(self._changes)
        return [full for one in page if (full := self._in_full(one, desk))], last, more

    def _in_full(self, change: Change, desk: _Desk) -> Change | None:
        if change.kind != "dossier.shared":
            return change
        dossier = self.dossiers.get(str(change.payload.get("dossier_id")))
        if dossier is None or (dossier.desk == desk.id and desk.epoch == 1):
            return None
        return change.model_copy(update={"payload": dossier.told().model_dump(mode="json")})

    def _tell(self, taken: list[EntryAnswer], entries: list[Entry]) -> None:
        """Puts what was just accepted into the feed of the unit."""
        new = {answer.id for answer in taken if answer.outcome == "accepted"}
        for entry in entries:
            dossier = self.dossiers.get(entry.dossier_id)
            if entry.id not in new or dossier is None:
                continue
            unit = dossier.received.unit
            if entry.kind == "dossier.received":
                self.publish("dossier.shared", {"dossier_id": dossier.id}, unit)
            for one in dossier.amendments:
                if one.entry_id == entry.id:
                    self.publish("dossier.amended", one.model_dump(mode="json"), unit)


def _amendment(entry: Entry, said: DossierAmendedV1) -> AmendmentV1:
    return AmendmentV1(
        entry_id=entry.id,
        dossier_id=entry.dossier_id,
        decided=isinstance(said, DossierDecidedV1),
        said=DossierAmendedV1.model_validate(said.model_dump()),
    )


def _is_leased(desk: _Desk, payload: DossierReceivedV1) -> bool:
    code = parse_code(payload.code)
    if code is None or code[0] != payload.unit:
        return False
    unit, day, number = code
    return any(
        (block.unit, block.day) == (unit, day) and block.first <= number <= block.last
        for block in desk.blocks
    )


class CentrePort:
    """The in-memory centre as one desk sees it.

    ``before`` is called before each round trip and may raise what a bad line would raise.
    """

    def __init__(self, centre: InMemoryCentre, identity: DeskIdentity | None) -> None:
        self._centre = centre
        self._identity = identity
        self.before: Callable[[], None] = lambda: None

    def enrol(self, request: EnrolRequest) -> EnrolAnswer:
        """As :meth:`desk_app.sync.centre.Centre.enrol`."""
        self.before()
        return self._centre.enrol(request)

    def sync(self, request: SyncRequest) -> SyncAnswer:
        """As :meth:`desk_app.sync.centre.Centre.sync`."""
        self.before()
        return self._centre.sync(self._identity, request)

    def upload_state(self, file_id: str) -> UploadState:
        """As :meth:`desk_app.sync.centre.Centre.upload_state`."""
        self.before()
        return self._centre.upload_state(self._identity, file_id)

    def upload_piece(self, file_id: str, offset: int, size: int, piece: Piece) -> UploadState:
        """As :meth:`desk_app.sync.centre.Centre.upload_piece`."""
        self.before()
        return self._centre.upload_piece(self._identity, file_id, offset, piece[:])

    def close(self) -> None:
        """Nothing is kept open."""
