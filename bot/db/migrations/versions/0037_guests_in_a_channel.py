"""A group remembers that it is a guest in its channel: one that was there before is not the group's to rename."""

from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE groups ADD COLUMN is_guest INTEGER DEFAULT '0' NOT NULL")


def downgrade() -> None:
    op.execute("ALTER TABLE groups DROP COLUMN is_guest")
