"""Who asks for a buddy, who offers to be one, and who has been whose."""

import sqlalchemy as sa
from alembic import op

from bot.db.types import Id, UtcDateTime

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "buddies",
        sa.Column("id", Id, nullable=False),
        sa.Column("guild_id", Id, nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("accompanied_by", Id, nullable=False),
        sa.Column("matched_by", Id, nullable=True),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("any_language", sa.Integer(), nullable=False),
        sa.Column("topics", sa.Text(), nullable=False),
        sa.Column("thread_id", Id, nullable=True),
        sa.Column("matched_at", UtcDateTime(), nullable=False),
        sa.Column("ends_at", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_buddies")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index("ix_buddies_guild_id_person_id", "buddies", ["guild_id", "person_id"])
    op.create_index("ix_buddies_guild_id_accompanied_by", "buddies", ["guild_id", "accompanied_by"])
    op.create_table(
        "buddy_offers",
        sa.Column("id", Id, nullable=False),
        sa.Column("guild_id", Id, nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("any_language", sa.Integer(), nullable=False),
        sa.Column("topics", sa.Text(), nullable=False),
        sa.Column("places", sa.Integer(), nullable=False),
        sa.Column("offered_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_buddy_offers")),
        sa.UniqueConstraint("guild_id", "person_id", name=op.f("uq_buddy_offers_guild_id_person_id")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_table(
        "buddy_requests",
        sa.Column("id", Id, nullable=False),
        sa.Column("guild_id", Id, nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("any_language", sa.Integer(), nullable=False),
        sa.Column("topics", sa.Text(), nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_buddy_requests")),
        sa.UniqueConstraint("guild_id", "person_id", name=op.f("uq_buddy_requests_guild_id_person_id")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )


def downgrade() -> None:
    op.drop_table("buddy_requests")
    op.drop_table("buddy_offers")
    op.drop_table("buddies")
