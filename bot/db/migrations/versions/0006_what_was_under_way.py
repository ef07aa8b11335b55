"""What was under way when the process died."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table, waits_until in (("deliveries", "retry_at"), ("mirrors", "due_at")):
        for name in ("in_flight", "deaths"):
            op.add_column(table, sa.Column(name, sa.Integer(), nullable=False, server_default="0"))
        op.create_index(
            f"ix_{table}_deaths", table, ["deaths", waits_until], sqlite_where=sa.text("deaths > 0")
        )


def downgrade() -> None:
    for table in ("deliveries", "mirrors"):
        op.drop_index(f"ix_{table}_deaths", table)
        for name in ("in_flight", "deaths"):
            op.drop_column(table, name)
