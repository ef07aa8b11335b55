"""Who has written for the first time is remembered for good; what the list of members told is kept as all instants are."""

import sqlalchemy as sa
from alembic import op

from bot.db.types import UtcDateTime

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("newcomers", sa.Column("wrote_at", UtcDateTime(), nullable=True))
    op.execute(
        """
        UPDATE newcomers SET arrived_at = substr(arrived_at, 1, 10) || 'T' || substr(arrived_at, 12, 8) ||
          CASE substr(arrived_at, 20, 1) WHEN '.' THEN '' ELSE '.000000' END || substr(arrived_at, 20)
        WHERE substr(arrived_at, 11, 1) = ' '
        """
    )
    op.execute(
        """
        UPDATE newcomers SET active_at = substr(active_at, 1, 10) || 'T' || substr(active_at, 12, 8) ||
          CASE substr(active_at, 20, 1) WHEN '.' THEN '' ELSE '.000000' END || substr(active_at, 20)
        WHERE substr(active_at, 11, 1) = ' '
        """
    )
    # Whether a sign was a message is not known of the others: the desk waits for nobody's first words by mistake.
    op.execute(
        """
        UPDATE newcomers SET wrote_at = active_at
        WHERE active_at IS NOT NULL AND NOT (
          EXISTS (SELECT 1 FROM desk_entries AS it WHERE it.guild_id = newcomers.guild_id
                  AND it.person_id = newcomers.person_id AND it.kind = 'newcomer')
          AND NOT EXISTS (SELECT 1 FROM desk_entries AS it WHERE it.guild_id = newcomers.guild_id
                          AND it.person_id = newcomers.person_id AND it.kind = 'post'))
        """
    )


def downgrade() -> None:
    op.drop_column("newcomers", "wrote_at")
