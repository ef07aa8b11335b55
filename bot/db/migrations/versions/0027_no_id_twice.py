"""No id is given twice where Discord remembers it; what is left of a forgotten post is known by the post's id."""

import sqlalchemy as sa
from alembic import op

from bot.db.types import Id, UtcDateTime

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

REMEMBERED = (
    "desk_entries",
    "founding_requests",
    "groups",
    "introductions",
    "invitations",
    "meetups",
    "memberships",
    "progress_cheers",
    "progress_digests",
    "progress_goals",
    "progress_items",
    "progress_posts",
    "reports",
    "series",
    "venues",
    "welcomes",
)


def upgrade() -> None:
    _rebuild(sqlite_autoincrement=True)
    op.rename_table("progress_leftovers", "old_leftovers")
    op.create_table(
        "progress_leftovers",
        sa.Column("post_id", Id, autoincrement=False, nullable=False),
        sa.Column("guild_id", Id, nullable=False),
        sa.Column("channel_id", Id, nullable=False),
        sa.Column("message_id", Id, nullable=True),
        sa.Column("shared_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("post_id", name=op.f("pk_progress_leftovers")),
        sqlite_strict=True,
    )
    # Of those there are, nothing says any more which posts they were: they get ids that no post has had or will have.
    op.execute(
        "INSERT INTO sqlite_sequence (name, seq) SELECT 'progress_posts', 0 "
        "WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = 'progress_posts')"
    )
    _past_every_card()
    op.execute(
        "INSERT INTO progress_leftovers "
        "SELECT old.id + seq, old.guild_id, old.channel_id, old.message_id, '2015-01-01T00:00:00.000000+00:00' "
        "FROM old_leftovers AS old, sqlite_sequence WHERE sqlite_sequence.name = 'progress_posts'"
    )
    op.execute(
        "UPDATE mirrors SET kind = 'progress.card', "
        "subject_id = subject_id + (SELECT seq FROM sqlite_sequence WHERE name = 'progress_posts') "
        "WHERE kind = 'progress.leftover'"
    )
    _past_every_card()
    op.drop_table("old_leftovers")


def downgrade() -> None:
    op.drop_table("progress_leftovers")
    op.create_table(
        "progress_leftovers",
        sa.Column("id", Id, nullable=False),
        sa.Column("guild_id", Id, nullable=False),
        sa.Column("channel_id", Id, nullable=False),
        sa.Column("message_id", Id, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_progress_leftovers")),
        sqlite_strict=True,
    )
    _rebuild(sqlite_autoincrement=False)


def _past_every_card() -> None:
    op.execute(
        "UPDATE sqlite_sequence "
        "SET seq = max(seq, (SELECT coalesce(max(subject_id), 0) FROM mirrors WHERE kind = 'progress.card')) "
        "WHERE name = 'progress_posts'"
    )


def _rebuild(*, sqlite_autoincrement: bool) -> None:
    for table in REMEMBERED:
        options = {"sqlite_strict": True, "sqlite_autoincrement": sqlite_autoincrement}
        with op.batch_alter_table(table, recreate="always", table_kwargs=options):
            pass  # a table is told how it gives ids when it is made
