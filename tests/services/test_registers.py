"""The register of days."""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO

import openpyxl
import pypdfium2
import pytest

from desk_app.clock import TickingClock
from desk_app.errors import Refusal
from desk_app.models.engine import Store
from desk_app.services.registers import Registers
from desk_app.wording import LANGUAGES
from tests.builders.stores import NOW, a_dossier


@pytest.fixture
def registers(store: Store, clock: TickingClock) -> Registers:
    return Registers(store, clock)


def test_a_day_lists_its_dossiers_in_the_order_of_receipt(
    registers: Registers, store: Store
) -> None:
    with store.write() as session:
        late = a_dossier(session, received_at=NOW + timedelta(hours=1), result_at="post")
        early = a_dossier(session, phone=None)
        a_dossier(session, received_at=NOW - timedelta(days=1))
    made = registers.register()
    assert [row.code for row in made.rows] == [early.code, late.code]
    assert made.rows[0].address_and_phone == "25/7 Nguyễn Bỉnh Khiêm"
    assert made.rows[1].address_and_phone == "25/7 Nguyễn Bỉnh Khiêm; 0912345678"
    assert made.rows[1].return_method == "Qua bưu chính"
    assert made.rows[0].deciding_unit == "Trung tâm Phục vụ hành chính công phường Mẫu"


def test_every_column_says_what_holds_now(registers: Registers, store: Store) -> None:
    """The name was the amended one, address and phone beside it the printed ones."""
    amended = {
        "applicant.full_name": "Trần Thị Bưởi",
        "applicant.address": "12 Lê Lợi",
        "applicant.phone": None,
        "result_at": "post",
    }
    with store.write() as session:
        a_dossier(session, applicant_name="Trần Thị Bưởi", amended=amended)
        a_dossier(session, phone=None, amended={"applicant.phone": "0987654321"})
    first, second = registers.register().rows
    assert first.applicant_name == "Trần Thị Bưởi"
    assert first.address_and_phone == "12 Lê Lợi"
    assert first.return_method == "Qua bưu chính"
    assert second.address_and_phone == "25/7 Nguyễn Bỉnh Khiêm; 0987654321"


def test_the_heading_names_the_unit_and_the_days(registers: Registers) -> None:
    heading = registers.register(date(2026, 11, 1), date(2026, 11, 30)).heading
    assert heading.unit_name == "Trung tâm Phục vụ hành chính công phường Mẫu"
    assert heading.parent_name == "Ủy ban nhân dân phường Mẫu"
    assert (heading.first_day, heading.last_day) == (date(2026, 11, 1), date(2026, 11, 30))
    assert heading.training


@pytest.mark.parametrize("last", [date(2026, 10, 31), date(2027, 11, 3)])
def test_days_in_the_wrong_order_or_too_many_are_refused(registers: Registers, last: date) -> None:
    with pytest.raises(Refusal) as caught:
        registers.register(date(2026, 11, 1), last)
    assert caught.value.key == "day.register_span"
    assert all(caught.value.as_json(language) for language in LANGUAGES)


def test_both_files_hold_the_dossier(registers: Registers, store: Store) -> None:
    with store.write() as session:
        code = a_dossier(session).code
    document = pypdfium2.PdfDocument(registers.pdf())
    text = "".join(page.get_textpage().get_text_bounded() for page in document)
    document.close()
    assert "Nguyễn Thị Phương Uyên" in " ".join(text.split())
    book = openpyxl.load_workbook(BytesIO(registers.xlsx()))
    cells = [cell for row in book.worksheets[0].iter_rows(values_only=True) for cell in row]
    book.close()
    assert code in cells


@pytest.mark.parametrize("kind", ["pdf", "xlsx"])
def test_it_tells_how_far_it_is_and_can_be_stopped(
    registers: Registers, store: Store, kind: str
) -> None:
    with store.write() as session:
        for number in range(1, 121):
            a_dossier(session, number=number)
    told: list[tuple[int, int]] = []
    make = getattr(registers, kind)
    make(progress=lambda done, total: told.append((done, total)))
    assert told
    assert {total for _, total in told} == {120}
    assert [done for done, _ in told] == sorted({done for done, _ in told})

    def stop(_done: int, _total: int) -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        make(progress=stop)
