"""From a checked intake to rows: nothing is lost between screen, paper and centre."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from desk_app.clock import VIETNAM
from desk_app.services.catalogue_cards import ProcedureCard, RequiredPaperCard
from desk_app.services.fees import Fee
from desk_app.services.intake_form import IntakeForm, PaperForm, PersonForm
from desk_app.services.intake_rows import (
    Intake,
    dossier_row,
    entry_payload,
    pack_content,
    person_rows,
    receipt_content,
    unpack_content,
)
from desk_app.services.promised_time import Promise
from desk_app.services.sign_in import OfficerAtDesk
from desk_app.services.this_desk import ThisDesk, UnitCard
from desk_app.sync.protocol import DossierReceivedV1
from desk_app.wording import message

CODE = "H99.21.01-261120-0001"
RECEIVED = datetime(2026, 11, 20, 9, 0, tzinfo=VIETNAM)
PAPERS = tuple(
    RequiredPaperCard(number, None, f"Giấy số {number}", "submit", "original", 1, 0, True)
    for number in (1, 2, 3)
)
FORM = IntakeForm(
    procedure="1.001193",
    applicant=PersonForm(
        id_number="079187001234", full_name="  Nguyễn  Thị Phương Uyên ", address="25/7\nBến Xuân"
    ),
    submitter=PersonForm(full_name="Trần Quốc Huy", authorisation="Giấy ủy quyền 12"),
    papers=(PaperForm(3, "later"), PaperForm(1, originals=1, copies=2, note="nhàu")),
    sets=2,
    note=" gọi trước ",
)
INTAKE = Intake(
    id="01a1f6ae-9900-7000-8000-000000000001",
    form=FORM,
    card=ProcedureCard("1.001193", 4, 77, "Đăng ký khai sinh"),
    papers=PAPERS,
    promise=Promise(RECEIVED, (message("intake.no_cases"),), None, "vn-2026/1", "same_day/1"),
    fee=Fee(8000, (message("intake.no_cases"),), (), uncertain=False),
    received_at=RECEIVED,
    officer=OfficerAtDesk("uyen", "Lê Thị Hải Uyên", "officer", "H99.21.01", "Quầy 03"),
    desk=ThisDesk("H99.21.01", "Quầy 03", False, "Tỉnh Mẫu", "https://tra-cuu.example/"),
    unit=UnitCard(
        "H99.21.01", "Trung tâm …", "commune_centre", "UBND phường", "Phường", None, None
    ),
    look_up_token="AbCdEfGhIjKlMnOpQrStUv",
    time_limit="Trong ngày",
)


def test_the_row_is_tidy_and_names_its_versions() -> None:
    row = dossier_row(INTAKE, CODE)
    assert row["applicant_name"] == "Nguyễn Thị Phương Uyên"
    assert (row["procedure_version"], row["calendar_version"]) == (77, "vn-2026/1")
    assert (row["state"], row["sync_state"], row["fee_state"]) == ("received", "waiting", "due")
    assert row["note"] == "gọi trước"
    assert dossier_row(replace(INTAKE, fee=Fee(0, (), (), False)), CODE)["fee_state"] == "none"


def test_people_and_papers_come_in_order() -> None:
    assert [row["role"] for row in person_rows(INTAKE)] == ["applicant", "submitter"]
    assert person_rows(INTAKE)[0]["address"] == "25/7 Bến Xuân"
    assert [(row["number"], row["name"]) for row in INTAKE.handed_in] == [
        (1, "Giấy số 1"),
        (3, "Giấy số 3"),
    ]


def test_the_receipt_says_what_was_handed_in() -> None:
    content = receipt_content(INTAKE, CODE)
    assert content.look_up_url == "https://tra-cuu.example/t/AbCdEfGhIjKlMnOpQrStUv"
    assert content.authorised is not None
    assert content.authorised.authorisation == "Giấy ủy quyền 12"
    assert [(line.name, line.state) for line in content.papers] == [
        ("Giấy số 1", "submitted"),
        ("Giấy số 3", "later"),
    ]
    assert unpack_content(pack_content(content)) == content


def test_an_open_fee_and_an_unknown_limit_reach_the_paper_as_such() -> None:
    open_fee = Fee(0, (message("fees.set_by_province"),), (), True, "set_elsewhere")
    unknown = replace(INTAKE.promise, at=None, limit_unknown=True)
    intake = replace(INTAKE, fee=open_fee, promise=unknown, time_limit=None)
    content = receipt_content(intake, CODE)
    assert (content.fee_vnd, content.fee_left_open, content.fee_lines) == (0, "set_elsewhere", ())
    assert (content.time_limit, content.promised_at, content.time_unknown) == (None, None, True)
    packed = pack_content(content)
    assert unpack_content(packed) == content
    del packed["fee_left_open"], packed["time_unknown"]
    assert unpack_content(packed).fee_left_open is None


def test_the_entry_speaks_the_protocol() -> None:
    said = DossierReceivedV1.model_validate(entry_payload(INTAKE, CODE))
    assert said.code == CODE
    assert said.procedure_version == 4
    assert said.submitter is not None
    assert said.papers[0].copies == 2
    assert said.received_at == RECEIVED
