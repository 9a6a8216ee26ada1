"""One commit: code, papers, promise, fee, receipt, journal, entry. Or nothing."""

from __future__ import annotations

import json
import unicodedata
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, func, select

from desk_app.clock import VIETNAM
from desk_app.errors import EnvironmentFault, Refusal
from desk_app.events import DossierReceived, OutboxChanged
from desk_app.models.tables import (
    Base,
    Dossier,
    Draft,
    JournalLine,
    NumberBlock,
    OutboxEntry,
    Receipt,
    Unit,
)
from desk_app.services.desk import Desk
from desk_app.services.intake import Received
from desk_app.services.intake_form import IntakeForm, PaperForm, PersonForm
from desk_app.services.intake_json import read_form
from desk_app.services.this_desk import write_this_desk
from desk_app.sync.protocol import DossierReceivedV1, payload_hash
from tests.builders.desks import a_dossier_said, a_training_desk, applicant_said
from tests.builders.pdf_reading import page_texts


def _receive(desk: Desk, **changes: Any) -> Received:
    return desk.intake.receive(read_form(a_dossier_said(**changes)), desk.officer())


def _rows(desk: Desk) -> dict[str, int]:
    with desk.store.read() as session:
        counts = {
            table.name: session.scalar(select(func.count()).select_from(table)) or 0
            for table in Base.metadata.sorted_tables
        }
        taken = session.scalar(select(func.sum(NumberBlock.next)))
    return {**counts, "numbers": int(taken or 0)}


def test_a_dossier_is_received_whole(tmp_path: Path) -> None:
    with a_training_desk(tmp_path) as desk:
        heard: list[object] = []
        desk.bus.subscribe(DossierReceived, heard.append)
        desk.bus.subscribe(OutboxChanged, heard.append)
        received = _receive(desk)
        assert received.code == "H99.21.01-261120-0001"
        assert received.promised_at == datetime(2026, 11, 20, 17, 0, tzinfo=VIETNAM)
        with desk.store.read() as session:
            dossier = session.scalars(select(Dossier)).one()
            entry = session.scalars(select(OutboxEntry)).one()
            receipt = session.scalars(select(Receipt)).one()
            line = session.scalars(
                select(JournalLine).where(JournalLine.action == "dossier.received")
            ).one()
        assert (dossier.id, dossier.state, dossier.sync_state) == (
            received.id,
            "received",
            "waiting",
        )
        said = DossierReceivedV1.model_validate(json.loads(entry.payload))
        assert (said.code, said.applicant.full_name) == (received.code, "Nguyễn Thị Phương Uyên")
        assert entry.payload_sha256 == payload_hash(json.loads(entry.payload))
        assert (entry.position, entry.state, entry.dossier_id) == (1, "waiting", received.id)
        assert receipt.print_state == "not_printed"
        assert line.details == {"code": received.code}
        assert [type(fact) for fact in heard] == [DossierReceived, OutboxChanged]


def test_numbers_follow_each_other_and_days_have_their_own(tmp_path: Path) -> None:
    with a_training_desk(tmp_path) as desk:
        codes = [_receive(desk).code for _ in range(3)]
        other = _receive(desk, received_at="2026-11-23T08:00:00+07:00").code
    assert [code[-4:] for code in codes] == ["0001", "0002", "0003"]
    assert other == "H99.21.01-261123-0001"


def test_the_look_up_link_names_nobody(tmp_path: Path) -> None:
    with a_training_desk(tmp_path) as desk:
        _receive(desk)
        with desk.store.read() as session:
            dossier = session.scalars(select(Dossier)).one()
            content = session.scalars(select(Receipt.content)).one()
    assert content["look_up_url"].endswith(dossier.look_up_token)
    assert len(dossier.look_up_token) >= 22
    assert "079187001234" not in content["look_up_url"]


