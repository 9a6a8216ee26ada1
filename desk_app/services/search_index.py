"""The words under which a dossier is found; one row of the search index per dossier."""

from __future__ import annotations

import re
from collections.abc import Iterable

from sqlalchemy import text as sql

from desk_app.folding import words
from desk_app.models.engine import Store
from desk_app.prepared import Prepared, Transaction
from desk_app.services.dossier_code import code_parts

_NUMBER = re.compile(r"\+?[0-9][0-9 .()-]*", re.ASCII)


def search_words(
    *,
    code: str,
    procedure: str,
    counter: str,
    names: Iterable[str | None],
    id_numbers: Iterable[str | None] = (),
    phones: Iterable[str | None] = (),
) -> str:
    """The folded words under which a dossier is found.

    Args:
        code: its dossier code.
        procedure: the code of its procedure.
        counter: the name of the counter that received it.
        names: of applicant and submitter.
        id_numbers: of both, old numbers too.
        phones: of both, in any spelling; found by their digits.
    """
    found: dict[str, None] = dict.fromkeys(code_parts(code))
    for name in names:
        found.update(dict.fromkeys(words(name or "")))
    for number in (*id_numbers, *phones):
        digits = plain_number(number or "") or "".join(words(number or ""))
        if digits:
            found[digits] = None
    found.update(dict.fromkeys(words(procedure)))
    found.update(dict.fromkeys((procedure_word(procedure), counter_word(counter))))
    return " ".join(found)


def index_words(
    work: Transaction,
    seq: int,
    *,
    code: str,
    procedure: str,
    counter: str,
    names: Iterable[str | None],
    id_numbers: Iterable[str | None] = (),
    phones: Iterable[str | None] = (),
) -> None:
    """Puts a dossier into the search index, within the caller's unit of work.

    ``seq`` is ``Dossier.seq`` (flush first); the rest as in :func:`search_words`.
    """
    folded = search_words(
        code=code,
        procedure=procedure,
        counter=counter,
        names=names,
        id_numbers=id_numbers,
        phones=phones,
    )
    _INSERT.run(work, {"seq": seq, "words": folded})


def tidy_index(store: Store, pages: int = 200) -> bool:
    """Merges parts of the index while the desk is idle: one short step of about ``pages`` pages
    of 4 KiB. Returns whether there was anything to do; call it again then.

    A save never waits for more than one step.
    """
    with store.write() as session:
        before = session.execute(_CHANGES).scalar_one()
        session.execute(_MERGE, {"pages": pages})
        return bool(session.execute(_CHANGES).scalar_one() - before > 1)


_INSERT = Prepared(sql("INSERT INTO dossier_search(rowid, words) VALUES (:seq, :words)"))
_CHANGES = sql("SELECT total_changes()")
_MERGE = sql("INSERT INTO dossier_search(dossier_search, rank) VALUES ('merge', :pages)")


def procedure_word(procedure: str) -> str:
    """The one word by which the index tells dossiers of a procedure; nobody types its sign."""
    return "".join(["§", *words(procedure)])


def counter_word(counter: str) -> str:
    """The same for the dossiers of a counter."""
    return "".join(["¶", *words(counter)])


def plain_number(text: str) -> str | None:
    """A phone or ID number typed with spaces, dots or a country code, as the index has it; None
    if ``text`` is anything else, such as a part of a dossier code."""
    plain = text.strip()
    if not _NUMBER.fullmatch(plain):
        return None
    digits = "".join(ch for ch in plain if ch.isdigit())
    abroad = plain.startswith("+84") or (digits.startswith("84") and len(digits) == 11)
    if not 8 <= len(digits) <= 15 or not (plain.isdigit() or abroad or plain.startswith("0")):
        return None
    return "0" + digits[2:] if abroad else digits
