"""The first tables of the centre."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001_first"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "about",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(length=500), nullable=False),
        sa.Column("public_url", sa.String(length=500), nullable=False),
        sa.Column("training", sa.Boolean(), nullable=False),
        sa.Column("made_at", sa.String(length=32), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_about_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_about")),
    )
    op.create_table(
        "change",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=50), nullable=False),
        sa.Column("unit", sa.String(length=35), nullable=True),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_change")),
    )
    op.create_index(op.f("ix_change_unit"), "change", ["unit"])

    op.create_table(
        "change_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last_seq", sa.Integer(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_change_head_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_change_head")),
    )
    op.create_table(
        "published",
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("code", sa.String(length=100), nullable=False),
        sa.Column("version", sa.String(length=50), nullable=False),
        sa.Column("content_sha256", sa.String(length=64), nullable=False),
        sa.Column("published_at", sa.String(length=32), nullable=False),
        sa.CheckConstraint("kind IN ('procedure', 'calendar')", name=op.f("ck_published_kind")),
        sa.PrimaryKeyConstraint("kind", "code", "version", name=op.f("pk_published")),
    )
    op.create_table(
        "unit",
        sa.Column("code", sa.String(length=35), nullable=False),
        sa.Column("name", sa.String(length=500), nullable=False),
        sa.Column("level", sa.String(length=30), nullable=False),
        sa.Column("parent", sa.String(length=35), nullable=True),
        sa.Column("place", sa.String(length=500), nullable=True),
        sa.Column("address", sa.String(length=1000), nullable=True),
        sa.Column("phone", sa.String(length=50), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("merged_into", sa.String(length=35), nullable=True),
        sa.ForeignKeyConstraint(["parent"], ["unit.code"], name=op.f("fk_unit_parent_unit")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_unit")),
    )
    op.create_table(
        "counter",
        sa.Column("unit", sa.String(length=35), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("block_size", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["unit"], ["unit.code"], name=op.f("fk_counter_unit_unit")),
        sa.PrimaryKeyConstraint("unit", "name", name=op.f("pk_counter")),
    )
    op.create_table(
        "desk",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("unit", sa.String(length=35), nullable=False),
        sa.Column("counter", sa.String(length=200), nullable=False),
        sa.Column("credential_sha256", sa.String(length=64), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("enrolled_at", sa.String(length=32), nullable=False),
        sa.Column("revoked_at", sa.String(length=32), nullable=True),
        sa.Column("last_seen_at", sa.String(length=32), nullable=True),
        sa.Column("app_version", sa.String(length=50), nullable=False),
        sa.Column("waiting", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["unit"], ["unit.code"], name=op.f("fk_desk_unit_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk")),
    )
    op.create_table(
        "number_day",
        sa.Column("unit", sa.String(length=35), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["unit"], ["unit.code"], name=op.f("fk_number_day_unit_unit")),
        sa.PrimaryKeyConstraint("unit", "day", name=op.f("pk_number_day")),
    )
    op.create_table(
        "officer",
        sa.Column("login", sa.String(length=100), nullable=False),
        sa.Column("full_name", sa.String(length=200), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("unit", sa.String(length=35), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.CheckConstraint("role IN ('officer', 'supervisor', 'it')", name=op.f("ck_officer_role")),
        sa.ForeignKeyConstraint(["unit"], ["unit.code"], name=op.f("fk_officer_unit_unit")),
        sa.PrimaryKeyConstraint("login", name=op.f("pk_officer")),
    )
    op.create_table(
        "dossier",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("code", sa.String(length=50), nullable=False),
        sa.Column("look_up_sha256", sa.String(length=64), nullable=False),
        sa.Column("unit", sa.String(length=35), nullable=False),
        sa.Column("desk", sa.String(length=36), nullable=False),
        sa.Column("counter", sa.String(length=200), nullable=False),
        sa.Column("officer", sa.String(length=100), nullable=False),
        sa.Column("procedure", sa.String(length=50), nullable=False),
        sa.Column("procedure_version", sa.Integer(), nullable=False),
        sa.Column("procedure_name", sa.String(length=2000), nullable=False),
        sa.Column("case_name", sa.String(length=2000), nullable=True),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("applicant", sa.JSON(), nullable=False),
        sa.Column("submitter", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("papers", sa.JSON(), nullable=False),
        sa.Column("sets", sa.Integer(), nullable=False),
        sa.Column("fee_vnd", sa.Integer(), nullable=False),
        sa.Column("fee_reason", sa.String(length=500), nullable=True),
        sa.Column("received_at", sa.String(length=32), nullable=False),
        sa.Column("promised_at", sa.String(length=32), nullable=True),
        sa.Column("calendar_version", sa.Text(), nullable=True),
        sa.Column("result_at", sa.String(length=20), nullable=False),
        sa.Column("note", sa.String(length=2000), nullable=True),
        sa.Column("state", sa.String(length=50), nullable=False),
        sa.Column("state_at", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["desk"], ["desk.id"], name=op.f("fk_dossier_desk_desk")),
        sa.ForeignKeyConstraint(["unit"], ["unit.code"], name=op.f("fk_dossier_unit_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dossier")),
        sa.UniqueConstraint("code", name=op.f("uq_dossier_code")),
        sa.UniqueConstraint("look_up_sha256", name=op.f("uq_dossier_look_up_sha256")),
    )
    op.create_index(op.f("ix_dossier_received_at"), "dossier", ["received_at"])

    op.create_table(
        "enrol_code",
        sa.Column("code_sha256", sa.String(length=64), nullable=False),
        sa.Column("unit", sa.String(length=35), nullable=False),
        sa.Column("counter", sa.String(length=200), nullable=False),
        sa.Column("made_at", sa.String(length=32), nullable=False),
        sa.Column("expires_at", sa.String(length=32), nullable=False),
        sa.Column("used_by", sa.String(length=36), nullable=True),
        sa.ForeignKeyConstraint(["unit"], ["unit.code"], name=op.f("fk_enrol_code_unit_unit")),
        sa.ForeignKeyConstraint(["used_by"], ["desk.id"], name=op.f("fk_enrol_code_used_by_desk")),
        sa.PrimaryKeyConstraint("code_sha256", name=op.f("pk_enrol_code")),
    )
    op.create_table(
        "entry",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("payload_sha256", sa.String(length=64), nullable=False),
        sa.Column("desk", sa.String(length=36), nullable=False),
        sa.Column("dossier_id", sa.String(length=36), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=50), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.String(length=32), nullable=False),
        sa.Column("applied_at", sa.String(length=32), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.String(length=50), nullable=True),
        sa.CheckConstraint("outcome IN ('accepted', 'refused')", name=op.f("ck_entry_outcome")),
        sa.ForeignKeyConstraint(["desk"], ["desk.id"], name=op.f("fk_entry_desk_desk")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry")),
    )
    op.create_index(op.f("ix_entry_dossier_id_position"), "entry", ["dossier_id", "position"])

    op.create_table(
        "number_block",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("unit", sa.String(length=35), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("first", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.Column("desk", sa.String(length=36), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("leased_at", sa.String(length=32), nullable=False),
        sa.CheckConstraint("first >= 1 AND first <= last", name=op.f("ck_number_block_range")),
        sa.ForeignKeyConstraint(["desk"], ["desk.id"], name=op.f("fk_number_block_desk_desk")),
        sa.ForeignKeyConstraint(["unit"], ["unit.code"], name=op.f("fk_number_block_unit_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_number_block")),
        sa.UniqueConstraint("unit", "day", "first", name=op.f("uq_number_block_unit_day_first")),
        sa.UniqueConstraint("unit", "day", "last", name=op.f("uq_number_block_unit_day_last")),
    )
    op.create_index(op.f("ix_number_block_desk_day"), "number_block", ["desk", "day"])

    op.create_table(
        "progress",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("dossier_id", sa.String(length=36), nullable=False),
        sa.Column("state", sa.String(length=50), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=True),
        sa.Column("note", sa.String(length=2000), nullable=True),
        sa.ForeignKeyConstraint(
            ["dossier_id"], ["dossier.id"], name=op.f("fk_progress_dossier_id_dossier")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_progress")),
    )
    op.create_index(op.f("ix_progress_dossier_id"), "progress", ["dossier_id"])

    op.create_table(
        "receipt_print",
        sa.Column("entry_id", sa.String(length=36), nullable=False),
        sa.Column("dossier_id", sa.String(length=36), nullable=False),
        sa.Column("printed_at", sa.String(length=32), nullable=False),
        sa.Column("officer", sa.String(length=100), nullable=False),
        sa.Column("reprint", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=True),
        sa.ForeignKeyConstraint(
            ["dossier_id"], ["dossier.id"], name=op.f("fk_receipt_print_dossier_id_dossier")
        ),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("pk_receipt_print")),
    )
    op.create_index(op.f("ix_receipt_print_dossier_id"), "receipt_print", ["dossier_id"])

    op.create_table(
        "used_number",
        sa.Column("unit", sa.String(length=35), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("dossier_id", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(
            ["dossier_id"], ["dossier.id"], name=op.f("fk_used_number_dossier_id_dossier")
        ),
        sa.ForeignKeyConstraint(["unit"], ["unit.code"], name=op.f("fk_used_number_unit_unit")),
        sa.PrimaryKeyConstraint("unit", "day", "number", name=op.f("pk_used_number")),
    )
