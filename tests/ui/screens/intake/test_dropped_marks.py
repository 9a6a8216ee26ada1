"""Another procedure or case has other papers: what was ticked is no answer to them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desk_app.services.intake_form import IntakeForm, PaperForm
from desk_app.ui.language import in_words
from tests.builders.counter import ALT, CARD, CTRL, CounterAtWork, a_counter

ENTER = Qt.Key.Key_Return
DEATH, DEATH_AGAIN, MARRIAGE = "1.000656", "1.005461", "1.000894"


@pytest.fixture
def counter(tmp_path: Path, qtbot: QtBot, look: None) -> Iterator[CounterAtWork]:
    with a_counter(tmp_path, qtbot) as at_work:
        at_work.scan(CARD)
        at_work.type(DEATH)
        at_work.press(ENTER)
        at_work.press(Qt.Key.Key_A, CTRL)
        yield at_work


def _take(counter: CounterAtWork, code: str) -> None:
    counter.press(Qt.Key.Key_2, ALT)
    counter.type(code)
    counter.press(ENTER)


def test_another_procedure_begins_without_marks_and_says_so(counter: CounterAtWork) -> None:
    said: list[str] = []
    counter.intake.said.connect(lambda words, _undo: said.append(in_words(words)))
    assert len(counter.intake.form().papers) == 6
    _take(counter, MARRIAGE)
    assert counter.intake.form().procedure == MARRIAGE
    kept_marks = counter.intake.form().papers
    assert kept_marks == (PaperForm(3, "presented"),)  # the identity card is shown for both
    assert "bỏ dấu 5 giấy tờ" in said[-1]
    [line] = counter.desk.drafts.list(counter.desk.officer("uyen"))
    kept = IntakeForm.from_json(counter.desk.drafts.get(line.id).form)
    assert (kept.procedure, kept.papers) == (MARRIAGE, kept_marks)


def test_the_way_back_brings_procedure_and_marks(counter: CounterAtWork) -> None:
    before = counter.intake.form()
    _take(counter, MARRIAGE)
    counter.intake.people.applicant.phone.set_text("0912345678")
    counter.window.toast.undo()
    counter.settle()
    after = counter.intake.form()
    assert (after.procedure, after.papers) == (DEATH, before.papers)
    assert after.applicant.phone == "0912345678"  # typed since: it stays


def test_no_draft_in_between_has_marks_of_other_papers(counter: CounterAtWork) -> None:
    """The draft is saved before the new papers are known: a power cut then must not tick them."""
    counter.intake.procedure._chosen(MARRIAGE)
    assert counter.intake.form().procedure == MARRIAGE
    assert counter.intake.form().papers == ()
    counter.settle()


def test_nothing_is_said_where_nothing_was_marked(counter: CounterAtWork) -> None:
    counter.press(Qt.Key.Key_F2)
    said: list[str] = []
    counter.scan(CARD)
    counter.intake.said.connect(lambda words, _undo: said.append(in_words(words)))
    _take(counter, DEATH)
    _take(counter, MARRIAGE)
    assert said == []


def test_a_fee_that_was_typed_is_of_its_procedure_too(counter: CounterAtWork) -> None:
    fee = counter.intake.outcome.set_fee
    fee.set_value(50_000)
    counter.intake.judge_wanted.emit()
    counter.settle()
    _take(counter, DEATH)  # the same once more
    assert counter.intake.form().fee_vnd == 50_000
    _take(counter, DEATH_AGAIN)
    assert not fee.isHidden()
    assert counter.intake.form().fee_vnd is None
    counter.window.toast.undo()
    counter.settle()
    assert counter.intake.form().fee_vnd == 50_000
