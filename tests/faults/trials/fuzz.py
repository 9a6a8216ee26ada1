"""Bad input: whatever is said to the centre, it answers 4xx, keeps nothing of it and stays up."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from functools import partial

import httpx

from tests.builders.postgres import find_binaries
from tests.faults.bad_input.bodies import crowd
from tests.faults.bad_input.centre import (
    LOOKED_AT,
    TriedCentre,
    differs,
    refused,
    tried_centre,
)
from tests.faults.bad_input.described import examined
from tests.faults.bad_input.lines import Answer, said, spoilt_line
from tests.faults.bad_input.messages import Asked, good
from tests.faults.bad_input.readers import one_reader
from tests.faults.bad_input.spoiling import spoilt
from tests.faults.bad_input.sticks import one_stick
from tests.faults.trials import Outcome, Trial, each

# Requests of each way in, beside those of every limit that the description names.
EXAMPLES = 60
NO_POSTGRES = "PostgreSQL is not installed: the centre on PostgreSQL is NOT tried here"
# So often the centre is asked for something good in between.
LIFE_EVERY = 25


def one_message(kind: str, seed: int) -> Iterator[str]:
    """One good message, spoilt in one way."""
    chance = random.Random(seed)
    centre = tried_centre(kind)
    asked = good(centre, chance)
    bad, how = spoilt(centre, asked, chance)
    for wrong in _judged(centre, bad):
        yield f"{asked.name}, {how}: {wrong}"
    if seed % LIFE_EVERY == 0:
        yield from centre.lives()


def one_line(kind: str, seed: int) -> Iterator[str]:
    """One good request on a bad connection."""
    chance = random.Random(seed)
    centre = tried_centre(kind)
    asked = good(centre, chance)
    while asked.method == "HEAD":  # where its answer ends depends on how it was understood
        asked = good(centre, chance)
    sent = spoilt_line(asked, chance)
    centre.comes_to_rest()
    before = centre.digest()
    found = said(centre.url, sent)
    for wrong in _judged_line(centre, asked, found, before):
        yield f"{asked.name}, {sent.how}: {wrong}"
    if seed % LIFE_EVERY == 0:
        yield from centre.lives()


def large_bodies(kind: str, seed: int) -> Iterator[str]:
    """Several at once."""
    yield from crowd(tried_centre(kind), random.Random(seed))


def as_described(kind: str, seed: int) -> Iterator[str]:
    """Every way in as the centre describes it, by a desk or by a stranger in turn."""
    yield from examined(tried_centre(kind), seed, EXAMPLES, as_desk=seed % 2 == 0)


def on_a_stick(_: str, seed: int) -> Iterator[str]:
    """One queue that is not as it should be."""
    yield from one_stick(seed)


def by_a_reader(_: str, seed: int) -> Iterator[str]:
    """One thing to read that is not as it should be."""
    yield from one_reader(seed)


def run(one: Callable[[str, int], Iterator[str]], kind: str, seed: int, count: int) -> Outcome:
    """Makes so many trials, all with one centre."""
    if kind == "postgresql" and find_binaries() is None:
        return Outcome(0, notes=(f"left out: {NO_POSTGRES}",))
    return each(seed, count, partial(one, kind))


def _judged(centre: TriedCentre, bad: Asked) -> Iterator[str]:
    """What is wrong with how the centre takes ``bad``. It may also take it: then it was not bad
    enough, and what it says must be good."""
    before = centre.digest()
    answer = centre.ask(bad.method, bad.path, bad.headers, bad.content)
    now = centre.digest()
    media_type = answer.headers.get("content-type", "")
    if answer.is_success or _is_a_page(answer.status_code, media_type):
        if _took_nothing(answer):
            yield from differs(before, now, but=LOOKED_AT)
    else:
        yield from refused(answer.status_code, media_type, answer.content, bad.method)
        yield from differs(before, now)
    centre.forgiven()


def _judged_line(
    centre: TriedCentre, asked: Asked, found: list[Answer], before: dict[str, str]
) -> Iterator[str]:
    for answer in found:
        media_type = answer.headers.get("content-type", "")
        if answer.status >= 300 and not _is_a_page(answer.status, media_type):
            yield from refused(answer.status, media_type, answer.body, asked.method)
    if not any(answer.status < 300 for answer in found) and found:
        yield from differs(before, centre.digest())
    centre.forgiven()


def _is_a_page(status: int, media_type: str) -> bool:
    """Of a look-up that finds nothing: for people."""
    return status == 404 and media_type.startswith("text/html")


def _took_nothing(answer: httpx.Response) -> bool:
    """Whether it answers entries, and refuses them all."""
    if not answer.headers.get("content-type", "").startswith("application/json"):
        return False
    outcomes = {entry["outcome"] for entry in answer.json().get("entries", ())}
    return outcomes == {"refused"}


def _trial(
    name: str,
    what: str,
    one: Callable[[str, int], Iterator[str]],
    counts: tuple[int, int],
    kinds: tuple[str, ...] = ("sqlite", "postgresql"),
) -> Iterator[Trial]:
    """In the test suite on SQLite only; on PostgreSQL a quarter of what is made in full."""
    ci, full = counts
    yield Trial(f"fuzz-{name}", what, (), ci, full, partial(run, one, "sqlite"))
    if "postgresql" in kinds:
        made = partial(run, one, "postgresql")
        yield Trial(f"fuzz-{name}-postgresql", f"{what}; PostgreSQL", (), 0, full // 4, made)


ONCE = ("sqlite",)
TRIALS = [
    *_trial("messages", "a message with one part of it wrong", one_message, (150, 20_000)),
    *_trial("lines", "a request cut off, ill-counted, without end", one_line, (50, 8_000)),
    *_trial("bodies", "8 bodies at once of 100 MB or 10,000 entries", large_bodies, (1, 60)),
    *_trial("described", "all that OpenAPI says, by schemathesis", as_described, (0, 20)),
    *_trial("stick", "a queue on a stick, changed or of a mad desk", on_a_stick, (80, 5_000), ONCE),
    *_trial("readers", "cards, files, answers to read", by_a_reader, (250, 50_000), ONCE),
]
