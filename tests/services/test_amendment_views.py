"""Fields as printed, as amended, and in conflict."""

from __future__ import annotations

from sqlalchemy import select, update

from desk_app.models.engine import Store
from desk_app.models.tables import Dossier
from desk_app.services.amendment_views import FieldView, fields_of
from tests.builders.disagreement import ELSEWHERE, amended_elsewhere, hear
from tests.builders.stores import NOW, a_dossier


def view(store: Store, name: str = "note") -> FieldView:
    with store.read() as session:
        dossier = session.scalars(select(Dossier)).one()
        return next(one for one in fields_of(session, dossier) if one.name == name)


def test_a_field_tells_who_wrote_what_is_in_force(store: Store) -> None:
    with store.write() as session:
        dossier = a_dossier(session, note="khi nhận").id
    assert (view(store).value, view(store).written, view(store).over) == ("khi nhận", None, ())
    said = amended_elsewhere(1, dossier, NOW, note="sau")
    hear(store, said, NOW)
    field = view(store)
    assert (field.printed, field.value, field.is_amended) == ("khi nhận", "sau", True)
    assert field.written is not None
    assert (field.written.counter, field.written.officer_name) == (ELSEWHERE, "Bùi Thu Hương")
    assert (field.options, field.over) == ((), (said.entry_id,))
    hear(store, amended_elsewhere(2, dossier, NOW, note="khác"), NOW)
    assert [one.value for one in view(store).options] == ["sau", "khác"]
    answer = view(store).as_json("vi")
    assert (answer["field"], answer["name"], answer["value"]) == ("note", "Ghi chú", "sau")
    assert [one["counter"] for one in answer["conflict"]] == [ELSEWHERE, ELSEWHERE]


def test_a_value_that_fits_no_field_is_never_shown(store: Store) -> None:
    with store.write() as session:
        dossier = a_dossier(session).id
    said = amended_elsewhere(1, dossier, NOW, note="tốt")
    hear(store, said, NOW)
    with store.write() as session:
        session.execute(update(Dossier).values(amended={"result_at": "nowhere"}))
    assert view(store, "result_at").value == "counter"
