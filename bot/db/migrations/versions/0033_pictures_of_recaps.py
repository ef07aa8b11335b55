"""Pictures under recaps."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.db.types import Id

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "recap_pictures",
        sa.Column("id", Id, nullable=False),
        sa.Column("guild_id", Id, nullable=False),
        sa.Column("meetup_id", Id, nullable=False),
        sa.Column("added_by", Id, nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recap_pictures")),
        sqlite_strict=True,
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("recap_pictures", schema=None) as batch_op:
        batch_op.create_index("ix_recap_pictures_guild_id_meetup_id", ["guild_id", "meetup_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("recap_pictures", schema=None) as batch_op:
        batch_op.drop_index("ix_recap_pictures_guild_id_meetup_id")
    op.drop_table("recap_pictures")
