"""Archive copies of papers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002_archive_copies"
down_revision = "0001_first"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "archive_file",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("entry_id", sa.String(length=36), nullable=False),
        sa.Column("dossier_id", sa.String(length=36), nullable=False),
        sa.Column("paper_number", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("desk", sa.String(length=36), nullable=False),
        sa.Column("file_name", sa.String(length=255), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("pages", sa.JSON(), nullable=False),
        sa.Column("has_text", sa.Boolean(), nullable=False),
        sa.Column("declared_pages", sa.Integer(), nullable=True),
        sa.Column("reused_from", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("digitised_at", sa.String(length=32), nullable=False),
        sa.Column("officer", sa.String(length=100), nullable=False),
        sa.Column("counter", sa.String(length=200), nullable=False),
        sa.Column("announced_at", sa.String(length=32), nullable=False),
        sa.Column("durable", sa.BigInteger(), nullable=False),
        sa.Column("claim", sa.String(length=32), nullable=True),
        sa.Column("damaged", sa.Integer(), nullable=False),
        sa.Column("received_at", sa.String(length=32), nullable=True),
        sa.CheckConstraint(
            "durable >= 0 AND durable <= size", name=op.f("ck_archive_file_durable")
        ),
        sa.ForeignKeyConstraint(["desk"], ["desk.id"], name=op.f("fk_archive_file_desk_desk")),
        sa.ForeignKeyConstraint(
            ["dossier_id"], ["dossier.id"], name=op.f("fk_archive_file_dossier_id_dossier")
        ),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_archive_file")),
        sa.UniqueConstraint("id", name=op.f("uq_archive_file_id")),
    )
    op.create_index(
        op.f("ix_archive_file_dossier_id_paper_number_version"),
        "archive_file",
        ["dossier_id", "paper_number", "version"],
    )
