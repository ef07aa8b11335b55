"""A meetup knows the zone that its group has now, which may not be the one it was planned in."""

from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE meetups ADD COLUMN group_zone TEXT NOT NULL DEFAULT 'UTC'")
    # Not the group's zone: where that is another one, what is planned follows it with the group's next change.
    op.execute("UPDATE meetups SET group_zone = zone")


def downgrade() -> None:
    op.execute("ALTER TABLE meetups DROP COLUMN group_zone")
