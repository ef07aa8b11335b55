"""Cards that are not wanted any more are taken away where they stand."""

import sqlalchemy as sa
from alembic import op

from bot.db.types import Id

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "old_cards",
        sa.Column("id", Id, nullable=False),
        sa.Column("guild_id", Id, nullable=False),
        sa.Column("channel_id", Id, nullable=False),
        sa.Column("message_id", Id, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_old_cards")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )


def downgrade() -> None:
    op.drop_table("old_cards")
