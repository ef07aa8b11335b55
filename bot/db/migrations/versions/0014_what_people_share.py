"""What people share: posts, days, goals, digests; and the pauses they took."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.db.types import Day, Id, UtcDateTime

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "pauses",
        sa.Column("id", Id, nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("from_at", UtcDateTime(), nullable=False),
        sa.Column("until_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pauses")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("pauses", schema=None) as batch_op:
        batch_op.create_index("ix_pauses_person_id", ["person_id"], unique=False)

    op.create_table(
        "progress_days",
        sa.Column("id", Id, nullable=False),
        sa.Column("guild_id", Id, nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("kept_on", Day(), nullable=False),
        sa.Column("begins_at", UtcDateTime(), nullable=False),
        sa.Column("ends_at", UtcDateTime(), nullable=False),
        sa.Column("shares", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_progress_days")),
        sa.UniqueConstraint(
            "guild_id", "person_id", "begins_at", name=op.f("uq_progress_days_guild_id_person_id_begins_at")
        ),
        sqlite_strict=True,
    )
    op.create_table(
        "progress_habits",
        sa.Column("id", Id, nullable=False),
        sa.Column("guild_id", Id, nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("willing", sa.Integer(), server_default="0", nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=True),
        sa.Column("theme", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_progress_habits")),
        sa.UniqueConstraint("guild_id", "person_id", name=op.f("uq_progress_habits_guild_id_person_id")),
        sqlite_strict=True,
    )
    op.create_table(
        "progress_leftovers",
        sa.Column("id", Id, nullable=False),
        sa.Column("guild_id", Id, nullable=False),
        sa.Column("channel_id", Id, nullable=False),
        sa.Column("message_id", Id, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_progress_leftovers")),
        sqlite_strict=True,
    )
    op.create_table(
        "progress_paces",
        sa.Column("id", Id, nullable=False),
        sa.Column("guild_id", Id, nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("since_on", Day(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_progress_paces")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("progress_paces", schema=None) as batch_op:
        batch_op.create_index("ix_progress_paces_guild_id_person_id", ["guild_id", "person_id"], unique=False)

    op.create_table(
        "progress_digests",
        sa.Column("id", Id, nullable=False),
        sa.Column("guild_id", Id, nullable=False),
        sa.Column("group_id", Id, nullable=False),
        sa.Column("last_on", Day(), nullable=False),
        sa.Column("channel_id", Id, nullable=False),
        sa.Column("card_id", Id, nullable=True),
        sa.ForeignKeyConstraint(
            ["guild_id", "group_id"],
            ["groups.guild_id", "groups.id"],
            name=op.f("fk_progress_digests_guild_id_group_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_progress_digests")),
        sa.UniqueConstraint("group_id", "last_on", name=op.f("uq_progress_digests_group_id_last_on")),
        sqlite_strict=True,
    )
    op.create_table(
        "progress_goals",
        sa.Column("id", Id, nullable=False),
        sa.Column("guild_id", Id, nullable=False),
        sa.Column("request_id", Id, nullable=False),
        sa.Column("group_id", Id, nullable=True),
        sa.Column("person_id", Id, nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("link", sa.Text(), nullable=True),
        sa.Column("due_on", Day(), nullable=True),
        sa.Column("target", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), server_default="0", nullable=False),
        sa.Column("channel_id", Id, nullable=True),
        sa.Column("card_id", Id, nullable=True),
        sa.Column("created_by", Id, nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("finished_at", UtcDateTime(), nullable=True),
        sa.Column("dropped_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["guild_id", "group_id"],
            ["groups.guild_id", "groups.id"],
            name=op.f("fk_progress_goals_guild_id_group_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_progress_goals")),
        sa.UniqueConstraint("guild_id", "id", name=op.f("uq_progress_goals_guild_id_id")),
        sa.UniqueConstraint("request_id", name=op.f("uq_progress_goals_request_id")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("progress_goals", schema=None) as batch_op:
        batch_op.create_index("ix_progress_goals_guild_id_group_id", ["guild_id", "group_id"], unique=False)
        batch_op.create_index("ix_progress_goals_guild_id_person_id", ["guild_id", "person_id"], unique=False)

    op.create_table(
        "progress_places",
        sa.Column("id", Id, nullable=False),
        sa.Column("guild_id", Id, nullable=False),
        sa.Column("group_id", Id, nullable=False),
        sa.Column("in_thread", sa.Integer(), server_default="0", nullable=False),
        sa.Column("thread_id", Id, nullable=True),
        sa.Column("digest_day", sa.Integer(), nullable=True),
        sa.Column("digest_hour", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["guild_id", "group_id"],
            ["groups.guild_id", "groups.id"],
            name=op.f("fk_progress_places_guild_id_group_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_progress_places")),
        sa.UniqueConstraint("group_id", name=op.f("uq_progress_places_group_id")),
        sqlite_strict=True,
    )
    op.create_table(
        "progress_posts",
        sa.Column("id", Id, nullable=False),
        sa.Column("guild_id", Id, nullable=False),
        sa.Column("group_id", Id, nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("request_id", Id, nullable=False),
        sa.Column("kept_on", Day(), nullable=False),
        sa.Column("win", sa.Text(), nullable=True),
        sa.Column("did", sa.Text(), nullable=True),
        sa.Column("learned", sa.Text(), nullable=True),
        sa.Column("stuck", sa.Text(), nullable=True),
        sa.Column("next", sa.Text(), nullable=True),
        sa.Column("link", sa.Text(), nullable=True),
        sa.Column("image", sa.LargeBinary(), nullable=True),
        sa.Column("image_name", sa.Text(), nullable=True),
        sa.Column("shared_at", UtcDateTime(), nullable=False),
        sa.Column("channel_id", Id, nullable=False),
        sa.Column("card_id", Id, nullable=True),
        sa.Column("answered_at", UtcDateTime(), nullable=True),
        sa.Column("taken_back_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["guild_id", "group_id"],
            ["groups.guild_id", "groups.id"],
            name=op.f("fk_progress_posts_guild_id_group_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_progress_posts")),
        sa.UniqueConstraint("guild_id", "id", name=op.f("uq_progress_posts_guild_id_id")),
        sa.UniqueConstraint("request_id", name=op.f("uq_progress_posts_request_id")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("progress_posts", schema=None) as batch_op:
        batch_op.create_index(
            "ix_progress_posts_card_id",
            ["card_id"],
            unique=False,
            sqlite_where=sa.text("card_id IS NOT NULL"),
        )
        batch_op.create_index("ix_progress_posts_group_id_kept_on", ["group_id", "kept_on"], unique=False)
        batch_op.create_index(
            "ix_progress_posts_person_id_shared_at", ["person_id", "shared_at"], unique=False
        )

    op.create_table(
        "progress_cheers",
        sa.Column("id", Id, nullable=False),
        sa.Column("guild_id", Id, nullable=False),
        sa.Column("post_id", Id, nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("cheered_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["guild_id", "post_id"],
            ["progress_posts.guild_id", "progress_posts.id"],
            name=op.f("fk_progress_cheers_guild_id_post_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_progress_cheers")),
        sa.UniqueConstraint("post_id", "person_id", name=op.f("uq_progress_cheers_post_id_person_id")),
        sqlite_strict=True,
    )
    op.create_table(
        "progress_items",
        sa.Column("id", Id, nullable=False),
        sa.Column("guild_id", Id, nullable=False),
        sa.Column("goal_id", Id, nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["guild_id", "goal_id"],
            ["progress_goals.guild_id", "progress_goals.id"],
            name=op.f("fk_progress_items_guild_id_goal_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_progress_items")),
        sa.UniqueConstraint("goal_id", "place", name=op.f("uq_progress_items_goal_id_place")),
        sa.UniqueConstraint("guild_id", "id", name=op.f("uq_progress_items_guild_id_id")),
        sqlite_strict=True,
    )
    op.create_table(
        "progress_ticks",
        sa.Column("id", Id, nullable=False),
        sa.Column("guild_id", Id, nullable=False),
        sa.Column("item_id", Id, nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("ticked_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["guild_id", "item_id"],
            ["progress_items.guild_id", "progress_items.id"],
            name=op.f("fk_progress_ticks_guild_id_item_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_progress_ticks")),
        sa.UniqueConstraint("item_id", "person_id", name=op.f("uq_progress_ticks_item_id_person_id")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("progress_ticks", schema=None) as batch_op:
        batch_op.create_index("ix_progress_ticks_person_id", ["person_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("progress_ticks", schema=None) as batch_op:
        batch_op.drop_index("ix_progress_ticks_person_id")

    op.drop_table("progress_ticks")
    op.drop_table("progress_items")
    op.drop_table("progress_cheers")
    with op.batch_alter_table("progress_posts", schema=None) as batch_op:
        batch_op.drop_index("ix_progress_posts_person_id_shared_at")
        batch_op.drop_index("ix_progress_posts_group_id_kept_on")
        batch_op.drop_index("ix_progress_posts_card_id", sqlite_where=sa.text("card_id IS NOT NULL"))

    op.drop_table("progress_posts")
    op.drop_table("progress_places")
    with op.batch_alter_table("progress_goals", schema=None) as batch_op:
        batch_op.drop_index("ix_progress_goals_guild_id_person_id")
        batch_op.drop_index("ix_progress_goals_guild_id_group_id")

    op.drop_table("progress_goals")
    op.drop_table("progress_digests")
    with op.batch_alter_table("progress_paces", schema=None) as batch_op:
        batch_op.drop_index("ix_progress_paces_guild_id_person_id")

    op.drop_table("progress_paces")
    op.drop_table("progress_leftovers")
    op.drop_table("progress_habits")
    op.drop_table("progress_days")
    with op.batch_alter_table("pauses", schema=None) as batch_op:
        batch_op.drop_index("ix_pauses_person_id")

    op.drop_table("pauses")
