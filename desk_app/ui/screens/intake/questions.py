"""What F9 asks about once before it receives: allowed, but hardly ever meant. Pure."""

from __future__ import annotations

from desk_app.services.intake_form import IntakeForm
from desk_app.ui.screens.intake.checklist_rules import is_here
from desk_app.ui.screens.intake.state import Judgement
from desk_app.wording import Message, message


def questions(form: IntakeForm, judged: Judgement) -> tuple[Message, ...]:
    """No paper at all where papers are required; a submitter without an authorisation."""
    asked = []
    lacking = next((p.text for p in judged.problems if p.field == "papers"), None)
    if lacking is not None and not any(is_here(paper) for paper in form.papers):
        asked.append(message("intake_screen.ask.papers", count=lacking.values["count"]))
    if form.submitter is not None and not form.submitter.authorisation.strip():
        asked.append(message("intake_screen.ask.authorisation"))
    return tuple(asked)


def go_on(asked: tuple[Message, ...]) -> Message:
    """What the button says that receives all the same."""
    keys = [question.key.rpartition(".")[2] for question in asked]
    return message(f"intake_screen.ask.without.{keys[0] if len(keys) == 1 else 'both'}")
