"""Groups know their city."""

import sqlalchemy as sa
from alembic import op

from bot.db.types import Id

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("groups", sa.Column("city_id", Id, nullable=True))
    op.add_column("groups", sa.Column("country", sa.Text(), nullable=True))
    op.create_index("ix_groups_guild_id_city_id", "groups", ["guild_id", "city_id"])


def downgrade() -> None:
    op.drop_index("ix_groups_guild_id_city_id", "groups")
    op.drop_column("groups", "country")
    op.drop_column("groups", "city_id")
