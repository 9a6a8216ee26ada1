from __future__ import annotations

from datetime import datetime

import pytest

from desk_app.clock import VIETNAM
from desk_app.paper.receipt_content import PaperLine
from tests.builders.receipts import ID_NUMBER, LOOK_UP, a_receipt, the_authorised_receipt


def test_a_link_with_a_personal_number_is_refused_without_naming_it() -> None:
    with pytest.raises(ValueError, match="opaque") as refused:
        a_receipt(look_up_url=f"https://tra-cuu.example.vn/{ID_NUMBER}")
    assert ID_NUMBER not in str(refused.value)


def test_the_number_of_the_authorised_counts_too() -> None:
    with pytest.raises(ValueError, match="opaque"):
        the_authorised_receipt(look_up_url=LOOK_UP + "001090004321")


@pytest.mark.parametrize("moment", ["received_at", "promised_at"])
def test_moments_need_their_zone(moment: str) -> None:
    with pytest.raises(ValueError, match=moment):
        a_receipt(**{moment: datetime(2026, 11, 20)})  # noqa: DTZ001


def test_papers_that_do_not_apply_are_not_printed() -> None:
    papers = (PaperLine("Một"), PaperLine("Hai", "not_applicable"), PaperLine("Ba", "later"))
    receipt = a_receipt(papers=papers, received_at=datetime(2026, 11, 20, tzinfo=VIETNAM))
    assert [line.name for line in receipt.printed_papers] == ["Một", "Ba"]
