"""It is known which language a server has in Discord, also where Discord cannot be asked."""

from alembic import op

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE servers ADD COLUMN locale TEXT")


def downgrade() -> None:
    op.execute("ALTER TABLE servers DROP COLUMN locale")
