"""The language desk and centre speak: messages, limits, hashes, signatures.

One round trip, ``POST /v1/sync``: entries go up; answers, changes, number blocks and the centre's
time come down. This module imports neither side, so both can share it.

Promises:

* The entry id is the idempotency key. The centre keeps it for ever with the hash of the payload:
  same id and hash -> ``duplicate`` (which is success), same id and other hash -> ``refused`` with
  ``entry-id-reused``.
* An entry leaves the outbox only when the centre names its id. No answer means "still waiting".
* Entries of one dossier are applied in the order of ``position``; dossiers never wait for each
  other.
* An answer counts only when it is 2xx, ``application/json``, fits :class:`SyncAnswer`, repeats
  the nonce, and carries the right :func:`signature`. A captive portal passes none of these.
* An archive copy goes up in pieces, after its entry was accepted. What the centre calls its offset
  is on its disk. A newer request for a file ends an older one. With the last byte the centre holds
  the file against the entry; only its signed :class:`FileProof` makes the file uploaded. A piece
  of no bytes at the end asks for the proof once more.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterable
from datetime import date
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticSerializationError, to_json

from desk_app.amending import Writing
from desk_app.sync.parts import At, Count, Id, Ordinal

PROTOCOL = 1
MAX_ENTRIES = 200
MAX_BYTES = 1024 * 1024
MAX_CHANGES = 200
MAX_BODY = 2 * 1024 * 1024
HORIZON_DAYS = 30
# Blocks a desk names to a centre that has forgotten what it leased, and of how many past days.
MAX_HOLDING = 2000
HOLDING_DAYS = 60
# How long a credential is good; a desk with a key renews it when a third is left.
CREDENTIAL_DAYS = 180
SIGNATURE_HEADER = "Desk-Answer-Signature"

SYNC_PATH = "/v1/sync"
ENROL_PATH = "/v1/enrol"
RENEW_PATH = "/v1/renew"
PAGES_PATH = "/v1/pages"

# Archive copies travel in pieces: ``HEAD`` asks how much the centre has on its disk, ``PATCH``
# writes at an offset. The names of the headers are those of the IETF draft on resumable uploads.
OFFSET_HEADER = "Upload-Offset"
LENGTH_HEADER = "Upload-Length"
COMPLETE_HEADER = "Upload-Complete"
NONCE_HEADER = "Desk-Nonce"
# The code of a problem document once more: an answer to HEAD has no body.
PROBLEM_HEADER = "Desk-Problem"
MAX_PIECE = 8 * 1024 * 1024
MAX_FILE = 2 * 1024 * 1024 * 1024


class Part(BaseModel):
    """A part of a message: frozen, and deaf to what a newer version added."""

    model_config = ConfigDict(frozen=True, extra="ignore")


Channel = Literal["direct", "post", "online"]
PersonKind = Literal["citizen", "enterprise", "organisation", "state_body"]
PaperState = Literal["submitted", "presented", "from_database", "later", "not_applicable"]


class Person(Part):
    """Applicant or submitter as taken at the counter."""

    kind: PersonKind = "citizen"
    id_number: str | None = Field(None, max_length=20)
    full_name: str = Field(min_length=1, max_length=500)
    birth_date: date | None = None
    sex: Literal["male", "female"] | None = None
    address: str | None = Field(None, max_length=1000)
    phone: str | None = Field(None, max_length=50)
    email: str | None = Field(None, max_length=320)
    identity_method: Literal["card_qr", "typed", "chip", "vneid"] = "typed"
    authorisation: str | None = Field(None, max_length=1000)


class PaperLine(Part):
    """What was handed in for one required paper."""

    number: int = Field(ge=1, le=999)
    name: str = Field(max_length=7000)
    state: PaperState
    originals: int = Field(ge=0, le=9999)
    certified: int = Field(ge=0, le=9999)
    copies: int = Field(ge=0, le=9999)
    note: str | None = Field(None, max_length=1000)


class DossierReceivedV1(Part):
    """Payload of ``dossier.received``: the whole intake, as printed."""

    code: str = Field(max_length=50)
    look_up_token: str = Field(min_length=22, max_length=64)
    unit: str = Field(max_length=35)
    counter: str = Field(max_length=200)
    officer: str = Field(max_length=100)
    officer_name: str = Field(max_length=200)
    procedure: str = Field(max_length=50)
    procedure_version: Count
    procedure_name: str = Field(max_length=2000)
    case: str | None = Field(None, max_length=2000)
    channel: Channel
    applicant: Person
    submitter: Person | None = None
    papers: list[PaperLine] = Field(max_length=500)
    sets: int = Field(ge=1, le=999)
    fee_vnd: Count
    fee_reason: str | None = Field(None, max_length=500)
    received_at: At
    promised_at: At | None = None
    calendar_version: str | None = Field(None, max_length=200)
    result_at: Literal["counter", "post", "electronic"] = "counter"
    note: str | None = Field(None, max_length=2000)


class ReceiptPrintedV1(Part):
    """Payload of ``receipt.printed``: a print or a counted reprint."""

    code: str = Field(max_length=50)
    printed_at: At
    officer: str = Field(max_length=100)
    reprint: Count = 0
    reason: str | None = Field(None, max_length=200)


class PageInFile(Part):
    """One page of an archive copy: the image as it is embedded, byte for byte."""

    sha256: str = Field(pattern="^[0-9a-f]{64}$")
    size: int = Field(ge=1, le=MAX_FILE)


class ReusedFrom(Part):
    """Where the pages of a reused paper were first digitised (QĐ 766: TrangThaiSoHoa 2 and 3)."""

    dossier: str = Field(max_length=50)
    paper: int = Field(ge=1, le=999)
    sha256: str = Field(pattern="^[0-9a-f]{64}$")


class PaperDigitisedV1(Part):
    """Payload of ``paper.digitised``: an archive copy is ready at the desk and will be uploaded
    under ``file_id``. A later ``version`` of the same paper takes the place of the earlier."""

    code: str = Field(max_length=50)
    number: int = Field(ge=1, le=999)
    version: Ordinal
    file_id: Id
    file_name: str = Field(min_length=1, max_length=255)
    mime: Literal["application/pdf"] = "application/pdf"
    sha256: str = Field(pattern="^[0-9a-f]{64}$")
    size: int = Field(ge=1, le=MAX_FILE)
    pages: list[PageInFile] = Field(min_length=1, max_length=5000)
    has_text: bool
    declared_pages: int | None = Field(None, ge=0, le=9999)
    reused_from: ReusedFrom | None = None
    digitised_at: At
    officer: str = Field(max_length=100)
    counter: str = Field(max_length=200)


class PaperWithdrawnV1(Part):
    """Payload of ``paper.withdrawn``: the pages of a paper were taken away, and no copy of it
    follows. The copy ``file_id``, and every earlier one this desk announced of the paper, holds no
    longer; what of them is not at the centre whole will not come. A later ``paper.digitised`` of a
    higher ``version`` counts again."""

    code: str = Field(max_length=50)
    number: int = Field(ge=1, le=999)
    version: Ordinal
    file_id: Id
    withdrawn_at: At
    officer: str = Field(max_length=100)
    counter: str = Field(max_length=200)


class FileProof(Part):
    """The centre's word that it has a file whole, verified, and on its disk. Signed like every
    answer; only this lets a desk count a file as uploaded."""

    protocol: int = PROTOCOL
    file_id: str
    sha256: str
    size: int
    received_at: At


# What an officer may correct after the receipt, and how long it may be. Values travel as text: a
# day as ISO has it, nothing as null.
AMENDABLE = {
    "applicant.full_name": 500,
    "applicant.birth_date": 10,
    "applicant.sex": 6,
    "applicant.address": 1000,
    "applicant.phone": 50,
    "applicant.email": 320,
    "submitter.full_name": 500,
    "submitter.phone": 50,
    "result_at": 10,
    "note": 2000,
}
_ONE_OF = {
    "applicant.sex": ("male", "female"),
    "result_at": ("counter", "post", "electronic"),
}
_NEVER_EMPTY = ("applicant.full_name", "submitter.full_name", "result_at")


def fits_field(name: str, value: str | None) -> bool:
    """Whether ``value`` may stand in the field ``name``. What a newer version added is not
    judged here."""
    if not value:
        return value is None and name not in _NEVER_EMPTY
    if len(value) > AMENDABLE.get(name, 2000):
        return False
    if name == "applicant.birth_date":
        return _is_day(value)
    return value in _ONE_OF.get(name, (value,))


def _is_day(value: str) -> bool:
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


class FieldAmended(Part):
    """One field written anew. ``over`` names the entries whose values for this field the officer
    saw and replaced; none: only what was printed. What is not named there and stands beside it is
    a conflict, shown until an officer decides."""

    before: str | None = Field(None, max_length=2000)
    after: str | None = Field(None, max_length=2000)
    over: list[Id] = Field(default_factory=list, max_length=200)


class DossierAmendedV1(Part):
    """Payload of ``dossier.amended``: an officer corrected fields after the receipt. The receipt
    stays as it was printed."""

    code: str = Field(max_length=50)
    fields: dict[Annotated[str, Field(pattern=r"^[a-z_.]{1,50}$")], FieldAmended] = Field(
        min_length=1, max_length=50
    )
    officer: str = Field(max_length=100)
    officer_name: str = Field(max_length=200)
    counter: str = Field(max_length=200)
    at: At
    reason: str = Field(min_length=1, max_length=500)

    @model_validator(mode="after")
    def _fitting(self) -> Self:
        if not all(fits_field(name, said.after) for name, said in self.fields.items()):
            raise ValueError("a value that does not fit its field")
        return self


class DossierDecidedV1(DossierAmendedV1):
    """Payload of ``dossier.decided``: two counters had written the same field, and an officer who
    saw both values (``over``) says which one holds, or a third."""


class NumberRange(Part):
    """Numbers of one day, both ends included."""

    first: int = Field(ge=1, le=999_999)
    last: int = Field(ge=1, le=999_999)


class NumbersOpenedV1(Part):
    """Payload of ``numbers.opened``: a supervisor opened the emergency block of a day."""

    block_id: str = Field(max_length=36)
    unit: str = Field(max_length=35)
    day: date
    supervisor: str = Field(max_length=100)
    reason: str = Field(min_length=1, max_length=200)
    opened_at: At


class NumbersMovedV1(Part):
    """Payload of ``numbers.handed_over`` and ``numbers.taken_over``: the signed document by which
    numbers go from one desk to another. The centre moves them by whichever comes first."""

    document: str = Field(min_length=50, max_length=2000)
    officer: str = Field(max_length=100)
    at: At


class ClosedBlock(Part):
    """What became of one block: numbers up to ``used_to`` are used up (``first - 1``: none);
    ``void`` have no dossier and never will."""

    id: str = Field(max_length=36)
    first: int = Field(ge=1, le=999_999)
    last: int = Field(ge=1, le=999_999)
    used_to: int = Field(ge=0, le=999_999)
    void: list[NumberRange] = Field(default_factory=list, max_length=1000)


class NumbersClosedV1(Part):
    """Payload of ``numbers.closed``: a day is over at this desk. What it was leased for that day
    and does not name here was never used."""

    unit: str = Field(max_length=35)
    day: date
    blocks: list[ClosedBlock] = Field(default_factory=list, max_length=200)
    closed_at: At


PAYLOADS: dict[tuple[str, int], type[Part]] = {
    ("dossier.received", 1): DossierReceivedV1,
    ("dossier.amended", 1): DossierAmendedV1,
    ("dossier.decided", 1): DossierDecidedV1,
    ("receipt.printed", 1): ReceiptPrintedV1,
    ("paper.digitised", 1): PaperDigitisedV1,
    ("paper.withdrawn", 1): PaperWithdrawnV1,
    ("numbers.opened", 1): NumbersOpenedV1,
    ("numbers.handed_over", 1): NumbersMovedV1,
    ("numbers.taken_over", 1): NumbersMovedV1,
    ("numbers.closed", 1): NumbersClosedV1,
}


class Entry(Part):
    """One message of the outbox on its way up."""

    id: Id
    dossier_id: Id
    position: Ordinal
    kind: str = Field(max_length=50, pattern="^[0-9A-Za-z._-]*$")
    version: Ordinal
    created_at: At
    payload: dict[str, Any]
    payload_sha256: str = Field(pattern="^[0-9a-f]{64}$")


Word = Annotated[str, Field(max_length=64)]


class HeldBlock(Part):
    """A number block as the desk holds it, used up or not. Blocks that the desk does not name
    are sent again, so that a lost answer costs no numbers."""

    id: str = Field(max_length=36)
    day: date
    left: Count


class Block(Part):
    """Numbers leased to this desk for one day: ``first`` to ``last``, both included. ``kind``:
    usual | top_up | emergency (gives no number before a supervisor opens it) | taken_over."""

    id: str = Field(max_length=36)
    unit: str = Field(max_length=35)
    day: date
    first: int = Field(ge=1, le=999_999)
    last: int = Field(ge=1, le=999_999)
    epoch: Ordinal
    kind: str = Field("usual", max_length=20)


class SyncRequest(Part):
    """What the desk says in one round trip.

    ``epoch`` is the one of the enrolment; a desk that finds itself restored or copied raises it,
    and the centre then leases new blocks and answers the older epoch with ``epoch-past``.
    ``mark`` is the number of the last entry the desk ever committed: one behind what the centre
    heard in the same epoch comes from a restored desk, and is answered with ``epoch-past``, too.
    ``waiting`` is how many entries stay behind after this batch. ``public_key`` (Ed25519,
    base64url) is that of the key with which the desk signs what it hands to a neighbour; a desk
    that tells one understands every kind of block. ``settled`` stands for ``blocks`` where they are
    the same as when the centre gave that word for them. ``holding`` lists every block of this desk,
    used up and given up ones too, of past days and of days to come; only a centre that asked for it
    (``tell``) hears it. On a stick, where nobody can ask, it always is there.
    """

    protocol: int = PROTOCOL
    app_version: str = Field(max_length=50, pattern="^[ -~]*$")
    epoch: Ordinal
    nonce: str = Field(min_length=16, max_length=64)
    cursor: int = Field(ge=0, lt=2**63)
    sent_at: At
    entries: list[Entry] = Field(default_factory=list, max_length=MAX_ENTRIES)
    blocks: list[HeldBlock] = Field(default_factory=list, max_length=500)
    waiting: Count = 0
    mark: int | None = Field(None, ge=0, lt=2**63)
    public_key: str | None = Field(None, pattern="^[0-9A-Za-z_-]{43}$")
    settled: Word | None = None
    holding: list[Block] | None = Field(None, max_length=MAX_HOLDING)


EntryReason = Literal[
    "payload-hash",
    "entry-id-reused",
    "unknown-kind",
    "payload-invalid",
    "number-not-leased",
    "code-taken",
    "dossier-known",
    "dossier-unknown",
    "file-id-reused",
    "document-invalid",
]


class EntryAnswer(Part):
    """What became of one entry. ``refused`` carries a code (one of :data:`EntryReason`, or a
    newer one) and words for the officer.

    After a refused entry the centre does not name the later ones of the same dossier in that
    batch: they were not looked at. A refused entry may be sent again with the same id; it is
    looked at anew. Only an accepted entry is final.
    """

    id: str
    outcome: Literal["accepted", "duplicate", "refused"]
    reason: str | None = None
    reason_text: str | None = None


ChangeKind = Literal[
    "unit",
    "officer",
    "procedure",
    "calendar",
    "dossier.progress",
    "dossier.shared",
    "dossier.amended",
    "desk",
]


class Change(Part):
    """Something the centre decided, in the order of ``seq``.

    ``kind`` is one of :data:`ChangeKind`; a desk skips kinds it does not know.
    """

    seq: int = Field(ge=0, lt=2**63)
    kind: str
    payload: dict[str, Any]


class UnitV1(Part):
    """Payload of ``unit``. The code is of QĐ 20/2020 or of the older form; it goes into dossier
    codes and barcodes."""

    code: str = Field(max_length=35, pattern=r"^[0-9A-Z]+(\.[0-9A-Z]+)*$")
    name: str = Field(min_length=1, max_length=500)
    level: Literal[
        "province",
        "district",
        "commune",
        "province_centre",
        "province_branch",
        "commune_centre",
        "reception_point",
    ]
    parent: str | None = None
    place: str | None = None
    address: str | None = None
    phone: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    merged_into: str | None = None


class OfficerV1(Part):
    """Payload of ``officer``: who may sign in at the desks of a unit, also offline.

    ``password_hash`` is an Argon2id string, never a password.
    """

    login: str = Field(max_length=100, pattern=r"^[0-9a-z][0-9a-z._-]*$")
    full_name: str = Field(min_length=1, max_length=200)
    role: Literal["officer", "supervisor", "it"]
    unit: str
    password_hash: str
    active: bool = True


class ProgressV1(Part):
    """Payload of ``dossier.progress``: the centre owns progress and result."""

    dossier_id: str
    code: str
    state: str = Field(max_length=50)
    at: At
    by: str | None = None
    note: str | None = None


class DeskV1(Part):
    """Payload of ``desk``: a neighbour in the same unit, its present epoch, and the key that
    checks what it signs. ``revoked``: nothing it signs is taken any more."""

    desk_id: Id
    counter: str = Field(max_length=200)
    public_key: str = Field(pattern="^[0-9A-Za-z_-]{43}$")
    epoch: int = Field(1, ge=1, lt=2**31)
    revoked: bool = False


class DossierToldV1(DossierReceivedV1):
    """A dossier as other desks of its unit hear of it: all that was received but the token of its
    receipt, which only the desk that printed it knows."""

    look_up_token: str = ""


class AmendmentV1(Part):
    """Payload of the change ``dossier.amended``: what one entry wrote, an amendment or a decision
    about a conflict. The desk that wrote it hears it as well: only then does it know that
    others may answer to it."""

    entry_id: Id
    dossier_id: Id
    decided: bool = False
    said: DossierAmendedV1

    def writings(self) -> list[Writing]:
        """What it wrote, field by field."""
        return [
            Writing(
                id=self.entry_id,
                field=name,
                value=field.after,
                over=frozenset(field.over),
                at=self.said.at.replace(microsecond=0),
                officer_name=self.said.officer_name,
                counter=self.said.counter,
            )
            for name, field in self.said.fields.items()
        ]

    def answering(self, known: Iterable[Writing]) -> AmendmentV1:
        """The same, replacing nothing but what is ``known`` of the dossier: an entry cannot
        answer to what nobody wrote yet, so writings never replace each other in a ring."""
        there = {(one.field, one.id) for one in known}
        fields = {
            name: field.model_copy(
                update={"over": [one for one in field.over if (name, one) in there]}
            )
            for name, field in self.said.fields.items()
        }
        return self.model_copy(update={"said": self.said.model_copy(update={"fields": fields})})


class SharedDossierV1(Part):
    """Payload of the change ``dossier.shared``: a dossier for the other desks of its unit, with
    what was amended until now. ``look_up_sha256`` is the hash of the token of its receipt, so
    that any of them finds the dossier when the receipt is scanned."""

    dossier_id: Id
    desk_id: Id
    received: DossierToldV1
    look_up_sha256: str = Field("", max_length=64)
    amendments: list[AmendmentV1] = Field(default_factory=list)


class SyncAnswer(Part):
    """What the centre says back.

    ``last_entry`` is the last entry it took from this desk in this epoch before this exchange: a
    desk that does not have it is a copy. ``credential_expires_at``: None: the credential has no
    end. ``settled``: a word for the blocks that the desk named, which is right as long as there is
    nothing to lease and nothing to send again; the desk may say it in their place. None where it
    was said and is not right any more: the desk names its blocks in the next exchange. ``tell``:
    the centre was put back to an older backup and has forgotten what it leased since; the desk
    names all its blocks (``holding``).
    """

    protocol: int = PROTOCOL
    nonce: str
    time: At
    entries: list[EntryAnswer] = Field(default_factory=list)
    changes: list[Change] = Field(default_factory=list)
    cursor: int = Field(ge=0, lt=2**63)
    more: bool = False
    blocks: list[Block] = Field(default_factory=list, max_length=2000)
    last_entry: str | None = None
    credential_expires_at: At | None = None
    settled: Word | None = None
    tell: bool = False


class EnrolRequest(Part):
    """A desk joins with a one-time code. ``desk_id`` is made by the desk, so that a lost answer
    can be asked for again with the same code and id."""

    protocol: int = PROTOCOL
    code: str = Field(min_length=4, max_length=64)
    desk_id: Id
    app_version: str = Field(max_length=50, pattern="^[ -~]*$")
    credential_sha256: str = Field(pattern="^[0-9a-f]{64}$")
    training: bool = False  # a training desk is taken in by a training centre only


class EnrolAnswer(Part):
    """The desk's place in the house. The credential itself is made at the desk and never
    travels; the centre keeps only its hash."""

    protocol: int = PROTOCOL
    desk_id: str
    epoch: int = Field(ge=1, lt=2**31)
    unit: UnitV1
    counter: str
    centre_name: str
    public_url: str
    training: bool


class RenewRequest(Part):
    """A desk asks for a new credential: only its hash travels. ``key_signature`` (base64url) is the
    desk key's over :func:`renew_words`. Asked again with the same hash, the same answer."""

    protocol: int = PROTOCOL
    desk_id: Id
    nonce: str = Field(min_length=16, max_length=64)
    credential_sha256: str = Field(pattern="^[0-9a-f]{64}$")
    key_signature: str = Field(max_length=200)


