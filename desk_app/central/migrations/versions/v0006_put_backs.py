"""How often the centre was put back, where its database lies, which desks named their blocks since.

Every new column has a default or may be empty, so that a server process of the version before can
still write while others are already new.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006_put_backs"
down_revision = "0005_withdrawn_copies"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    op.add_column("about", sa.Column("put_backs", sa.Integer(), server_default="0", nullable=False))
    op.add_column("about", sa.Column("place", sa.String(length=100), nullable=True))
    op.add_column("desk", sa.Column("told", sa.Integer(), server_default="0", nullable=False))


def downgrade() -> None:
    """Back."""
    op.drop_column("desk", "told")
    op.drop_column("about", "place")
    op.drop_column("about", "put_backs")
