"""Archive copies that were withdrawn are not among those still to be sent"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

INDEX = "ix_archive_file_not_uploaded"


def upgrade() -> None:
    """One step forward."""
    _index_of("state NOT IN ('uploaded', 'replaced', 'withdrawn')")


def downgrade() -> None:
    """One step back."""
    op.execute("UPDATE archive_file SET state = 'replaced' WHERE state = 'withdrawn'")
    _index_of("state NOT IN ('uploaded', 'replaced')")


def _index_of(words: str) -> None:
    op.drop_index(INDEX, "archive_file")
    op.create_index(INDEX, "archive_file", ["state"], sqlite_where=sa.text(words))
