"""Chores that were under way when the process died."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("in_flight", "deaths"):
        op.add_column("chores", sa.Column(name, sa.Integer(), nullable=False, server_default="0"))
    op.create_index("ix_chores_deaths", "chores", ["deaths", "due_at"], sqlite_where=sa.text("deaths > 0"))


def downgrade() -> None:
    op.drop_index("ix_chores_deaths", "chores")
    for name in ("in_flight", "deaths"):
        op.drop_column("chores", name)
