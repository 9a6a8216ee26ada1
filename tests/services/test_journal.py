"""The journal: written with the action, read as sentences."""

from __future__ import annotations

import ast
from datetime import timedelta

import pytest
from sqlalchemy import delete, insert, update
from sqlalchemy.exc import DatabaseError

from desk_app.models.engine import Store
from desk_app.models.tables import JournalLine
from desk_app.services.journal import Journal, sentence, write_line
from desk_app.wording import LANGUAGES, say
from tests.builders.stores import NOW
from tests.house.tree import modules


def written_actions() -> set[str]:
    """Every action that the program's text hands to a writer of the journal, or keeps in a
    variable ``action`` to do so."""
    found = set()
    for module in modules("desk_app/services"):
        for node in ast.walk(module.tree):
            if _writes(node):
                texts = [one.value for one in ast.walk(node) if isinstance(one, ast.Constant)]
                found |= {text for text in texts if isinstance(text, str) and "." in text}
    return found


def _writes(node: ast.AST) -> bool:
    if isinstance(node, ast.Call):
        called = node.func
        name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
        return name in ("write_line", "_journal")
    if isinstance(node, ast.Assign):
        return any(isinstance(to, ast.Name) and to.id == "action" for to in node.targets)
    return False


def test_what_is_written_is_read_in_order(store: Store) -> None:
    with store.write() as session:
        write_line(session, NOW, "an", "Quầy 01", "d1", "dossier.received", code="H15-…")
        write_line(session, NOW, None, None, "d1", "receipt.reprinted", times=2, reason="lost")
        write_line(session, NOW, "left", None, "d2", "officer.signed_in")
    first, second = Journal(store).of_dossier("d1")
    assert (first.officer_name, first.counter, first.at) == ("Nguyễn Thị An", "Quầy 01", NOW)
    assert first.details == {"code": "H15-…"}
    assert second.officer_name is None
    assert second.text.in_words("vi") == "In lại giấy tiếp nhận, lần 2: Người dân làm mất"
    assert Journal(store).of_dossier("d2")[0].officer_name == "left"


def test_a_day_has_its_own_lines_only(store: Store) -> None:
    midnight = NOW.replace(hour=0)
    with store.write() as session:
        for at in (midnight - timedelta(seconds=1), midnight, midnight + timedelta(days=1)):
            write_line(session, at, "an", None, None, "officer.signed_in")
        write_line(session, NOW, "an", None, None, "officer.signed_out")
    journal = Journal(store)
    assert [line.at for line in journal.of_day(NOW.date())] == [midnight, NOW]
    assert [line.at for line in journal.of_day(NOW.date(), ["officer.signed_out"])] == [NOW]


def test_a_line_goes_with_the_action_it_tells_of(store: Store) -> None:
    def fall() -> None:
        with store.write() as session:
            write_line(session, NOW, "an", None, None, "officer.signed_in")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fall()
    assert Journal(store).of_day(NOW.date()) == []


@pytest.mark.parametrize(
    "change",
    [
        update(JournalLine).values(action="x"),
        delete(JournalLine),
        insert(JournalLine).prefix_with("OR REPLACE").values(id=1, at=NOW, action="x", details={}),
    ],
)
def test_a_line_is_never_changed(store: Store, change: object) -> None:
    with store.write() as session:
        write_line(session, NOW, "an", None, None, "officer.signed_in")

    def alter() -> None:
        with store.write() as session:
            session.execute(change)  # type: ignore[call-overload]

    with pytest.raises(DatabaseError, match="append-only"):
        alter()
    assert len(Journal(store).of_day(NOW.date())) == 1


def test_every_action_the_program_writes_has_words() -> None:
    actions = written_actions()
    assert {"officer.signed_in", "receipt.reprinted", "draft.deleted"} <= actions
    details = {"times": 1, "tries": 1, "until": NOW.isoformat(), "name": "x", "reason": "lost"}
    details |= {"number": 1, "pages": 2, "version": 1, "source": "x", "sheets": 1}
    details |= {"numbers": [1, 2], "why": "x", "entries": 2}
    details |= {"fields": ["applicant.phone", "shoe.size"], "from_counter": "Quầy 05"}
    details |= dict.fromkeys(
        ("unit", "before", "neighbour", "first", "last", "day", "used", "void")
    )
    # Where the reason is a part of the name, there are words for each reason.
    begun = {name for name in actions if name.endswith(".")}
    unworded = {name for name in actions - begun if sentence(name, details).key == "journal.other"}
    assert unworded == set()


def test_an_action_of_a_newer_program_is_named() -> None:
    told = sentence("robot.danced", {"x": 1})
    assert [told.in_words(language) for language in LANGUAGES] == [
        say("journal.other", language, action="robot.danced") for language in LANGUAGES
    ]


def test_words_that_miss_a_detail_do_not_fall() -> None:
    assert sentence("receipt.reprinted", {}).key == "journal.other"
