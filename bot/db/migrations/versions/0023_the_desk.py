"""Who waits for a person, and where the moderators see it."""

import sqlalchemy as sa
from alembic import op

from bot.db.types import Id, UtcDateTime

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "desks",
        sa.Column("guild_id", Id, autoincrement=False, nullable=False),
        sa.Column("channel_id", Id, nullable=False),
        sa.Column("message_id", Id, nullable=True),
        sa.PrimaryKeyConstraint("guild_id", name=op.f("pk_desks")),
        sqlite_strict=True,
    )
    op.create_table(
        "desk_entries",
        sa.Column("id", Id, nullable=False),
        sa.Column("guild_id", Id, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject_id", Id, nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("group_id", Id, nullable=True),
        sa.Column("channel_id", Id, nullable=True),
        sa.Column("message_id", Id, nullable=True),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("since_at", UtcDateTime(), nullable=False),
        sa.Column("shown_at", UtcDateTime(), nullable=False),
        sa.Column("until_at", UtcDateTime(), nullable=False),
        sa.Column("taken_by", Id, nullable=True),
        sa.Column("back_at", UtcDateTime(), nullable=True),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("answered", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk_entries")),
        sa.UniqueConstraint(
            "guild_id",
            "kind",
            "person_id",
            "subject_id",
            name=op.f("uq_desk_entries_guild_id_kind_person_id_subject_id"),
        ),
        sqlite_strict=True,
    )
    op.create_index("ix_desk_entries_guild_id_ended_at", "desk_entries", ["guild_id", "ended_at"])
    op.create_index("ix_desk_entries_guild_id_message_id", "desk_entries", ["guild_id", "message_id"])


def downgrade() -> None:
    op.drop_table("desk_entries")
    op.drop_table("desks")
