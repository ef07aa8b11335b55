"""A notice knows the group whose evening it goes by; a person's notices and a group's meetups are found without looking at
all others."""

from alembic import op

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE notices ADD COLUMN group_id INTEGER")
    # A meetup follows its group only when that changes its zone; of those that had not yet followed it, each does now.
    op.execute(
        "UPDATE meetups SET group_zone = (SELECT zone FROM groups WHERE groups.id = meetups.group_id)"
        " WHERE group_zone != (SELECT zone FROM groups WHERE groups.id = meetups.group_id)"
    )
    # What was planned already keeps its moment: whether that is quiet now is asked when it comes.
    op.execute(
        "UPDATE notices SET group_id = meetups.group_id, zone = meetups.group_zone FROM meetups"
        " WHERE settled_at IS NULL AND (notices.kind LIKE 'meetups.%' OR notices.kind LIKE 'attendance.%')"
        " AND meetups.id = CASE notices.kind WHEN 'meetups.changed'"
        " THEN (SELECT meetup_id FROM meetup_changes WHERE meetup_changes.id = notices.subject_id)"
        " ELSE notices.subject_id END"
    )
    op.execute(
        "CREATE INDEX ix_notices_group_id ON notices (group_id) WHERE group_id IS NOT NULL AND settled_at IS NULL"
    )
    op.execute("DROP INDEX ix_notices_person_id")
    op.execute("CREATE INDEX ix_notices_person_id ON notices (person_id)")
    # With the server first: else SQLite may as well walk through all that the server has ahead.
    op.execute("DROP INDEX ix_meetups_group_id_starts_at")
    op.execute(
        "CREATE INDEX ix_meetups_guild_id_group_id_starts_at ON meetups (guild_id, group_id, starts_at)"
    )


def downgrade() -> None:
    op.execute("DROP INDEX ix_meetups_guild_id_group_id_starts_at")
    op.execute("CREATE INDEX ix_meetups_group_id_starts_at ON meetups (group_id, starts_at)")
    op.execute("DROP INDEX ix_notices_person_id")
    op.execute("CREATE INDEX ix_notices_person_id ON notices (person_id) WHERE fate = 'pending'")
    op.execute("DROP INDEX ix_notices_group_id")
    op.execute("ALTER TABLE notices DROP COLUMN group_id")
