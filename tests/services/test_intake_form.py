"""The form as typed survives as plain JSON, whatever is in it."""

from __future__ import annotations

import json
from datetime import date, datetime

from hypothesis import given
from hypothesis import strategies as st

from desk_app.clock import VIETNAM
from desk_app.services.intake_form import (
    CHANNELS,
    PAPER_STATES,
    PERSON_KINDS,
    IntakeForm,
    PaperForm,
    PersonForm,
)

persons = st.builds(
    PersonForm,
    kind=st.sampled_from(PERSON_KINDS),
    full_name=st.text(max_size=40),
    birth_date=st.none() | st.dates(),
    birth_text=st.text(max_size=20),
    sex=st.sampled_from((None, "male", "female")),
    identity_method=st.sampled_from(("typed", "card_qr")),
)
papers = st.builds(
    PaperForm,
    number=st.integers(1, 99),
    state=st.sampled_from(PAPER_STATES),
    originals=st.integers(0, 9),
    note=st.text(max_size=10),
)
forms = st.builds(
    IntakeForm,
    procedure=st.text(max_size=10),
    case=st.none() | st.text(max_size=10),
    channel=st.sampled_from(CHANNELS),
    applicant=persons,
    submitter=st.none() | persons,
    papers=st.lists(papers, max_size=4).map(tuple),
    pages=st.none() | st.integers(1, 9),
    received_at=st.none() | st.datetimes(timezones=st.just(VIETNAM)),
)


@given(forms)
def test_a_draft_gives_back_the_form(form: IntakeForm) -> None:
    assert IntakeForm.from_json(json.loads(json.dumps(form.to_json()))) == form


def test_a_draft_of_another_version_is_read_as_far_as_it_goes() -> None:
    form = IntakeForm.from_json(
        {"procedure": "1.001193", "later_field": 1, "applicant": {"full_name": "A", "nick": "B"}}
    )
    assert form == IntakeForm(procedure="1.001193", applicant=PersonForm(full_name="A"))


def test_days_and_moments_are_not_confused() -> None:
    form = IntakeForm(
        applicant=PersonForm(birth_date=date(1987, 9, 5)),
        received_at=datetime(2026, 11, 20, 16, 40, tzinfo=VIETNAM),
    )
    said = form.to_json()
    assert said["applicant"]["birth_date"] == "1987-09-05"
    assert said["received_at"] == "2026-11-20T16:40:00+07:00"
