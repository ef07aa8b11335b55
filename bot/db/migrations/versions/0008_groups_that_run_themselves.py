"""Groups are asked for, waited for, described, kept; their venues, bans and directory."""

import sqlalchemy as sa
from alembic import op

from bot.db.types import Id, UtcDateTime

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "directory_pages",
        sa.Column("id", Id, nullable=False),
        sa.Column("guild_id", Id, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("channel_id", Id, nullable=False),
        sa.Column("message_id", Id, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_directory_pages")),
        sa.UniqueConstraint("guild_id", "number", name=op.f("uq_directory_pages_guild_id_number")),
        sqlite_strict=True,
    )
    op.create_table(
        "founding_requests",
        sa.Column("id", Id, nullable=False),
        sa.Column("guild_id", Id, nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("channel_id", Id, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("city_id", Id, nullable=True),
        sa.Column("topic", sa.Text(), nullable=True),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("question", sa.Text(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("group_id", Id, nullable=True),
        sa.Column("card_id", Id, nullable=True),
        sa.Column("card_channel_id", Id, nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("decided_by", Id, nullable=True),
        sa.Column("decided_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_founding_requests")),
        sqlite_strict=True,
    )
    op.create_index("ix_founding_requests_group_id", "founding_requests", ["group_id"])
    op.create_index(
        "ix_founding_requests_open",
        "founding_requests",
        ["guild_id"],
        sqlite_where=sa.text("stage IN ('waiting', 'asked')"),
    )
    op.create_index("ix_founding_requests_person_id", "founding_requests", ["person_id"])
    op.create_table(
        "wishes",
        sa.Column("id", Id, nullable=False),
        sa.Column("guild_id", Id, nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("wanted", sa.Text(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wishes")),
        sa.UniqueConstraint(
            "guild_id", "wanted", "person_id", name=op.f("uq_wishes_guild_id_wanted_person_id")
        ),
        sqlite_strict=True,
    )
    op.create_index("ix_wishes_person_id", "wishes", ["person_id"])
    op.create_table(
        "bans",
        sa.Column("id", Id, nullable=False),
        sa.Column("guild_id", Id, nullable=False),
        sa.Column("group_id", Id, nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("until_at", UtcDateTime(), nullable=True),
        sa.Column("created_by", Id, nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["guild_id", "group_id"], ["groups.guild_id", "groups.id"], name=op.f("fk_bans_guild_id_group_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bans")),
        sa.UniqueConstraint("group_id", "person_id", name=op.f("uq_bans_group_id_person_id")),
        sqlite_strict=True,
    )
    op.create_table(
        "venues",
        sa.Column("id", Id, nullable=False),
        sa.Column("guild_id", Id, nullable=False),
        sa.Column("group_id", Id, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("seats", sa.Integer(), nullable=True),
        sa.Column("comfort", sa.Text(), nullable=True),
        sa.Column("access", sa.Text(), nullable=True),
        sa.Column("cost", sa.Text(), nullable=True),
        sa.Column("contact", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="0", nullable=False),
        sa.Column("created_by", Id, nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["guild_id", "group_id"],
            ["groups.guild_id", "groups.id"],
            name=op.f("fk_venues_guild_id_group_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_venues")),
        sqlite_strict=True,
    )
    op.create_index("ix_venues_group_id", "venues", ["group_id", "folded"])
    op.add_column("groups", sa.Column("topic", sa.Text(), nullable=True))
    op.add_column("groups", sa.Column("welcome", sa.Text(), nullable=True))
    op.add_column("groups", sa.Column("dues", sa.Text(), nullable=True))
    op.add_column("groups", sa.Column("links", sa.Text(), nullable=True))
    op.add_column("groups", sa.Column("partners", sa.Text(), nullable=True))
    op.add_column("groups", sa.Column("colour", sa.Integer(), nullable=True))
    op.add_column("groups", sa.Column("version", sa.Integer(), server_default="0", nullable=False))
    op.add_column("groups", sa.Column("state", sa.Text(), server_default="new", nullable=False))
    op.add_column("groups", sa.Column("archived_at", UtcDateTime(), nullable=True))
    op.add_column("groups", sa.Column("thread_id", Id, nullable=True))
    op.create_index("ix_groups_guild_id_country_folded", "groups", ["guild_id", "country", "folded"])
    op.create_index(
        "ix_memberships_acting",
        "memberships",
        ["group_id"],
        sqlite_where=sa.text("left_at IS NULL AND standing IN ('founder', 'organizer', 'co-host')"),
    )


def downgrade() -> None:
    op.drop_index("ix_memberships_acting", "memberships")
    op.drop_index("ix_groups_guild_id_country_folded", "groups")
    op.drop_column("groups", "thread_id")
    op.drop_column("groups", "archived_at")
    op.drop_column("groups", "state")
    op.drop_column("groups", "version")
    op.drop_column("groups", "colour")
    op.drop_column("groups", "partners")
    op.drop_column("groups", "links")
    op.drop_column("groups", "dues")
    op.drop_column("groups", "welcome")
    op.drop_column("groups", "topic")
    op.drop_index("ix_venues_group_id", "venues")
    op.drop_table("venues")
    op.drop_table("bans")
    op.drop_index("ix_wishes_person_id", "wishes")
    op.drop_table("wishes")
    op.drop_index("ix_founding_requests_person_id", "founding_requests")
    op.drop_index("ix_founding_requests_open", "founding_requests")
    op.drop_index("ix_founding_requests_group_id", "founding_requests")
    op.drop_table("founding_requests")
    op.drop_table("directory_pages")
