"""Buckets empty and fill."""

from __future__ import annotations

from desk_app.central.limits import ASKERS_REMEMBERED, Buckets, Rate


class Seconds:
    """A clock for buckets."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_burst_then_a_trickle() -> None:
    seconds = Seconds()
    buckets = Buckets(Rate(burst=3, per_second=0.5), seconds)
    assert [buckets.wait_for("a") for _ in range(4)] == [0, 0, 0, 2]
    seconds.now = 1.9
    assert buckets.wait_for("a") == 1
    seconds.now = 2.0
    assert buckets.wait_for("a") == 0
    assert buckets.wait_for("a") > 0


def test_askers_do_not_disturb_each_other() -> None:
    buckets = Buckets(Rate(burst=1, per_second=0.1), Seconds())
    assert (buckets.wait_for("a"), buckets.wait_for("b")) == (0, 0)
    assert buckets.wait_for("a") > 0


def test_a_bucket_never_holds_more_than_the_burst() -> None:
    seconds = Seconds()
    buckets = Buckets(Rate(burst=2, per_second=1), seconds)
    seconds.now = 1_000
    assert [buckets.wait_for("a") == 0 for _ in range(3)] == [True, True, False]


def test_memory_has_an_end() -> None:
    buckets = Buckets(Rate(burst=1, per_second=0.001), Seconds())
    for asker in range(ASKERS_REMEMBERED + 1):
        buckets.wait_for(str(asker))
    assert len(buckets._full) == ASKERS_REMEMBERED
