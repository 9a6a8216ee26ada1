"""Kinds and closing of number blocks, hand-over between desks, keys and marks of desks.

Every new column has a default or may be empty, so that a server process of the version before can
still write while others are already new.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003_numbers_and_desks"
down_revision = "0002_archive_copies"
branch_labels = None
depends_on = None

# Two blocks of a unit's day never overlap, whoever writes them. The unique keys stop equal ends
# only. On PostgreSQL the row of the day is locked first, so that of two writers the second one
# looks after the first has committed; SQLite has one writer anyway.
POSTGRESQL_CHECK = """
CREATE FUNCTION number_block_apart() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM number_day d WHERE d.unit = NEW.unit AND d.day = NEW.day FOR UPDATE;
    IF EXISTS (
        SELECT 1 FROM number_block b
        WHERE b.unit = NEW.unit AND b.day = NEW.day AND b.id <> NEW.id
        AND b.first <= NEW.last AND b.last >= NEW.first
    ) THEN
        RAISE EXCEPTION 'number blocks overlap' USING ERRCODE = 'exclusion_violation';
    END IF;
    RETURN NEW;
END $$
"""
POSTGRESQL_TRIGGER = """
CREATE TRIGGER number_block_apart BEFORE INSERT OR UPDATE OF unit, day, first, last
ON number_block FOR EACH ROW EXECUTE FUNCTION number_block_apart()
"""
SQLITE_TRIGGER = """
CREATE TRIGGER number_block_apart_{when} BEFORE {event} ON number_block
WHEN EXISTS (
    SELECT 1 FROM number_block b
    WHERE b.unit = NEW.unit AND b.day = NEW.day AND b.id <> NEW.id
    AND b.first <= NEW.last AND b.last >= NEW.first
)
BEGIN SELECT RAISE(ABORT, 'number blocks overlap'); END
"""


def upgrade() -> None:
    """Forward."""
    op.add_column(
        "number_block",
        sa.Column("kind", sa.String(length=20), server_default="usual", nullable=False),
    )
    op.add_column("number_block", sa.Column("closed_at", sa.String(length=32), nullable=True))
    op.add_column("number_block", sa.Column("used_to", sa.Integer(), nullable=True))
    op.add_column("number_block", sa.Column("opened_at", sa.String(length=32), nullable=True))
    op.add_column("number_block", sa.Column("void", sa.JSON(none_as_null=True), nullable=True))
    op.add_column(
        "number_day",
        sa.Column("emergency_last", sa.Integer(), server_default="8999", nullable=False),
    )
    op.add_column(
        "number_day", sa.Column("wide_last", sa.Integer(), server_default="9999", nullable=False)
    )
    op.add_column(
        "counter", sa.Column("size_set", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    op.add_column("counter", sa.Column("sized_on", sa.Date(), nullable=True))
    # Whoever gave a counter another size than the usual one meant it.
    op.execute(sa.text("UPDATE counter SET size_set = true WHERE block_size <> 100"))
    op.add_column("desk", sa.Column("public_key", sa.String(length=64), nullable=True))
    op.add_column("desk", sa.Column("mark", sa.BigInteger(), server_default="0", nullable=False))
    op.add_column("desk", sa.Column("epoch_raised_at", sa.String(length=32), nullable=True))
    op.add_column(
        "desk", sa.Column("epoch_raises", sa.Integer(), server_default="0", nullable=False)
    )
    op.add_column("desk", sa.Column("credential_expires_at", sa.String(length=32), nullable=True))
    op.add_column("desk", sa.Column("next_credential_sha256", sa.String(length=64), nullable=True))
    op.add_column("desk", sa.Column("last_entry", sa.String(length=36), nullable=True))
    op.create_table(
        "number_handover",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("from_desk", sa.String(length=36), nullable=False),
        sa.Column("to_desk", sa.String(length=36), nullable=False),
        sa.Column("unit", sa.String(length=35), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("first", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.String(length=36), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.CheckConstraint("first >= 1 AND first <= last", name=op.f("ck_number_handover_range")),
        sa.ForeignKeyConstraint(
            ["from_desk"], ["desk.id"], name=op.f("fk_number_handover_from_desk_desk")
        ),
        sa.ForeignKeyConstraint(
            ["to_desk"], ["desk.id"], name=op.f("fk_number_handover_to_desk_desk")
        ),
        sa.ForeignKeyConstraint(["unit"], ["unit.code"], name=op.f("fk_number_handover_unit_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_number_handover")),
    )
    # How many dossiers a counter had on each of the last days decides the size of its blocks.
    op.create_index(
        op.f("ix_dossier_unit_counter_received_at"), "dossier", ["unit", "counter", "received_at"]
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute(POSTGRESQL_CHECK)
        op.execute(POSTGRESQL_TRIGGER)
        return
    for when, event in (("new", "INSERT"), ("changed", "UPDATE OF unit, day, first, last")):
        op.execute(SQLITE_TRIGGER.format(when=when, event=event))
