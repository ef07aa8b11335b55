"""Who was in a server before the bot, by its list of members."""

import sqlalchemy as sa
from alembic import op

from bot.db.types import Id, UtcDateTime

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "censuses",
        sa.Column("guild_id", Id, autoincrement=False, nullable=False),
        sa.Column("begun_at", UtcDateTime(), nullable=True),
        sa.Column("known_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("guild_id", name=op.f("pk_censuses")),
        sqlite_strict=True,
    )
    op.add_column("newcomers", sa.Column("listed_at", UtcDateTime(), nullable=True))


def downgrade() -> None:
    op.drop_column("newcomers", "listed_at")
    op.drop_table("censuses")
