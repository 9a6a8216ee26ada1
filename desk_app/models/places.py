"""Units, counters, officers: where and who."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from desk_app.models.base import Base
from desk_app.moments import Moment

UNIT_LEVELS = (
    "province",
    "district",  # until 30/06/2025 (NĐ 118/2025)
    "commune",
    "province_centre",
    "province_branch",
    "commune_centre",
    "reception_point",
)


class Unit(Base):
    """An office with a unit code; receives, decides or co-operates. Both eras live side by side:
    ``valid_to`` ends a unit, ``merged_into`` names its successor."""

    __tablename__ = "unit"
    code: Mapped[str] = mapped_column(Text, primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    level: Mapped[str] = mapped_column(Text)
    parent: Mapped[str | None] = mapped_column(Text)
    place: Mapped[str | None] = mapped_column(Text)
    address: Mapped[str | None] = mapped_column(Text)
    phone: Mapped[str | None] = mapped_column(Text)
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
    merged_into: Mapped[str | None] = mapped_column(Text)


class Counter(Base):
    """The place where an officer meets people; a desk stands at one of them."""

    __tablename__ = "counter"
    unit: Mapped[str] = mapped_column(ForeignKey("unit.code"), primary_key=True)
    name: Mapped[str] = mapped_column(Text, primary_key=True)


class Officer(Base):
    """Who works at a counter. ``password_hash`` is Argon2id; ``wrong_tries`` and
    ``locked_until`` are the lock-out, kept here so that a restart does not clear it."""

    __tablename__ = "officer"
    login: Mapped[str] = mapped_column(Text, primary_key=True)
    full_name: Mapped[str] = mapped_column(Text)
    role: Mapped[str] = mapped_column(Text)  # officer | supervisor | it
    unit: Mapped[str] = mapped_column(Text)
    password_hash: Mapped[str] = mapped_column(Text)
    active: Mapped[bool] = mapped_column(default=True)
    wrong_tries: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None] = mapped_column(Moment)


class Favourite(Base):
    """A procedure an officer keeps at hand, in the officer's own order."""

    __tablename__ = "favourite"
    officer: Mapped[str] = mapped_column(ForeignKey("officer.login"), primary_key=True)
    procedure: Mapped[str] = mapped_column(Text, primary_key=True)
    position: Mapped[int]
