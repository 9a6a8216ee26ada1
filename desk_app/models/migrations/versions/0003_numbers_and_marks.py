"""Kinds of number blocks, their closing, and what was handed over to another counter"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One step forward."""
    op.add_column(
        "number_block", sa.Column("kind", sa.Text(), server_default="usual", nullable=False)
    )
    op.add_column("number_block", sa.Column("opened_at", sa.Text(), nullable=True))
    op.add_column("number_block", sa.Column("opened_by", sa.Text(), nullable=True))
    op.add_column("number_block", sa.Column("closed_at", sa.Text(), nullable=True))
    op.create_table(
        "number_handover",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("direction", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("first", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.Column("from_desk", sa.Text(), nullable=False),
        sa.Column("to_desk", sa.Text(), nullable=False),
        sa.Column("block_id", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("officer", sa.Text(), nullable=False),
        sa.CheckConstraint("direction IN ('out', 'in')", name=op.f("ck_number_handover_direction")),
        sa.CheckConstraint("first >= 1 AND first <= last", name=op.f("ck_number_handover_range")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_number_handover")),
    )


def downgrade() -> None:
    """The same step back."""
    op.drop_table("number_handover")
    for column in ("closed_at", "opened_by", "opened_at", "kind"):
        op.drop_column("number_block", column)
