"""Dossiers of other desks of the unit, and what was amended after the receipt"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One step forward."""
    op.add_column("dossier", sa.Column("origin_desk", sa.Text(), nullable=True))
    op.add_column("dossier", sa.Column("amended", sa.Text(), nullable=True))
    op.add_column(
        "dossier", sa.Column("conflicts", sa.Integer(), server_default="0", nullable=False)
    )
    op.create_index(
        "ix_dossier_conflicts", "dossier", ["conflicts"], sqlite_where=sa.text("conflicts > 0")
    )
    op.create_table(
        "amendment",
        sa.Column("entry_id", sa.Text(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("dossier_id", sa.Text(), nullable=False),
        sa.Column("before", sa.Text(), nullable=True),
        sa.Column("after", sa.Text(), nullable=True),
        sa.Column("over", sa.Text(), nullable=False),
        sa.Column("decided", sa.Boolean(), nullable=False),
        sa.Column("officer", sa.Text(), nullable=False),
        sa.Column("officer_name", sa.Text(), nullable=False),
        sa.Column("counter", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("mine", sa.Boolean(), nullable=False),
        sa.Column("heard", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["dossier_id"], ["dossier.id"], name=op.f("fk_amendment_dossier_id_dossier")
        ),
        sa.PrimaryKeyConstraint("entry_id", "field", name=op.f("pk_amendment")),
    )
    op.create_index("ix_amendment_dossier", "amendment", ["dossier_id"])


def downgrade() -> None:
    """One step back."""
    op.drop_table("amendment")
    op.drop_index("ix_dossier_conflicts", "dossier")
    for column in ("conflicts", "amended", "origin_desk"):
        op.drop_column("dossier", column)
