"""Past dossiers of people who do not exist: a training desk that looks like one in use.

They go through the same checks and the same commit as real ones, on working days before today.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from sqlalchemy import update

from desk_app.clock import VIETNAM
from desk_app.errors import Refusal
from desk_app.models.tables import Dossier, OutboxEntry, Receipt
from desk_app.services.catalogue_cards import ProcedureCard, checklist
from desk_app.services.desk import Desk
from desk_app.services.intake_form import IntakeForm, PaperForm, PersonForm

FAMILIES = (
    "Nguyễn",
    "Trần",
    "Lê",
    "Phạm",
    "Hoàng",
    "Huỳnh",
    "Phan",
    "Vũ",
    "Võ",
    "Đặng",
    "Bùi",
    "Đỗ",
)
WOMEN = ("Thị Phương Uyên", "Thị Ngọc Ánh", "Thuỳ Trâm", "Thị Mỹ Duyên", "Khánh Huyền", "Thị Sen")
MEN = ("Văn Đức", "Quốc Huy", "Minh Tuấn", "Đình Phúc", "Hữu Nghĩa", "Công Thành")
STREETS = ("Bến Xuân", "Hòa Bình", "Thống Nhất", "Cây Gạo", "Chợ Cũ", "Bờ Đê", "Ngõ Trạm")
MOST_A_DAY = 160
POPULAR = ("2.000815", "1.001193", "2.000884", "1.000894", "1.000656", "1.012783", "1.004222")


def receive_past(
    desk: Desk,
    count: int,
    *,
    seed: int = 1,
    advanced: Callable[[int, int], None] | None = None,
) -> int:
    """Receives ``count`` dossiers on working days before today, all sent and printed.

    Returns how many; fewer only where a training desk holds no numbers that far back.
    """
    lottery = random.Random(seed)
    officer = desk.officer()
    cards = _cards(desk)
    done = 0
    for day in _days_back(desk, count):
        todays = min(MOST_A_DAY, count - done)
        moments = sorted(_moment(day, lottery) for _ in range(todays))
        prepared = [
            desk.intake.prepare(_form(lottery, lottery.choice(cards), moment), officer)[0]
            for moment in moments
        ]
        try:
            with desk.store.write() as session:
                for intake in prepared:
                    desk.intake.record(session, intake)
        except Refusal:
            break
        done += todays
        if advanced is not None:
            advanced(done, count)
        if done >= count:
            break
    _settle(desk)
    return done


def _cards(desk: Desk) -> list[ProcedureCard]:
    found = [desk.catalogue.find(code) for code in POPULAR]
    cards = [card for card in found if card is not None]
    others = [desk.catalogue.find(hit.code) for hit in desk.catalogue.search("dang ky", 12)]
    return cards * 3 + [card for card in others if card is not None]


def _days_back(desk: Desk, count: int) -> list[date]:
    """Enough working days, oldest first."""
    days = desk.calendar.for_unit(desk.this_desk().unit)
    wanted = -(-count // MOST_A_DAY)
    found: list[date] = []
    day = desk.clock.now().date()
    while len(found) < wanted and day.year >= 2025:
        day -= timedelta(days=1)
        if days.is_open(day):
            found.append(day)
    return found[::-1]


def _moment(day: date, lottery: random.Random) -> datetime:
    hour = lottery.choice((7, 8, 8, 9, 9, 9, 10, 10, 13, 14, 14, 15, 16))
    minute = lottery.randint(30, 59) if hour == 7 else lottery.randint(0, 59)
    return datetime.combine(day, time(hour, minute), VIETNAM)


def _form(lottery: random.Random, card: ProcedureCard, moment: datetime) -> IntakeForm:
    case = lottery.choice(card.cases) if card.cases else None
    papers = checklist(card, case)
    return IntakeForm(
        procedure=card.code,
        case=case,
        channel=card.channels[0].channel if card.channels else "direct",  # type: ignore[arg-type]
        applicant=_person(lottery, moment.date()),
        papers=tuple(
            PaperForm(
                paper.number,
                "presented" if paper.requirement == "present" else "submitted",
                originals=max(paper.originals, 0 if paper.requirement == "present" else 1),
                copies=paper.copies,
            )
            for paper in papers[:8]
        ),
        pages=lottery.randint(1, 6),
        copies=lottery.randint(1, 3),
        received_at=moment,
    )


def _person(lottery: random.Random, today: date) -> PersonForm:
    woman = lottery.random() < 0.5
    born = date(lottery.randint(1950, today.year - 19), lottery.randint(1, 12), 15)
    century = (born.year - 1900) // 100 * 2 + (1 if woman else 0)
    place = lottery.choice(("001", "031", "048", "079", "092"))
    number = f"{place}{century}{born.year % 100:02}{lottery.randint(0, 999999):06}"
    given = lottery.choice(WOMEN if woman else MEN)
    return PersonForm(
        id_number=number,
        full_name=f"{lottery.choice(FAMILIES)} {given}",
        birth_date=born,
        sex="female" if woman else "male",
        address=f"{lottery.randint(1, 250)} {lottery.choice(STREETS)}, tỉnh Mẫu",
        phone=f"09{lottery.randint(10000000, 99999999)}",
    )


def _settle(desk: Desk) -> None:
    """The past has been sent and printed."""
    now = desk.clock.now()
    with desk.store.write() as session:
        session.execute(update(OutboxEntry).values(state="accepted", answered_at=now))
        session.execute(update(Dossier).values(sync_state="accepted"))
        session.execute(update(Receipt).values(print_state="printed"))
