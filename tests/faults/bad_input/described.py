"""What the centre says of itself (OpenAPI), tried by a program (schemathesis) that reads it: good
and bad requests of every way in, by somebody nobody knows and by a desk."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from functools import cache
from typing import Any

from tests.faults.bad_input.centre import TriedCentre, differs, refused

# These want to see more than one request in a row, or a good one taken: what is good for the
# description may still be of an unknown desk.
NOT_HELD = (
    "positive_data_acceptance",
    "use_after_free",
    "ensure_resource_availability",
    "object_level_authorization",
)


def examined(centre: TriedCentre, seed: int, examples: int, *, as_desk: bool) -> Iterator[str]:
    """What is wrong with the answers to so many examples by chance of each way in, and to those of
    every limit and every kind of value that the description names."""
    import schemathesis
    from schemathesis.config import SchemathesisConfig
    from schemathesis.engine import events, from_schema

    settings = {
        "seed": seed,
        "headers": centre.desks[0].bearer if as_desk else {},
        "continue-on-failure": True,
        "request-timeout": 120,
        "phases": {"fuzzing": {"enabled": examples > 0}},
        "generation": {"max-examples": max(1, examples), "no-shrink": True, "database": "none"},
        "checks": {name: {"enabled": False} for name in NOT_HELD},
    }
    _watch().begin(centre)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of what no example can be found for
        said = schemathesis.openapi.from_url(
            f"{centre.url}/openapi.json", config=SchemathesisConfig.from_dict(settings)
        )
        for event in from_schema(said).execute():
            if isinstance(event, events.NonFatalError):
                yield f"{event.label}: {event.info.format()}"
            elif isinstance(event, events.FatalError):
                raise event.exception
            elif isinstance(event, events.ScenarioFinished):
                yield from _wrong(event)
    yield from centre.lives()


def _wrong(scenario: Any) -> Iterator[str]:
    for case_id, checks in scenario.recorder.checks.items():
        case = scenario.recorder.cases[case_id].value
        for check in checks:
            if check.failure_info is not None:
                why = str(check.failure_info.failure).replace("\n", " | ")
                yield f"{case.method} {case.path}: {check.name}: {why[:500]}"


class _Watch:
    """Our own check: a 4xx is a problem document, and nothing stays of what was refused."""

    centre: TriedCentre
    before: dict[str, str]

    def begin(self, centre: TriedCentre) -> None:
        """With this centre, as it is now."""
        self.centre, self.before = centre, centre.digest()

    def look(self, method: str, status: int, media_type: str, body: bytes) -> list[str]:
        found: list[str] = []
        is_a_page = media_type.startswith("text/html")  # of a look-up, for people
        if status >= 400 and not is_a_page:
            found += refused(status, media_type, body, method)
        now = self.centre.digest()
        if status >= 400:
            found += differs(self.before, now)
        self.before = self.centre.digest() if self.centre.forgiven() else now
        return found


@cache
def _watch() -> _Watch:
    import schemathesis

    watch = _Watch()

    @schemathesis.check
    def nothing_stays(_: Any, response: Any, case: Any) -> None:
        media_type = response.headers.get("content-type", [""])[0]
        found = watch.look(case.method, response.status_code, media_type, response.content)
        if found:
            raise AssertionError("; ".join(found))

    return watch
