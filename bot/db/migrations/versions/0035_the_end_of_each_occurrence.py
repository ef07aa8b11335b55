"""Every meetup that has its card is looked after until its thread is archived: of a series only the first one was."""

from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """
        INSERT INTO chores (guild_id, kind, subject_id, due_at, attempts)
        SELECT guild_id, 'meetups.passed', id, ends_at, 0 FROM meetups
        WHERE announced_at IS NOT NULL AND archived_at IS NULL AND series_id IS NOT NULL
        ON CONFLICT DO NOTHING
        """
    )


def downgrade() -> None:
    """The chores are harmless to what was before."""
