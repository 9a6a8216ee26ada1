"""What was amended after the receipt, by which desk; and a quicker way through the feed.

Every new column has a default or may be empty, so that a server process of the version before can
still write while others are already new.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004_two_desks_one_dossier"
down_revision = "0003_numbers_and_desks"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    op.add_column("dossier", sa.Column("amended", sa.JSON(none_as_null=True), nullable=True))
    op.add_column(
        "dossier", sa.Column("conflicts", sa.Integer(), server_default="0", nullable=False)
    )
    op.create_table(
        "amendment",
        sa.Column("entry_id", sa.String(length=36), nullable=False),
        sa.Column("field", sa.String(length=50), nullable=False),
        sa.Column("dossier_id", sa.String(length=36), nullable=False),
        sa.Column("before", sa.String(length=2000), nullable=True),
        sa.Column("after", sa.String(length=2000), nullable=True),
        sa.Column("over", sa.JSON(), nullable=False),
        sa.Column("decided", sa.Boolean(), nullable=False),
        sa.Column("officer", sa.String(length=100), nullable=False),
        sa.Column("officer_name", sa.String(length=200), nullable=False),
        sa.Column("counter", sa.String(length=200), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(
            ["dossier_id"], ["dossier.id"], name=op.f("fk_amendment_dossier_id_dossier")
        ),
        sa.PrimaryKeyConstraint("entry_id", "field", name=op.f("pk_amendment")),
    )
    op.create_index(op.f("ix_amendment_dossier_id"), "amendment", ["dossier_id"])
    op.create_index(op.f("ix_change_unit_seq"), "change", ["unit", "seq"])


def downgrade() -> None:
    """Back."""
    op.drop_index(op.f("ix_change_unit_seq"), table_name="change")
    op.drop_table("amendment")
    op.drop_column("dossier", "conflicts")
    op.drop_column("dossier", "amended")
