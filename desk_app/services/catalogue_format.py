"""One procedure as a document: the catalogue's own format, and its checked door.

Described for people in ``resources/procedures/README.md``. Fields this version of the program
does not know are left out, so that a newer centre can still speak to it.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictBool,
    StrictInt,
    StringConstraints,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticCustomError

from desk_app.folding import tidy
from desk_app.services.fees import formula_fault

FORMAT = "desk_app.procedures"
FORMAT_VERSION = 1
CODE = r"^[0-9A-Za-z][0-9A-Za-z.\-]{2,49}$"
MOST_PAPERS = 500
MOST_CASES = 100
MOST_CHANNELS = 50

TimeUnit = Literal["working_days", "days", "hours", "same_day", "review_round"]
ChannelName = Literal["direct", "post", "online"]


def clean(value: Any) -> Any:
    """Text as it is stored (see :func:`desk_app.folding.tidy`), fast for the usual case."""
    if not isinstance(value, str):
        return value
    if not value.isprintable():
        return tidy(value)
    joined = " ".join(value.split())
    return joined if joined.isascii() else unicodedata.normalize("NFC", joined)


def _iso_date(value: Any) -> Any:
    if value is None or isinstance(value, date):
        return value
    if not isinstance(value, str):
        raise PydanticCustomError("date", "not a date")
    return value


Text = Annotated[str, StringConstraints(min_length=1, max_length=4000), BeforeValidator(clean)]
LongText = Annotated[str, StringConstraints(max_length=20_000), BeforeValidator(clean)]
ShortText = Annotated[str, StringConstraints(max_length=1000), BeforeValidator(clean)]
Count = Annotated[StrictInt, Field(ge=0, le=999)]
Day = Annotated[date | None, BeforeValidator(_iso_date)]
Marks = dict[str, ShortText]


class Part(BaseModel):
    """A checked piece of a document; never changed once read."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class TimeRecord(Part):
    """A time limit; ``value`` None for same_day and review_round."""

    value: Annotated[float, Field(ge=0, le=3650, strict=True)] | None = None
    unit: TimeUnit

    @model_validator(mode="after")
    def _length_given(self) -> TimeRecord:
        if self.value is None and self.unit in ("working_days", "days", "hours"):
            raise PydanticCustomError("length_missing", "a length is missing")
        return self


class ChannelRecord(Part):
    """How it may be filed, with time limit and fee."""

    channel: ChannelName
    label: ShortText | None = None
    time: TimeRecord | None = None
    time_note: LongText | None = None
    fee_vnd: Annotated[StrictInt, Field(ge=0, le=10**12)] | None = None
    fee_set_elsewhere: StrictBool = False
    fee_note: LongText | None = None
    fee_formula: dict[str, Any] | None = None
    uncertain: Marks = {}

    @field_validator("fee_formula")
    @classmethod
    def _formula_is_known(cls, value: dict[str, Any] | None) -> dict[str, Any] | None:
        if value is not None and (fault := formula_fault(value)) is not None:
            raise PydanticCustomError("formula", "fee formula: {part}", {"part": fault})
        return value


class ScanRecord(Part):
    """How a paper is scanned where it differs from the usual, see ``services.scan_recipes``."""

    colour: Literal["color", "grey", "black_white"] | None = None
    dpi: Annotated[StrictInt, Field(ge=150, le=600)] | None = None
    both_sides: StrictBool | None = None
    size: Literal["A4", "A3", "A5", "card"] | None = None
    one_page: StrictBool | None = None
    keep_blank: StrictBool | None = None
    do_not_scan: Literal["opinion", "secret"] | None = None


class PaperRecord(Part):
    """One line of the checklist; ``case`` is the place (from 1) of its case, None for all."""

    number: Annotated[StrictInt, Field(ge=1, le=MOST_PAPERS)]
    case: Annotated[StrictInt, Field(ge=1, le=MOST_CASES)] | None = None
    name: Text
    requirement: Literal["submit", "present"] = "submit"
    kind: Literal["original", "certified", "copy", "original_and_copy"] = "original"
    originals: Count = 0
    copies: Count = 0
    required: StrictBool = True
    uncertain: ShortText | None = None
    scan: ScanRecord | None = None


class ProcedureRecord(Part):
    """One version of a procedure. ``version`` None: the next one."""

    code: Annotated[str, StringConstraints(pattern=CODE, strip_whitespace=True)]
    version: Annotated[StrictInt, Field(ge=1, le=1_000_000)] | None = None
    valid_from: Day = None
    valid_to: Day = None
    name_vi: Text
    name_en: ShortText | None = None
    field: ShortText = ""
    level: ShortText | None = None
    online_level: Literal["full", "partial", "none"] | None = None
    form_kind: Literal["usual", "certified_copy"] = "usual"
    decision: ShortText | None = None
    source: ShortText | None = None
    notes: Annotated[list[LongText], Field(max_length=500)] = []
    uncertain: Marks = {}
    cases: Annotated[list[Text], Field(max_length=MOST_CASES)] = []
    papers: Annotated[list[PaperRecord], Field(max_length=MOST_PAPERS)] = []
    channels: Annotated[list[ChannelRecord], Field(max_length=MOST_CHANNELS)] = []

    @model_validator(mode="after")
    def _parts_agree(self) -> ProcedureRecord:
        if [paper.number for paper in self.papers] != list(range(1, len(self.papers) + 1)):
            raise PydanticCustomError("paper_numbers", "papers are numbered 1 to n")
        if any(paper.case and paper.case > len(self.cases) for paper in self.papers):
            raise PydanticCustomError("unknown_case", "a paper names a case that is not there")
        if self.valid_from and self.valid_to and self.valid_to < self.valid_from:
            raise PydanticCustomError("valid_order", "it ends before it begins")
        return self

    def content_sha256(self) -> str:
        """The fingerprint of everything but the version number. Defaults are left out, so that
        a field added to the format later does not make old content look new."""
        content = self.model_dump(mode="json", exclude={"version"}, exclude_defaults=True)
        packed = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(packed.encode()).hexdigest()
