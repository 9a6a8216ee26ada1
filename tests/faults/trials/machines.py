"""T2: state machines that Hypothesis drives."""

from __future__ import annotations

from tests.faults.machines import trial_of
from tests.faults.machines.leases import LeaseMachine
from tests.faults.machines.outbox import OutboxMachine
from tests.faults.machines.upgrades import UpgradeMachine
from tests.faults.machines.uploads import UploadMachine
from tests.faults.trials import Trial

FULL = 500

TRIALS = (
    Trial(
        "machine-outbox",
        "the outbox, 50 chosen steps each: answers in any order, refusals, holds, retries",
        ("I2", "I6"),
        count_ci=10,
        count_full=FULL,
        run=trial_of(OutboxMachine),
    ),
    Trial(
        "machine-leases",
        "leasing at the centre, 50 chosen steps each: desks, days, epochs, lost answers",
        ("I4",),
        count_ci=6,
        count_full=FULL,
        run=trial_of(LeaseMachine),
    ),
    Trial(
        "machine-uploads",
        "uploads, both sides, 50 chosen steps each: pieces cut, twice, spoilt, the centre restarts",
        ("I3", "I7"),
        count_ci=5,
        count_full=FULL,
        run=trial_of(UploadMachine),
    ),
    Trial(
        "machine-upgrades",
        "every schema from the first on, 50 chosen steps each: upgrades that fail half-way",
        ("I1", "I6"),
        count_ci=4,
        count_full=FULL,
        run=trial_of(UpgradeMachine),
    ),
)
