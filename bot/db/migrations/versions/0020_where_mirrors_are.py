"""In which channel each mirror is."""

import sqlalchemy as sa
from alembic import op

from bot.db.types import Id

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("mirrors", sa.Column("channel_id", Id, nullable=True))


def downgrade() -> None:
    op.drop_column("mirrors", "channel_id")
