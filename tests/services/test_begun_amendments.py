"""Corrections that were begun belong to their officer and their dossier."""

from __future__ import annotations

from desk_app.services.begun_amendments import BegunAmendment
from desk_app.services.desk import Desk
from desk_app.services.sign_in import OfficerAtDesk

PHONE = BegunAmendment({"applicant.phone": "09876"}, "sai số", {"applicant.phone": ("one",)})
NOTE = BegunAmendment({"note": None}, "", {"note": ()})


def officer_at(desk: Desk, role: str) -> OfficerAtDesk:
    return desk.officer(next(one.login for one in desk.sign_in.officers() if one.role == role))


def test_what_was_begun_is_there_again_the_latest_last(desk: Desk) -> None:
    begun, an = desk.begun_amendments, officer_at(desk, "officer")
    assert begun.of(an) == {}
    begun.keep(an, "A-1", NOTE)
    begun.keep(an, "A-2", PHONE)
    begun.keep(an, "A-1", PHONE)
    assert list(begun.of(an).items()) == [("A-2", PHONE), ("A-1", PHONE)]


def test_another_officer_sees_nothing_of_it(desk: Desk) -> None:
    begun = desk.begun_amendments
    an, binh = officer_at(desk, "officer"), officer_at(desk, "supervisor")
    begun.keep(an, "A-1", PHONE)
    begun.keep(binh, "A-1", NOTE)
    begun.keep(binh, "A-1", None)
    assert (begun.of(an), begun.of(binh)) == ({"A-1": PHONE}, {})


def test_what_was_saved_or_thrown_away_is_gone(desk: Desk) -> None:
    begun, an = desk.begun_amendments, officer_at(desk, "officer")
    begun.keep(an, "A-1", PHONE)
    for _ in range(2):
        begun.keep(an, "A-1", None)
        assert begun.of(an) == {}
