"""What F9 asks about once."""

from __future__ import annotations

from desk_app.services.intake_check import Problem
from desk_app.services.intake_form import IntakeForm, PaperForm, PersonForm
from desk_app.ui.screens.intake.questions import go_on, questions
from desk_app.ui.screens.intake.state import Judgement
from desk_app.wording import message

LACKING = Problem("papers", message("intake.papers_missing", count=2, numbers=[1, 2]), False)


def _keys(form: IntakeForm, judged: Judgement) -> list[str]:
    return [question.key.rpartition(".")[2] for question in questions(form, judged)]


def test_no_paper_at_all_is_asked_about() -> None:
    judged = Judgement(problems=(LACKING,))
    assert _keys(IntakeForm(), judged) == ["papers"]
    assert _keys(IntakeForm(papers=(PaperForm(2, "later"),)), judged) == ["papers"]
    assert _keys(IntakeForm(papers=(PaperForm(2, originals=1),)), judged) == []
    assert _keys(IntakeForm(), Judgement()) == []


def test_a_submitter_without_authorisation_is_asked_about() -> None:
    other = PersonForm(full_name="Trần Văn Bình")
    assert _keys(IntakeForm(submitter=other), Judgement()) == ["authorisation"]
    both = questions(IntakeForm(submitter=other), Judgement(problems=(LACKING,)))
    assert go_on(both).in_words("vi") == "Vẫn nhận"
    assert go_on(both[:1]).in_words("vi") == "Nhận không giấy tờ"
