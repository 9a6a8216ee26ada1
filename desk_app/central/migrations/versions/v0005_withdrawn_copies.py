"""Archive copies that hold no longer: when, by whom and where they were withdrawn.

Every new column may be empty, so that a server process of the version before can still write while
others are already new.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005_withdrawn_copies"
down_revision = "0004_two_desks_one_dossier"
branch_labels = None
depends_on = None

COLUMNS = (("withdrawn_at", 32), ("withdrawn_by", 100), ("withdrawn_counter", 200))


def upgrade() -> None:
    """Forward."""
    for name, length in COLUMNS:
        op.add_column("archive_file", sa.Column(name, sa.String(length=length), nullable=True))


def downgrade() -> None:
    """Back."""
    for name, _ in reversed(COLUMNS):
        op.drop_column("archive_file", name)
