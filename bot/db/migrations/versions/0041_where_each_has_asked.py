"""Who asked for a group with others is told what comes of it where they asked."""

from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE wishes ADD COLUMN channel_id INTEGER")


def downgrade() -> None:
    op.execute("ALTER TABLE wishes DROP COLUMN channel_id")
