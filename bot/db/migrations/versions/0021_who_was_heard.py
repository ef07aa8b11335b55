"""Who is still to pass a server's screening, and how far its join messages have been read."""

import sqlalchemy as sa
from alembic import op

from bot.db.types import Id, UtcDateTime

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("newcomers", sa.Column("pending", sa.Integer(), server_default="0", nullable=False))
    op.create_table(
        "joins_heard",
        sa.Column("guild_id", Id, autoincrement=False, nullable=False),
        sa.Column("heard_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("guild_id", name=op.f("pk_joins_heard")),
        sqlite_strict=True,
    )


def downgrade() -> None:
    op.drop_table("joins_heard")
    op.drop_column("newcomers", "pending")
