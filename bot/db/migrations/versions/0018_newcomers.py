"""Who has arrived, and how they were welcomed."""

import sqlalchemy as sa
from alembic import op

from bot.db.types import Id, UtcDateTime

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "newcomers",
        sa.Column("id", Id, nullable=False),
        sa.Column("guild_id", Id, nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("arrived_at", UtcDateTime(), nullable=True),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("welcome_id", Id, nullable=True),
        sa.Column("city_id", Id, nullable=True),
        sa.Column("started_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_newcomers")),
        sa.UniqueConstraint("guild_id", "person_id", name=op.f("uq_newcomers_guild_id_person_id")),
        sqlite_strict=True,
    )
    op.create_index("ix_newcomers_welcome_id", "newcomers", ["welcome_id"])
    op.create_table(
        "welcomes",
        sa.Column("id", Id, nullable=False),
        sa.Column("guild_id", Id, nullable=False),
        sa.Column("channel_id", Id, nullable=False),
        sa.Column("message_id", Id, nullable=True),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("opened_at", UtcDateTime(), nullable=False),
        sa.Column("last_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_welcomes")),
        sqlite_strict=True,
    )
    op.create_index("ix_welcomes_guild_id_channel_id", "welcomes", ["guild_id", "channel_id"])


def downgrade() -> None:
    op.drop_table("welcomes")
    op.drop_table("newcomers")
