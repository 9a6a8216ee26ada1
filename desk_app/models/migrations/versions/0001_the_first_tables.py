"""The first tables"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# Names, numbers and codes, folded before they come here; its rowid is dossier.seq. The text itself
# is not stored a second time (contentless). A Vietnamese syllable has at most seven letters, so
# with these prefixes every step of typing a name is one list to read, not a merge of many.
SEARCH = """
CREATE VIRTUAL TABLE dossier_search USING fts5(
    words, content='', contentless_delete=1, detail=none, prefix='1 2 3 4 5 6',
    tokenize='ascii'
)"""

# Left alone, the index merges its parts inside whichever commit comes next: among a million
# dossiers one save in a hundred then takes 50 ms longer. It is merged when the desk is idle
# instead (services.search_index.tidy_index), and by itself only when 16 parts have gathered.
NO_MERGE_ON_SAVE = "INSERT INTO dossier_search(dossier_search, rank) VALUES ('automerge', 0)"

# Who did what when is written once.
APPEND_ONLY = tuple(
    f"""
CREATE TRIGGER journal_no_{verb} BEFORE {verb} ON journal
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END"""
    for verb in ("UPDATE", "DELETE")
)


def upgrade() -> None:
    """One step forward."""
    op.create_table(
        "calendar_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=True),
        sa.Column("years", sa.Text(), nullable=False),
        sa.Column("rules", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("imported_at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_version")),
        sa.UniqueConstraint("name", "version", name=op.f("uq_calendar_version_name")),
    )
    op.create_table(
        "cursor",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_cursor")),
    )
    op.create_table(
        "draft",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("officer", sa.Text(), nullable=False),
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("saved_at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft")),
    )
    with op.batch_alter_table("draft", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_draft_officer"), ["officer"], unique=False)

    op.create_table(
        "journal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("officer", sa.Text(), nullable=True),
        sa.Column("counter", sa.Text(), nullable=True),
        sa.Column("dossier_id", sa.Text(), nullable=True),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("details", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal")),
    )
    with op.batch_alter_table("journal", schema=None) as batch_op:
        batch_op.create_index("ix_journal_at", ["at"], unique=False)
        batch_op.create_index("ix_journal_dossier", ["dossier_id", "id"], unique=False)

    op.create_table(
        "number_block",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("first", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.Column("next", sa.Integer(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("leased_at", sa.Text(), nullable=False),
        sa.CheckConstraint("first >= 1 AND first <= last", name=op.f("ck_number_block_range")),
        sa.CheckConstraint("next >= first AND next <= last + 1", name=op.f("ck_number_block_next")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_number_block")),
        sa.UniqueConstraint("unit", "day", "first", name=op.f("uq_number_block_unit")),
    )
    op.create_table(
        "officer",
        sa.Column("login", sa.Text(), nullable=False),
        sa.Column("full_name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("wrong_tries", sa.Integer(), nullable=False),
        sa.Column("locked_until", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("login", name=op.f("pk_officer")),
    )
    op.create_table(
        "outbox",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("dossier_id", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.Text(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("payload_sha256", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("last_try_at", sa.Text(), nullable=True),
        sa.Column("next_try_at", sa.Text(), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.Column("reason_text", sa.Text(), nullable=True),
        sa.Column("answered_at", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_outbox")),
        sa.UniqueConstraint("dossier_id", "position", name=op.f("uq_outbox_dossier_id")),
        sa.UniqueConstraint("id", name=op.f("uq_outbox_id")),
    )
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.create_index(
            "ix_outbox_answered",
            ["answered_at"],
            unique=False,
            sqlite_where=sa.text("answered_at IS NOT NULL"),
        )
        batch_op.create_index("ix_outbox_state", ["state", "seq"], unique=False)

    op.create_table(
        "procedure_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("procedure", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("content_sha256", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("name_vi", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=True),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("level", sa.Text(), nullable=True),
        sa.Column("online_level", sa.Text(), nullable=True),
        sa.Column("form_kind", sa.Text(), nullable=False),
        sa.Column("decision", sa.Text(), nullable=True),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("uncertain", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("imported_at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_procedure_version")),
        sa.UniqueConstraint("procedure", "version", name=op.f("uq_procedure_version_procedure")),
    )
    op.create_table(
        "setting",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_setting")),
    )
    op.create_table(
        "unit",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("parent", sa.Text(), nullable=True),
        sa.Column("place", sa.Text(), nullable=True),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("merged_into", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_unit")),
    )
    op.create_table(
        "calendar_day",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("reason_vi", sa.Text(), nullable=False),
        sa.Column("reason_en", sa.Text(), nullable=True),
        sa.Column("legal_basis", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=True),
        sa.Column("sessions", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["calendar_version.id"],
            name=op.f("fk_calendar_day_version_id_calendar_version"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_day")),
    )
    with op.batch_alter_table("calendar_day", schema=None) as batch_op:
        batch_op.create_index("ix_calendar_day_version_day", ["version_id", "day"], unique=False)

    op.create_table(
        "counter",
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["unit"], ["unit.code"], name=op.f("fk_counter_unit_unit")),
        sa.PrimaryKeyConstraint("unit", "name", name=op.f("pk_counter")),
    )
    op.create_table(
        "dossier",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("counter", sa.Text(), nullable=False),
        sa.Column("officer", sa.Text(), nullable=False),
        sa.Column("procedure", sa.Text(), nullable=False),
        sa.Column("procedure_version", sa.Integer(), nullable=False),
        sa.Column("procedure_name", sa.Text(), nullable=False),
        sa.Column("case_name", sa.Text(), nullable=True),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("id_number", sa.Text(), nullable=True),
        sa.Column("applicant_name", sa.Text(), nullable=False),
        sa.Column("received_at", sa.Text(), nullable=False),
        sa.Column("promised_at", sa.Text(), nullable=True),
        sa.Column("promise_explained", sa.Text(), nullable=False),
        sa.Column("calendar_version", sa.Text(), nullable=True),
        sa.Column("fee_vnd", sa.Integer(), nullable=False),
        sa.Column("fee_explained", sa.Text(), nullable=False),
        sa.Column("fee_reason", sa.Text(), nullable=True),
        sa.Column("pages", sa.Integer(), nullable=True),
        sa.Column("fee_copies", sa.Integer(), nullable=True),
        sa.Column("sets", sa.Integer(), nullable=False),
        sa.Column("result_at", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("look_up_token", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("fee_state", sa.Text(), nullable=False),
        sa.Column("delivery_state", sa.Text(), nullable=False),
        sa.Column("sync_state", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["procedure_version"],
            ["procedure_version.id"],
            name=op.f("fk_dossier_procedure_version_procedure_version"),
        ),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_dossier")),
        sa.UniqueConstraint("code", name=op.f("uq_dossier_code")),
        sa.UniqueConstraint("id", name=op.f("uq_dossier_id")),
    )
    with op.batch_alter_table("dossier", schema=None) as batch_op:
        batch_op.create_index("ix_dossier_look_up", ["look_up_token"], unique=False)
        batch_op.create_index("ix_dossier_open", ["id_number", "procedure", "state"], unique=False)
        batch_op.create_index(
            "ix_dossier_promised",
            ["promised_at"],
            unique=False,
            sqlite_where=sa.text("state NOT IN ('done', 'returned')"),
        )
        batch_op.create_index("ix_dossier_received", ["received_at"], unique=False)
        batch_op.create_index("ix_dossier_state", ["state", "received_at"], unique=False)

    op.create_table(
        "favourite",
        sa.Column("officer", sa.Text(), nullable=False),
        sa.Column("procedure", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["officer"], ["officer.login"], name=op.f("fk_favourite_officer_officer")
        ),
        sa.PrimaryKeyConstraint("officer", "procedure", name=op.f("pk_favourite")),
    )
    op.create_table(
        "procedure",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("current", sa.Integer(), nullable=True),
        sa.Column("used", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["current"],
            ["procedure_version.id"],
            name=op.f("fk_procedure_current_procedure_version"),
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_procedure")),
    )
    op.create_table(
        "procedure_case",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["procedure_version.id"],
            name=op.f("fk_procedure_case_version_id_procedure_version"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_procedure_case")),
    )
    with op.batch_alter_table("procedure_case", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_procedure_case_version_id"), ["version_id"], unique=False
        )

    op.create_table(
        "procedure_channel",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=True),
        sa.Column("time_value", sa.Double(), nullable=True),
        sa.Column("time_unit", sa.Text(), nullable=True),
        sa.Column("time_note", sa.Text(), nullable=True),
        sa.Column("fee_vnd", sa.Integer(), nullable=True),
        sa.Column("fee_set_elsewhere", sa.Boolean(), nullable=False),
        sa.Column("fee_note", sa.Text(), nullable=True),
        sa.Column("fee_formula", sa.Text(), nullable=True),
        sa.Column("uncertain", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["procedure_version.id"],
            name=op.f("fk_procedure_channel_version_id_procedure_version"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_procedure_channel")),
    )
    with op.batch_alter_table("procedure_channel", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_procedure_channel_version_id"), ["version_id"], unique=False
        )

    op.create_table(
        "dossier_person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("dossier_id", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("id_number", sa.Text(), nullable=True),
        sa.Column("old_id_number", sa.Text(), nullable=True),
        sa.Column("full_name", sa.Text(), nullable=False),
        sa.Column("birth_date", sa.Date(), nullable=True),
        sa.Column("sex", sa.Text(), nullable=True),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("id_issued_on", sa.Date(), nullable=True),
        sa.Column("identity_method", sa.Text(), nullable=False),
        sa.Column("qr_rest", sa.Text(), nullable=True),
        sa.Column("authorisation", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["dossier_id"], ["dossier.id"], name=op.f("fk_dossier_person_dossier_id_dossier")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dossier_person")),
        sa.UniqueConstraint("dossier_id", "role", name=op.f("uq_dossier_person_dossier_id")),
    )
    with op.batch_alter_table("dossier_person", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_dossier_person_id_number"), ["id_number"], unique=False
        )

    op.create_table(
        "receipt",
        sa.Column("dossier_id", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("issued_at", sa.Text(), nullable=False),
        sa.Column("print_state", sa.Text(), nullable=False),
        sa.Column("reprints", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["dossier_id"], ["dossier.id"], name=op.f("fk_receipt_dossier_id_dossier")
        ),
        sa.PrimaryKeyConstraint("dossier_id", name=op.f("pk_receipt")),
    )
    with op.batch_alter_table("receipt", schema=None) as batch_op:
        batch_op.create_index(
            "ix_receipt_not_printed",
            ["dossier_id"],
            unique=False,
            sqlite_where=sa.text("print_state = 'not_printed'"),
        )

    op.create_table(
        "required_paper",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("requirement", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("originals", sa.Integer(), nullable=False),
        sa.Column("copies", sa.Integer(), nullable=False),
        sa.Column("required", sa.Boolean(), nullable=False),
        sa.Column("uncertain", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["procedure_case.id"],
            name=op.f("fk_required_paper_case_id_procedure_case"),
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["procedure_version.id"],
            name=op.f("fk_required_paper_version_id_procedure_version"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_required_paper")),
        sa.UniqueConstraint("version_id", "number", name=op.f("uq_required_paper_version_id")),
    )
    op.create_table(
        "submitted_paper",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("dossier_id", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("originals", sa.Integer(), nullable=False),
        sa.Column("certified", sa.Integer(), nullable=False),
        sa.Column("copies", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["dossier_id"], ["dossier.id"], name=op.f("fk_submitted_paper_dossier_id_dossier")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submitted_paper")),
        sa.UniqueConstraint("dossier_id", "number", name=op.f("uq_submitted_paper_dossier_id")),
    )
    op.create_table(
        "receipt_pdf",
        sa.Column("dossier_id", sa.Text(), nullable=False),
        sa.Column("paper", sa.Text(), nullable=False),
        sa.Column("pdf", sa.LargeBinary(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("made_at", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["dossier_id"], ["receipt.dossier_id"], name=op.f("fk_receipt_pdf_dossier_id_receipt")
        ),
        sa.PrimaryKeyConstraint("dossier_id", "paper", name=op.f("pk_receipt_pdf")),
    )
    op.create_table(
        "receipt_print",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("dossier_id", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("officer", sa.Text(), nullable=False),
        sa.Column("paper", sa.Text(), nullable=False),
        sa.Column("reprint", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("printer", sa.Text(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["dossier_id"], ["receipt.dossier_id"], name=op.f("fk_receipt_print_dossier_id_receipt")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_receipt_print")),
    )
    with op.batch_alter_table("receipt_print", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_receipt_print_dossier_id"), ["dossier_id"], unique=False
        )

    for statement in (SEARCH, NO_MERGE_ON_SAVE, *APPEND_ONLY):
        op.execute(statement)


def downgrade() -> None:
    """The same step back."""
    op.execute("DROP TABLE dossier_search")
    with op.batch_alter_table("receipt_print", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_receipt_print_dossier_id"))

    op.drop_table("receipt_print")
    op.drop_table("receipt_pdf")
    op.drop_table("submitted_paper")
    op.drop_table("required_paper")
    with op.batch_alter_table("receipt", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_receipt_not_printed", sqlite_where=sa.text("print_state = 'not_printed'")
        )

    op.drop_table("receipt")
    with op.batch_alter_table("dossier_person", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_dossier_person_id_number"))

    op.drop_table("dossier_person")
    with op.batch_alter_table("procedure_channel", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_procedure_channel_version_id"))

    op.drop_table("procedure_channel")
    with op.batch_alter_table("procedure_case", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_procedure_case_version_id"))

    op.drop_table("procedure_case")
    op.drop_table("procedure")
    op.drop_table("favourite")
    with op.batch_alter_table("dossier", schema=None) as batch_op:
        batch_op.drop_index("ix_dossier_state")
        batch_op.drop_index("ix_dossier_received")
        batch_op.drop_index(
            "ix_dossier_promised", sqlite_where=sa.text("state NOT IN ('done', 'returned')")
        )
        batch_op.drop_index("ix_dossier_open")
        batch_op.drop_index("ix_dossier_look_up")

    op.drop_table("dossier")
    op.drop_table("counter")
    with op.batch_alter_table("calendar_day", schema=None) as batch_op:
        batch_op.drop_index("ix_calendar_day_version_day")

    op.drop_table("calendar_day")
    op.drop_table("unit")
    op.drop_table("setting")
    op.drop_table("procedure_version")
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.drop_index("ix_outbox_state")
        batch_op.drop_index("ix_outbox_answered", sqlite_where=sa.text("answered_at IS NOT NULL"))

    op.drop_table("outbox")
    op.drop_table("officer")
    op.drop_table("number_block")
    with op.batch_alter_table("journal", schema=None) as batch_op:
        batch_op.drop_index("ix_journal_dossier")
        batch_op.drop_index("ix_journal_at")

    op.drop_table("journal")
    with op.batch_alter_table("draft", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_draft_officer"))

    op.drop_table("draft")
    op.drop_table("cursor")
    op.drop_table("calendar_version")