class RenewAnswer(Part):
    """The new credential is good from now on. The old one stays good until the new one is first
    used, so that a lost answer shuts nobody out. Signed with the new credential's hash."""

    protocol: int = PROTOCOL
    nonce: str
    credential_expires_at: At


class Problem(Part):
    """A problem document (RFC 9457) as the centre answers 4xx and 5xx. With ``epoch-past`` the
    ``detail`` is the desk's present epoch."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str | None = None
    code: str


class FileOnStick(Part):
    """An archive copy whose pieces follow in a file. ``nonce``: for the proof of it."""

    file_id: Id
    sha256: str = Field(pattern="^[0-9a-f]{64}$")
    size: int = Field(ge=1, le=MAX_FILE)
    nonce: str = Field(min_length=16, max_length=64)


class AnswerOnStick(Part):
    """An answer in a file; ``before`` is the cursor behind which its changes begin; ``set_aside``:
    entries that were not taken because the desk had been revoked when it made them."""

    before: int = Field(ge=0)
    answer: SyncAnswer
    set_aside: int = Field(0, ge=0)


class ProofOnStick(Part):
    """The signed proof for a file: the very bytes that were signed, and with what."""

    body: str = Field(max_length=10_000)
    nonce: str = Field(max_length=64)
    signature: str = Field(max_length=64)


class NotTakenOnStick(Part):
    """A file that was not taken; ``code`` as in the problem document on the line."""

    file_id: str = Field(max_length=36)
    code: str = Field(max_length=50)


# What a file without a network holds, by the letter of its records. Up: Q, F with its pieces D (W:
# it could not be read to its end). Down: A, P, N, or X in place of all answers. A reader passes
# over what it does not know.
STICK_MESSAGES: dict[str, type[Part]] = {
    "Q": SyncRequest,
    "F": FileOnStick,
    "A": AnswerOnStick,
    "P": ProofOnStick,
    "N": NotTakenOnStick,
    "X": Problem,
}
STICK_PIECE, STICK_BROKEN = "D", "W"


def parse_code(code: str) -> tuple[str, date, int] | None:
    """Unit code, day and number of a dossier code ``{unit}-{YYMMDD}-{NNNN}``; None for another
    grammar. The number may have more than four digits."""
    parts = code.rsplit("-", 2)
    if len(parts) != 3 or not parts[0]:
        return None
    unit, day, number = parts
    digits = day + number
    if len(day) != 6 or len(number) < 4 or not (digits.isascii() and digits.isdigit()):
        return None
    try:
        return unit, date(2000 + int(day[:2]), int(day[2:4]), int(day[4:])), int(number)
    except ValueError:
        return None


_CANONICAL = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":")
).encode  # made once, not for each payload


def canonical_json(value: object) -> str:
    """The one way a payload is written down before it is hashed."""
    return _CANONICAL(value)


def payload_hash(payload: dict[str, Any]) -> str:
    """SHA-256 (hex) of the canonical form of a payload."""
    return text_hash(canonical_json(payload))


def written_as(payload: dict[str, Any], sha256: str) -> bytes | None:
    """A payload as it was written down when it got the hash ``sha256``; None if it never was.

    Raises:
        UnicodeEncodeError: half a character stands in it.
    """
    try:
        # Who sends in the canonical order, as desks do, is understood without sorting anew.
        written = to_json(payload)
    except PydanticSerializationError:
        written = b""
    if hashlib.sha256(written).hexdigest() == sha256:
        return written
    written = canonical_json(payload).encode()
    return written if hashlib.sha256(written).hexdigest() == sha256 else None


def text_hash(written: str) -> str:
    """SHA-256 (hex) of a payload that is already written down in the canonical form."""
    return hashlib.sha256(written.encode()).hexdigest()


def credential_hash(credential: str) -> str:
    """What the centre keeps of a desk's credential (32 random bytes, so no salt is needed)."""
    return hashlib.sha256(credential.encode()).hexdigest()


def upload_words(file_id: str, offset: int, size: int) -> bytes:
    """What is signed where an answer has no body: of the ``size`` bytes of a file the centre has
    ``offset`` on its disk."""
    return f"{file_id} {offset} {size}".encode()


def renew_words(desk_id: str, nonce: str, credential_sha256: str) -> bytes:
    """What the desk key signs to renew a credential."""
    return f"desk-renew\n{desk_id}\n{nonce}\n{credential_sha256}".encode()


def signature(credential_sha256: str, nonce: str, body: bytes) -> str:
    """The proof that an answer comes from the centre that knows this desk: HMAC-SHA256 (hex)
    over nonce and body, keyed with the hash of the credential. At enrolment the ``desk_id``
    stands in for the nonce."""
    return hmac.new(
        bytes.fromhex(credential_sha256), nonce.encode() + b"\n" + body, hashlib.sha256
    ).hexdigest()
