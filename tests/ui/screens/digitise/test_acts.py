"""Which acts are one, and what they are about. The way back itself: see test_presenter."""

from __future__ import annotations

from dataclasses import replace

from desk_app.services.page_views import PageChange, PaperChange, PaperTarget
from desk_app.ui.screens.digitise.acts import Act
from desk_app.wording import message

TARGET = PaperTarget("d", 2)
COUNTED = Act(
    message("digitise.did.declared", count=3),
    "d",
    2,
    (PaperChange(TARGET, declared=2), PageChange("a"), PageChange("b")),
    "declared",
)


def test_acts_of_one_kind_on_one_paper_go_on() -> None:
    assert COUNTED.goes_on(COUNTED)
    for other in ({"number": 3}, {"dossier_id": "e"}, {"kind": ""}):
        assert not COUNTED.goes_on(replace(COUNTED, **other))  # type: ignore[arg-type]
    plain = replace(COUNTED, kind="")
    assert not plain.goes_on(plain)


def test_an_act_knows_its_pages() -> None:
    assert COUNTED.pages == ("a", "b")
