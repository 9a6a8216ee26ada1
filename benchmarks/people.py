"""Dossiers of people who do not exist, as many as wanted, the same for the same seed."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from desk_app.clock import VIETNAM, uuid7

UNIT = "H99.21.01"
A_DAY = 400
LAST_DAY = date(2026, 11, 19)

# About as often as in life: four in ten are Nguyễn.
FAMILIES = (
    *("Nguyễn",) * 38, *("Trần",) * 12, *("Lê",) * 10, *("Phạm",) * 7, *("Hoàng", "Phan") * 5,
    *("Vũ", "Võ") * 4, *("Đặng", "Bùi", "Đỗ", "Hồ", "Ngô", "Dương", "Lý") * 2,
    "Huỳnh", "Đinh", "Trịnh", "Mai", "Lâm", "Phùng", "Tạ", "Cao", "Thạch", "Quách",
)  # fmt: skip
MIDDLES = (
    *("Thị", "Văn") * 12, "Ngọc", "Minh", "Quốc", "Đình", "Hữu", "Thanh", "Thuỳ", "Thị Phương",
    "Thị Ngọc", "Khánh", "Gia", "Bảo", "Xuân", "Thị Mỹ", "Đức", "Hoàng",
)  # fmt: skip
GIVEN = (
    "An", "Anh", "Ánh", "Bình", "Chi", "Cúc", "Cường", "Diễm", "Dung", "Dũng", "Duy", "Duyên",
    "Đạt", "Đông", "Đức", "Giang", "Hà", "Hải", "Hạnh", "Hằng", "Hiếu", "Hiền", "Hoa", "Hòa",
    "Huệ", "Hùng", "Huy", "Huyền", "Hương", "Khoa", "Kiên", "Lan", "Linh", "Loan", "Long", "Lộc",
    "Mai", "Mạnh", "Minh", "My", "Nam", "Nga", "Nghĩa", "Ngọc", "Nguyên", "Nhung", "Oanh", "Phong",
    "Phúc", "Phương", "Quang", "Quyên", "Sơn", "Tâm", "Thanh", "Thảo", "Thịnh", "Thủy", "Trang",
    "Trâm", "Trung", "Tuấn", "Tuyết", "Uyên", "Vân", "Việt", "Vinh", "Yến",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Past:
    """One dossier of the past. ``kind`` picks one of the procedures that are given."""

    seq: int
    id: str
    code: str
    counter: str
    kind: int
    id_number: str
    name: str
    phone: str
    received_at: datetime
    promised_at: datetime
    state: str


def past(seed: int, count: int) -> Iterator[Past]:
    """``count`` dossiers, oldest first, the last received on :data:`LAST_DAY`; those of the last
    two weeks, and a few older ones, are still open."""
    lottery = random.Random(seed)
    days = _working_days(-(-count // A_DAY))
    for seq in range(1, count + 1):
        place, number = divmod(seq - 1, A_DAY)
        day = days[place]
        moment = datetime.combine(day, time(7, 30), VIETNAM) + timedelta(seconds=75 * number)
        is_open = len(days) - place <= 10 or lottery.random() < 0.002
        yield Past(
            seq=seq,
            id=uuid7(moment, seq.to_bytes(10, "big")),
            code=f"{UNIT}-{day:%y%m%d}-{number + 1:04}",
            counter=f"Quầy {number % 6 + 1:02}",
            kind=int(lottery.random() ** 2 * 100),
            id_number=f"{lottery.randint(1, 96):03}{lottery.randint(100000000, 399999999)}",
            name=_name(lottery),
            phone=f"09{lottery.randint(0, 99999999):08}",
            received_at=moment,
            promised_at=moment + timedelta(days=7),
            state="processing" if is_open else "done",
        )


def _name(lottery: random.Random) -> str:
    pick = lottery.random
    family = FAMILIES[int(pick() * len(FAMILIES))]
    middle = MIDDLES[int(pick() * len(MIDDLES))]
    return f"{family} {middle} {GIVEN[int(pick() * len(GIVEN))]}"


def _working_days(count: int) -> list[date]:
    days: list[date] = []
    day = LAST_DAY
    while len(days) < count:
        if day.weekday() < 5:
            days.append(day)
        day -= timedelta(days=1)
    return days[::-1]
