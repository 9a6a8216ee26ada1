"""Several rates of one channel: what is offered, and that nobody but the officer picks."""

from __future__ import annotations

from desk_app.services.catalogue_cards import ChannelCard
from desk_app.services.fee_rates import KnownRate, known_rates, picks_rate

ONE_OF = {"kind": "one_of", "rates": [{"vnd": 20_000, "label": "Hộ gia đình"}, {"vnd": 5_000}]}


def row(vnd: int | None, label: str | None = None, **more: object) -> ChannelCard:
    return ChannelCard("direct", label, fee_vnd=vnd, **more)  # type: ignore[arg-type]


def test_one_rate_is_no_choice() -> None:
    assert not picks_rate([row(10_000)])
    assert not picks_rate([])
    assert known_rates([row(10_000)]) == ()


def test_two_rows_of_the_same_rate_are_no_choice() -> None:
    assert not picks_rate([row(10_000, "thường"), row(10_000, "nhanh")])


def test_rates_of_a_formula_are_offered_with_their_labels() -> None:
    rows = [row(20_000, fee_formula=ONE_OF)]
    assert picks_rate(rows)
    assert known_rates(rows) == (KnownRate(20_000, "Hộ gia đình"), KnownRate(5_000))


def test_rows_with_different_rates_are_offered_each_amount_once() -> None:
    rows = [row(20_000, "A"), row(5_000, "B"), row(20_000, "C")]
    assert known_rates(rows) == (KnownRate(20_000, "A / C"), KnownRate(5_000, "B"))


def test_of_a_rate_marked_as_one_of_several_only_that_one_is_known() -> None:
    rows = [row(10_000, uncertain={"fee": "one_rate_of_several"})]
    assert known_rates(rows) == (KnownRate(10_000),)


def test_what_is_set_elsewhere_or_unknown_is_not_offered() -> None:
    rows = [row(0, fee_set_elsewhere=True), row(None), row(7_000)]
    assert known_rates(rows) == (KnownRate(7_000),)