def test_a_refusal_changes_nothing(tmp_path: Path) -> None:
    with a_training_desk(tmp_path) as desk:
        before = _rows(desk)
        papers = [{"number": 99, "state": "submitted", "originals": 1}]
        with pytest.raises(Refusal) as caught:
            _receive(desk, papers=papers, procedure="9.999999")
        assert "procedure" in caught.value.fields
        with pytest.raises(Refusal) as caught:
            _receive(desk, papers=papers)
        assert list(caught.value.fields) == ["papers.0.number"]
        assert _rows(desk) == before


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("applicant.full_name", {"applicant": applicant_said(full_name="Nguyễn\x07 Uyên")}),
        ("applicant.full_name", {"applicant": applicant_said(full_name="Uyên 😀")}),
        ("applicant.full_name", {"applicant": applicant_said(full_name="   ")}),
        ("applicant.id_number", {"applicant": applicant_said(id_number="07918700123")}),
        ("applicant.address", {"applicant": applicant_said(address="số 1\x00")}),
        ("note", {"note": "ghi chú 🎉"}),
        ("case", {"case": "trường hợp không có"}),
        ("papers.0.number", {"papers": [{"number": 0, "state": "later"}]}),
        (
            "papers.0.number",
            {"papers": [{"number": 1, "state": "later"}, {"number": 1, "state": "submitted"}]},
        ),
    ],
)
def test_what_cannot_be_is_refused_by_name(
    tmp_path: Path, field: str, changes: dict[str, Any]
) -> None:
    with a_training_desk(tmp_path) as desk:
        before = _rows(desk)
        with pytest.raises(Refusal) as caught:
            _receive(desk, **changes)
        assert field in caught.value.fields
        assert caught.value.fields[field].in_words("vi") != caught.value.fields[field].key
        assert _rows(desk) == before


def test_decomposed_letters_are_stored_composed(tmp_path: Path) -> None:
    name = unicodedata.normalize("NFD", "Nguyễn Thị Phương Uyên")
    with a_training_desk(tmp_path) as desk:
        received = _receive(desk, applicant=applicant_said(full_name=name))
        assert desk.dossiers.get(received.code).applicant.full_name == "Nguyễn Thị Phương Uyên"


@pytest.mark.parametrize("day", ["1970-01-01", "2099-06-01", "2024-12-31"])
def test_a_day_without_numbers_issues_no_code(tmp_path: Path, day: str) -> None:
    with a_training_desk(tmp_path) as desk:
        before = _rows(desk)
        with pytest.raises(Refusal) as caught:
            _receive(desk, received_at=f"{day}T08:00:00+07:00")
        assert list(caught.value.fields) == ["received_at"]
        assert caught.value.exit_code == 3
        assert _rows(desk) == before


def test_when_the_numbers_are_used_up_it_says_so(tmp_path: Path) -> None:
    with a_training_desk(tmp_path) as desk:
        with desk.store.write() as session:
            for block in session.scalars(select(NumberBlock)):
                block.next = block.last
        assert _receive(desk).code.endswith("-9999")
        with pytest.raises(Refusal) as caught:
            _receive(desk)
        assert caught.value.key == "numbers.used_up"


def test_a_crash_at_any_statement_leaves_all_or_nothing(tmp_path: Path) -> None:
    """The n-th statement of the commit fails, for every n: no row, no number, no entry stays."""
    with a_training_desk(tmp_path) as desk:
        _receive(desk)
        before = _rows(desk)
        failing = _Failing()
        event.listen(desk.store.engine, "before_cursor_execute", failing.count)
        for n in range(1, 100):
            failing.start(n)
            try:
                _receive(desk)
            except EnvironmentFault:
                assert _rows_quietly(desk, failing) == before
                continue
            break
        event.remove(desk.store.engine, "before_cursor_execute", failing.count)
        assert n > 8, "the commit has at least these statements"
        assert _receive(desk).code.endswith("-0003")


def test_a_dossier_takes_few_statements_and_one_look(tmp_path: Path) -> None:
    """What the counter waits for grows only on purpose: a look before, one unit of work."""
    with a_training_desk(tmp_path) as desk:
        officer = desk.officer()
        form = replace(read_form(a_dossier_said()), received_at=None)
        desk.intake.receive(form, officer)
        heard: list[str] = []

        def hear(_c: Any, _u: Any, statement: str, *_rest: Any) -> None:
            heard.append(" ".join(statement.split()[:2]))

        event.listen(desk.store.engine, "before_cursor_execute", hear)
        desk.intake.receive(form, officer)
        event.remove(desk.store.engine, "before_cursor_execute", hear)
        begun = [n for n, statement in enumerate(heard) if statement.startswith("BEGIN")]
        assert [heard[n] for n in begun] == ["BEGIN DEFERRED", "BEGIN IMMEDIATE"]
        assert begun == [0, 3]
        assert len(heard[begun[1] + 1 :]) == 9


