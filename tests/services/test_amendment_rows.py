"""What is kept of each writing, and that nothing from elsewhere takes its place."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import select

from desk_app.models.engine import Store
from desk_app.models.tables import Amendment, Dossier
from desk_app.services.amendment_rows import present, settle, take_in, write_rows, writings_of
from desk_app.sync.protocol import AmendmentV1
from tests.builders.disagreement import amended_elsewhere
from tests.builders.several_desks import several_desks
from tests.builders.stores import NOW, a_dossier


def of(store: Store, said: AmendmentV1) -> list[Amendment]:
    with store.read() as session:
        return list(session.scalars(select(Amendment).where(Amendment.entry_id == said.entry_id)))


def test_what_is_known_stays_as_it_is(store: Store) -> None:
    with store.write() as session:
        dossier = a_dossier(session)
        said = amended_elsewhere(1, dossier.id, NOW, note="một")
        assert take_in(session, said) == "told"
        assert take_in(session, said) == "known"
        other = amended_elsewhere(1, dossier.id, NOW, note="hai", result_at="post")
        assert take_in(session, other) == "known"
    assert [(row.field, row.after, row.mine, row.heard) for row in of(store, said)] == [
        ("note", "một", False, True)
    ]


def test_ones_own_is_heard_of_only_as_it_was_written(store: Store) -> None:
    with store.write() as session:
        dossier, other = a_dossier(session), a_dossier(session)
        said = amended_elsewhere(1, dossier.id, NOW, note="một")
        write_rows(session, said, mine=True)
        forged = amended_elsewhere(1, dossier.id, NOW, note="hai")
        moved = amended_elsewhere(1, other.id, NOW, note="một")
        assert [take_in(session, one) for one in (forged, moved)] == ["known", "known"]
        assert not of(store, said)  # not committed yet
    assert [(row.after, row.heard) for row in of(store, said)] == [("một", False)]
    with store.write() as session:
        assert take_in(session, said) == "heard"
        assert take_in(session, said) == "known"
    assert [(row.mine, row.heard) for row in of(store, said)] == [(True, True)]


def test_settling_counts_conflicts_and_passes_over_what_fits_no_field(store: Store) -> None:
    with store.write() as session:
        dossier = a_dossier(session)
        assert not settle(session, dossier)
        for number, value in ((1, "một"), (2, "hai")):
            take_in(session, amended_elsewhere(number, dossier.id, NOW, note=value, shoe="44"))
        assert settle(session, dossier)
        assert not settle(session, dossier)
        assert (dossier.amended, dossier.conflicts, dossier.version) == ({"note": "một"}, 1, 2)
        assert len(writings_of(session, dossier.id)) == 4


def test_the_printed_value_holds_until_somebody_writes() -> None:
    assert present(None, "0912345678") == "0912345678"


def test_a_name_from_elsewhere_comes_into_the_lists(tmp_path: Path) -> None:
    with several_desks(tmp_path, 2) as (_, (one, two)):
        code = one.receive(1)
        one.sync()
        two.sync()
        two.amend(code, applicant__full_name="Trần Thị Bạch Yến")
        two.sync()
        one.sync()
        with one.store.read() as session:
            assert session.scalars(select(Dossier.applicant_name)).all() == ["Trần Thị Bạch Yến"]
