"""What the screen shows, without Qt."""

from __future__ import annotations

from desk_app.services.catalogue import ProcedureCard
from desk_app.ui.screens.intake.state import Judgement, ProcedureLine


def test_the_short_way_is_for_certified_copies_only() -> None:
    assert not Judgement().certified_copies
    usual = ProcedureCard("1.001193", 1, 1, "Đăng ký khai sinh")
    assert not Judgement(card=usual).certified_copies
    copies = ProcedureCard("2.000815", 1, 2, "Chứng thực", form_kind="certified_copy")
    assert Judgement(card=copies).certified_copies


def test_a_name_in_the_language_there_is() -> None:
    line = ProcedureLine("1.001193", "Đăng ký khai sinh", "Birth registration")
    assert (line.name("vi"), line.name("en")) == ("Đăng ký khai sinh", "Birth registration")
    assert ProcedureLine("1", "Tên").name("en") == "Tên"
