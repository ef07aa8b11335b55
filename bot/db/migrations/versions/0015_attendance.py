"""Who came, the codes at the doors, who is in voice, what people said and what organizers told."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.db.types import Id, UtcDateTime

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "attendances",
        sa.Column("id", Id, nullable=False),
        sa.Column("guild_id", Id, nullable=False),
        sa.Column("meetup_id", Id, nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("begins_at", UtcDateTime(), nullable=False),
        sa.Column("voice_seconds", sa.Integer(), nullable=False),
        sa.Column("voice_at", UtcDateTime(), nullable=True),
        sa.Column("code_at", UtcDateTime(), nullable=True),
        sa.Column("called_at", UtcDateTime(), nullable=True),
        sa.Column("absent_at", UtcDateTime(), nullable=True),
        sa.Column("noted_by", Id, nullable=True),
        sa.Column("released_at", UtcDateTime(), nullable=True),
        sa.Column("missed_at", UtcDateTime(), nullable=True),
        sa.Column("own", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendances")),
        sa.UniqueConstraint("meetup_id", "person_id", name=op.f("uq_attendances_meetup_id_person_id")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("attendances", schema=None) as batch_op:
        batch_op.create_index("ix_attendances_guild_id_person_id", ["guild_id", "person_id"], unique=False)

    op.create_table(
        "doors",
        sa.Column("meetup_id", Id, nullable=False),
        sa.Column("guild_id", Id, nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("meetup_id", name=op.f("pk_doors")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("doors", schema=None) as batch_op:
        batch_op.create_index("ix_doors_guild_id", ["guild_id"], unique=False)

    op.create_table(
        "feedback",
        sa.Column("id", Id, nullable=False),
        sa.Column("guild_id", Id, nullable=False),
        sa.Column("meetup_id", Id, nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("mood", sa.Text(), nullable=True),
        sa.Column("again", sa.Text(), nullable=True),
        sa.Column("line", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feedback")),
        sa.UniqueConstraint("meetup_id", "person_id", name=op.f("uq_feedback_meetup_id_person_id")),
        sqlite_strict=True,
    )
    op.create_table(
        "recaps",
        sa.Column("meetup_id", Id, nullable=False),
        sa.Column("guild_id", Id, nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("links", sa.Text(), nullable=False),
        sa.Column("written_by", Id, nullable=True),
        sa.Column("channel_id", Id, nullable=False),
        sa.Column("message_id", Id, nullable=True),
        sa.PrimaryKeyConstraint("meetup_id", name=op.f("pk_recaps")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("recaps", schema=None) as batch_op:
        batch_op.create_index("ix_recaps_guild_id", ["guild_id"], unique=False)

    op.create_table(
        "rooms",
        sa.Column("group_id", Id, nullable=False),
        sa.Column("guild_id", Id, nullable=False),
        sa.Column("channel_id", Id, nullable=False),
        sa.PrimaryKeyConstraint("group_id", name=op.f("pk_rooms")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("rooms", schema=None) as batch_op:
        batch_op.create_index("ix_rooms_guild_id", ["guild_id"], unique=False)

    op.create_table(
        "tries",
        sa.Column("id", Id, nullable=False),
        sa.Column("guild_id", Id, nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("wrong", sa.Integer(), nullable=False),
        sa.Column("since_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tries")),
        sa.UniqueConstraint("guild_id", "person_id", name=op.f("uq_tries_guild_id_person_id")),
        sqlite_strict=True,
    )
    op.create_table(
        "visits",
        sa.Column("id", Id, nullable=False),
        sa.Column("guild_id", Id, nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("channel_id", Id, nullable=False),
        sa.Column("entered_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visits")),
        sa.UniqueConstraint("guild_id", "person_id", name=op.f("uq_visits_guild_id_person_id")),
        sqlite_strict=True,
    )


def downgrade() -> None:
    op.drop_table("visits")
    op.drop_table("tries")
    with op.batch_alter_table("rooms", schema=None) as batch_op:
        batch_op.drop_index("ix_rooms_guild_id")

    op.drop_table("rooms")
    with op.batch_alter_table("recaps", schema=None) as batch_op:
        batch_op.drop_index("ix_recaps_guild_id")

    op.drop_table("recaps")
    op.drop_table("feedback")
    with op.batch_alter_table("doors", schema=None) as batch_op:
        batch_op.drop_index("ix_doors_guild_id")

    op.drop_table("doors")
    with op.batch_alter_table("attendances", schema=None) as batch_op:
        batch_op.drop_index("ix_attendances_guild_id_person_id")

    op.drop_table("attendances")
