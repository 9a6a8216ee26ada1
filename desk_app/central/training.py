"""The sample province of a training centre. Everything in it is invented, passwords included:
they are public, and only a training profile ever talks to such a centre."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

from sqlalchemy.orm import Session

from desk_app.central import administration, changes, tables
from desk_app.central.passwords import hash_password
from desk_app.clock import Clock
from desk_app.sync.protocol import OfficerV1, UnitV1
from desk_app.wording import RESOURCES

PASSWORD = "tap-huan"
MAIN_UNIT = "H99.21.01"
COUNTERS = ("Quầy 01", "Quầy 02", "Quầy 03")
CENTRE_NAME = "Tỉnh Mẫu (tập huấn)"
END_OF_DISTRICTS = date(2025, 6, 30)
NEW_ERA = date(2025, 7, 1)


def sample_units() -> list[UnitV1]:
    """A province of both eras: the district ended on 30/06/2025, the communes merged."""
    district = "H99.05"
    return [
        UnitV1(code="H99", name="Ủy ban nhân dân tỉnh Mẫu", level="province", place="Tỉnh Mẫu"),
        UnitV1(
            code=district,
            name="Ủy ban nhân dân huyện Sông Hiền",
            level="district",
            parent="H99",
            place="Huyện Sông Hiền",
            valid_to=END_OF_DISTRICTS,
        ),
        UnitV1(
            code="H99.05.13",
            name="Ủy ban nhân dân xã Bến Đò",
            level="commune",
            parent=district,
            place="Xã Bến Đò",
            valid_to=END_OF_DISTRICTS,
            merged_into="H99.21",
        ),
        _commune("H99.21", "phường Bến Xuân", "Phường Bến Xuân"),
        _commune("H99.22", "xã Đồng Lúa", "Xã Đồng Lúa"),
        UnitV1(
            code="H99.01",
            name="Trung tâm Phục vụ hành chính công tỉnh Mẫu",
            level="province_centre",
            parent="H99",
            place="Phường Bến Xuân",
            address="1 đường Hòa Bình, phường Bến Xuân, tỉnh Mẫu",
            phone="0299 3800 100",
        ),
        UnitV1(
            code="H99.01.02",
            name="Chi nhánh số 2 Trung tâm Phục vụ hành chính công tỉnh Mẫu",
            level="province_branch",
            parent="H99.01",
            place="Xã Đồng Lúa",
            address="15 đường Thống Nhất, xã Đồng Lúa, tỉnh Mẫu",
            phone="0299 3800 102",
            valid_from=NEW_ERA,
        ),
        UnitV1(
            code=MAIN_UNIT,
            name="Trung tâm Phục vụ hành chính công phường Bến Xuân",
            level="commune_centre",
            parent="H99.21",
            place="Phường Bến Xuân",
            address="25 đường Bến Xuân, phường Bến Xuân, tỉnh Mẫu",
            phone="0299 3821 001",
            valid_from=NEW_ERA,
        ),
        UnitV1(
            code="H99.22.01",
            name="Trung tâm Phục vụ hành chính công xã Đồng Lúa",
            level="commune_centre",
            parent="H99.22",
            place="Xã Đồng Lúa",
            address="Thôn Trung, xã Đồng Lúa, tỉnh Mẫu",
            phone="0299 3822 001",
            valid_from=NEW_ERA,
        ),
        UnitV1(
            code="H99.21.01.01",
            name="Điểm tiếp nhận hồ sơ khu phố Bến Đò",
            level="reception_point",
            parent=MAIN_UNIT,
            place="Phường Bến Xuân",
            address="Nhà văn hóa khu phố Bến Đò, phường Bến Xuân, tỉnh Mẫu",
            valid_from=NEW_ERA,
        ),
    ]


def _commune(code: str, name: str, place: str) -> UnitV1:
    return UnitV1(
        code=code,
        name=f"Ủy ban nhân dân {name}",
        level="commune",
        parent="H99",
        place=place,
        valid_from=NEW_ERA,
    )


def sample_officers() -> list[OfficerV1]:
    """Those of the main unit (``uyen``, ``binh``, ``giam.sat``, ``it``), and the same roles at
    every other receiving unit with its short name behind (``uyen.dong-lua``)."""
    main = [
        ("uyen", "Lê Thị Hải Uyên", "officer"),
        ("binh", "Phạm Văn Bình", "officer"),
        ("giam.sat", "Trần Quốc Toàn", "supervisor"),
        ("it", "Đỗ Minh Kỹ", "it"),
    ]
    others = {
        "H99.01": "tinh",
        "H99.01.02": "chi-nhanh",
        "H99.22.01": "dong-lua",
        "H99.21.01.01": "ben-do",
    }
    made = [_officer(login, name, role, MAIN_UNIT) for login, name, role in main]
    for unit, short in others.items():
        made += [_officer(f"{login}.{short}", name, role, unit) for login, name, role in main]
    return made


def _officer(login: str, name: str, role: str, unit: str) -> OfficerV1:
    return OfficerV1.model_validate(
        {
            "login": login,
            "full_name": name,
            "role": role,
            "unit": unit,
            "password_hash": _hash(),
        }
    )


@cache
def _hash() -> str:
    return hash_password(PASSWORD)


def fill(session: Session, clock: Clock, resources: Path = RESOURCES) -> None:
    """Units, counters, officers, the whole catalogue and the calendars of ``resources``."""
    units = sample_units()
    for unit in units:
        administration.put_unit(session, unit)
    changes.append(session, [administration.unit_change(unit) for unit in units], clock.now())
    receiving = {officer.unit for officer in sample_officers()}
    session.add_all(
        tables.Counter(unit=unit, name=name) for unit in sorted(receiving) for name in COUNTERS
    )
    session.flush()
    administration.put_officers(session, clock, sample_officers())
    for kind, folder in (("calendar", "calendar"), ("procedure", "procedures")):
        for file in sorted((resources / folder).glob("*.json")):
            records = administration.read_published(kind, file)  # type: ignore[arg-type]
            administration.put_published(session, clock, kind, records)  # type: ignore[arg-type]
