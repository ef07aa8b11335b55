"""How a server welcomes newcomers, and what its groups say to who joins."""

import sqlalchemy as sa
from alembic import op

from bot.db.types import Id

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "welcome_settings",
        sa.Column("guild_id", Id, autoincrement=False, nullable=False),
        sa.Column("desk_channel_id", Id, nullable=True),
        sa.Column("greeter_role_id", Id, nullable=True),
        sa.Column("words", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("guild_id", name=op.f("pk_welcome_settings")),
        sqlite_strict=True,
    )
    op.create_table(
        "group_welcomes",
        sa.Column("id", Id, nullable=False),
        sa.Column("guild_id", Id, nullable=False),
        sa.Column("group_id", Id, nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_welcomes")),
        sa.UniqueConstraint("guild_id", "group_id", name=op.f("uq_group_welcomes_guild_id_group_id")),
        sqlite_strict=True,
    )


def downgrade() -> None:
    op.drop_table("group_welcomes")
    op.drop_table("welcome_settings")
