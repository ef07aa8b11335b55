"""Scheduled events of Discord that show meetups, and whose interest in them is an answer."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.db.types import Id

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "events",
        sa.Column("id", Id, nullable=False),
        sa.Column("guild_id", Id, nullable=False),
        sa.Column("meetup_id", Id, nullable=False),
        sa.Column("event_id", Id, nullable=False),
        sa.Column("interest", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["guild_id", "meetup_id"],
            ["meetups.guild_id", "meetups.id"],
            name=op.f("fk_events_guild_id_meetup_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_events")),
        sa.UniqueConstraint("event_id", name=op.f("uq_events_event_id")),
        sa.UniqueConstraint("guild_id", "meetup_id", name=op.f("uq_events_guild_id_meetup_id")),
        sqlite_strict=True,
    )
    op.create_table(
        "interested",
        sa.Column("id", Id, nullable=False),
        sa.Column("guild_id", Id, nullable=False),
        sa.Column("meetup_id", Id, nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.ForeignKeyConstraint(
            ["guild_id", "meetup_id"],
            ["meetups.guild_id", "meetups.id"],
            name=op.f("fk_interested_guild_id_meetup_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interested")),
        sa.UniqueConstraint("meetup_id", "person_id", name=op.f("uq_interested_meetup_id_person_id")),
        sqlite_strict=True,
    )


def downgrade() -> None:
    op.drop_table("interested")
    op.drop_table("events")
