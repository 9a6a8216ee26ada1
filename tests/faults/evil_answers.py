"""Answers of a centre that is broken or means harm, made from the protocol's own schemas, and lies
that fit them."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import seed as begin_with
from hypothesis import strategies as st

from desk_app.sync.protocol import (
    AmendmentV1,
    DeskV1,
    EnrolAnswer,
    FileProof,
    OfficerV1,
    ProgressV1,
    RenewAnswer,
    SharedDossierV1,
    SyncAnswer,
    UnitV1,
)
from tests.builders.procedures import a_procedure

Json = Any
PAYLOADS = {
    "unit": UnitV1,
    "officer": OfficerV1,
    "dossier.progress": ProgressV1,
    "desk": DeskV1,
    "dossier.shared": SharedDossierV1,
    "dossier.amended": AmendmentV1,
}
NUMBERS = st.sampled_from((-(2**63) - 1, -1, 0, 1, 2, 9999, 2**31, 2**53 + 1, 2**63, 10**40))
WORDS = st.one_of(
    st.sampled_from(("", "x", "\0", "‮lừa", "'; DROP TABLE dossier; --", "n" * 5000, "9" * 400)),
    st.text(max_size=20),
)
MOMENTS = st.sampled_from(
    (
        "2026-11-20T09:00:00+07:00",
        "2026-11-20T09:00:00",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-12:00",
        "1970-01-01T00:00:00Z",
    )
)
DAYS = st.sampled_from(("2026-11-20", "2026-11-21", "0001-01-01", "9999-12-31"))
ANYTHING = st.recursive(
    st.one_of(st.none(), st.booleans(), NUMBERS, st.floats(allow_nan=False), WORDS, MOMENTS),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=8,
)


def values(schema: dict[str, Any], parts: dict[str, Any]) -> st.SearchStrategy[Json]:
    """Values of a schema; now and then of none."""
    return st.one_of(*[_fitting(schema, parts)] * 15, ANYTHING)


def _fitting(schema: dict[str, Any], parts: dict[str, Any]) -> st.SearchStrategy[Json]:
    if "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[1]
        return st.deferred(lambda: _fitting(parts[name], parts))
    if "anyOf" in schema:
        return st.one_of(*(values(one, parts) for one in schema["anyOf"]))
    if "const" in schema or "enum" in schema:
        return st.sampled_from(schema.get("enum", [schema.get("const")]))
    kind = schema.get("type")
    if kind == "object":
        return _object(schema, parts)
    if kind == "array":
        most = min(4, schema.get("maxItems", 4))
        return st.lists(values(schema["items"], parts), max_size=most)
    plain: dict[str, st.SearchStrategy[Json]] = {
        "integer": NUMBERS,
        "boolean": st.booleans(),
        "null": st.none(),
        "string": _text(schema),
    }
    return plain.get(str(kind), ANYTHING)


def _object(schema: dict[str, Any], parts: dict[str, Any]) -> st.SearchStrategy[Json]:
    if "properties" not in schema:
        return st.dictionaries(st.text(max_size=8), ANYTHING, max_size=3)
    needed = set(schema.get("required", ()))
    fields = {name: values(one, parts) for name, one in schema["properties"].items()}
    return st.fixed_dictionaries(
        {name: one for name, one in fields.items() if name in needed},
        optional={name: one for name, one in fields.items() if name not in needed},
    )


def _text(schema: dict[str, Any]) -> st.SearchStrategy[str]:
    if schema.get("format") == "date-time":
        return MOMENTS
    if schema.get("format") == "date":
        return DAYS
    if "pattern" in schema:
        return st.from_regex(schema["pattern"], fullmatch=True)
    least, most = schema.get("minLength", 0), schema.get("maxLength", 10**6)
    return WORDS.map(lambda said: said.ljust(least, "0")[:most])


def answers_of(model: type[Any]) -> st.SearchStrategy[Json]:
    """What fits the schema of a message, nearly."""
    schema = model.model_json_schema()
    return values(schema, schema.get("$defs", {}))


def _change(kind: str) -> st.SearchStrategy[Json]:
    return st.fixed_dictionaries(
        {
            "seq": st.integers(1, 200),
            "kind": st.just(kind),
            "payload": answers_of(PAYLOADS[kind]) if kind in PAYLOADS else _procedures(),
        }
    )


def _procedures() -> st.SearchStrategy[Json]:
    return st.builds(
        lambda name, value: a_procedure() | {name: value},
        st.sampled_from(sorted(a_procedure())),
        ANYTHING,
    )


CHANGES = st.one_of(*(_change(kind) for kind in (*PAYLOADS, "procedure", "calendar")))
SYNC_ANSWERS = st.builds(
    lambda answer, changes: {**answer, "changes": changes} if isinstance(answer, dict) else answer,
    answers_of(SyncAnswer),
    st.lists(CHANGES, max_size=4),
)
# Everything right but what a change says: it gets as far as the tables.
LIKELY_ANSWERS = st.builds(
    lambda time, changes: {
        "time": time,
        "cursor": max((change["seq"] for change in changes), default=0),
        "changes": changes,
    },
    st.sampled_from(("2026-11-20T09:00:00+07:00", "0001-01-01T00:00:00+14:00")),
    st.lists(CHANGES, min_size=1, max_size=4),
)
OTHER_ANSWERS = {
    "enrol": answers_of(EnrolAnswer),
    "renew": answers_of(RenewAnswer),
    "proof": answers_of(FileProof),
}


def some(strategy: st.SearchStrategy[Json], seed: int, count: int) -> list[Json]:
    """The same ones for the same seed."""
    found: list[Json] = []

    @begin_with(seed)
    @settings(
        max_examples=count,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def keep(value: Json) -> None:
        found.append(value)

    keep()
    return found


# ---------------------------------------------------------------- lies that fit the schema

Lie = Callable[[dict[str, Any], random.Random, "Known"], None]


class Known:
    """What the centre knows of the desk it lies to, and can use against it."""

    def __init__(self, unit: str, day: str, epoch: int) -> None:
        self.unit, self.day, self.epoch = unit, day, epoch
        self.dossiers: list[tuple[str, str]] = []
        self.entries: list[str] = []
        self.blocks: list[tuple[int, int]] = []
        self.told: list[dict[str, Any]] = []


def accept_what_was_never_sent(answer: dict[str, Any], chance: random.Random, _: Known) -> None:
    """Ids of nobody, and of entries that waited behind."""
    ids = [f"0193{chance.randrange(10**8):08}-0000-7000-8000-00000000"[:36].ljust(36, "0")] * 2
    answer["entries"] = [*answer["entries"], *({"id": i, "outcome": "accepted"} for i in ids)]


def refuse_everything(answer: dict[str, Any], chance: random.Random, known: Known) -> None:
    """With words nobody can read."""
    answer["entries"] = [
        {"id": i, "outcome": "refused", "reason": "x" * 300, "reason_text": "\0" * 50}
        for i in known.entries
    ]


def lease_numbers_again(answer: dict[str, Any], chance: random.Random, known: Known) -> None:
    """Over numbers that were leased before, whole, in part, of another unit, day, epoch, kind."""
    for first, last in known.blocks:
        from_, to = sorted((chance.randint(max(1, first - 5), last), chance.randint(first, last)))
        block = {"id": f"evil-{chance.randrange(10**9)}", "unit": known.unit, "day": known.day}
        block |= {"first": from_, "last": to, "epoch": known.epoch, "kind": "usual"}
        twist: dict[str, Any] = chance.choice(
            ({}, {}, {"unit": "H99"}, {"day": "2026-01-01"}, {"epoch": 10**6}, {"kind": "?"})
        )
        answer["blocks"] = [*answer["blocks"], block | twist]


def jump(answer: dict[str, Any], chance: random.Random, known: Known) -> None:
    """The cursor goes back, or far ahead."""
    answer["cursor"] = chance.choice((0, 1, 2**40, 2**63 - 1))
    answer["more"] = chance.random() < 0.5


def tell_again(answer: dict[str, Any], chance: random.Random, known: Known) -> None:
    """Changes that were told before, twice, in another order."""
    known.told += answer["changes"]
    answer["changes"] = chance.sample(known.told, min(len(known.told), 20)) * 2


def overwrite(answer: dict[str, Any], chance: random.Random, known: Known) -> None:
    """Dossiers of this desk, told anew: another name, another code, amended by its own entries."""
    for dossier, code in known.dossiers[-5:]:
        for change in _about(dossier, code, chance, known):
            _add(answer, change)


def give_out_its_codes(answer: dict[str, Any], chance: random.Random, known: Known) -> None:
    """Dossiers of others under codes that this desk gives out next."""
    last = max((int(code.rsplit("-", 1)[1]) for _, code in known.dossiers), default=0)
    for number in range(last + 1, last + 3):
        code = f"{known.unit}-{known.day[2:].replace('-', '')}-{number:04}"
        _add(answer, _shared(an_id(number), code))


def tell_what_no_column_holds(answer: dict[str, Any], chance: random.Random, known: Known) -> None:
    """Dossiers of others that fit the schema, with one value beyond all bounds."""
    for field, value in chance.sample(BEYOND, 3):
        number = chance.randrange(10**6, 10**9)
        change = _shared(an_id(number), f"H99-261120-{number}")
        change["payload"]["received"][field] = value
        _add(answer, change)


def lie_about_time(answer: dict[str, Any], chance: random.Random, known: Known) -> None:
    """Years away; the credential has ended long ago."""
    answer["time"] = chance.choice(
        ("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00")
        if chance.random() < 0.3
        else ("1970-01-01T00:00:00Z", "2035-01-01T00:00:00Z", "8999-12-31T23:59:59Z")
    )
    answer["credential_expires_at"] = "1970-01-01T00:00:00+00:00"


def call_it_a_copy(answer: dict[str, Any], chance: random.Random, known: Known) -> None:
    """It took something this desk never wrote."""
    answer["last_entry"] = "01930000-0000-7000-8000-00000000dead"


def ask_for_blocks(answer: dict[str, Any], chance: random.Random, known: Known) -> None:
    """It has forgotten what it leased, and does not listen."""
    answer["tell"] = True


LIES: tuple[Lie, ...] = (
    accept_what_was_never_sent,
    refuse_everything,
    lease_numbers_again,
    jump,
    tell_again,
    overwrite,
    give_out_its_codes,
    tell_what_no_column_holds,
    lie_about_time,
    call_it_a_copy,
    ask_for_blocks,
)


BEYOND: tuple[tuple[str, Any], ...] = (
    ("received_at", "9999-12-31T23:59:59-12:00"),
    ("received_at", "0001-01-01T00:00:00+14:00"),
    ("received_at", "2026-11-20T09:00:00"),
    ("promised_at", "9999-12-31T23:59:59-12:00"),
    ("fee_vnd", 2**63),
    ("procedure_version", 10**40),
    ("applicant", {"full_name": "x", "birth_date": "0001-01-01"}),
    ("papers", [{"number": 1, "name": "x", "state": "later"}]),
)


def an_id(number: int) -> str:
    """The id of a dossier nobody has."""
    return f"{number:08x}-0000-7000-8000-000000000000"


def _add(answer: dict[str, Any], change: dict[str, Any]) -> None:
    answer["cursor"] = change["seq"] = min(answer["cursor"] + 1, 2**63 - 1)
    answer["changes"] = [*answer["changes"], change]


def _about(dossier: str, code: str, chance: random.Random, known: Known) -> list[dict[str, Any]]:
    progress = {"dossier_id": dossier, "code": "X", "state": "n" * 40, "at": known.day}
    progress["at"] = "2026-11-20T09:00:00+07:00"
    amended = {
        "entry_id": chance.choice(known.entries or [dossier]),
        "dossier_id": dossier,
        "said": {
            "code": code,
            "fields": {"applicant.full_name": {"before": None, "after": "Kẻ Lạ", "over": []}},
            "officer": "x",
            "officer_name": "x",
            "counter": "x",
            "at": "2026-11-20T09:00:00+07:00",
            "reason": "x",
        },
    }
    return [
        _shared(dossier, "H99-261120-0001"),
        _shared(an_id(2**32 - 1), code),
        {"seq": 0, "kind": "dossier.progress", "payload": progress},
        {"seq": 0, "kind": "dossier.amended", "payload": amended},
    ]


def _shared(dossier: str, code: str) -> dict[str, Any]:
    received = {
        "code": code,
        "look_up_token": "",
        "unit": "H15.50.05.13",
        "counter": "Quầy 99",
        "officer": "x",
        "officer_name": "x",
        "procedure": "9.000001",
        "procedure_version": 1,
        "procedure_name": "x",
        "channel": "direct",
        "applicant": {"full_name": "Kẻ Lạ"},
        "papers": [],
        "sets": 1,
        "fee_vnd": 0,
        "received_at": "2026-11-20T09:00:00+07:00",
    }
    said = {"dossier_id": dossier, "desk_id": an_id(0xEEEEEEEE), "received": received}
    return {"seq": 0, "kind": "dossier.shared", "payload": said}


def raw(seed: int) -> bytes:
    """No JSON, half of it, or very deep."""
    chance = random.Random(seed)
    return chance.choice(
        (
            b"",
            b"[" * 200_000,
            b'{"a":' * 100_000,
            json.dumps({"nonce": "x", "entries": [{"id": "y"}]}).encode()[:-7],
            b"\xff\xfe\x00",
            b"null",
            b"1e999",
            b'{"cursor": ' + b"9" * 100_000 + b"}",
        )
    )
