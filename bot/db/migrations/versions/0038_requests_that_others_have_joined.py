"""Who waits for a group says whether they have asked for it, and with which request."""

from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE wishes ADD COLUMN request_id INTEGER")
    # Only who has asked waits under a name; under a city also who has not, so there it is known of who made one alone.
    op.execute(
        "UPDATE wishes SET request_id = (SELECT min(id) FROM founding_requests AS asked"
        " WHERE asked.guild_id = wishes.guild_id AND asked.stage IN ('waiting', 'asked')"
        " AND (asked.city_id IS NULL OR asked.person_id = wishes.person_id)"
        " AND wishes.wanted = CASE WHEN asked.city_id IS NULL"
        " THEN 'name:' || asked.folded ELSE 'city:' || asked.city_id END)"
    )


def downgrade() -> None:
    op.execute("ALTER TABLE wishes DROP COLUMN request_id")
