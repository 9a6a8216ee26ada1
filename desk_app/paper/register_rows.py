"""What stands in the register (form 07, "Sổ theo dõi hồ sơ", Thông tư 03/2025/TT-VPCP)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from desk_app.wording import say

COLUMNS = (
    "row",
    "code",
    "procedure",
    "applicant",
    "address",
    "deciding_unit",
    "received_at",
    "promised_at",
    "returned_at",
    "return_method",
    "signed",
)
RECEIVING_FROM = COLUMNS.index("received_at")


@dataclass(frozen=True)
class RegisterRow:
    """One dossier. Moments are aware; None leaves the cell empty.

    ``address_and_phone`` is written as it comes ("25/7 Nguyễn Bỉnh Khiêm; 0912345678");
    ``signed`` is who signed for the result.
    """

    code: str
    procedure_name: str
    applicant_name: str
    address_and_phone: str
    deciding_unit: str
    received_at: datetime
    promised_at: datetime | None = None
    returned_at: datetime | None = None
    return_method: str | None = None
    signed: str | None = None

    def texts(self) -> tuple[str, str, str, str, str]:
        """The columns from ``code`` to ``deciding_unit``."""
        return (
            self.code,
            self.procedure_name,
            self.applicant_name,
            self.address_and_phone,
            self.deciding_unit,
        )

    def moments(self) -> tuple[datetime | None, datetime | None, datetime | None]:
        """The columns ``received_at``, ``promised_at`` and ``returned_at``."""
        return self.received_at, self.promised_at, self.returned_at


@dataclass(frozen=True)
class RegisterHeading:
    """Whose register, and for which days (both included)."""

    unit_name: str
    parent_name: str
    first_day: date
    last_day: date
    form_number: str | None = None
    training: bool = False

    def period(self) -> str:
        """The days in words."""
        if self.first_day == self.last_day:
            return say("paper.form07.day", "vi", day=self.first_day)
        return say("paper.form07.period", "vi", first=self.first_day, last=self.last_day)


def column_title(column: str) -> str:
    """The title of a column as the form has it."""
    return say(f"paper.form07.{column}", "vi")
