"""the first tables."""

import sqlalchemy as sa
from alembic import op

from bot.db.types import Id, UtcDateTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "chores",
        sa.Column("id", Id, nullable=False),
        sa.Column("guild_id", Id, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject_id", Id, nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_chores")),
        sa.UniqueConstraint(
            "kind", "guild_id", "subject_id", name=op.f("uq_chores_kind_guild_id_subject_id")
        ),
        sqlite_strict=True,
    )
    op.create_index("ix_chores_due_at", "chores", ["due_at"], unique=False)

    op.create_table(
        "deliveries",
        sa.Column("id", Id, nullable=False),
        sa.Column("guild_id", Id, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject_id", Id, nullable=False),
        sa.Column("channel_id", Id, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("claimed_at", UtcDateTime(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("retry_at", UtcDateTime(), nullable=True),
        sa.Column("uncertain", sa.Integer(), nullable=False),
        sa.Column("trouble", sa.Text(), nullable=True),
        sa.Column("message_id", Id, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliveries")),
        sa.UniqueConstraint("key", name=op.f("uq_deliveries_key")),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_deliveries_retry_at",
        "deliveries",
        ["retry_at"],
        unique=False,
        sqlite_where=sa.text("retry_at IS NOT NULL"),
    )

    op.create_table(
        "groups",
        sa.Column("id", Id, nullable=False),
        sa.Column("guild_id", Id, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("role_id", Id, nullable=True),
        sa.Column("channel_id", Id, nullable=True),
        sa.Column("card_id", Id, nullable=True),
        sa.Column("created_by", Id, nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_groups")),
        sa.UniqueConstraint("guild_id", "folded", name=op.f("uq_groups_guild_id_folded")),
        sa.UniqueConstraint("guild_id", "id", name=op.f("uq_groups_guild_id_id")),
        sqlite_strict=True,
    )
    op.create_index("ix_groups_channel_id", "groups", ["channel_id"], unique=False)

    op.create_table(
        "installation",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_installation")),
        sqlite_strict=True,
    )
    op.create_table(
        "mirrors",
        sa.Column("id", Id, nullable=False),
        sa.Column("guild_id", Id, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject_id", Id, nullable=False),
        sa.Column("wanted", sa.Integer(), nullable=False),
        sa.Column("shown", sa.Integer(), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=True),
        sa.Column("begun_at", UtcDateTime(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("trouble", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mirrors")),
        sa.UniqueConstraint(
            "kind", "guild_id", "subject_id", name=op.f("uq_mirrors_kind_guild_id_subject_id")
        ),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_mirrors_due_at", "mirrors", ["due_at"], unique=False, sqlite_where=sa.text("due_at IS NOT NULL")
    )

    op.create_table(
        "meetups",
        sa.Column("id", Id, nullable=False),
        sa.Column("guild_id", Id, nullable=False),
        sa.Column("group_id", Id, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("starts_at", UtcDateTime(), nullable=False),
        sa.Column("ends_at", UtcDateTime(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=True),
        sa.Column("link", sa.Text(), nullable=True),
        sa.Column("seats", sa.Integer(), nullable=True),
        sa.Column("cancelled_at", UtcDateTime(), nullable=True),
        sa.Column("channel_id", Id, nullable=False),
        sa.Column("card_id", Id, nullable=True),
        sa.Column("thread_id", Id, nullable=True),
        sa.Column("archived_at", UtcDateTime(), nullable=True),
        sa.Column("request_id", Id, nullable=False),
        sa.Column("created_by", Id, nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["guild_id", "group_id"],
            ["groups.guild_id", "groups.id"],
            name=op.f("fk_meetups_guild_id_group_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meetups")),
        sa.UniqueConstraint("guild_id", "id", name=op.f("uq_meetups_guild_id_id")),
        sa.UniqueConstraint("request_id", name=op.f("uq_meetups_request_id")),
        sqlite_strict=True,
    )
    op.create_index("ix_meetups_group_id_starts_at", "meetups", ["group_id", "starts_at"], unique=False)
    op.create_index("ix_meetups_guild_id_ends_at", "meetups", ["guild_id", "ends_at"], unique=False)

    op.create_table(
        "memberships",
        sa.Column("id", Id, nullable=False),
        sa.Column("guild_id", Id, nullable=False),
        sa.Column("group_id", Id, nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("standing", sa.Text(), nullable=False),
        sa.Column("joined_at", UtcDateTime(), nullable=False),
        sa.Column("left_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["guild_id", "group_id"],
            ["groups.guild_id", "groups.id"],
            name=op.f("fk_memberships_guild_id_group_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_memberships")),
        sa.UniqueConstraint("group_id", "person_id", name=op.f("uq_memberships_group_id_person_id")),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_memberships_person_id",
        "memberships",
        ["person_id"],
        unique=False,
        sqlite_where=sa.text("left_at IS NULL"),
    )

    op.create_table(
        "notices",
        sa.Column("id", Id, nullable=False),
        sa.Column("guild_id", Id, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject_id", Id, nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=False),
        sa.Column("event_at", UtcDateTime(), nullable=False),
        sa.Column("fate", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("delivery_id", Id, nullable=True),
        sa.Column("settled_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["delivery_id"], ["deliveries.id"], name=op.f("fk_notices_delivery_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices")),
        sa.UniqueConstraint(
            "kind",
            "subject_id",
            "person_id",
            "generation",
            name=op.f("uq_notices_kind_subject_id_person_id_generation"),
        ),
        sqlite_strict=True,
    )
    op.create_index("ix_notices_delivery_id", "notices", ["delivery_id"], unique=False)
    op.create_index(
        "ix_notices_due_at", "notices", ["due_at"], unique=False, sqlite_where=sa.text("fate = 'pending'")
    )

    op.create_table(
        "answers",
        sa.Column("id", Id, nullable=False),
        sa.Column("guild_id", Id, nullable=False),
        sa.Column("meetup_id", Id, nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("seat", sa.Text(), nullable=True),
        sa.Column("turn", sa.Integer(), nullable=True),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.Column("answered_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["guild_id", "meetup_id"],
            ["meetups.guild_id", "meetups.id"],
            name=op.f("fk_answers_guild_id_meetup_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answers")),
        sa.UniqueConstraint("meetup_id", "person_id", name=op.f("uq_answers_meetup_id_person_id")),
        sqlite_strict=True,
    )
    op.create_index("ix_answers_meetup_id_turn", "answers", ["meetup_id", "turn"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_answers_meetup_id_turn")

    op.drop_table("answers")
    op.drop_index("ix_notices_due_at")
    op.drop_index("ix_notices_delivery_id")

    op.drop_table("notices")
    op.drop_index("ix_memberships_person_id")

    op.drop_table("memberships")
    op.drop_index("ix_meetups_guild_id_ends_at")
    op.drop_index("ix_meetups_group_id_starts_at")

    op.drop_table("meetups")
    op.drop_index("ix_mirrors_due_at")

    op.drop_table("mirrors")
    op.drop_table("installation")
    op.drop_index("ix_groups_channel_id")

    op.drop_table("groups")
    op.drop_index("ix_deliveries_retry_at")

    op.drop_table("deliveries")
    op.drop_index("ix_chores_due_at")

    op.drop_table("chores")
