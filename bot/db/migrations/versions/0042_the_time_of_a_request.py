"""A request that was decided is let go of when its time is over, and its card with it: those decided before, too."""

from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        "INSERT INTO chores (guild_id, kind, subject_id, due_at, attempts)"
        " SELECT guild_id, 'groups.request_kept', id,"
        " strftime('%Y-%m-%dT%H:%M:%f000+00:00', coalesce(decided_at, created_at), '+180 days'), 0"
        " FROM founding_requests WHERE stage NOT IN ('waiting', 'asked')"
    )


def downgrade() -> None:
    op.execute("DELETE FROM chores WHERE kind = 'groups.request_kept'")
