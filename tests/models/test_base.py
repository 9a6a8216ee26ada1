"""JSON and plain tables of the desk."""

from __future__ import annotations

from sqlalchemy.dialects import sqlite

from desk_app.models.base import Json, table_of
from desk_app.models.tables import Dossier

DIALECT = sqlite.dialect()


def test_json_keeps_vietnamese_readable() -> None:
    kept = Json().process_bind_param({"tên": ["Đức", None]}, DIALECT)
    assert kept == '{"tên": ["Đức", null]}'
    assert Json().process_result_value(kept, DIALECT) == {"tên": ["Đức", None]}


def test_a_class_has_its_table() -> None:
    assert table_of(Dossier).name == "dossier"
