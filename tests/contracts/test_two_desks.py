"""What every centre promises the desks of one unit about each other's dossiers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from desk_app.amending import outcomes
from desk_app.sync.centre import DeskIdentity
from desk_app.sync.protocol import (
    AmendmentV1,
    Change,
    Entry,
    SharedDossierV1,
    SyncAnswer,
    text_hash,
)
from tests.builders.messages import (
    COUNTER,
    CREDENTIAL,
    amending,
    enrol_request,
    entry,
    identity_text,
    received,
    sync_request,
)
from tests.contracts.conftest import CentreUnderTest, Port

PHONE = "applicant.phone"


@dataclass
class Speaking:
    """One desk and how far it has read."""

    port: Port
    cursor: int = 0

    def __post_init__(self) -> None:
        self.heard: list[Change] = []

    def say(self, *entries: Entry) -> SyncAnswer:
        answer = self.port.sync(sync_request(*entries, cursor=self.cursor))
        self.cursor = answer.cursor
        self.heard += answer.changes
        return answer

    def listen(self, kind: str) -> list[dict[str, Any]]:
        """What it was told of this kind until now."""
        while self.say().more:
            pass
        return [change.payload for change in self.heard if change.kind == kind]

    def written(self) -> list[AmendmentV1]:
        return [AmendmentV1.model_validate(one) for one in self.listen("dossier.amended")]

    def stands(self) -> dict[str, Any]:
        found = outcomes(w for one in self.written() for w in one.writings())
        return {name: (one.value, {w.value for w in one.open}) for name, one in found.items()}


@pytest.fixture
def desks(centre: CentreUnderTest) -> tuple[Speaking, Speaking]:
    """Two desks of one unit; the first has sent a dossier, its number 1."""
    made = []
    for number in (1, 2):
        centre.port(None).enrol(enrol_request(centre.make_code(), number))
        identity = DeskIdentity(identity_text(800_000 + number), CREDENTIAL)
        made.append(Speaking(centre.port(identity)))
        made[-1].say()
    one, two = made
    assert one.say(entry(1)).entries[0].outcome == "accepted"
    return one, two


def test_the_other_desk_hears_of_a_dossier_without_its_token(
    desks: tuple[Speaking, Speaking],
) -> None:
    one, two = desks
    told = [SharedDossierV1.model_validate(said) for said in two.listen("dossier.shared")]
    assert [said.dossier_id for said in told] == [entry(1).dossier_id]
    sent = received(1)
    assert told[0].desk_id == identity_text(800_001)
    assert told[0].received.applicant.full_name == sent["applicant"]["full_name"]
    assert told[0].received.papers[0].name == sent["papers"][0]["name"]
    assert told[0].received.received_at.isoformat() == sent["received_at"]
    assert sent["look_up_token"] not in str(two.heard)
    assert told[0].look_up_sha256 == text_hash(sent["look_up_token"])
    assert one.listen("dossier.shared") == []  # its own


def test_a_dossier_sent_twice_is_told_once(desks: tuple[Speaking, Speaking]) -> None:
    one, two = desks
    assert one.say(entry(1)).entries[0].outcome == "duplicate"
    assert len(two.listen("dossier.shared")) == 1


def test_an_amendment_comes_to_both(desks: tuple[Speaking, Speaking]) -> None:
    one, two = desks
    assert one.say(amending(2, "0987654321")).entries[0].outcome == "accepted"
    for desk in desks:
        written = desk.written()
        assert [said.entry_id for said in written] == [identity_text(2)]
        assert (written[0].said.counter, written[0].decided) == (COUNTER, False)
    assert two.stands() == {PHONE: ("0987654321", {"0987654321"})}


def test_ones_own_amendment_comes_back_with_its_answer(desks: tuple[Speaking, Speaking]) -> None:
    one, two = desks
    two.say()
    answer = two.say(amending(10, "0912345678"))
    assert [a.outcome for a in answer.entries] == ["accepted"]
    back = [change.payload["entry_id"] for change in answer.changes]
    assert back == [identity_text(10)]
    assert two.say().changes == []
    assert [said.entry_id for said in one.written()] == [identity_text(10)]


@pytest.mark.parametrize("first", [2, 3])
def test_two_that_did_not_see_each_other_conflict_in_either_order(
    desks: tuple[Speaking, Speaking], first: int
) -> None:
    said = {2: amending(2, "0987654321"), 3: amending(3, "0903112233")}
    one, two = desks
    senders = {2: one, 3: two}
    for number in sorted(said, key=lambda number: number != first):
        assert senders[number].say(said[number]).entries[0].outcome == "accepted"
    both = {PHONE: ("0987654321", {"0987654321", "0903112233"})}
    assert one.stands() == two.stands() == both


def test_a_decision_closes_it_for_both(desks: tuple[Speaking, Speaking]) -> None:
    one, two = desks
    one.say(amending(2, "0987654321"))
    two.say(amending(3, "0903112233"))
    decision = amending(4, "0903112233", over=(2, 3), kind="dossier.decided", position=3)
    assert two.say(decision).entries[0].outcome == "accepted"
    assert one.stands() == two.stands() == {PHONE: ("0903112233", {"0903112233"})}
    assert [said.decided for said in one.written()] == [False, False, True]


def test_an_entry_answers_only_to_what_was_written_before(
    desks: tuple[Speaking, Speaking],
) -> None:
    one, two = desks
    one.say(amending(2, "0987654321", over=(3,)))
    two.say(amending(3, "0903112233", over=(2,)))
    assert one.stands() == two.stands() == {PHONE: ("0903112233", {"0903112233"})}


def test_a_desk_that_joins_later_hears_what_holds(
    centre: CentreUnderTest, desks: tuple[Speaking, Speaking]
) -> None:
    desks[0].say(amending(2, "0987654321"))
    centre.port(None).enrol(enrol_request(centre.make_code(), 3))
    third = Speaking(centre.port(DeskIdentity(identity_text(800_003), CREDENTIAL)))
    told = SharedDossierV1.model_validate(third.listen("dossier.shared")[0])
    assert [said.entry_id for said in told.amendments] == [identity_text(2)]
    assert third.stands() == {PHONE: ("0987654321", {"0987654321"})}


@pytest.mark.parametrize(
    "wrong",
    [
        amending(2, "31/02/1987", field="applicant.birth_date"),
        amending(2, "unknown", field="applicant.sex"),
        amending(2, None, field="applicant.full_name"),
        amending(2, "1" * 51),
        amending(2, "1", at="2026-11-20T10:00:00"),
        amending(2, "1", reason=""),
        amending(2, "1", fields={}),
        amending(2, "1", field="Applicant; DROP"),
    ],
)
def test_what_fits_no_field_is_refused(desks: tuple[Speaking, Speaking], wrong: Entry) -> None:
    answer = desks[0].say(wrong).entries[0]
    assert (answer.outcome, answer.reason) == ("refused", "payload-invalid")
    assert desks[1].written() == []


def test_an_amendment_of_nothing_known_is_refused(desks: tuple[Speaking, Speaking]) -> None:
    stray = amending(2, "0987654321").model_copy(update={"dossier_id": identity_text(999_999)})
    answer = desks[0].say(stray).entries[0]
    assert (answer.outcome, answer.reason) == ("refused", "dossier-unknown")
