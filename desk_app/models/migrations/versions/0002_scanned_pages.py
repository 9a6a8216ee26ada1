"""Scanned pages"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# What was read from the pages, folded; its rowid is page.seq. The text itself stands in the page.
SEARCH = """
CREATE VIRTUAL TABLE page_search USING fts5(
    words, content='', contentless_delete=1, detail=none, prefix='2 3 4',
    tokenize='ascii'
)"""

# As with dossier_search: merging waits until the desk is idle.
NO_MERGE_ON_SAVE = "INSERT INTO page_search(page_search, rank) VALUES ('automerge', 0)"


def upgrade() -> None:
    """One step forward."""
    op.create_table(
        "stack",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("arrived_at", sa.Text(), nullable=False),
        sa.Column("officer", sa.Text(), nullable=True),
        sa.Column("counter", sa.Text(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("cover", sa.Text(), nullable=True),
        sa.Column("settled_at", sa.Text(), nullable=True),
        sa.Column("settled_by", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stack")),
    )
    op.create_index("ix_stack_state", "stack", ["state", "arrived_at"], unique=False)
    op.create_table(
        "stored_file",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("mime", sa.Text(), nullable=False),
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_stored_file")),
    )
    op.create_index(op.f("ix_stored_file_sha256"), "stored_file", ["sha256"], unique=False)
    op.create_table(
        "archive_file",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("dossier_id", sa.Text(), nullable=False),
        sa.Column("paper_number", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("file", sa.Text(), nullable=True),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("has_text", sa.Boolean(), nullable=False),
        sa.Column("pages", sa.Text(), nullable=False),
        sa.Column("officer", sa.Text(), nullable=True),
        sa.Column("counter", sa.Text(), nullable=True),
        sa.Column("wanted_at", sa.Text(), nullable=False),
        sa.Column("made_at", sa.Text(), nullable=True),
        sa.Column("entry_id", sa.Text(), nullable=True),
        sa.Column("sent", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_try_at", sa.Text(), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.Column("uploaded_at", sa.Text(), nullable=True),
        sa.Column("proof", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["dossier_id"], ["dossier.id"], name=op.f("fk_archive_file_dossier_id_dossier")
        ),
        sa.ForeignKeyConstraint(
            ["file"], ["stored_file.name"], name=op.f("fk_archive_file_file_stored_file")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_archive_file")),
        sa.UniqueConstraint(
            "dossier_id", "paper_number", "version", name=op.f("uq_archive_file_dossier_id")
        ),
    )
    op.create_index(
        "ix_archive_file_not_uploaded",
        "archive_file",
        ["state"],
        unique=False,
        sqlite_where=sa.text("state NOT IN ('uploaded', 'replaced')"),
    )
    op.create_table(
        "page",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("dossier_id", sa.Text(), nullable=True),
        sa.Column("paper_number", sa.Integer(), nullable=True),
        sa.Column("stack_id", sa.Text(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("original", sa.Text(), nullable=False),
        sa.Column("image", sa.Text(), nullable=False),
        sa.Column("thumbnail", sa.LargeBinary(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("dpi", sa.Integer(), nullable=False),
        sa.Column("colour", sa.Text(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("skew", sa.Double(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("findings", sa.Text(), nullable=False),
        sa.Column("checked_at", sa.Text(), nullable=True),
        sa.Column("note_of", sa.Text(), nullable=True),
        sa.Column("made_from", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("scanned_at", sa.Text(), nullable=False),
        sa.Column("officer", sa.Text(), nullable=True),
        sa.Column("counter", sa.Text(), nullable=True),
        sa.Column("text_state", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("confidence", sa.Double(), nullable=True),
        sa.CheckConstraint(
            "(dossier_id IS NULL) != (stack_id IS NULL)", name=op.f("ck_page_one_home")
        ),
        sa.CheckConstraint(
            "(dossier_id IS NULL) = (paper_number IS NULL)", name=op.f("ck_page_paper")
        ),
        sa.ForeignKeyConstraint(
            ["dossier_id"], ["dossier.id"], name=op.f("fk_page_dossier_id_dossier")
        ),
        sa.ForeignKeyConstraint(
            ["image"], ["stored_file.name"], name=op.f("fk_page_image_stored_file")
        ),
        sa.ForeignKeyConstraint(
            ["original"], ["stored_file.name"], name=op.f("fk_page_original_stored_file")
        ),
        sa.ForeignKeyConstraint(["stack_id"], ["stack.id"], name=op.f("fk_page_stack_id_stack")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_page")),
        sa.UniqueConstraint("id", name=op.f("uq_page_id")),
    )
    op.create_index(
        "ix_page_changed",
        "page",
        ["seq"],
        unique=False,
        sqlite_where=sa.text("original != image"),
    )
    op.create_index(
        "ix_page_not_looked_at",
        "page",
        ["seq"],
        unique=False,
        sqlite_where=sa.text("checked_at IS NULL"),
    )
    op.create_index(
        "ix_page_paper", "page", ["dossier_id", "paper_number", "position"], unique=False
    )
    op.create_index("ix_page_stack", "page", ["stack_id", "position"], unique=False)
    op.create_index(
        "ix_page_text_waits",
        "page",
        ["seq"],
        unique=False,
        sqlite_where=sa.text("text_state = 'waiting'"),
    )
    op.add_column("required_paper", sa.Column("scan", sa.Text(), nullable=True))
    op.add_column("submitted_paper", sa.Column("declared_pages", sa.Integer(), nullable=True))
    op.add_column(
        "submitted_paper", sa.Column("digitised", sa.Text(), server_default="none", nullable=False)
    )
    op.add_column("submitted_paper", sa.Column("reused_from", sa.Text(), nullable=True))
    for statement in (SEARCH, NO_MERGE_ON_SAVE):
        op.execute(statement)


def downgrade() -> None:
    """The same step back."""
    op.execute("DROP TABLE page_search")
    op.drop_column("submitted_paper", "reused_from")
    op.drop_column("submitted_paper", "digitised")
    op.drop_column("submitted_paper", "declared_pages")
    op.drop_column("required_paper", "scan")
    op.drop_index(
        "ix_page_text_waits", table_name="page", sqlite_where=sa.text("text_state = 'waiting'")
    )
    op.drop_index("ix_page_stack", table_name="page")
    op.drop_index("ix_page_paper", table_name="page")
    op.drop_index(
        "ix_page_not_looked_at", table_name="page", sqlite_where=sa.text("checked_at IS NULL")
    )
    op.drop_table("page")
    op.drop_index(
        "ix_archive_file_not_uploaded",
        table_name="archive_file",
        sqlite_where=sa.text("state NOT IN ('uploaded', 'replaced')"),
    )
    op.drop_table("archive_file")
    op.drop_index(op.f("ix_stored_file_sha256"), table_name="stored_file")
    op.drop_table("stored_file")
    op.drop_index("ix_stack_state", table_name="stack")
    op.drop_table("stack")