class _Failing:
    """Lets the n-th writing statement fail as a full disk does."""

    def __init__(self) -> None:
        self.left = 0

    def start(self, n: int) -> None:
        self.left = n

    def count(self, connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        if not statement.lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE")):
            return
        self.left -= 1
        if self.left == 0:
            from sqlalchemy.exc import OperationalError

            raise OperationalError(statement, {}, Exception("database or disk is full"))


def _rows_quietly(desk: Desk, failing: _Failing) -> dict[str, int]:
    failing.left = -1
    return _rows(desk)


def test_an_open_dossier_of_the_same_person_is_a_warning(tmp_path: Path) -> None:
    with a_training_desk(tmp_path) as desk:
        first = _receive(desk)
        assessed = desk.intake.assess(read_form(a_dossier_said()), desk.officer())
        assert [other.code for other in assessed.open_dossiers] == [first.code]
        assert not assessed.blocking
        someone_else = read_form(a_dossier_said(applicant=applicant_said(id_number="079187001235")))
        assert not desk.intake.assess(someone_else, desk.officer()).open_dossiers


def test_a_number_against_birth_year_or_sex_warns_and_does_not_block(tmp_path: Path) -> None:
    with a_training_desk(tmp_path) as desk:
        received = _receive(desk, applicant=applicant_said(sex="male", birth_date="1990-01-01"))
        assert received.code
        assert len(received.warnings) > len(_receive(desk).warnings) - 1


def test_the_channel_decides_time_and_fee(tmp_path: Path) -> None:
    """1.012817: 30 working days direct, 20 by post (domain example E24)."""
    with a_training_desk(tmp_path) as desk:
        said = {
            "procedure": "1.012817",
            "received_at": "2026-11-02T08:00:00+07:00",
            "papers": [{"number": 1, "state": "submitted", "originals": 1}],
        }
        direct = _receive(desk, **said)
        post = _receive(desk, **said, channel="post")
    assert direct.promised_at == datetime(2026, 12, 15, 8, 0, tzinfo=VIETNAM)
    assert post.promised_at == datetime(2026, 12, 1, 8, 0, tzinfo=VIETNAM)


def test_certified_copies_cost_by_page_and_copy(tmp_path: Path) -> None:
    """2.000815: 5 pages, 2 copies = 14.000 đ."""
    with a_training_desk(tmp_path) as desk:
        paper = {"number": 1, "state": "presented"}
        received = _receive(desk, procedure="2.000815", pages=5, copies=2, papers=[paper])
        free = _receive(
            desk,
            procedure="2.000815",
            pages=5,
            copies=2,
            papers=[paper],
            exemption="Trẻ em dưới 16 tuổi",
        )
    assert received.fee_vnd == 14_000
    assert free.fee_vnd == 0


def test_a_fee_set_by_the_province_is_typed_once(tmp_path: Path) -> None:
    with a_training_desk(tmp_path) as desk:
        card = next(
            card
            for card in (desk.catalogue.get(hit.code) for hit in desk.catalogue.search("", 200))
            if card.channels and card.channels[0].fee_set_elsewhere and not card.cases
        )
        said = {"procedure": card.code, "channel": card.channels[0].channel}
        unknown = _receive(desk, **said)
        typed = _receive(desk, **said, fee_vnd=75_000)
        again = _receive(desk, **said)
        assert [unknown.fee_vnd, typed.fee_vnd, again.fee_vnd] == [0, 75_000, 75_000]
        papers = [
            " ".join(page_texts(desk.receipts.stored(dossier.code, "A5")))
            for dossier in (unknown, typed)
        ]
        assert "Phí, lệ phí: theo mức thu do tỉnh quy định: …" in papers[0]
        assert "không phải nộp" not in papers[0]
        assert "Phí, lệ phí: 75.000 đ" in papers[1]
        assert len(typed.warnings) < len(unknown.warnings) + 1
        with pytest.raises(Refusal) as caught:
            _receive(desk, **said, fee_vnd=-1)
        assert list(caught.value.fields) == ["fee_vnd"]


def test_the_draft_goes_in_the_same_commit(tmp_path: Path) -> None:
    with a_training_desk(tmp_path) as desk:
        officer = desk.officer()
        form = read_form(a_dossier_said())
        draft = desk.drafts.save(None, officer, form.to_json(), "Khai sinh")
        desk.intake.receive(form, officer, draft)
        with desk.store.read() as session:
            assert session.scalar(select(func.count()).select_from(Draft)) == 0


def test_a_form_survives_as_a_draft() -> None:
    form = replace(
        read_form(a_dossier_said()), submitter=PersonForm(full_name="Lê Văn B", authorisation="UQ")
    )
    assert IntakeForm.from_json(json.loads(json.dumps(form.to_json()))) == form
    assert IntakeForm.from_json({"unknown": 1}) == IntakeForm()


def test_a_real_desk_receives_today_only(tmp_path: Path) -> None:
    with a_training_desk(tmp_path) as desk:
        real = replace(desk.this_desk(), training=False)
        with desk.store.write() as session:
            write_this_desk(session, real)
        desk.forget_place()
        _receive(desk, received_at="2026-11-20T08:00:00+07:00")
        _receive(desk, received_at=None)
        for moment in ("2026-11-19T08:00:00+07:00", "2026-11-20T10:00:00+07:00"):
            with pytest.raises(Refusal) as caught:
                _receive(desk, received_at=moment)
            assert list(caught.value.fields) == ["received_at"]


def test_fifty_five_papers_fit(tmp_path: Path) -> None:
    with a_training_desk(tmp_path) as desk:
        longest = max(
            (desk.catalogue.get(hit.code) for hit in desk.catalogue.search("", 200)),
            key=lambda card: len(card.papers),
        )
        papers = tuple(PaperForm(paper.number, originals=1) for paper in longest.papers)
        case = longest.cases[0] if longest.cases else None
        form = replace(read_form(a_dossier_said(procedure=longest.code)), case=case, papers=papers)
        problems = desk.intake.assess(form, desk.officer()).blocking
        assert len(papers) >= 30
        assert all(problem.field.startswith("papers") for problem in problems)


def test_a_real_desk_never_goes_back_to_an_earlier_day(tmp_path: Path) -> None:
    with a_training_desk(tmp_path) as desk:
        _make_real(desk)
        form = replace(read_form(a_dossier_said()), received_at=None)
        desk.intake.receive(form, desk.officer())
        today = desk.clock.now().date()
        assert desk.numbers.worked() == today
        desk.clock.advance(timedelta(days=-1))  # type: ignore[attr-defined]
        with pytest.raises(Refusal) as caught:
            desk.intake.receive(form, desk.officer())
        assert caught.value.key == "numbers.clock_back"
        desk.clock.advance(timedelta(days=2))  # type: ignore[attr-defined]
        assert "-261121-" in desk.intake.receive(form, desk.officer()).code


def test_the_day_after_a_merger_codes_are_those_of_the_successor(tmp_path: Path) -> None:
    with a_training_desk(tmp_path) as desk:
        officer = desk.officer()  # signed in before midnight
        form = replace(read_form(a_dossier_said()), received_at=None)
        with desk.store.write() as session:
            unit = session.get_one(Unit, officer.unit)
            new = Unit(code="H99.88", name="Phường Mới", level="commune_centre", place="Mẫu")
            session.add(new)
            session.flush()
            unit.valid_to, unit.merged_into = desk.clock.now().date(), new.code
            tomorrow = desk.clock.now().date() + timedelta(days=1)
            block = {"id": "b", "unit": new.code, "day": tomorrow, "first": 5, "last": 9, "next": 5}
            session.add(NumberBlock(**block, leased_at=desk.clock.now()))
        assert desk.intake.receive(form, officer).code.startswith(officer.unit)
        desk.clock.advance(timedelta(days=1))  # type: ignore[attr-defined]
        code = desk.intake.receive(form, officer).code
        assert code == "H99.88-261121-0005"
        with desk.store.read() as session:
            receipt = session.scalars(select(Receipt).order_by(Receipt.issued_at.desc())).first()
            dossier = session.scalars(select(Dossier).where(Dossier.code == code)).one()
        assert dossier.unit == "H99.88"
        assert receipt is not None
        assert "Phường Mới" in json.dumps(receipt.content, ensure_ascii=False)


def _make_real(desk: Desk) -> None:
    with desk.store.write() as session:
        write_this_desk(session, replace(desk.this_desk(), training=False))
    desk.forget_place()
