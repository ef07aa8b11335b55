"""What has a limit is counted by a seal of who did it."""

import sqlalchemy as sa
from alembic import op

from bot.db.types import Id, UtcDateTime

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "acts",
        sa.Column("id", Id, nullable=False),
        sa.Column("guild_id", Id, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("seal", sa.Text(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_acts")),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_acts_guild_id_kind_seal_created_at", "acts", ["guild_id", "kind", "seal", "created_at"]
    )


def downgrade() -> None:
    op.drop_table("acts")
