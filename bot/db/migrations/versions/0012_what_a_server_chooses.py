"""What a server chooses for itself."""

import sqlalchemy as sa
from alembic import op

from bot.db.types import Id

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "server_settings",
        sa.Column("guild_id", Id, autoincrement=False, nullable=False),
        sa.Column("language", sa.Text(), nullable=True),
        sa.Column("zone", sa.Text(), nullable=True),
        sa.Column("founding", sa.Text(), nullable=True),
        sa.Column("moderator_role_id", Id, nullable=True),
        sa.Column("moderators_channel_id", Id, nullable=True),
        sa.Column("welcome_channel_id", Id, nullable=True),
        sa.Column("introductions_channel_id", Id, nullable=True),
        sa.Column("directory_channel_id", Id, nullable=True),
        sa.PrimaryKeyConstraint("guild_id", name=op.f("pk_server_settings")),
        sqlite_strict=True,
    )


def downgrade() -> None:
    op.drop_table("server_settings")
