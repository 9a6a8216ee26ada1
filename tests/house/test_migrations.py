"""Migrations of the centre only add: an older server process, and an older desk behind it, goes on
while the tables grow. What is not used any more goes two versions later, with this test changed on
purpose."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from tests.house.tree import Module, dotted, expect_none, modules

STEPS = "desk_app/central/migrations/versions/"
# Steps that take something away, or make stricter what an older process may write.
TAKES_AWAY = {
    *("drop_column", "drop_table", "drop_index", "drop_constraint", "rename_table"),
    *("alter_column", "create_check_constraint", "create_foreign_key", "create_exclude_constraint"),
    *("create_unique_constraint", "create_primary_key"),
}
WORDS = ("drop ", "rename ", "alter column", "set not null", "delete from", "truncate")


def takes_away(tree: ast.Module) -> Iterator[str]:
    """Every call of a step that is not an addition, on the way forward."""
    for node in _forward(tree):
        if isinstance(node, ast.Call):
            name = dotted(node.func).rpartition(".")[2]
            if name in TAKES_AWAY:
                yield f"{node.lineno} {name}"
            if name == "add_column" and not _may_be_left_out(node):
                yield f"{node.lineno} a new column without default"
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            said = node.value.lower()
            if not _is_docstring(tree, node):
                yield from (f"{node.lineno} {word!r}" for word in WORDS if word in said)


def _forward(tree: ast.Module) -> Iterator[ast.AST]:
    for part in tree.body:
        if not (isinstance(part, ast.FunctionDef) and part.name == "downgrade"):
            yield from ast.walk(part)


def _may_be_left_out(call: ast.Call) -> bool:
    """Whether a row without the new column can be written."""
    said = {
        keyword.arg: keyword.value
        for column in ast.walk(call)
        if isinstance(column, ast.Call)
        for keyword in column.keywords
    }
    nullable = said.get("nullable")
    may_be_null = isinstance(nullable, ast.Constant) and nullable.value is True
    return may_be_null or "server_default" in said


def _is_docstring(tree: ast.Module, node: ast.Constant) -> bool:
    places = [tree, *(n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef))]
    return any(
        isinstance(place.body[0], ast.Expr) and place.body[0].value is node
        for place in places
        if place.body
    )


def steps() -> list[Module]:
    return [module for module in modules("desk_app") if module.place.startswith(STEPS)]


def test_migrations_of_the_centre_only_add() -> None:
    assert len(steps()) > 3
    expect_none(
        f"{module.place}:{fault}" for module in steps() for fault in takes_away(module.tree)
    )


@pytest.mark.parametrize(
    "source",
    [
        "op.drop_column('desk', 'epoch')",
        "op.rename_table('desk', 'counter')",
        "with op.batch_alter_table('desk') as batch:\n    batch.alter_column('epoch')",
        "op.execute('ALTER TABLE desk DROP COLUMN epoch')",
        "op.add_column('desk', sa.Column('mark', sa.Integer(), nullable=False))",
        "op.add_column('desk', sa.Column('mark', sa.Integer()))",
    ],
)
def test_a_step_that_takes_away_is_seen(source: str) -> None:
    assert list(takes_away(ast.parse(source)))


@pytest.mark.parametrize(
    "source",
    [
        '"""Never drop a column."""',
        "op.create_table('mark', sa.Column('id', sa.Integer(), nullable=False))",
        "op.create_index('ix', 'desk', ['unit'])",
        "def downgrade():\n    op.drop_table('mark')",
        "op.add_column('desk', sa.Column('mark', sa.Integer(), nullable=True))",
        "op.add_column('desk', sa.Column('m', sa.Integer(), server_default='0', nullable=False))",
    ],
)
def test_an_addition_is_none(source: str) -> None:
    assert list(takes_away(ast.parse(source))) == []
