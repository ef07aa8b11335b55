"""A meetup knows the zone that its group has now, which may not be the one it was planned in."""

from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE meetups ADD COLUMN group_zone TEXT NOT NULL DEFAULT 'UTC'")
    op.execute(
        "UPDATE meetups SET group_zone = coalesce("
        "(SELECT zone FROM groups WHERE groups.id = meetups.group_id AND groups.guild_id = meetups.guild_id), zone)"
    )


def downgrade() -> None:
    op.execute("ALTER TABLE meetups DROP COLUMN group_zone")
