"""State machines for Hypothesis: it chooses the steps, a small model says what must come of it."""

from __future__ import annotations

import io
from contextlib import redirect_stdout

from hypothesis import HealthCheck, Phase, Verbosity, seed, settings
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test

from tests.faults.trials import Failure, Outcome

STEPS = 50


def examine(
    machine: type[RuleBasedStateMachine],
    own: int | None,
    examples: int,
    steps: int = STEPS,
    *,
    shrink: bool = True,
) -> None:
    """Runs ``examples`` of a machine; ``own`` seed None: the same ones each time. ``shrink``: looks
    for the shortest way to what fails.

    Raises:
        AssertionError: as the machine does, with the way there.
    """

    class Seeded(machine):  # type: ignore[misc,valid-type]
        pass

    how = settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        database=None,
        derandomize=own is None,
        print_blob=False,
        verbosity=Verbosity.normal,
        phases=(Phase.generate, Phase.shrink) if shrink else (Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(Seeded if own is None else seed(own)(Seeded), settings=how)


def trial_of(machine: type[RuleBasedStateMachine]) -> RowOf:
    """As the ``run`` of a kind of trial: each example is one."""
    return RowOf(machine)


class RowOf:
    """Callable with seed and count."""

    def __init__(self, machine: type[RuleBasedStateMachine], *, shrink: bool = True) -> None:
        self.machine = machine
        self.shrink = shrink

    def __call__(self, own: int, count: int) -> Outcome:
        told = io.StringIO()
        try:
            with redirect_stdout(told):
                examine(self.machine, own, count, shrink=self.shrink)
        except Exception as fault:  # noqa: BLE001 - the row goes on, and tells of it
            notes = "\n".join(getattr(fault, "__notes__", ()))
            said = f"{type(fault).__name__}: {fault}\n{notes}"
            return Outcome(count, (Failure(own, said, count),))
        return Outcome(count)
