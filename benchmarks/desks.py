"""Training desks to measure on, and the people who come to them (none of them exists)."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path

from desk_app import app
from desk_app.clock import VIETNAM, TickingClock
from desk_app.config.profile import profile_exists
from desk_app.services.desk import Desk
from desk_app.services.intake_form import IntakeForm, PaperForm, PersonForm
from desk_app.services.past_dossiers import FAMILIES, MEN, STREETS, WOMEN

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=VIETNAM)  # a Friday morning
BIRTH = "1.001193"


@contextmanager
def training_desk(folder: Path) -> Iterator[Desk]:
    """A desk of the training province, made if there is none, its clock at :data:`NOW`."""
    if not profile_exists(folder):
        app.make_training_desk(folder, clock=TickingClock(NOW))
    with app.running(folder, clock=TickingClock(NOW)) as desk:
        yield desk


def forms(seed: int) -> Iterator[IntakeForm]:
    """Births to register, without end: three papers each, applicants of all kinds of names."""
    lottery = random.Random(seed)
    while True:
        yield IntakeForm(
            procedure=BIRTH,
            applicant=_person(lottery),
            papers=tuple(PaperForm(number, originals=1) for number in (1, 2, 3)),
        )


def _person(lottery: random.Random) -> PersonForm:
    woman = lottery.random() < 0.5
    born = date(lottery.randint(1950, 2005), lottery.randint(1, 12), lottery.randint(1, 28))
    century = (born.year - 1900) // 100 * 2 + (1 if woman else 0)
    given = lottery.choice(WOMEN if woman else MEN)
    return PersonForm(
        id_number=f"079{century}{born.year % 100:02}{lottery.randint(0, 999999):06}",
        full_name=f"{lottery.choice(FAMILIES)} {given}",
        birth_date=born,
        sex="female" if woman else "male",
        address=f"{lottery.randint(1, 250)} {lottery.choice(STREETS)}, tỉnh Mẫu",
        phone=f"09{lottery.randint(10000000, 99999999)}",
    )
