"""A disk that fills up stops new dossiers well before it is full, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from desk_app.errors import EnvironmentFault
from desk_app.services import intake as intake_module
from desk_app.services.free_space import LEAST_BYTES, MIB, free_bytes, refuse_if_nearly_full
from desk_app.services.intake_json import read_form
from tests.builders.desks import a_dossier_said, a_training_desk


def test_the_edge_is_where_it_is_said(tmp_path: Path) -> None:
    refuse_if_nearly_full(tmp_path, lambda _: LEAST_BYTES)
    with pytest.raises(EnvironmentFault) as caught:
        refuse_if_nearly_full(tmp_path, lambda _: LEAST_BYTES - 1)
    assert caught.value.key == "store.disk_nearly_full"
    assert "99" in caught.value.meaning("vi")
    assert caught.value.next_step("en")


def test_a_disk_that_cannot_say_is_no_reason(tmp_path: Path) -> None:
    def silent(_: Path) -> int:
        raise OSError

    refuse_if_nearly_full(tmp_path, silent)
    assert free_bytes(tmp_path) > 0


def test_a_nearly_full_disk_refuses_the_next_dossier_and_prints_the_last(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with a_training_desk(tmp_path) as desk:
        officer = desk.officer()
        code = desk.intake.receive(read_form(a_dossier_said()), officer).code
        left = desk.numbers.left(desk.this_desk().unit, desk.clock.now().date())
        monkeypatch.setattr(
            intake_module,
            "refuse_if_nearly_full",
            lambda folder: refuse_if_nearly_full(folder, lambda _: 5 * MIB),
        )
        with pytest.raises(EnvironmentFault) as caught:
            desk.intake.receive(read_form(a_dossier_said()), officer)
        assert caught.value.key == "store.disk_nearly_full"
        assert desk.numbers.left(desk.this_desk().unit, desk.clock.now().date()) == left
        job = desk.receipts.first_print(code)
        desk.receipts.record_print(job, "printed", "HP-1", officer)
        assert desk.receipts.not_printed() == []
        assert desk.search.search("uyen").total == 1
