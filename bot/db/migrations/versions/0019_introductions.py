"""How people introduce themselves."""

import sqlalchemy as sa
from alembic import op

from bot.db.types import Id, UtcDateTime

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "introductions",
        sa.Column("id", Id, nullable=False),
        sa.Column("guild_id", Id, nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("topics", sa.Text(), nullable=False),
        sa.Column("written_at", UtcDateTime(), nullable=False),
        sa.Column("channel_id", Id, nullable=False),
        sa.Column("message_id", Id, nullable=True),
        sa.Column("answered_at", UtcDateTime(), nullable=True),
        sa.Column("answered_by", Id, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_introductions")),
        sqlite_strict=True,
    )
    op.create_index("ix_introductions_guild_id_person_id", "introductions", ["guild_id", "person_id"])
    op.create_index("ix_introductions_guild_id_message_id", "introductions", ["guild_id", "message_id"])


def downgrade() -> None:
    op.drop_table("introductions")
