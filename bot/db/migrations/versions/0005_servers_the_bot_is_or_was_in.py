"""servers the bot is or was in."""

import sqlalchemy as sa
from alembic import op

from bot.db.types import Id, UtcDateTime

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "servers",
        sa.Column("guild_id", Id, nullable=False),
        sa.Column("left_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("guild_id", name=op.f("pk_servers")),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_servers_left_at",
        "servers",
        ["left_at"],
        unique=False,
        sqlite_where=sa.text("left_at IS NOT NULL"),
    )
    # A server that removed the bot before this table was there is found missing at the next start.
    op.execute("INSERT INTO servers (guild_id) SELECT DISTINCT guild_id FROM groups")


def downgrade() -> None:
    op.drop_table("servers")
